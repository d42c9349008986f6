"""A rule of the policy, a condition or a fact in, its words in one language out."""

from typing import Final

from jobs.language.wording import Wording
from jobs.model import Action, Condition, Policy, Rule, Value, Where

ANSWERING: Final = frozenset({Action.ANSWER, Action.CHECK_FIRST, Action.CORRECT_ONCE})
"""Actions in which somebody writes an answer: the checklist goes with each of them."""
_CHECKLIST: Final = (
    *("counter", "everyone", "name", "honest", "source", "plain", "promise", "privacy"),
)
_PER_CENT: Final = ("_share", "_score")
"""How the names of facts end that are told per cent."""
_NO_END: Final = float("inf")


def heading_of(policy: Policy, words: Wording) -> str:
    """Return name and version of *policy*."""
    return words.say("policy.head", name=policy.name, version=policy.version)


def label_of(name: str, words: Wording) -> str:
    """Return what the rule called *name* is called; of one we do not ship, its name as words."""
    key = f"rule.{name}.label"
    return words.say(key) if words.has(key) else name.replace("-", " ").replace("_", " ")


def question_of(rule: Rule, words: Wording) -> str:
    """Return what *rule* asks; of the municipality's own, its name and its conditions."""
    key = f"box.{rule.name}"
    if not rule.own and words.has(key):
        return words.say(key)
    label = label_of(rule.name, words)
    head = words.say("word.label", label=label[:1].upper() + label[1:])
    return f"{head} {asked_of(rule, words)}"


def asked_of(rule: Rule, words: Wording) -> str:
    """Return all conditions of *rule* in one line."""
    asked = "; ".join(condition_of(one, words) for one in rule.when)
    but = words.either([condition_of(one, words) for one in rule.unless])
    if not but:
        return asked or words.say("policy.always")
    unless = words.say("policy.unless")
    told = f"{unless[:1].lower()}{unless[1:]} {but}" if asked else f"{unless} {but}"
    return f"{asked}; {told}" if asked else told


def reason_of(name: str, action: Action, policy: Policy | None, words: Wording) -> str:
    """Return why the rule called *name* says *action*: the municipality's sentence, or else ours.

    Args:
        name: Of the rule.
        action: What it says.
        policy: The policy it stands in; None when that was not kept.
        words: The language.
    """
    rule = policy.rule(name) if policy is not None else None
    own = dict(rule.why).get(words.language) if rule is not None else None
    if own:
        return own
    ours = [f"rule.{name}.why"] if rule is None or rule.worded else []
    return words.first_of([*ours, f"action.{action}.why"])


def checklist_of(most: int, route: str, words: Wording) -> tuple[str, ...]:
    """Return what to mind in an answer.

    Args:
        most: How often one person is answered in a thread.
        route: Where a formal complaint goes; empty when sources.toml does not say.
        words: Of the language.
    """
    told = [words.say(f"checklist.{name}") for name in _CHECKLIST]
    told.append(words.count("checklist.limit", most))
    return (*told, words.say("checklist.complaint", route=route)) if route else tuple(told)


def condition_of(condition: Condition, words: Wording) -> str:
    """Return what *condition* asks: ``voices: at least 3``."""
    label = words.say("word.label", label=fact_of(condition.fact, words))
    return f"{label} {_asked(condition, words)}"


def fact_of(name: str, words: Wording) -> str:
    """Return the name of a fact in words."""
    return words.say(f"fact.{name}")


def value_of(fact: str, value: Value, words: Wording) -> str:
    """Return a value of the fact called *fact* in words."""
    if isinstance(value, bool):
        return words.say("word.yes" if value else "word.no")
    if isinstance(value, str):
        return _word(fact, value, words)
    return words.percent(value) if fact.endswith(_PER_CENT) else words.number(round(value))


def _word(fact: str, value: str, words: Wording) -> str:
    keys = (f"value.{fact}.{value}", f"{fact}.{value}.label", f"{fact}.{value}")
    told = words.first_of(keys)
    return told[:1].lower() + told[1:] if fact == "house_rule" and words.language != "de" else told


def _asked(condition: Condition, words: Wording) -> str:
    fact, values = condition.fact, condition.values
    if values is not None:
        return words.either([value_of(fact, one, words) for one in sorted(values, key=str)])
    least, most = (
        value_of(fact, bound, words) if bound < _NO_END else ""
        for bound in (condition.least, condition.most)
    )
    bounded = condition.most < _NO_END and not (fact.endswith(_PER_CENT) and condition.most >= 1)
    if not bounded:
        return words.say("condition.least", n=least)
    if condition.least == condition.most:
        return least
    if condition.least <= 0:
        return words.say("condition.most", n=most)
    return words.say("condition.between", least=least, most=most)


def outcome_of(rule: Rule, words: Wording) -> str:
    """Return what *rule* says to do, by whom, from where and by when, in one line."""
    where = rule.where
    place = words.say("policy.by_place") if where is None else words.say(f"where.{where}.label")
    told = [words.say(f"action.{rule.action}.label")]
    told += [words.say(f"who.{rule.who}.label")]
    told += [place] if where is not Where.NOWHERE else []
    if rule.wait is not None:
        told.append(words.count("policy.wait", round(rule.wait.total_seconds() / 3600)))
    if rule.due is not None:
        same_day = words.say("policy.same_day")
        told.append(words.count("policy.due", rule.due) if rule.due else same_day)
    told += [words.say("policy.asks")] if rule.asks else []
    return " · ".join(told)

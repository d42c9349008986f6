"""The policy in force in, all of it in words out: rule by rule, with which are the town's own."""

from collections.abc import Iterator

from jobs.explain.parts import Explanation, Json, Part, headed, listed
from jobs.language.rules import (
    checklist_of,
    condition_of,
    heading_of,
    label_of,
    outcome_of,
    reason_of,
)
from jobs.language.wording import Wording
from jobs.model import Condition, Policy, Rule, Subject
from jobs.settings.schema import Policy as Town


def explain_policy(policy: Policy, town: Town, words: Wording) -> Explanation:
    """Return every rule of *policy*, in order, in words.

    Args:
        policy: The policy.
        town: What ``[policy]`` says besides.
        words: The language.
    """
    checklist = checklist_of(town.max_answers, town.complaint_route, words)
    parts = [_head(policy, words)]
    parts += [_rules(policy, subject, words) for subject in Subject if policy.of(subject)]
    parts += [
        _speak(policy, words),
        Part(
            name="checklist",
            heading=headed("checklist.title", words),
            facts={"checklist": listed(checklist)},
            lines=checklist,
        ),
    ]
    heading = words.say("policy.in_force")
    return Explanation(what="policy", id=policy.name, parts=tuple(parts), heading=heading)


def _head(policy: Policy, words: Wording) -> Part:
    own = sum(rule.own for rule in policy.rules)
    lines = [
        words.say(
            "policy.count",
            signals=len(policy.of(Subject.SIGNAL)),
            posts=len(policy.of(Subject.POST)),
            own=own,
        ),
        words.say("policy.order"),
    ]
    if policy.removed:
        lines.append(words.say("policy.removed", names=", ".join(policy.removed)))
    return Part(
        name="version",
        heading=words.say("word.label", label=heading_of(policy, words)),
        facts={"version": policy.version, "own": own, "removed": listed(policy.removed)},
        lines=tuple(lines),
    )


def _rules(policy: Policy, subject: Subject, words: Wording) -> Part:
    lines = [
        line
        for number, rule in enumerate(policy.of(subject), start=1)
        for line in _lines(rule, number, policy, words)
    ]
    facts: list[Json] = [_facts(rule, policy, words) for rule in policy.of(subject)]
    return Part(
        name=f"{subject} rules",
        heading=headed(f"policy.{subject}", words),
        facts={"rules": facts},
        lines=tuple(lines),
    )


def _lines(rule: Rule, number: int, policy: Policy, words: Wording) -> Iterator[str]:
    label = label_of(rule.name, words)
    own = f"  * {words.say('policy.own')}" if rule.own else ""
    yield f"{number:>2}. {label[:1].upper()}{label[1:]} ({rule.name}){own}"
    when = [condition_of(one, words) for one in rule.when] or [words.say("policy.always")]
    told = {
        "when": "; ".join(when),
        "unless": words.either([condition_of(one, words) for one in rule.unless]),
        "then": outcome_of(rule, words),
        "why": reason_of(rule.name, rule.action, policy, words),
    }
    for name, text in told.items():
        if text:
            yield f"    {words.say('word.label', label=words.say(f'policy.{name}'))} {text}"


def _facts(rule: Rule, policy: Policy, words: Wording) -> Json:
    return {
        "name": rule.name,
        "own": rule.own,
        "when": [_condition(one) for one in rule.when],
        "unless": [_condition(one) for one in rule.unless],
        "then": rule.action,
        "who": rule.who,
        "where": rule.where or "speak",
        "wait_hours": None if rule.wait is None else rule.wait.total_seconds() / 3600,
        "due": rule.due,
        "asks": rule.asks,
        "why": reason_of(rule.name, rule.action, policy, words),
    }


def _condition(condition: Condition) -> Json:
    if condition.values is not None:
        return {"fact": condition.fact, "values": sorted(condition.values, key=str)}
    most = None if condition.most == float("inf") else condition.most
    return {"fact": condition.fact, "min": condition.least, "max": most}


def _speak(policy: Policy, words: Wording) -> Part:
    lines = tuple(
        f"{words.say('word.label', label=words.say(f'place.{place}.label'))} "
        f"{words.say(f'where.{where}.label')}"
        for place, where in policy.speak.items()
    )
    facts: dict[str, Json] = {place: where.value for place, where in policy.speak.items()}
    return Part(name="speak", heading=headed("policy.speak", words), facts=facts, lines=lines)

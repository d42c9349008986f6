"""Advices in, the rule that decided with its reason and facts out, in words."""

from collections.abc import Iterable

from jobs.explain.parts import SHORT, Json, Part, enumerate_words, listed
from jobs.explain.town import Town
from jobs.explain.words import percent
from jobs.language.rules import fact_of, reason_of, value_of
from jobs.language.wording import Wording, load_wording
from jobs.model import Advice, Fact, Policy, Who


def advice_part(advices: Iterable[Advice], town: Town, policy: Policy | None = None) -> Part:
    """Return what the *policy* said: of the whole signal first, then of single posts."""
    told = sorted(advices, key=lambda one: one.post_id is not None)
    words = load_wording("en")
    lines = [line for one in told for line in _lines(one, town, words, policy)]
    facts: dict[str, Json] = {"advices": [_facts(one) for one in told]}
    return Part(name="advice", facts=facts, lines=tuple(lines) or ("none",))


def _lines(advice: Advice, town: Town, words: Wording, policy: Policy | None) -> list[str]:
    of = "" if advice.post_id is None else f" (of post {advice.post_id[:SHORT]} alone)"
    why = reason_of(advice.rule, advice.action, policy, words)
    lines = [
        f"{words.say(f'action.{advice.action}.label')}{of}, by rule {advice.rule}",
        f"  {why}",
        f"  it applied because: {enumerate_words(_facts_in_words(advice, words))}",
    ]
    if advice.tried:
        lines.append(f"  tried before, and did not apply: {', '.join(advice.tried)}")
    if advice.who is not Who.NOBODY:
        lines.append(f"  {_how(advice, town, words)}")
    lines += [f"  {name} {value}" for name, value in _refers_to(advice) if value is not None]
    return lines


def _facts_in_words(advice: Advice, words: Wording) -> tuple[str, ...]:
    return tuple(_fact(one, words) for one in advice.facts)


def _fact(fact: Fact, words: Wording) -> str:
    rests = f" [{', '.join(post[:SHORT] for post in fact.posts)}]" if fact.posts else ""
    sure = "" if fact.confidence is None else f", {percent(fact.confidence)} sure"
    return f"{fact_of(fact.name, words)}: {value_of(fact.name, fact.value, words)}{sure}{rests}"


def _how(advice: Advice, town: Town, words: Wording) -> str:
    told = f"who: {words.say(f'who.{advice.who}.label')}; "
    told += f"where: {words.say(f'where.{advice.where}.label')}"
    if advice.department is not None:
        told += f"; asked: {town.department(advice.department)}"
    if advice.not_before is not None:
        told += f"; not before {town.moment(advice.not_before)}"
    return told if advice.due is None else f"{told}; by {advice.due}"


def _refers_to(advice: Advice) -> tuple[tuple[str, str | None], ...]:
    return (
        ("FAQ entry", advice.faq),
        ("house rule", advice.house_rule),
        ("other body", advice.body),
    )


def _facts(advice: Advice) -> Json:
    return {
        "post": advice.post_id,
        "action": advice.action,
        "rule": advice.rule,
        "facts": [
            {
                "name": one.name,
                "value": one.value,
                "confidence": one.confidence,
                "posts": listed(one.posts),
            }
            for one in advice.facts
        ],
        "tried": listed(advice.tried),
        "who": advice.who,
        "where": advice.where,
        "department": advice.department,
        "faq": advice.faq,
        "house_rule": advice.house_rule,
        "body": advice.body,
        "not_before": None if advice.not_before is None else advice.not_before.isoformat(),
        "due": None if advice.due is None else advice.due.isoformat(),
    }

"""How values made of parts are taken apart for JSON text, and put together again."""

from datetime import timedelta
from typing import Any, Final

from jobs.model import (
    Action,
    Condition,
    Cursor,
    Evidence,
    EvidenceKind,
    Fact,
    Kind,
    Link,
    Rule,
    State,
    Subject,
    Talked,
    Trend,
    Where,
    Who,
)
from jobs.store.columns import structure, texts

_NO_END: Final = float("inf")
"""Largest value of a number that may be any; JSON has no such number."""
_KIND: Final = {kind.value: kind for kind in EvidenceKind}
"""Six times as fast as asking the enum; a week has tens of thousands of traces."""


def _evidence(rows: list[list[Any]]) -> tuple[Evidence, ...]:
    return tuple(
        [Evidence(_KIND[kind], start, end, term, weight) for kind, start, end, term, weight in rows]
    )


def _facts(rows: list[list[Any]]) -> tuple[Fact, ...]:
    # weeks advised before it was known how sure a fact is hold three parts
    return tuple(
        Fact(name=name, value=value, posts=tuple(posts), confidence=more[0] if more else None)
        for name, value, posts, *more in rows
    )


def _condition_parts(one: Condition) -> list[object]:
    values = None if one.values is None else sorted(one.values, key=str)
    return [one.fact, values, one.least, None if one.most == _NO_END else one.most, one.read]


def _condition(parts: list[Any]) -> Condition:
    fact, values, least, most, read = parts
    return Condition(
        fact=fact,
        values=None if values is None else frozenset(values),
        least=least,
        most=_NO_END if most is None else most,
        read=read,
    )


def _rule_parts(rule: Rule) -> dict[str, object]:
    return {
        "name": rule.name,
        "of": rule.of,
        "when": [_condition_parts(one) for one in rule.when],
        "unless": [_condition_parts(one) for one in rule.unless],
        "action": rule.action,
        "who": rule.who,
        "where": rule.where,
        "wait": None if rule.wait is None else rule.wait.total_seconds(),
        "due": rule.due,
        "asks": rule.asks,
        "own": rule.own,
        "why": rule.why,
        "worded": rule.worded,
    }


def _rule(parts: dict[str, Any]) -> Rule:
    return Rule(
        name=parts["name"],
        of=Subject(parts["of"]),
        when=tuple(map(_condition, parts["when"])),
        unless=tuple(map(_condition, parts["unless"])),
        action=Action(parts["action"]),
        who=Who(parts["who"]),
        where=None if parts["where"] is None else Where(parts["where"]),
        wait=None if parts["wait"] is None else timedelta(seconds=parts["wait"]),
        due=parts["due"],
        asks=parts["asks"],
        own=parts["own"],
        why=tuple((language, text) for language, text in parts["why"]),
        worded=parts["worded"],
    )


def _links(rows: list[list[Any]]) -> tuple[Link, ...]:
    return tuple(
        Link(first=first, second=second, score=score, terms=tuple(terms))
        for first, second, score, terms in rows
    )


def _trend_parts(trend: Trend) -> dict[str, object]:
    return {
        "state": trend.state,
        "weeks": trend.weeks,
        "history": trend.history,
        "expected": trend.expected,
        "surprise": trend.surprise,
        "read": trend.read,
    }


def _trend(parts: dict[str, Any]) -> Trend:
    return Trend(
        state=State(parts["state"]),
        weeks=parts["weeks"],
        history=tuple(parts["history"]),
        expected=parts["expected"],
        surprise=parts["surprise"],
        read=parts.get("read", 1.0),  # weeks stored before it was counted
    )


def _cursor(parts: dict[str, Any]) -> Cursor:
    validators = {address: (tag, date) for address, (tag, date) in parts["validators"].items()}
    return Cursor(marks=parts["marks"], validators=validators)


TEXTS: Final = texts()
"""Texts or ids, in order."""

PAIRS: Final = structure(list, lambda rows: tuple((name, value) for name, value in rows))
"""Pairs of a name and a value, in order."""

KINDS: Final = structure(list, lambda rows: tuple((Kind(kind), count) for kind, count in rows))
"""Posts by kind, in order."""

COUNTS: Final = structure(dict, dict)
"""Numbers by name."""

CURSOR: Final = structure(
    lambda cursor: {"marks": cursor.marks, "validators": cursor.validators}, _cursor
)
"""How far a source was read."""

EVIDENCE: Final = structure(tuple, _evidence)
"""Traces, in order; JSON writes a tuple as a list."""

FACTS: Final = structure(
    lambda facts: [[f.name, f.value, f.posts, f.confidence] for f in facts], _facts
)
"""Facts of an advice, in order."""

RULES: Final = structure(
    lambda rules: [_rule_parts(rule) for rule in rules], lambda rows: tuple(map(_rule, rows))
)
"""The rules of a policy, in order."""

SPEAK: Final = structure(
    dict, lambda parts: {place: Where(where) for place, where in parts.items()}
)
"""From which place an answer goes out, by place of the talk."""

TREND: Final = structure(_trend_parts, _trend)
"""How a signal compares with earlier weeks."""

LINKS: Final = structure(
    lambda links: [[one.first, one.second, one.score, one.terms] for one in links], _links
)
"""Why threads stand together, in order."""

TALKED: Final = structure(
    lambda said: [said.posts, said.voices, said.unhappy, said.thanks],
    lambda parts: Talked(posts=tuple(parts[0]), voices=parts[1], unhappy=parts[2], thanks=parts[3]),
)
"""What was said on one side of an answer."""

"""How values made of parts are taken apart for JSON text, and put together again."""

from typing import Any, Final

from jobs.model import Cursor, Evidence, EvidenceKind, Fact, Kind, Link, State, Trend
from jobs.store.columns import structure, texts

_KIND: Final = {kind.value: kind for kind in EvidenceKind}
"""Six times as fast as asking the enum; a week has tens of thousands of traces."""


def _evidence(rows: list[list[Any]]) -> tuple[Evidence, ...]:
    return tuple(
        [Evidence(_KIND[kind], start, end, term, weight) for kind, start, end, term, weight in rows]
    )


def _facts(rows: list[list[Any]]) -> tuple[Fact, ...]:
    return tuple(Fact(name=name, value=value, posts=tuple(posts)) for name, value, posts in rows)


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

FACTS: Final = structure(lambda facts: [[f.name, f.value, f.posts] for f in facts], _facts)
"""Facts of an advice, in order."""

TREND: Final = structure(_trend_parts, _trend)
"""How a signal compares with earlier weeks."""

LINKS: Final = structure(
    lambda links: [[one.first, one.second, one.score, one.terms] for one in links], _links
)
"""Why threads stand together, in order."""

"""Rules in order in, out: whether a rule can ever decide, and whether every case finds a rule.

A rule is a box: for each fact a set of values. A later box that lies wholly inside the earlier ones
never decides. Numbers are looked at on, just below and just above every bound that a rule names, so
the answer is exact for facts that are independent of each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

from jobs.advise.vocabulary import FACTS
from jobs.model import Rule, Value

_PATIENCE: Final = 20_000
"""Boxes looked at before a rule counts as reachable; the shipped policy needs about a hundred."""

_Box = Mapping[str, frozenset[Value]]


def can_decide(rule: Rule, earlier: Sequence[Rule]) -> bool:
    """Whether some case is left for *rule* after all the *earlier* ones about the same subject."""
    grid = _grid((*earlier, rule))
    box = {**grid, **_limits(rule, grid)}
    return all(box.values()) and _left(box, [_limits(other, grid) for other in earlier])


def all_decided(rules: Sequence[Rule]) -> bool:
    """Whether every case finds one of *rules*."""
    grid = _grid(rules)
    return not _left(grid, [_limits(rule, grid) for rule in rules])


def _grid(rules: Iterable[Rule]) -> dict[str, frozenset[Value]]:
    """Return the values worth looking at, for every fact that *rules* ask about."""
    bounds: dict[str, set[float]] = {}
    for rule in rules:
        for condition in (*rule.when, *rule.unless):
            found = bounds.setdefault(condition.fact, set())
            if condition.values is None:
                found |= {condition.least, condition.most}
    return {fact: _values(fact, numbers) for fact, numbers in bounds.items()}


def _values(fact: str, bounds: set[float]) -> frozenset[Value]:
    kind = FACTS[fact]
    if kind.words:
        return frozenset(kind.words)
    if isinstance(kind.default, bool):
        return frozenset({False, True})
    inside = sorted({bound for bound in bounds if bound <= kind.most} | {0.0})
    top = min(kind.most, inside[-1] + 1.0) if inside[-1] < float("inf") else inside[-1]
    points = sorted({*inside, top})
    if kind.whole:
        return frozenset(
            {
                *points,
                *(point + 1.0 for point in points),
                *(max(0.0, point - 1.0) for point in points),
            }
        )
    return frozenset({*points, *((a + b) / 2 for a, b in pairwise(points))})


def _limits(rule: Rule, grid: _Box) -> _Box:
    """Return the values *rule* wants of the facts it asks about; any other may have any value."""
    limits: dict[str, frozenset[Value]] = {}
    for condition in rule.when:
        values = limits.get(condition.fact, grid[condition.fact])
        limits[condition.fact] = frozenset(filter(condition.holds, values))
    for condition in rule.unless:
        values = limits.get(condition.fact, grid[condition.fact])
        limits[condition.fact] = frozenset(value for value in values if not condition.holds(value))
    return {fact: limits[fact] for fact in grid if fact in limits}


def _left(box: _Box, holes: list[_Box]) -> bool:
    """Whether something of *box* is left when all *holes* are taken out."""
    waiting: list[tuple[_Box, int]] = [(box, 0)]
    for _ in range(_PATIENCE):
        if not waiting:
            return False
        rest, place = waiting.pop()
        if place == len(holes):
            return True
        waiting.extend((piece, place + 1) for piece in _without(rest, holes[place]))
    return True


def _without(box: _Box, hole: _Box) -> list[_Box]:
    """Return *box* without *hole*, in pieces that do not overlap."""
    if any(box[fact].isdisjoint(values) for fact, values in hole.items()):
        return [box]
    pieces: list[_Box] = []
    rest = dict(box)
    for fact, values in hole.items():
        outside = rest[fact] - values
        if outside:
            pieces.append({**rest, fact: outside})
            rest[fact] = rest[fact] & values
    return pieces

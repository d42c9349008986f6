"""The municipality's own flowchart: `Policy`; the first of its `Rule`s that applies decides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property

from jobs.model.advice import Action, Where, Who

Value = bool | float | str
"""What a fact may be; whole numbers are written as floats."""


class Subject(StrEnum):
    """What a rule is about: the whole signal, or one post as an exception."""

    SIGNAL = "signal"
    POST = "post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What one fact must be.

    Attributes:
        fact: Name of the fact.
        values: The values it may have, for a flag or a word; None for a number.
        least: Smallest value of a number.
        most: Largest value of a number.
        read: The fact stands in the words of posts: that takes time, so it is looked at last.
    """

    fact: str
    values: frozenset[bool | str] | None = None
    least: float = 0.0
    most: float = float("inf")
    read: bool = False

    def holds(self, value: Value) -> bool:
        """Whether *value* is one of those asked for."""
        if self.values is not None:
            return value in self.values
        return not isinstance(value, str) and self.least <= value <= self.most


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One box of the flowchart.

    Attributes:
        name: What the report calls it.
        of: What it is about.
        when: All of these must hold.
        unless: None of these may hold.
        action: What to do.
        who: Role that acts.
        where: From which place; None where the place of the talk decides (`Policy.speak`).
        wait: Cooling-off after the last post; None when there is none.
        due: Working days after the edition leaves, 0 for the same day; None when there is no term.
        asks: The department supplies something.
        own: The municipality wrote it; False for a rule as shipped.
        why: The municipality's own sentence about it, by language.
        worded: What we say of the shipped rule of its name holds for it: it is that rule, or says
            the same action.
    """

    name: str
    of: Subject
    when: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    action: Action
    who: Who
    where: Where | None
    wait: timedelta | None
    due: int | None
    asks: bool
    own: bool = False
    why: tuple[tuple[str, str], ...] = ()
    worded: bool = True

    @property
    def conditions(self) -> tuple[tuple[Condition, bool], ...]:
        """Every condition in the order of the file, with whether it must hold."""
        return (*((one, True) for one in self.when), *((one, False) for one in self.unless))

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Names of the facts it looks at, in the order it looks at them."""
        return tuple(dict.fromkeys(condition.fact for condition in (*self.when, *self.unless)))

    @cached_property
    def _checks(self) -> tuple[tuple[str, Callable[[Value], bool], bool], ...]:
        """Its facts, what is asked of them, and whether it must hold; without reading first."""
        asked = sorted(self.conditions, key=lambda pair: pair[0].read)
        return tuple(
            (one.fact, one.holds if one.values is None else one.values.__contains__, wanted)
            for one, wanted in asked
        )

    def applies(self, value: Callable[[str], Value]) -> bool:
        """Whether all of its conditions hold and none of its exceptions does."""
        for fact, holds, wanted in self._checks:  # noqa: SIM110 - a generator takes twice as long
            if holds(value(fact)) is not wanted:
                return False
        return True

    def missed(self, value: Callable[[str], Value]) -> tuple[Condition, bool] | None:
        """Return the first condition that keeps it from applying, and whether it had to hold."""
        asked = self.conditions
        return next((pair for pair in asked if pair[0].holds(value(pair[0].fact)) != pair[1]), None)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The municipality's own flowchart.

    Attributes:
        name: What it is called.
        version: Counted by whoever changes it; printed in the report.
        rules: In order; the last one for signals always applies.
        speak: From which place an answer goes out, by place of the talk.
        removed: Names of shipped rules that do not hold here.
    """

    name: str
    version: int
    rules: tuple[Rule, ...]
    speak: Mapping[str, Where]
    removed: tuple[str, ...] = ()

    @cached_property
    def _by_subject(self) -> Mapping[Subject, tuple[Rule, ...]]:
        return {
            subject: tuple(rule for rule in self.rules if rule.of is subject) for subject in Subject
        }

    def of(self, subject: Subject) -> tuple[Rule, ...]:
        """Return the rules about *subject*, in order."""
        return self._by_subject[subject]

    def rule(self, name: str) -> Rule | None:
        """Return the rule called *name*; None when there is none."""
        return next((rule for rule in self.rules if rule.name == name), None)

    def where(self, rule: Rule, value: Callable[[str], Value]) -> Where:
        """Return from which place *rule* speaks, given where the talk is."""
        return rule.where or self.speak[str(value("place"))]

"""Which rules can still decide, in small policies where one can see the answer."""

from dataclasses import replace

import pytest

from jobs.advise.policy import load_policy
from jobs.advise.reach import all_decided, can_decide
from jobs.model import Action, Condition, Rule, Subject, Where, Who
from tests.advise.town import make_settings


def rule(*when: Condition, unless: tuple[Condition, ...] = ()) -> Rule:
    return Rule(
        name="rule",
        of=Subject.SIGNAL,
        when=when,
        unless=unless,
        action=Action.LEAVE,
        who=Who.NOBODY,
        where=Where.NOWHERE,
        wait=None,
        due=None,
        asks=False,
    )


def flag(fact: str, *, value: bool) -> Condition:
    return Condition(fact=fact, values=frozenset({value}))


def word(fact: str, *values: str) -> Condition:
    return Condition(fact=fact, values=frozenset(values))


def between(fact: str, least: float, most: float = float("inf")) -> Condition:
    return Condition(fact=fact, least=least, most=most)


YES, NO = flag("political", value=True), flag("political", value=False)


@pytest.mark.parametrize("subject", Subject)
def test_each_shipped_rule_can_decide_and_each_signal_finds_one(subject: Subject) -> None:
    rules = load_policy(make_settings()).of(subject)

    assert all(can_decide(one, rules[:place]) for place, one in enumerate(rules))
    assert all_decided(rules) is (subject is Subject.SIGNAL)


def test_a_flag_that_is_both_ways_decided_leaves_nothing() -> None:
    assert not can_decide(rule(word("trend", "new")), [rule(YES), rule(NO)])
    assert all_decided([rule(YES), rule(NO)])


def test_half_of_the_cases_leave_the_other_half() -> None:
    assert can_decide(rule(), [rule(YES)])
    assert not all_decided([rule(YES)])


def test_numbers_are_compared_at_their_bounds() -> None:
    many = rule(between("voices", 5))

    assert not can_decide(rule(between("voices", 7)), [many])
    assert can_decide(rule(between("voices", 4)), [many])
    assert all_decided([many, rule(between("voices", 0, 4))])
    assert not all_decided([many, rule(between("voices", 0, 3))])


def test_shares_have_values_between_their_bounds() -> None:
    """0.5 up, and 0.4 down, leave 0.45; no share is above 1."""
    high = rule(between("question_share", 0.5))

    assert not all_decided([high, rule(between("question_share", 0.0, 0.4))])
    assert all_decided([high, rule(between("question_share", 0.0, 0.5))])


def test_several_rules_together_can_forestall_one() -> None:
    """Neither earlier rule covers the later one; together they do."""
    later = rule(word("trend", "new", "back"))

    assert not can_decide(later, [rule(word("trend", "new")), rule(word("trend", "back"))])
    assert can_decide(later, [rule(word("trend", "new")), rule(word("trend", "back"), YES)])


def test_exceptions_open_the_box_again() -> None:
    first = replace(rule(YES), unless=(word("trend", "new"),))

    assert can_decide(rule(YES), [first])
    assert not can_decide(rule(YES, word("trend", "back")), [first])


def test_conditions_that_exclude_each_other_never_decide() -> None:
    assert not can_decide(rule(YES, NO), [])

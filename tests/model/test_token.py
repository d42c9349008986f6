"""The token of a click: says what was sealed, to who holds the key, as long as it counts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jobs.model import Answer, DepartmentId, SignalId, Week
from jobs.model.token import FOUND, TERM, Refusal, Token, TokenError, hash_of, seal, unseal

KEY, TOWN = b"k" * 32, "heidebeek"
WEEK = Week(2026, 46)
SIGNALS = (SignalId("2026-W46-3f2a9c1bab12"), SignalId("2026-W46-000000000000"))
DEPARTMENTS = tuple(map(DepartmentId, ("publieke-ruimte", "mobiliteit", "groen")))
TOKENS = some.builds(
    Token,
    week=some.just(WEEK),
    department=some.sampled_from(DEPARTMENTS),
    signal_id=some.sampled_from(SIGNALS),
    answer=some.sampled_from(Answer),
    owner=some.none() | some.sampled_from(DEPARTMENTS),
)
ONE = Token(week=WEEK, department=DEPARTMENTS[0], signal_id=SIGNALS[0], answer=Answer.PLANNED)


def opened(
    text: str,
    *,
    key: bytes = KEY,
    town: str = TOWN,
    now: Week = WEEK.next,
    departments: tuple[DepartmentId, ...] = DEPARTMENTS,
    signals: tuple[SignalId, ...] = SIGNALS,
) -> Token:
    return unseal(key, town, text, now, departments, lambda week: signals if week == WEEK else ())


def refused(text: str, **world: object) -> Refusal:
    with pytest.raises(TokenError) as caught:
        opened(text, **world)  # type: ignore[arg-type]  # as each test names it
    return caught.value.why


@given(TOKENS)
def test_what_was_sealed_is_what_is_opened(token: Token) -> None:
    text = seal(KEY, TOWN, token)

    assert opened(text) == opened(text.lower()) == token
    assert re.fullmatch(r"BS1[A-Z2-7]{48}", text)
    assert FOUND.fullmatch(text)
    assert text == seal(KEY, TOWN, token)


@given(TOKENS, some.integers(3, 50), some.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_one_other_letter_makes_it_a_forgery(token: Token, place: int, letter: str) -> None:
    text = seal(KEY, TOWN, token)
    other = text[:place] + letter + text[place + 1 :]

    assert other == text or refused(other) is Refusal.FORGED


@given(some.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=48, max_size=48))
def test_nobody_makes_one_up(letters: str) -> None:
    assert refused(f"BS1{letters}") is Refusal.FORGED


def test_it_counts_for_one_municipality_and_one_installation() -> None:
    text = seal(KEY, TOWN, ONE)

    assert refused(text, town="nederzande") is Refusal.FORGED
    assert refused(text, key=b"o" * 32) is Refusal.FORGED


def test_it_counts_as_long_as_signals_are_remembered() -> None:
    text = seal(KEY, TOWN, ONE)

    assert opened(text, now=WEEK.plus(TERM)) == ONE
    assert refused(text, now=WEEK.plus(TERM + 1)) is Refusal.EXPIRED


def test_it_speaks_of_what_is_there() -> None:
    text = seal(KEY, TOWN, ONE)

    assert refused(text, departments=DEPARTMENTS[1:]) is Refusal.NO_DEPARTMENT
    assert refused(text, signals=SIGNALS[1:]) is Refusal.NO_SIGNAL


def test_no_two_answers_share_a_token_and_each_is_known_once_used() -> None:
    sealed = {
        seal(KEY, TOWN, Token(week=WEEK, department=one, signal_id=two, answer=three))
        for one in DEPARTMENTS
        for two in SIGNALS
        for three in Answer
    }

    assert len(sealed) == len({hash_of(text) for text in sealed}) == 36
    assert hash_of("BS1ABC") == hash_of("bs1abc")


def test_the_places_of_answers_stay_as_mails_that_were_sent_hold_them() -> None:
    assert [answer.value for answer in Answer] == [
        "ours", "not_ours", "planned", "done", "grouping", "single",
    ]  # fmt: skip

"""A consent says one week and no more, and only those that we sealed count."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.model import Delivery, Week
from jobs.tell.consent import VERSION, Consent, consent_in, mailto, meant, seal
from tests.fakes import NOW

KEY, TOWN = bytes(range(32)), "heidebeek"
CONSENT = Consent(week=Week(2026, 46), upto=17)
SEALED = seal(KEY, TOWN, CONSENT)


def row(number: int, week: Week = CONSENT.week) -> Delivery:
    return Delivery(
        id=number, week=week, reader="groen", language="nl", revision=1,
        recipient="groen@heidebeek.example", message_id=f"<{number}@x.example>", next_at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    "subject",
    [SEALED, f"Goedgekeurd: week 46. {SEALED}", SEALED.lower(), f"Re: {SEALED[:20]} {SEALED[20:]}"],
)
def test_what_was_sealed_is_read_from_a_subject(subject: str) -> None:
    assert consent_in(KEY, TOWN, subject) == CONSENT


def test_a_consent_of_another_key_or_town_or_a_changed_one_is_none() -> None:
    changed = f"{SEALED[:10]}{'A' if SEALED[10] != 'A' else 'B'}{SEALED[11:]}"

    assert consent_in(bytes(32), TOWN, SEALED) is None
    assert consent_in(KEY, "ander", SEALED) is None
    assert consent_in(KEY, TOWN, changed) is None


@given(st.text(max_size=200) | st.from_regex(rf"{VERSION}[A-Z2-7]{{32}}", fullmatch=True))
def test_nothing_else_is_a_consent(subject: str) -> None:
    assert consent_in(KEY, TOWN, subject) is None


def test_what_was_made_after_the_question_is_not_meant() -> None:
    waiting = [row(3), row(17), row(18), row(5, Week(2026, 45))]

    assert [mail.id for mail in meant(CONSENT, waiting)] == [3, 17]


def test_the_link_opens_a_mail_with_the_consent_in_its_subject() -> None:
    link = mailto("lead+x@heidebeek.example", SEALED, "Goedgekeurd: week 46.")

    assert link.startswith("mailto:lead%2Bx@heidebeek.example?subject=")
    assert unquote(link.partition("=")[2]) == f"Goedgekeurd: week 46. {SEALED}"

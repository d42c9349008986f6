from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.deliver.outbox import GIVE_UP, Next, Outcome, Receipt, after, wait
from jobs.model import Delivery, Week

NOW = datetime(2026, 11, 16, 5, 30, tzinfo=UTC)
ROW = Delivery(
    id=1, week=Week(2026, 46), reader="groen", language="nl", revision=1,
    recipient="groen@heidebeek.example", message_id="<x@heidebeek.example>", next_at=NOW, tries=1,
)  # fmt: skip


def receipt(outcome: Outcome) -> Receipt:
    return Receipt(outcome=outcome, reply="451 later")


def test_an_accepted_mail_is_sent() -> None:
    assert after(receipt(Outcome.ACCEPTED), ROW, NOW, "resend").next is Next.SENT


def test_a_final_refusal_is_not_tried_again() -> None:
    assert after(receipt(Outcome.REFUSED), ROW, NOW, "resend").next is Next.FAILED


@pytest.mark.parametrize(("tries", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60), (9, 60)])
def test_a_passing_refusal_waits_longer_each_time(tries: int, minutes: int) -> None:
    step = after(receipt(Outcome.LATER), replace(ROW, tries=tries), NOW, "resend")

    assert (step.next, step.at) == (Next.RETRY, NOW + timedelta(minutes=minutes))


def test_after_two_days_a_mail_is_given_up() -> None:
    step = after(receipt(Outcome.LATER), replace(ROW, tries=GIVE_UP), NOW, "resend")

    assert step.next is Next.FAILED


def test_a_mail_in_doubt_goes_out_once_more_and_then_waits_for_a_person() -> None:
    first = after(receipt(Outcome.UNKNOWN), replace(ROW, tries=7), NOW, "resend")
    second = after(receipt(Outcome.UNKNOWN), replace(ROW, reply=first.reply), NOW, "resend")

    assert (first.next, second.next) == (Next.RETRY, Next.IN_DOUBT)


def test_with_hold_a_mail_in_doubt_is_never_sent_again() -> None:
    assert after(receipt(Outcome.UNKNOWN), ROW, NOW, "hold").next is Next.IN_DOUBT


@given(st.integers(min_value=-5, max_value=10_000))
def test_every_wait_is_between_a_minute_and_an_hour(tries: int) -> None:
    assert timedelta(minutes=1) <= wait(tries) <= timedelta(hours=1)


def test_a_passing_refusal_does_not_make_a_doubt_forgotten() -> None:
    first = after(receipt(Outcome.UNKNOWN), ROW, NOW, "resend")
    later = after(receipt(Outcome.LATER), replace(ROW, reply=first.reply), NOW, "resend")
    again = after(receipt(Outcome.UNKNOWN), replace(ROW, reply=later.reply), NOW, "resend")

    assert (later.next, again.next) == (Next.RETRY, Next.IN_DOUBT)

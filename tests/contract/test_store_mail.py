"""What every store engine must do with editions and mails."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from jobs.errors import LeaseLostError, StoreError
from jobs.model import LEAD, Delivery, DeliveryState, Report
from jobs.store import Store
from tests.contract.engines import DAY, LEASE, MINUTE
from tests.make import MONDAY, WEEK


def make_report(reader: str = LEAD, *, revision: int = 1) -> Report:
    return Report(
        week=WEEK,
        reader=reader,
        language="nl",
        revision=revision,
        subject="Heidebeek 2026-W46",
        text="tekst",
        html="<p>tekst</p>",
        pdf_path="heidebeek/2026-W46/lead.pdf",
        pdf_sha256="ab" * 32,
        pages=3,
    )


def make_delivery(
    recipient: str = "lead@heidebeek.example", *, reader: str = LEAD, minutes: int = 0
) -> Delivery:
    return Delivery(
        id=0,
        week=WEEK,
        reader=reader,
        language="nl",
        revision=1,
        recipient=recipient,
        message_id=f"<{recipient}.{reader}@heidebeek.example>",
        next_at=MONDAY + minutes * MINUTE,
    )


def test_an_edition_and_its_mails_are_stored_once(store: Store) -> None:
    mails = [make_delivery("a@h.example"), make_delivery("b@h.example")]

    assert store.reports.save(make_report(), mails)
    assert not store.reports.save(make_report(), [make_delivery("c@h.example")])

    assert store.reports.of_week(WEEK) == (make_report(),)
    found = store.outbox.of_week(WEEK)
    assert [replace(one, id=0) for one in found] == mails
    assert all(one.id > 0 for one in found)


def test_an_edition_whose_mail_cannot_be_queued_is_not_stored(store: Store) -> None:
    with pytest.raises(StoreError):
        store.reports.save(make_report(), [make_delivery(), make_delivery()])

    assert store.reports.of_week(WEEK) == ()


def test_a_mail_of_another_edition_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="of that edition"):
        store.reports.save(make_report(), [make_delivery(reader="wegen")])


def test_editions_come_by_reader_and_revision(store: Store) -> None:
    wegen, first, second = make_report("wegen"), make_report(), make_report(revision=2)
    empty = replace(make_report("afval"), pdf_path=None, pdf_sha256=None, pages=0, note="reduced")
    for one in (wegen, second, first, empty):
        assert store.reports.save(one, [])

    assert store.reports.of_week(WEEK) == (empty, first, second, wegen)


def queued(store: Store, *mails: Delivery) -> None:
    assert store.reports.save(make_report(), mails)


def test_the_mail_that_waits_longest_is_claimed_when_it_is_due(store: Store) -> None:
    queued(store, make_delivery("b@h.example", minutes=2), make_delivery("a@h.example", minutes=1))

    assert store.outbox.claim(MONDAY, LEASE) is None
    first = store.outbox.claim(MONDAY + 5 * MINUTE, LEASE)
    second = store.outbox.claim(MONDAY + 5 * MINUTE, LEASE)

    assert first is not None
    assert second is not None
    assert (first.recipient, first.state, first.tries) == (
        "a@h.example",
        DeliveryState.SENDING,
        1,
    )
    assert second.recipient == "b@h.example"
    assert store.outbox.claim(MONDAY + 5 * MINUTE, LEASE) is None


def only_mail(store: Store) -> Delivery:
    (mail,) = store.outbox.of_week(WEEK)
    return mail


def claimed(store: Store) -> int:
    mail = store.outbox.claim(MONDAY, LEASE)
    assert mail is not None
    return mail.id


def test_a_mail_keeps_the_bytes_it_was_first_composed_of(store: Store) -> None:
    queued(store, make_delivery())
    number = claimed(store)

    store.outbox.compose(number, b"first \xff")
    store.outbox.compose(number, b"second")

    assert only_mail(store).mime == b"first \xff"


def test_a_mail_that_was_sent_is_over(store: Store) -> None:
    queued(store, make_delivery())
    number = claimed(store)

    store.outbox.sent(number, MONDAY, "250 ok")
    store.outbox.sent(number, MONDAY, "250 ok")

    mail = only_mail(store)
    assert (mail.state, mail.sent_at, mail.reply) == (DeliveryState.SENT, MONDAY, "250 ok")
    assert store.outbox.all_open() == ()
    refused: tuple[Callable[[], None], ...] = (
        lambda: store.outbox.retry(number, MONDAY, "451"),
        lambda: store.outbox.failed(number, "550"),
        lambda: store.outbox.in_doubt(number, ""),
        lambda: store.outbox.requeue(number, MONDAY),
    )
    for late in refused:
        with pytest.raises(LeaseLostError):
            late()


def test_a_mail_that_the_server_put_off_waits_and_counts_its_tries(store: Store) -> None:
    queued(store, make_delivery())

    store.outbox.retry(claimed(store), MONDAY + 5 * MINUTE, "451 later")

    assert only_mail(store).reply == "451 later"
    assert store.outbox.claim(MONDAY, LEASE) is None
    again = store.outbox.claim(MONDAY + 5 * MINUTE, LEASE)
    assert again is not None
    assert again.tries == 2


def test_a_mail_that_is_refused_for_good_fails_until_a_person_queues_it(store: Store) -> None:
    queued(store, make_delivery())
    number = claimed(store)

    store.outbox.failed(number, "550 no such user")

    assert only_mail(store).state is DeliveryState.FAILED
    assert store.outbox.all_open() == ()
    store.outbox.requeue(number, MONDAY)
    assert claimed(store) == number


def test_a_try_that_no_server_saw_is_given_back(store: Store) -> None:
    queued(store, make_delivery())

    store.outbox.give_back(claimed(store), MONDAY + MINUTE)

    mail = only_mail(store)
    assert (mail.state, mail.tries, mail.next_at) == (DeliveryState.QUEUED, 0, MONDAY + MINUTE)
    with pytest.raises(LeaseLostError):
        store.outbox.give_back(mail.id, MONDAY)
    assert only_mail(store).tries == 0


def test_a_mail_that_a_person_queues_again_has_all_its_tries_and_its_bytes(store: Store) -> None:
    queued(store, make_delivery())
    number = claimed(store)
    with pytest.raises(LeaseLostError):  # it is being sent: it could go out twice
        store.outbox.requeue(number, MONDAY)
    store.outbox.compose(number, b"bytes")
    store.outbox.in_doubt(number, "in doubt: no answer")

    store.outbox.requeue(number, MONDAY + MINUTE)

    mail = only_mail(store)
    assert (mail.tries, mail.mime, mail.reply) == (0, b"bytes", "in doubt: no answer")
    assert (mail.state, mail.next_at) == (DeliveryState.QUEUED, MONDAY + MINUTE)


def test_a_mail_to_another_address_is_composed_anew(store: Store) -> None:
    queued(store, make_delivery("old@h.example"), make_delivery("b@h.example", minutes=1))
    number = claimed(store)
    with pytest.raises(LeaseLostError):
        store.outbox.readdress(number, "new@h.example")
    store.outbox.compose(number, b"To: old@h.example")
    store.outbox.failed(number, "550 no such user")

    with pytest.raises(StoreError):
        store.outbox.readdress(number, "b@h.example")
    store.outbox.readdress(number, "new@h.example")

    mail = store.outbox.by_id(number)
    assert mail is not None
    assert (mail.recipient, mail.mime, mail.reply) == ("new@h.example", None, "")
    assert mail.state is DeliveryState.FAILED
    assert store.outbox.by_id(999) is None


def test_mails_that_wait_for_a_person_are_found_whatever_their_week(store: Store) -> None:
    later = replace(make_report(), week=WEEK.next)
    queued(store, *(make_delivery(f"{name}@h.example") for name in "abcd"))
    assert store.reports.save(later, [replace(make_delivery("e@h.example"), week=WEEK.next)])
    numbers = [claimed(store) for _ in range(4)]
    store.outbox.failed(numbers[0], "550")
    store.outbox.in_doubt(numbers[1], "no answer")
    store.outbox.sent(numbers[2], MONDAY, "250")
    last = claimed(store)
    store.outbox.failed(last, "550")

    assert [one.id for one in store.outbox.troubled()] == [numbers[0], numbers[1], last]

    store.outbox.drop(last)
    store.outbox.drop(numbers[1])
    assert [one.id for one in store.outbox.troubled()] == [numbers[0]]
    assert {one.id for one in store.outbox.all_open()} == {numbers[3]}
    with pytest.raises(LeaseLostError):
        store.outbox.drop(numbers[2])


def with_bytes(store: Store, name: str) -> int:
    """Queue a mail of an edition of its own, claim it and compose it."""
    mail = make_delivery(f"{name}@h.example", reader=name)
    assert store.reports.save(make_report(name), [mail])
    number = claimed(store)
    store.outbox.compose(number, b"PDF of " + name.encode())
    return number


def test_bytes_nobody_needs_are_those_of_mails_long_over(store: Store) -> None:
    sent, failed, doubt, sending = (with_bytes(store, name) for name in ("a", "b", "c", "d"))
    store.outbox.sent(sent, MONDAY + DAY, "250 ok")
    store.outbox.failed(failed, "550")
    store.outbox.in_doubt(doubt, "no answer")

    assert store.outbox.with_bytes(MONDAY, ()) == ()
    assert store.outbox.with_bytes(MONDAY + DAY, ()) == (failed,)
    assert store.outbox.with_bytes(MONDAY + 2 * DAY, ()) == (sent, failed)
    assert store.outbox.with_bytes(MONDAY, (WEEK,)) == (sent, failed, doubt)

    store.outbox.strip((sent, failed, doubt, sending))

    assert [one.mime for one in store.outbox.of_week(WEEK)] == [None, None, None, b"PDF of d"]
    assert store.outbox.with_bytes(MONDAY + 2 * DAY, (WEEK,)) == ()


def test_mails_of_an_erased_report_wait_for_nobody(store: Store) -> None:
    failed, doubt, sending = (with_bytes(store, name) for name in ("a", "b", "c"))
    store.outbox.failed(failed, "550")
    store.outbox.in_doubt(doubt, "no answer")

    store.outbox.expire((WEEK.previous,))
    assert len(store.outbox.troubled()) == 2
    store.outbox.expire((WEEK,))

    assert store.outbox.troubled() == ()
    assert [one.id for one in store.outbox.all_open()] == [sending]


def test_an_erased_edition_keeps_its_row_and_not_its_words(store: Store) -> None:
    later = replace(make_report(), week=WEEK.next)
    assert store.reports.save(make_report(), [])
    assert store.reports.save(make_report("wegen"), [])
    assert store.reports.save(later, [])
    assert store.reports.with_text() == {WEEK: 2, WEEK.next: 1}

    store.reports.erase((WEEK,))

    bare = replace(make_report(), text="", html="", pdf_path=None)
    assert store.reports.of_week(WEEK) == (bare, replace(bare, reader="wegen"))
    assert store.reports.of_week(WEEK.next) == (later,)
    assert store.reports.with_text() == {WEEK.next: 1}
    assert not store.reports.save(make_report(), [])


def test_a_mail_whose_sender_died_is_stale_and_may_end_in_doubt(store: Store) -> None:
    queued(store, make_delivery())
    number = claimed(store)

    assert store.outbox.stale(MONDAY + LEASE - MINUTE / 60) == ()
    assert [one.id for one in store.outbox.stale(MONDAY + LEASE)] == [number]
    store.outbox.in_doubt(number, "no answer after the text")

    assert store.outbox.stale(MONDAY + DAY) == ()
    assert [one.state for one in store.outbox.all_open()] == [DeliveryState.IN_DOUBT]
    store.outbox.sent(number, MONDAY + DAY, "250 ok")  # the sender was only slow
    assert store.outbox.all_open() == ()


def test_mails_are_stale_at_once_when_their_senders_are_known_to_be_gone(store: Store) -> None:
    queued(store, make_delivery(), make_delivery("b@h.example"))
    number = claimed(store)

    store.outbox.expire_leases(MONDAY)

    assert [one.id for one in store.outbox.stale(MONDAY)] == [number]


def test_two_senders_never_get_the_same_mail(another: Callable[[], Store]) -> None:
    one, two = another(), another()
    queued(one, *(make_delivery(f"{number}@h.example") for number in range(9)))

    taken = [
        mail.id
        for turn in range(10)
        if (mail := (one, two)[turn % 2].outbox.claim(MONDAY, LEASE)) is not None
    ]

    assert len(taken) == len(set(taken)) == 9

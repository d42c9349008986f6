"""What every store engine must do with events that are told, and with mails that wait."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from jobs.model import OPERATOR, DeliveryState
from jobs.store import Store
from tests.contract.engines import DAY
from tests.contract.test_store_mail import make_delivery, make_report
from tests.make import MONDAY, WEEK


def tell(store: Store, *events: str) -> bool:
    mail = make_report(OPERATOR, revision=0)
    name = "-".join(events).replace("/", ".")
    copy = replace(make_delivery(f"{name}@x.example", reader=OPERATOR), revision=0)
    return store.told.tell(events, mail, [copy], MONDAY)


def test_an_event_is_told_once_with_its_mail(store: Store) -> None:
    assert tell(store, "week/2026-W46", "mail/1")
    assert not tell(store, "mail/1", "mail/2")
    assert tell(store, "mail/2")

    assert store.told.known(["mail/1", "mail/2", "mail/3"]) == {"mail/1", "mail/2"}
    mails = store.outbox.all_open()
    assert [(mail.reader, mail.revision) for mail in mails] == [(OPERATOR, 1), (OPERATOR, 2)]
    assert [store.reports.of(mail) is not None for mail in mails] == [True, True]
    assert store.reports.of_week(WEEK) == ()


def test_of_those_who_tell_at_once_one_does(store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda _: tell(store, "week/2026-W46"), range(8)))

    assert told.count(True) == 1
    assert len(store.outbox.all_open()) == 1


def test_a_mail_that_waits_is_not_claimed_until_it_is_approved(store: Store) -> None:
    held = replace(make_delivery(), state=DeliveryState.HELD)
    assert store.reports.save(make_report(), [held])
    (row,) = store.outbox.waiting()
    assert store.outbox.claim(MONDAY + DAY, timedelta(minutes=1)) is None

    store.outbox.ask([row.id], MONDAY + DAY)
    (row,) = store.outbox.waiting()
    assert (row.state, row.next_at) == (DeliveryState.ASKED, MONDAY + DAY)
    assert store.outbox.claim(MONDAY + 2 * DAY, timedelta(minutes=1)) is None

    assert store.outbox.approve([row.id], MONDAY + DAY) == 1
    assert store.outbox.approve([row.id], MONDAY + DAY) == 0
    assert store.outbox.claim(MONDAY + DAY, timedelta(minutes=1)) is not None


def test_a_mail_that_waits_goes_with_its_report(store: Store) -> None:
    held = replace(make_delivery(), state=DeliveryState.HELD)
    assert store.reports.save(make_report(), [held])
    store.outbox.expire([WEEK])

    assert store.outbox.waiting() == ()

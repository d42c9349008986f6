"""What every store engine must do with alarms."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from jobs.model import AT_ONCE, Alarm
from jobs.store import Store
from tests.contract.engines import DAY
from tests.contract.test_store_mail import make_delivery, make_report
from tests.make import MONDAY, WEEK, make_post


def make_alarm(number: int = 1, thread: int | None = None, danger: str = "threat") -> Alarm:
    post = make_post(number=number, thread=thread)
    return Alarm(
        post_id=post.id,
        thread_id=post.thread_id,
        source_id=post.source_id,
        week=WEEK,
        danger=danger,
        rule="post-threat",
        found_at=MONDAY,
    )


def test_a_thread_has_one_alarm_of_a_danger_the_first(store: Store) -> None:
    assert store.alarms.add([make_alarm(2, 1), make_alarm(3, 1), make_alarm(4)]) == 2
    assert store.alarms.add([make_alarm(5, 1)]) == 0

    found = store.alarms.untold()
    assert [replace(one, id=0) for one in found] == [make_alarm(2, 1), make_alarm(4)]
    assert store.alarms.of_posts([make_post(number=4).id]) == found[1:]


def test_another_danger_in_the_thread_or_in_the_post_has_its_own(store: Store) -> None:
    assert store.alarms.add([make_alarm(2, 1, "hazard"), make_alarm(3, 1)]) == 2

    assert store.alarms.add([make_alarm(2, 1), make_alarm(4, 1, "hazard")]) == 0
    assert store.alarms.add([make_alarm(2, 1, "missing")]) == 1
    assert [one.danger for one in store.alarms.untold()] == ["hazard", "threat", "missing"]


def test_a_post_that_moves_to_another_thread_has_no_second_one(store: Store) -> None:
    store.alarms.add([make_alarm(2, 1)])

    assert store.alarms.new([make_alarm(2, 7), make_alarm(3, 7)]) == (make_alarm(3, 7),)


def test_its_mails_are_queued_once(store: Store) -> None:
    store.alarms.add([make_alarm()])
    (alarm,) = store.alarms.untold()
    mail = make_report(AT_ONCE, revision=alarm.id)
    copy = replace(make_delivery(reader=AT_ONCE), revision=alarm.id)

    assert store.alarms.tell(alarm, mail, [copy], MONDAY)
    assert not store.alarms.tell(alarm, mail, [copy], MONDAY + DAY)

    assert store.alarms.untold() == ()
    assert store.alarms.of_posts([alarm.post_id]) == (replace(alarm, told_at=MONDAY),)
    assert (store.alarms.told_since(MONDAY), store.alarms.told_since(MONDAY + DAY)) == (1, 0)
    assert len(store.outbox.all_open()) == 1


def test_two_processes_that_find_the_same_keep_it_once(another: Callable[[], Store]) -> None:
    stores = [another(), another()]
    with ThreadPoolExecutor(2) as pool:
        new = list(pool.map(lambda one: one.alarms.add([make_alarm(2, 1)]), stores))

    assert sorted(new) == [0, 1]
    assert len(stores[0].alarms.untold()) == 1

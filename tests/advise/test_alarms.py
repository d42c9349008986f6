"""Dangers told at once: which posts, one a thread, found again after a crash, never twice."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from jobs.advise.alarms import OVERLAP, alarms_of
from jobs.advise.job import LOOKED_AT, watch
from jobs.advise.policy import load_policy
from jobs.advise.talk import read_threads
from jobs.model import NEWS, Alarm, Cursor, Post, SourceId, SourceStatus, Speaker, ThreadId
from jobs.settings.schema import Settings
from jobs.store import Store
from tests.advise.town import make_settings, make_town, shipped_policy
from tests.make import MONDAY, make_post
from tests.stores import open_store

THREAT = "Die schepen: ik sla hem kapot en dood"
LOOSE = "Er hangt een losse kabel boven het voetpad."
SAFE = "De lampen in de Molenstraat zijn weer uit."
NOW = MONDAY + timedelta(days=1)
SOON = MONDAY + timedelta(hours=1)


def threat(number: int, thread: int | None = None, **known: object) -> Post:
    return make_post(THREAT, number=number, thread=thread, voice="boos", **known)  # type: ignore[arg-type]  # a builder takes any field


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store.db") as opened:
        yield opened


def found_in(*posts: Post, settings: Settings | None = None) -> tuple[Alarm, ...]:
    ground = make_town()
    threads = read_threads(posts, {}, (), ground)
    policy = load_policy(settings) if settings else shipped_policy()
    return alarms_of(threads, (post.id for post in posts), ground, policy, NOW)


def read(store: Store, *posts: Post) -> None:
    for source in sorted({post.source_id for post in posts}):
        own = [post for post in posts if post.source_id == source]
        status = SourceStatus(source_id=SourceId(source), cursor=Cursor.start())
        store.posts.save(own, (), status, {})


def everything(threads: Iterable[ThreadId], until: datetime) -> frozenset[ThreadId]:
    del until
    return frozenset(threads)


def nothing(threads: Iterable[ThreadId], until: datetime) -> frozenset[ThreadId]:
    del threads, until
    return frozenset()


@pytest.mark.parametrize(
    ("text", "danger", "rule"),
    [
        (THREAT, "threat", "post-threat"),
        ("Ik wil dood en niemand helpt mij", "self_harm", "post-person-in-danger"),
        ("Mijn zoon is vermist sinds gisteren", "missing", "post-person-in-danger"),
    ],
)
def test_what_the_policy_passes_on_today_is_an_alarm(text: str, danger: str, rule: str) -> None:
    post = make_post(text, number=2, thread=1, source="pagina")
    (alarm,) = found_in(make_post(SAFE, source="pagina"), post)

    assert (alarm.post_id, alarm.thread_id, alarm.source_id) == (post.id, post.thread_id, "pagina")
    assert (alarm.danger, alarm.rule, alarm.found_at) == (danger, rule, NOW)


def test_a_thread_gives_one_alarm_its_oldest() -> None:
    (alarm,) = found_in(make_post(SAFE), threat(3, 1), threat(2, 1))

    assert alarm.post_id == threat(2, 1).id


def test_harsh_words_and_office_holders_give_none() -> None:
    holder = make_post(THREAT, number=2, thread=1, speaker=Speaker.OFFICE_HOLDER)

    assert found_in(make_post("Schandalig beleid, wat een puinhoop"), holder) == ()


def test_the_towns_own_policy_decides(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text('version = 2\nremove = ["post-threat"]\n', encoding="utf-8")

    assert (
        found_in(threat(1), settings=make_settings(folder=tmp_path, policy={"file": "p.toml"}))
        == ()
    )


def test_an_alarm_is_kept_once_however_often_is_looked(store: Store) -> None:
    read(store, make_post(SAFE), threat(2, 1))

    assert watch(store, make_settings(), NOW, everything) == {"looked_at": 2, "alarms": 1}
    assert store.advices.policy(store.alarms.untold()[0].week) == shipped_policy()
    assert watch(store, make_settings(), NOW, everything)["alarms"] == 0
    assert [one.post_id for one in store.alarms.untold()] == [threat(2, 1).id]


def test_a_hazard_does_not_hide_a_threat_in_its_thread(store: Store) -> None:
    read(store, make_post(LOOSE))
    watch(store, make_settings(), SOON, everything)
    read(store, threat(2, 1), make_post(LOOSE, number=3, thread=1))

    assert watch(store, make_settings(), SOON, everything) == {"looked_at": 3, "alarms": 1}
    assert [one.danger for one in store.alarms.untold()] == ["hazard", "threat"]


def test_a_hazard_and_a_threat_that_are_read_together_are_both_told() -> None:
    found = found_in(make_post(LOOSE), threat(3, 1), threat(2, 1))

    assert [(one.danger, one.post_id) for one in found] == [
        ("hazard", make_post(LOOSE).id), ("threat", threat(2, 1).id),
    ]  # fmt: skip


def test_a_second_threat_in_the_thread_gives_no_second_alarm(store: Store) -> None:
    read(store, make_post(SAFE), threat(2, 1))
    watch(store, make_settings(), SOON, everything)
    read(store, threat(3, 1))

    assert watch(store, make_settings(), SOON, everything) == {"looked_at": 3, "alarms": 0}


def test_what_is_not_about_the_municipality_gives_none(store: Store) -> None:
    read(store, threat(1))

    assert watch(store, make_settings(), NOW, nothing) == {"looked_at": 1, "alarms": 0}


def test_a_post_that_becomes_a_threat_when_it_is_edited_is_told_like_a_new_one(
    store: Store,
) -> None:
    read(store, make_post(SAFE))
    calm = replace(threat(2, 1), text=SAFE)
    read(store, calm)
    later = calm.collected_at + OVERLAP + timedelta(days=2)
    assert watch(store, make_settings(), later, everything)["alarms"] == 0

    edited = later + timedelta(minutes=10)
    read(store, replace(calm, text=THREAT, collected_at=edited))
    soon = edited + timedelta(minutes=1)

    assert watch(store, make_settings(), soon, everything) == {"looked_at": 1, "alarms": 1}
    assert [one.post_id for one in store.alarms.untold()] == [calm.id]
    late = soon + OVERLAP + timedelta(hours=1)
    assert watch(store, make_settings(), late, everything)["alarms"] == 0


def test_what_is_old_waits_for_no_mail(store: Store) -> None:
    read(store, threat(1))

    late = threat(1).posted_at + NEWS + timedelta(minutes=1)

    assert watch(store, make_settings(), late, everything)["looked_at"] == 0


def test_old_posts_that_are_read_for_the_first_time_give_none(store: Store) -> None:
    now = threat(1).posted_at + timedelta(days=30)
    read(store, replace(threat(1), collected_at=now))

    assert watch(store, make_settings(), now, everything)["looked_at"] == 0


@pytest.mark.parametrize("known_for", [timedelta(days=20), timedelta(minutes=30)])
def test_an_old_post_that_is_edited_into_a_threat_is_told(
    store: Store, known_for: timedelta
) -> None:
    edited = threat(2, 1).posted_at + timedelta(days=30)
    calm = replace(threat(2, 1), text=SAFE, collected_at=edited - known_for)
    read(store, make_post(SAFE), calm)
    assert watch(store, make_settings(), edited - timedelta(minutes=5), everything)["alarms"] == 0
    read(store, replace(calm, text=THREAT, collected_at=edited))

    assert watch(store, make_settings(), edited, everything)["alarms"] == 1
    assert [one.post_id for one in store.alarms.untold()] == [calm.id]


def test_an_old_threat_that_only_gets_likes_is_not_told(store: Store) -> None:
    old = threat(1)
    now = old.posted_at + timedelta(days=30)
    read(store, replace(old, collected_at=now - timedelta(days=20)))
    read(store, replace(old, collected_at=now, reactions=9))

    assert watch(store, make_settings(), now, everything)["looked_at"] == 0


@pytest.mark.parametrize("named", ["Jan Peeters", "Jan, die [naam] kent"])
def test_an_old_threat_in_which_a_name_is_masked_since_is_not_told(
    store: Store, named: str
) -> None:
    now = threat(1).posted_at + timedelta(days=30)
    old = replace(threat(1), text=f"{named}: {THREAT}", collected_at=now - timedelta(days=20))
    read(store, old)
    read(store, replace(old, text=f"[naam]: {THREAT}", collected_at=now))

    assert watch(store, make_settings(), now, everything)["looked_at"] == 0


def test_an_old_post_that_gets_a_threat_before_a_masked_name_is_told(store: Store) -> None:
    now = threat(1).posted_at + timedelta(days=30)
    old = replace(threat(1), text=f"{SAFE} Groeten, [naam]", collected_at=now - timedelta(days=20))
    read(store, old)
    read(store, replace(old, text=f"{THREAT} Groeten, [naam]", collected_at=now))

    assert watch(store, make_settings(), now, everything)["alarms"] == 1


def test_likes_do_not_hide_when_a_post_was_edited(store: Store) -> None:
    now = threat(1).posted_at + timedelta(days=30)
    before = replace(threat(1), text=SAFE)
    read(store, replace(before, collected_at=now - timedelta(days=20)))
    read(store, replace(threat(1), collected_at=now - timedelta(hours=1)))
    read(store, replace(threat(1), collected_at=now, reactions=9))

    assert watch(store, make_settings(), now, everything)["alarms"] == 1


def test_a_look_goes_on_where_the_last_one_ended(store: Store) -> None:
    read(store, threat(1))
    watch(store, make_settings(), NOW, nothing)

    later = NOW + timedelta(days=1)

    assert watch(store, make_settings(), later, everything)["looked_at"] == 0
    assert store.meta.get(LOOKED_AT) == later.isoformat()

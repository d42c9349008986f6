"""The stage on a real store: every post of the week judged, in its whole thread so far."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from jobs.detect.job import run, strengths_of, threads_about_us
from jobs.model import (
    Correction,
    CorrectionKind,
    Cursor,
    EvidenceKind,
    Mention,
    Post,
    SourceId,
    SourceStatus,
)
from jobs.store import Store
from tests.detect.town import make_settings
from tests.make import MONDAY, WEEK, make_correction, make_post
from tests.stores import open_store

SETTINGS = make_settings()
COMPLAINT = "De straatverlichting in de Hazelaarstraat is al weken stuk, al gemeld aan de gemeente"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "town.sqlite", "municipality") as opened:
        yield opened


def save(store: Store, posts: Iterable[Post]) -> None:
    status = SourceStatus(source_id=SourceId("groep"), cursor=Cursor.start(), tried_at=MONDAY)
    store.posts.save(posts, (), status, {})


def test_every_post_of_the_week_is_judged_once_however_often_it_runs(store: Store) -> None:
    save(store, (make_post(COMPLAINT), make_post("Te koop: kast", number=2)))
    shown: list[tuple[str, int, int]] = []

    first = run(store, SETTINGS, WEEK, lambda *step: shown.append(step))
    again = run(store, SETTINGS, WEEK)

    assert first == again == {"posts": 2, "mentions": 1}
    assert len(store.judgements.mentions(WEEK)) == 2
    assert shown[-1] == ("detect", 2, 2)


def test_a_reply_in_a_later_week_is_judged_by_its_old_opening_post(store: Store) -> None:
    week_later = MONDAY + timedelta(weeks=1)
    save(store, (make_post(COMPLAINT), make_post("idem", number=2, thread=1, at=week_later)))
    run(store, SETTINGS, WEEK)
    counts = run(store, SETTINGS, WEEK.next)

    assert counts == {"posts": 1, "mentions": 1}


def test_what_comes_later_does_not_change_an_earlier_week(store: Store) -> None:
    later = make_post(COMPLAINT, number=2, thread=1, at=MONDAY + timedelta(weeks=1))
    save(store, (make_post("Tja, dat is toch wat"),))
    before = run(store, SETTINGS, WEEK), store.judgements.mentions(WEEK)
    save(store, (later,))

    assert (run(store, SETTINGS, WEEK), store.judgements.mentions(WEEK)) == before


def test_an_erased_opening_post_still_lifts_new_replies(store: Store) -> None:
    root = make_post(COMPLAINT)
    save(store, (root, make_post("idem", number=2, thread=1, at=MONDAY + timedelta(weeks=1))))
    run(store, SETTINGS, WEEK)
    store.posts.erase((root.id,), MONDAY + timedelta(days=1))

    assert run(store, SETTINGS, WEEK.next)["mentions"] == 1


def test_an_empty_week_has_no_mentions(store: Store) -> None:
    assert run(store, SETTINGS, WEEK) == {"posts": 0, "mentions": 0}


def about(post: Post, value: str, strengths: tuple[tuple[str, float], ...] = ()) -> Correction:
    kind = CorrectionKind.ABOUT
    return make_correction(kind, post_id=post.id, value=value, strengths=strengths)


def mentions(store: Store) -> dict[str, Mention]:
    return {mention.post_id: mention for mention in store.judgements.mentions(WEEK)}


def test_what_a_person_said_of_a_post_is_its_judgement_and_shown_as_such(store: Store) -> None:
    ours, sale = make_post(COMPLAINT), make_post("Te koop: kast", number=2)
    save(store, (ours, sale))
    store.corrections.add(about(ours, "no"))
    store.corrections.add(about(sale, "yes"))

    run(store, SETTINGS, WEEK)

    judged = mentions(store)
    assert (judged[ours.id].confidence, judged[ours.id].kept) == (0.0, False)
    assert (judged[sale.id].confidence, judged[sale.id].kept) == (1.0, True)
    assert judged[sale.id].evidence[-1].kind is EvidenceKind.PERSON
    assert EvidenceKind.PLACE in {one.kind for one in judged[ours.id].evidence}


def test_a_reply_inherits_what_a_person_said_of_its_opening_post(store: Store) -> None:
    root, reply = make_post("Wat vinden jullie hiervan?"), make_post("idem", number=2, thread=1)
    save(store, (root, reply))
    run(store, SETTINGS, WEEK)
    assert not mentions(store)[reply.id].kept

    store.corrections.add(about(root, "yes"))
    run(store, SETTINGS, WEEK)

    assert mentions(store)[reply.id].kept


def test_a_correction_that_is_taken_back_leaves_no_trace(store: Store) -> None:
    post = make_post(COMPLAINT)
    save(store, (post,))
    run(store, SETTINGS, WEEK)
    before = mentions(store)
    strengths = tuple(strengths_of(store, SETTINGS, post).items())
    number = store.corrections.add(about(post, "no", strengths=strengths))
    run(store, SETTINGS, WEEK)
    assert mentions(store) != before

    store.corrections.take_back(number, MONDAY, "operator")
    run(store, SETTINGS, WEEK)

    assert mentions(store) == before


def test_what_the_model_sees_is_numbers_by_name_and_nothing_once_erased(store: Store) -> None:
    post, reply = make_post(COMPLAINT), make_post("idem", number=2, thread=1)
    save(store, (post, reply))

    seen, around = strengths_of(store, SETTINGS, post), strengths_of(store, SETTINGS, reply)
    assert {"place", "topic", "report", "opening"} <= seen.keys()
    assert around["root"] > 0.5
    assert all(0.0 < strength <= 1.0 for strength in (*seen.values(), *around.values()))

    store.posts.erase([post.id], MONDAY)
    (erased,) = store.posts.by_id([post.id]).values()
    assert strengths_of(store, SETTINGS, erased) == {}


def test_a_thread_is_about_us_before_its_week_is_over_and_nothing_is_kept(store: Store) -> None:
    root, reply = make_post(COMPLAINT), make_post("idem", number=2, thread=1)
    other = make_post("Wie heeft een goede loodgieter voor mij?", number=3)
    save(store, (root, reply, other))
    until = MONDAY + timedelta(days=1)
    threads = [root.thread_id, other.thread_id]

    assert threads_about_us(store, SETTINGS, threads, until) == {root.thread_id}
    assert threads_about_us(store, SETTINGS, [other.thread_id], until) == frozenset()
    assert store.judgements.mentions(WEEK) == ()

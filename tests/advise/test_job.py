"""The shell: from a real store, to a real store."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from jobs.advise.job import run
from jobs.errors import ConfigError
from jobs.model import (
    Action,
    Cursor,
    Kind,
    Label,
    Measure,
    Mention,
    Moderation,
    ModerationAct,
    Outcome,
    Post,
    PostId,
    SourceId,
    SourceStatus,
    Speaker,
)
from jobs.store import Store
from tests.advise.town import make_settings
from tests.make import MONDAY, WEEK, make_label, make_mention, make_post, make_signal
from tests.stores import open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "town.db", "beekdorp") as opened:
        yield opened


def fill(store: Store, posts: tuple[Post, ...], labels: tuple[Label, ...]) -> None:
    for source in sorted({post.source_id for post in posts}):
        own = [post for post in posts if post.source_id == source]
        status = SourceStatus(source_id=SourceId(source), cursor=Cursor.start())
        store.posts.save(own, (), status, {})
    mentions: list[Mention] = [make_mention(post) for post in posts]
    store.judgements.put_mentions(WEEK, mentions)
    store.judgements.put_labels(WEEK, labels)
    store.signals.put(WEEK, [make_signal(posts)], [])


def talk() -> tuple[tuple[Post, ...], tuple[Label, ...]]:
    ours = make_post("Afval", number=1, source="pagina", speaker=Speaker.MUNICIPALITY)
    question = make_post("Wanneer komt de ophaalkalender?", number=2, thread=1, source="pagina")
    others = tuple(
        make_post("Slecht plan", number=number, thread=1, source="pagina", voice=f"v{number}")
        for number in (3, 4)
    )
    posts = (ours, question, *others)
    labels = (make_label(question, kind=Kind.QUESTION, needs_answer=True),)
    return posts, labels


def test_every_signal_of_the_week_gets_its_advice(store: Store) -> None:
    fill(store, *talk())
    seen: list[tuple[str, int, int]] = []

    counts = run(store, make_settings(), WEEK, lambda *told: seen.append(told))
    (advice,) = store.advices.of_week(WEEK)

    assert counts == {"answer": 1}
    assert (advice.action, advice.rule, advice.faq) == (Action.ANSWER, "faq-ready", "kalender")
    assert seen == [("advise", 0, 1), ("advise", 1, 1)]


def test_running_twice_leaves_what_running_once_left(store: Store) -> None:
    fill(store, *talk())

    first = run(store, make_settings(), WEEK)
    advices = store.advices.of_week(WEEK)

    assert run(store, make_settings(), WEEK) == first
    assert store.advices.of_week(WEEK) == advices


def test_a_quiet_week_gets_no_advice(store: Store) -> None:
    assert run(store, make_settings(), WEEK) == {}


def test_a_policy_with_mistakes_stops_the_stage_before_anything_is_written(
    store: Store, tmp_path: Path
) -> None:
    fill(store, *talk())
    run(store, make_settings(), WEEK)
    before = store.advices.of_week(WEEK)
    (tmp_path / "eigen.toml").write_text("mode = 3\n", encoding="utf-8")

    with pytest.raises(ConfigError):
        run(store, make_settings(folder=tmp_path, policy={"file": "eigen.toml"}), WEEK)

    assert store.advices.of_week(WEEK) == before


def test_a_week_also_tells_how_own_accounts_did_and_what_answers_did(store: Store) -> None:
    posts, labels = talk()
    answer = make_post(
        "Dag, in december.",
        number=9,
        thread=1,
        source="pagina",
        speaker=Speaker.MUNICIPALITY,
    )
    fill(store, (*posts, answer), labels)

    run(store, make_settings(), WEEK)
    figures = {(one.measure, one.weeks): one for one in store.conducts.of_week(WEEK)}
    (landing,) = store.conducts.landings(WEEK)

    assert figures[Measure.ASKED, 1].posts == (posts[1].id,)
    assert figures[Measure.ANSWERED, 1].posts == (posts[1].id,)
    assert landing.answers == (answer.id,)
    assert (landing.before.voices, landing.outcome) == (3, Outcome.QUIET)


def test_what_vanished_is_told_until_the_log_names_it(store: Store) -> None:
    posts, labels = talk()
    fill(store, posts, labels)
    status = SourceStatus(
        source_id=SourceId("pagina"), cursor=Cursor.start(), tried_at=MONDAY + timedelta(days=1)
    )
    store.posts.save((), [posts[2].id], status, {})

    def vanished() -> tuple[PostId, ...]:
        run(store, make_settings(), WEEK)
        figures = store.conducts.of_week(WEEK)
        return next(one.posts for one in figures if one.measure is Measure.VANISHED)

    assert vanished() == (posts[2].id,)
    store.moderations.add(
        Moderation(
            post_id=posts[2].id,
            source_id=posts[2].source_id,
            act=ModerationAct.REMOVED,
            rule="insult",
            reason="",
            at=MONDAY,
            by="page team",
        )
    )
    assert vanished() == ()

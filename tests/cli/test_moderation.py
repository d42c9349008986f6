"""``moderation``: the log of hidden and removed posts, and what vanished without an entry."""

from datetime import timedelta
from pathlib import Path

import pytest

from jobs import clock
from jobs.model import Cause, Post, Speaker
from jobs.store import Store
from tests.cli.conftest import Type
from tests.make import MONDAY

PAGE = "fbp-gemeente-heidebeek"


def open_town(folder: Path) -> Store:
    return Store.open(folder / "data" / "heidebeek.sqlite", "heidebeek")


def a_post(folder: Path, source: str = PAGE, speaker: Speaker = Speaker.VOICE) -> Post:
    with open_town(folder) as store:
        posts = store.posts.between(MONDAY - timedelta(weeks=4), MONDAY + timedelta(weeks=1))
    return next(one for one in posts if one.source_id == source and one.speaker is speaker)


def test_an_entry_is_logged_listed_and_taken_back(demo_copy: Path, typed: Type) -> None:
    config, post = ("--config", demo_copy / "sources.toml"), a_post(demo_copy)
    words = ("moderation", "log", post.id[:20], "--rule", "insult", "--hidden", "--by", "webcare")
    logged = typed(*words, "--reason", "Schelden op een medewerker", *config)

    told = f"post {post.id} on {PAGE} was hidden for insult: Schelden op een medewerker"
    assert logged.out.decode() == f"1: {told}\n"
    listed = typed("moderation", "list", *config).out.decode()
    assert "webcare" in listed
    assert told in listed
    assert typed("moderation", "undo", "1", *config).out.decode() == f"taken back: {told}\n"
    assert "nothing was logged" in typed("moderation", "list", *config).out.decode()


def test_what_vanished_without_an_entry_is_listed_until_it_has_one(
    demo_copy: Path, typed: Type
) -> None:
    config, post = ("--config", demo_copy / "sources.toml"), a_post(demo_copy)
    elsewhere = a_post(demo_copy, "nieuws-heikoerier")
    ours = a_post(demo_copy, PAGE, Speaker.MUNICIPALITY)
    with open_town(demo_copy) as store:
        store.posts.erase([post.id, elsewhere.id, ours.id], clock.now(), Cause.GONE)

    before = typed("moderation", "list", *config).out.decode()
    typed("moderation", "log", post.id, "--rule", "spam", *config)
    after = typed("moderation", "list", *config).out.decode()

    line = f"no reason logged: post {post.id} on {PAGE} of {post.posted_at:%Y-%m-%d}"
    assert before.splitlines() == [line]
    assert "no reason logged" not in after
    assert f"post {post.id} on {PAGE} was removed for spam" in after


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("log", "abcd"), "`buurtsignaal moderation log` takes POST --rule RULE"),
        (("list", "abcd"), "`buurtsignaal moderation list` takes nothing more"),
        (("undo",), "`buurtsignaal moderation undo` takes ID"),
        (("undo", "7"), "there is no entry 7"),
        (("log", "2026-W46", "--rule", "spam"), "2026-W46"),
    ],
)
def test_what_cannot_be_done_is_said(
    words: tuple[str, ...], message: str, demo_copy: Path, typed: Type
) -> None:
    said = typed("moderation", *words, "--config", demo_copy / "sources.toml")

    assert said.code == 2
    assert message in said.err


def test_a_post_elsewhere_or_an_unknown_rule_is_refused(demo_copy: Path, typed: Type) -> None:
    config = ("--config", demo_copy / "sources.toml")
    elsewhere = typed(
        "moderation", "log", a_post(demo_copy, "nieuws-heikoerier").id, "--rule", "spam", *config
    )
    unknown = typed("moderation", "log", a_post(demo_copy).id, "--rule", "rude", *config)

    assert (elsewhere.code, unknown.code) == (2, 2)
    assert "no page of the municipality" in elsewhere.err
    assert "no house rule 'rude'" in unknown.err

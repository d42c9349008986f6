"""Of every kind of source: what the municipality itself writes there is never talk about it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from jobs.cluster.read import Reading
from jobs.collect.collectors.registry import SHIPPED
from jobs.collect.keep import Keeping, keep_all
from jobs.model import Post, RawPost, Role, Speaker
from jobs.settings.schema import Account
from tests.collect.forum_fake import open311, report
from tests.collect.town import KEY, make_settings, make_source, posts_of
from tests.contract.test_collectors import BY_HAND, NAME, PLACES, REVIEWS, _read, _visit
from tests.fakes import NOW

REVIEW = {
    "reviewId": "1",
    "comment": "x",
    "reviewer": {"displayName": NAME},
    "createTime": "2026-11-15T08:00:00Z",
    "updateTime": "2026-11-15T08:00:00Z",
    "reviewReply": {"comment": "Dank", "updateTime": "2026-11-15T09:00:00Z"},
}
Pages = dict[str, str | bytes | Exception]
ANSWERED: dict[str, tuple[str, Pages]] = {
    "google_reviews": ("9", {REVIEWS: json.dumps({"reviews": [REVIEW], "totalReviewCount": 1})}),
    "open311": ("gemeente", open311(report(1, status_notes="De lamp is hersteld"))),
}
"""Kinds on which the municipality only answers: whom its answers are by, and one of them."""
THREADED = frozenset(SHIPPED) - BY_HAND - set(ANSWERED)
THREADED -= {"feed", "wordpress", "lemmy", "export", "mailbox", "telegram_public"}
"""Kinds whose place in the contract suite holds a post and a reply of the same author."""
WRITES = pytest.mark.parametrize("kind", sorted(set(SHIPPED) - BY_HAND - set(ANSWERED)))


def read(kind: str, folder: Path, pages: Pages) -> list[RawPost]:
    return posts_of(_read(kind, _visit(kind, folder, pages)))


def kept(kind: str, raws: list[RawPost], own: str) -> tuple[Post, ...]:
    """Return what is kept of *raws* where the municipality writes as *own*."""
    settings = make_settings(make_source(kind, "groep", **PLACES[kind].options))
    settings = settings.model_copy(update={"accounts": (Account(source="groep", author=own),)})
    said = [replace(raw, body=raw.body or "bericht") for raw in raws]
    posts, refused = keep_all(said, Keeping.of(settings, settings.sources[0], KEY, NOW))
    assert not refused
    return posts


def voices(posts: tuple[Post, ...]) -> set[str]:
    """Return who is counted of *posts*."""
    readings = (
        Reading(post=post, kept=True, confidence=1.0, terms=(), phrases={}, words="", places=())
        for post in posts
    )
    return {reading.voice for reading in readings if reading.voice}


@WRITES
@pytest.mark.parametrize("own", [NAME, f"@{NAME.upper()}"])
def test_own_posts_and_replies_are_known_and_count_for_nobody(
    kind: str, own: str, tmp_path: Path
) -> None:
    posts = kept(kind, read(kind, tmp_path, PLACES[kind].pages), own)

    assert len({post.id for post in posts}) == 2
    assert {post.speaker for post in posts} == {Speaker.MUNICIPALITY}
    assert voices(posts) == set()


@WRITES
def test_what_others_write_there_does_count(kind: str, tmp_path: Path) -> None:
    posts = kept(kind, read(kind, tmp_path, PLACES[kind].pages), "Gemeente Heidebeek")

    assert {post.speaker for post in posts} == {Speaker.VOICE}
    assert len(voices(posts)) == 1


@pytest.mark.parametrize("kind", sorted(THREADED))
def test_a_reply_of_our_own_is_known_as_a_post_of_our_own_is(kind: str, tmp_path: Path) -> None:
    posts = kept(kind, read(kind, tmp_path, PLACES[kind].pages), NAME)

    assert {(post.role, post.speaker) for post in posts} >= {
        (Role.COMMENT, Speaker.MUNICIPALITY),
        (Role.OPENING, Speaker.MUNICIPALITY),
    }


@pytest.mark.parametrize("kind", ANSWERED)
def test_where_we_only_answer_the_answer_is_ours_and_the_rest_is_not(
    kind: str, tmp_path: Path
) -> None:
    own, pages = ANSWERED[kind]
    posts = kept(kind, read(kind, tmp_path, pages), own)

    assert [(post.role, post.speaker) for post in posts] == [
        (Role.OPENING, Speaker.VOICE),
        (Role.COMMENT, Speaker.MUNICIPALITY),
    ]
    assert len(voices(posts)) == 1


@WRITES
def test_an_own_place_speaks_for_us_where_no_author_is_named(kind: str, tmp_path: Path) -> None:
    raws = [replace(raw, author=None) for raw in read(kind, tmp_path, PLACES[kind].pages)]
    source = {**make_source(kind, "groep", **PLACES[kind].options), "owner": "own"}
    settings = make_settings(source)
    posts, _ = keep_all(raws, Keeping.of(settings, settings.sources[0], KEY, NOW))

    assert {post.speaker for post in posts if post.role is Role.OPENING} <= {Speaker.MUNICIPALITY}
    assert {post.speaker for post in posts if post.role is Role.COMMENT} <= {Speaker.VOICE}

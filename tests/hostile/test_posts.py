"""Hostile posts: a case a file in `posts/`, input and expectation together.

A ``.json`` case holds ``post`` and ``expect``. Of the others the first line holds the expectation,
behind the number of the threat; the rest is the text of a post, or for ``.xml`` a whole feed.
"""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from jobs.collect.collectors.feed.entries import read_feed
from jobs.collect.collectors.feed.options import Links
from jobs.collect.collectors.feed.posts import items
from jobs.collect.keep import keep_all
from jobs.collect.request import Response
from jobs.errors import SourceError
from jobs.model import Cursor, Post, RawPost, SourceId, SourceStatus
from tests.collect.town import make_keeping, make_raw
from tests.fakes import NOW
from tests.growth import ends
from tests.stores import open_store

FOLDER = Path(__file__).parent / "posts"
POSTS = sorted(path for path in FOLDER.iterdir() if path.suffix != ".xml")
FEEDS = sorted(FOLDER.glob("*.xml"))


def split(path: Path) -> tuple[dict[str, Any], str]:
    """Return the expectation in the first line, and the rest."""
    first, _, rest = path.read_text("utf-8").partition("\n")
    expect: dict[str, Any] = json.loads(first[first.index("{") : first.rindex("}") + 1])
    return expect, rest.removesuffix("\n")


def spelled_out(value: object) -> object:
    """Return *value*; a table with ``repeat`` stands for a long text."""
    if not isinstance(value, dict):
        return value
    piece, times = value["repeat"]
    return value.get("before", "") + piece * times + value.get("after", "")


def load(path: Path) -> tuple[dict[str, Any], RawPost]:
    if path.suffix == ".json":
        case = json.loads(path.read_text("utf-8"))
        fields: dict[str, Any] = {key: spelled_out(held) for key, held in case["post"].items()}
        return case["expect"], make_raw(**fields)
    expect, body = split(path)
    return expect, make_raw(body)


def keep(raws: list[RawPost]) -> tuple[tuple[Post, ...], dict[str, int]]:
    with ends():
        return keep_all(raws, make_keeping())


def is_sound(post: Post) -> bool:
    """Tell whether whatever comes after this can trust *post*."""
    for text in (post.title, post.text):
        text.encode("utf-8")
        for character in text:
            category = unicodedata.category(character)
            if category in {"Cc", "Cs", "Co", "Cn"} and character != "\n":
                return False
    fits = len(post.title) <= 300 and 0 < len(post.text) <= 10_000 and "\n" not in post.title
    return fits and (post.url is None or post.url.startswith(("https://", "http://")))


@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.stem)
def test_a_hostile_post_is_made_harmless(path: Path) -> None:
    expect, raw = load(path)
    posts, refused = keep([raw])
    if "refused" in expect:
        assert refused == {expect["refused"]: 1}
        return
    (post,) = posts
    assert is_sound(post)
    for name in ("text", "title", "url", "cleaned"):
        if name in expect:
            assert getattr(post, name) == expect[name]
    assert len(post.text) <= expect.get("max", len(post.text))
    assert post.date_suspect is expect.get("suspect", False)
    for absent in expect.get("absent", ()):
        assert absent not in post.text


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.stem)
def test_a_hostile_feed_is_refused_or_made_harmless(path: Path) -> None:
    expect, body = split(path)
    response = Response(
        url="https://site.example/feed",
        status=200,
        content_type="application/rss+xml",
        charset=None,
        body=body.encode(),
        validators=("", ""),
        fetched_at=NOW,
    )
    if "reason" in expect:
        with pytest.raises(SourceError) as caught:
            read_feed(response, SourceId("groep"))
        assert caught.value.reason == expect["reason"]
        return
    feed = read_feed(response, SourceId("groep"))
    raws = list(items(SourceId("groep"), feed.entries, Links(feed=response.url), None))
    posts, refused = keep(raws)
    assert all(is_sound(post) for post in posts)
    assert refused == expect.get("refused", {})
    assert [post.text for post in posts] == expect.get("texts", [post.text for post in posts])
    assert [post.title for post in posts] == expect.get("titles", [post.title for post in posts])
    assert len(posts) == expect.get("count", len(posts))
    if "suspect" in expect:
        assert sum(post.date_suspect for post in posts) == expect["suspect"]


def test_what_is_kept_of_hostile_posts_survives_the_store(tmp_path: Path) -> None:
    raws = []
    for number, path in enumerate(POSTS):
        raw = load(path)[1]
        raws.append(make_raw(raw.body, native=str(number), title=raw.title, url=raw.url))
    posts, _ = keep_all(raws, make_keeping())
    status = SourceStatus(source_id=SourceId("groep"), cursor=Cursor.start(), tried_at=NOW)
    with open_store(tmp_path / "town.db") as store:
        tally = store.posts.save(posts, (), status, {})
        assert tally.new == len(posts)
        assert store.posts.by_id(post.id for post in posts) == {post.id: post for post in posts}


def test_there_is_a_case_for_every_threat_of_content() -> None:
    told = {path.read_text("utf-8").partition("\n")[0] for path in FEEDS}
    text = "".join(path.read_text("utf-8")[:200] for path in POSTS) + "".join(told)
    for number in (*range(1, 16), *range(25, 30), 32, 34):
        assert f"T{number:02}" in text, number

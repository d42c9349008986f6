"""What every collector must do, whatever it reads: one suite over the registry."""

import asyncio
import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from jobs.collect.collectors import COLLECTORS, KINDS
from jobs.collect.protocol import Visit
from jobs.errors import SourceError
from jobs.model import Batch, Cursor, SourceId
from jobs.settings.schema import Table
from tests.collect.town import posts_of, visit
from tests.fakes import FakeFetcher

NAME = "Klaprooszaad"


@dataclass(frozen=True)
class Place:
    """A source of one kind that holds two posts, a broken one, and one that grew."""

    options: dict[str, object]
    pages: dict[str, str | bytes | Exception]
    grown: dict[str, str | bytes | Exception]
    broken: dict[str, str | bytes | Exception]


FEED = "https://site.example/feed"
FORUM = "https://forum.example/"


def _rss(*numbers: int) -> str:
    items = "".join(
        f"<item><guid>{number}</guid><description>bericht</description>"
        f"<author>{NAME}</author></item>"
        for number in numbers
    )
    return f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'


def _topic(*numbers: int) -> str:
    return "".join(
        f'<div class="post" id="{number}"><b>{NAME}</b><p>bericht</p></div>' for number in numbers
    )


def _rows(*numbers: int) -> bytes:
    rows = ({"id": number, "text": "bericht", "author": NAME} for number in numbers)
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


PLACES: dict[str, Place] = {
    "feed": Place(
        options={"url": FEED},
        pages={FEED: _rss(1, 2)},
        grown={FEED: _rss(1, 2, 3)},
        broken={FEED: "<html>Meld je aan</html>"},
    ),
    "html_forum": Place(
        options={
            "url": FORUM,
            "select": {"row": "li", "topic": "a@href", "post": ".post", "author": "b", "body": "p"},
        },
        pages={FORUM: '<li><a href="/t/1">x</a>2</li>', f"{FORUM}t/1": _topic(1, 2)},
        grown={FORUM: '<li><a href="/t/1">x</a>3</li>', f"{FORUM}t/1": _topic(1, 2, 3)},
        broken={FORUM: "<form>Meld je aan</form>"},
    ),
    "export": Place(
        options={"folder": ".", "columns": {"id": "id", "author": "author"}},
        pages={"a.jsonl": _rows(1, 2)},
        grown={"a.jsonl": _rows(1, 2, 3)},
        broken={"a.jsonl": b"geen json"},
    ),
}
KIND = pytest.mark.parametrize("kind", COLLECTORS)


def _visit(
    kind: str, folder: Path, pages: dict[str, str | bytes | Exception], cursor: Cursor | None = None
) -> Visit:
    for name, content in pages.items():
        if isinstance(content, bytes):
            (folder / name).write_bytes(content)
    seen = visit(kind, FakeFetcher(pages), cursor=cursor, options=PLACES[kind].options)
    return replace(seen, folder=folder)


def _read(kind: str, visiting: Visit) -> list[Batch]:
    async def go() -> list[Batch]:
        return [batch async for batch in COLLECTORS[kind].collect(visiting)]

    return asyncio.run(go())


def test_every_kind_has_a_place_in_this_suite() -> None:
    assert set(PLACES) == set(COLLECTORS) == set(KINDS)


@KIND
def test_its_options_are_a_frozen_table_that_knows_its_keys(kind: str) -> None:
    assert issubclass(KINDS[kind], Table)
    with pytest.raises(ValueError, match="unknown_key"):
        KINDS[kind].model_validate({**PLACES[kind].options, "unknown_key": 1})


@KIND
def test_it_gives_every_post_with_its_source_and_id(kind: str, tmp_path: Path) -> None:
    posts = posts_of(_read(kind, _visit(kind, tmp_path, PLACES[kind].pages)))
    assert {post.native_id for post in posts} == {"1", "2"}
    assert {post.source_id for post in posts} == {SourceId("groep")}
    assert {post.author for post in posts} == {NAME}


@KIND
def test_the_second_visit_gives_nothing_new_and_the_third_what_was_added(
    kind: str, tmp_path: Path
) -> None:
    place = PLACES[kind]
    first = _read(kind, _visit(kind, tmp_path, place.pages))
    again = _read(kind, _visit(kind, tmp_path, place.pages, first[-1].cursor))
    ids = {post.native_id for post in posts_of(first)}
    assert {post.native_id for post in posts_of(again)} <= ids
    cursor = again[-1].cursor if again else first[-1].cursor
    grown = _read(kind, _visit(kind, tmp_path, place.grown, cursor))
    assert "3" in {post.native_id for post in posts_of(grown)}


@KIND
def test_it_may_be_stopped_after_any_batch(kind: str, tmp_path: Path) -> None:
    pages = PLACES[kind].grown
    whole = _read(kind, _visit(kind, tmp_path, pages))
    for place, batch in enumerate(whole):
        rest = _read(kind, _visit(kind, tmp_path, pages, batch.cursor))
        seen = {post.native_id for post in posts_of([*whole[: place + 1], *rest])}
        assert seen == {"1", "2", "3"}


@KIND
def test_its_cursor_names_nobody(kind: str, tmp_path: Path) -> None:
    for batch in _read(kind, _visit(kind, tmp_path, PLACES[kind].pages)):
        assert NAME.lower() not in repr(batch.cursor).lower()
        assert NAME.lower() not in repr(batch).lower()
        json.dumps([batch.cursor.marks, batch.cursor.validators])


@KIND
def test_what_it_cannot_read_is_an_error_with_a_reason_and_without_text(
    kind: str, tmp_path: Path
) -> None:
    with pytest.raises(SourceError) as caught:
        _read(kind, _visit(kind, tmp_path, PLACES[kind].broken))
    assert caught.value.source_id == "groep"
    assert caught.value.reason
    assert "Meld" not in str(caught.value)


@KIND
def test_it_makes_no_request_before_it_is_asked_for_a_batch(kind: str, tmp_path: Path) -> None:
    visiting = _visit(kind, tmp_path, PLACES[kind].pages)
    COLLECTORS[kind].collect(visiting)
    assert isinstance(visiting.fetcher, FakeFetcher)
    assert visiting.fetcher.asked == []

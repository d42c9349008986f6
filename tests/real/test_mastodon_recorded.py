"""What a real Mastodon answered, as the source distribution of Mastodon.py holds it, over HTTP.

Its cassettes were recorded with version 4.7 of the server, by people who know nothing of us.
"""

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml

from jobs.collect.clean import is_markup
from jobs.collect.collectors.kit.marks import digest
from jobs.collect.collectors.mastodon import collector as mastodon
from jobs.collect.collectors.mastodon.wire import rest_until
from jobs.collect.keep import keep_all
from jobs.errors import SourceError
from jobs.model import Batch, Cursor
from tests.collect.again import native_id
from tests.collect.town import make_keeping, posts_of, visit
from tests.hostile.fetching import make_fetcher
from tests.hostile.server import Asked, Server, says
from tests.real.servers.run import SERVERS

pytestmark = pytest.mark.real

CASSETTES = SERVERS / "mastodon" / "tests" / "cassettes"
RECORDED_AT = "http://localhost:3000"
SOME_HOURS_LATER = datetime(2026, 10, 15, 7, tzinfo=UTC)
ACCOUNT = "117440810532227399"
TAG = "fgiztsshwiaqqiztpmmjbtvmescsculuvmgjgopwoeidbcrixp"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TELLING = {"acct", "max_id", "min_id"}
"""What of a query decides which statuses are given, and not how many."""
_OF_THE_WIRE = {"content-length", "transfer-encoding", "content-encoding", "connection"}
Node = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """One recorded answer, and to what it was given."""

    method: str
    path: str
    query: frozenset[tuple[str, str]]
    status: int
    headers: tuple[tuple[str, str], ...]
    body: str

    @property
    def data(self) -> Any:  # noqa: ANN401 - any JSON
        """What it says."""
        return json.loads(self.body)


@dataclass
class Reading:
    """One visit to a server that gives recorded answers."""

    batches: list[Batch] = field(default_factory=list)
    trouble: SourceError | None = None
    asked: list[Asked] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        """Ids of the posts it gave."""
        return [post.native_id for post in posts_of(self.batches)]


def cassette(name: str) -> tuple[Answer, ...]:
    """Return the answers in one cassette, in order."""
    path = CASSETTES / f"{name}.yaml"
    assert path.exists(), f"{path} is missing; run tests/real/install.sh"
    with path.open(encoding="utf-8") as file:
        found = yaml.load(file, Loader=_LOADER)  # noqa: S506 - one of the safe loaders
    return tuple(_answers(found.get("interactions", ())))


@cache
def statuses() -> tuple[Node, ...]:
    """Return every status in every answer of every cassette, each id in its newest form."""
    paths = sorted(CASSETTES.glob("*.yaml"))
    assert paths, f"{CASSETTES} is empty; run tests/real/install.sh"
    found: dict[str, Node] = {}
    for path in paths:
        for answer in cassette(path.stem):
            if (
                answer.status == 200
                and answer.method != "DELETE"
                and answer.body.startswith(("[", "{"))
            ):
                found |= {row["id"]: row for row in _statuses_in(answer.data)}
    return tuple(found.values())


def answered(path: str, data: object) -> Answer:
    """Return an answer that says *data*, which was recorded, at a place where it was not.

    Nothing is behind it: its header names what is newer only.
    """
    link = ("Link", f'<{RECORDED_AT}{path}?min_id=1>; rel="prev"')
    return Answer("GET", path, frozenset(), 200, (link,), json.dumps(data))


def read(
    answers: Sequence[Answer],
    *,
    marks: dict[str, str] | None = None,
    now: datetime = SOME_HOURS_LATER,
    pages: int = 50,
    **options: object,
) -> Reading:
    """Visit a server on loopback that gives *answers*, and 404 to what was never recorded."""
    return asyncio.run(_read(answers, marks or {}, now, pages, options))


async def _read(
    answers: Sequence[Answer],
    marks: dict[str, str],
    now: datetime,
    pages: int,
    options: dict[str, object],
) -> Reading:
    reading = Reading()
    server = Server({})

    async def play(asked: Asked, writer: asyncio.StreamWriter) -> None:
        parts = urlsplit(asked.target)
        query = frozenset(pair for pair in parse_qsl(parts.query) if pair[0] in _TELLING)
        found = next((one for one in answers if (one.path, one.query) == (parts.path, query)), None)
        home = server.url("")
        if found is None:
            await says("never recorded", 404)(asked, writer)
            return
        headers = [(name, text.replace(RECORDED_AT, home)) for name, text in found.headers]
        await says(found.body.replace(RECORDED_AT, home), found.status, headers)(asked, writer)

    server.plays["*"] = play
    async with server, make_fetcher() as fetcher:
        made = visit("mastodon", fetcher, options={"url": server.url(""), **options})
        made = replace(
            made,
            now=now,
            cursor=Cursor(marks=marks, validators={}),
            max_pages=pages,
            post_id=native_id,
        )
        try:
            async with aclosing(mastodon.collect(made)) as batches:
                async for batch in batches:
                    reading.batches.append(batch)
        except SourceError as error:
            reading.trouble = error
        reading.asked = list(server.asked)
    return reading


def _answers(interactions: Sequence[Node]) -> Iterator[Answer]:
    for one in interactions:
        parts = urlsplit(one["request"]["uri"])
        body = one["response"]["body"]["string"]
        yield Answer(
            method=one["request"]["method"],
            path=parts.path.rstrip("/"),
            query=frozenset(pair for pair in parse_qsl(parts.query) if pair[0] in _TELLING),
            status=one["response"]["status"]["code"],
            headers=tuple(
                (name, text)
                for name, texts in one["response"]["headers"].items()
                for text in texts
                if name.lower() not in _OF_THE_WIRE
            ),
            body=body if isinstance(body, str) else "",
        )


def _statuses_in(data: object) -> Iterator[Node]:
    """Yield every status in an answer, however deep it stands in it."""
    todo = [data]
    while todo:
        one = todo.pop()
        if isinstance(one, list):
            todo += one
        elif isinstance(one, dict):
            todo += one.values()
            if {"visibility", "content", "account", "replies_count", "created_at"} <= one.keys():
                yield one


def _links(answers: Sequence[Answer]) -> list[str]:
    return [text for one in answers for name, text in one.headers if name.lower() == "link"]


def test_a_hashtag_is_read_page_by_page_to_the_empty_page_and_then_only_what_is_newer() -> None:
    answers = cassette("test_pagination_iterator")
    assert all(link.startswith(f"<{RECORDED_AT}") for link in _links(answers))
    first = read(answers, tags=(TAG,))
    assert first.trouble is None
    assert len(first.ids) == len(set(first.ids)) == 30
    assert len(first.asked) == 4
    cursor = first.batches[-1].cursor
    later = SOME_HOURS_LATER + timedelta(minutes=30)
    again = read(answers, tags=(TAG,), marks=cursor.marks, now=later)
    assert again.trouble is None
    assert again.ids == []
    assert "min_id=117440825952038917" in again.asked[1].target


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("test_account_lookup", "/lookup"),
        ("test_fetch_next_previous", "/statuses"),
        ("test_pagination_iterator", TAG),
        ("test_status", ""),
        ("test_status_context", "/context"),
    ],
)
def test_what_we_ask_for_again_comes_with_an_etag(name: str, end: str) -> None:
    found = [one for one in cassette(name) if one.method == "GET" and one.path.endswith(end)]
    given = [one for one in found if one.status == 200]
    assert given
    assert all("etag" in {key.lower() for key, _ in one.headers} for one in given)


def test_an_account_is_looked_up_and_read_from_its_newest_post_backwards_when_it_is_new() -> None:
    answers = [*cassette("test_account_lookup"), *cassette("test_fetch_next_previous")]
    reading = read(answers, accounts=("mastodonpy_test",), pages=2)
    assert reading.trouble is None
    assert len(set(reading.ids)) == 10
    assert reading.batches[-1].cut
    post = posts_of(reading.batches)[0]
    assert (post.author, post.thread_native_id) == ("mastodonpy_test", None)
    assert f"/api/v1/accounts/{ACCOUNT}/statuses" in reading.asked[1].target


def test_an_account_that_is_known_is_read_on_from_its_mark() -> None:
    answers = [*cassette("test_account_lookup"), *cassette("test_fetch_next_previous")]
    marks = {f"head:{digest('mastodonpy_test')}": "117440824990985789"}
    reading = read(answers, accounts=("mastodonpy_test",), pages=1, marks=marks)
    assert len(reading.ids) == 5
    assert min(reading.ids) > "117440824990985789"
    assert reading.batches[-1].cursor.marks == {
        **reading.batches[-1].cursor.marks,
        f"head:{digest('mastodonpy_test')}": max(reading.ids),
    }


def test_an_account_that_is_not_there_is_not_found() -> None:
    answers = [
        replace(one, query=frozenset({("acct", "weg")}))
        for one in cassette("test_account_lookup")
        if one.status == 404
    ]
    reading = read(answers, accounts=("weg",))
    assert reading.trouble
    assert reading.trouble.reason == "http-404"


def test_a_status_that_is_not_there_any_more_is_gone() -> None:
    missing = cassette("test_status_missing")
    met = int((SOME_HOURS_LATER - timedelta(hours=2)).timestamp())
    answers = [*missing, *cassette("test_hashtag_tl")]
    reading = read(answers, tags=("hoot",), marks={"again:~0": f"{met}:0"}, pages=1)
    assert reading.trouble is None
    assert sum(len(batch.gone_threads) for batch in reading.batches) == 1
    assert "again:~0" not in reading.batches[-1].cursor.marks


def test_an_edited_status_keeps_its_moment_and_gets_its_new_text() -> None:
    answers = cassette("test_status_edit")
    new = next(one for one in answers if one.method == "POST").data
    path = f"/api/v1/statuses/{new['id']}"
    edited = next(one for one in answers if one.path == path and one.method == "GET")
    assert edited.data["edited_at"]
    context = replace(
        next(one for one in cassette("test_status_context") if one.path.endswith("/context")),
        path=f"{path}/context",
    )
    listed = answered("/api/v1/timelines/tag/kate", [new])
    first = read([listed], tags=("kate",))
    later = SOME_HOURS_LATER + timedelta(hours=1)
    after = replace(listed, query=frozenset({("min_id", new["id"])}), body="[]")
    marks = first.batches[-1].cursor.marks
    again = read([listed, after, edited, context], tags=("kate",), marks=marks, now=later)
    before, now = posts_of(first.batches)[0], posts_of(again.batches)[0]
    assert again.trouble is None
    assert (before.native_id, before.posted_at) == (now.native_id, now.posted_at)
    assert "VS Code" in before.body
    assert "Kate" in now.body


def test_an_answer_stands_under_what_it_answers() -> None:
    new = [one.data for one in cassette("test_status_reply") if one.method == "POST"]
    answer = next(one for one in new if one["in_reply_to_id"])
    opening = next(one for one in new if one["id"] == answer["in_reply_to_id"])
    listed = answered("/api/v1/timelines/tag/x", [{**opening, "replies_count": 1}])
    context = answered(
        f"/api/v1/statuses/{opening['id']}/context", {"ancestors": [], "descendants": [answer]}
    )
    hidden = {**answer, "account": {**answer["account"], "indexable": True}}
    shown = answered(context.path, {"ancestors": [], "descendants": [hidden]})
    assert answer["id"] not in read([listed, context], tags=("x",)).ids
    post = posts_of(read([listed, shown], tags=("x",)).batches)[-1]
    assert (post.native_id, post.thread_native_id) == (answer["id"], opening["id"])


def test_every_recorded_status_that_is_public_is_read_and_no_other() -> None:
    rows = [row for row in statuses() if not row["in_reply_to_id"]]
    public = {
        row["id"]
        for row in rows
        if row["visibility"] in {"public", "unlisted"} and not row.get("reblog")
    }
    path = f"/api/v1/accounts/{ACCOUNT}/statuses"
    listed = answered(path, [{**row, "replies_count": 0} for row in rows])
    answers = [*cassette("test_account_lookup"), listed]
    now = datetime(2026, 11, 1, tzinfo=UTC)
    reading = read(answers, accounts=("mastodonpy_test",), now=now, reach="520 weeks")
    assert reading.trouble is None
    assert set(reading.ids) == public
    assert len(public) > 200
    assert len(rows) > len(public)
    for post in posts_of(reading.batches):
        kept, _ = keep_all([post], make_keeping())
        assert not [one for one in kept if is_markup(one.text)]


def test_who_does_not_want_to_be_found_is_not_found_by_a_hashtag() -> None:
    rows = [
        row for row in statuses() if row["visibility"] == "public" and not row["in_reply_to_id"]
    ]
    open_to = {
        row["id"]
        for row in rows
        if row["account"]["indexable"]
        and row["account"]["discoverable"] is not False
        and not row.get("reblog")
    }
    listed = answered("/api/v1/timelines/tag/x", [{**row, "replies_count": 0} for row in rows])
    reading = read([listed], tags=("x",), reach="520 weeks")
    assert reading.trouble is None
    assert set(reading.ids) == open_to
    assert 0 < len(open_to) < len(rows)


def test_the_moment_at_which_its_allowance_is_full_again_can_be_read() -> None:
    headers = {name.lower(): text for name, text in cassette("test_hashtag_tl")[-2].headers}
    seen = replace(
        visit("mastodon", options={"url": RECORDED_AT, "tags": ("x",)}),
        now=datetime(2026, 10, 14, 19, 11, tzinfo=UTC),
    )
    assert rest_until(headers, seen) is None
    until = rest_until({**headers, "x-ratelimit-remaining": "0"}, seen)
    assert until == datetime.fromisoformat(headers["x-ratelimit-reset"])


def test_a_server_that_answers_only_to_who_has_a_token_is_closed() -> None:
    refusal = cassette("test_unauthed_home_tl_throws")
    answers = [replace(one, path="/api/v1/timelines/tag/x") for one in refusal if one.status == 401]
    reading = read(answers, tags=("x",))
    assert reading.trouble
    assert reading.trouble.reason == "closed"

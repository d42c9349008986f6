"""What the real Reddit answered, as the source distribution of asyncpraw holds it.

Its cassettes were recorded by people who know nothing of us, and hold what real people wrote: so
they are fetched when they are needed, and a test that fails shows names of things and numbers.
"""

import asyncio
import html
import json
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from jobs.collect.collectors.kit.talks import Talk
from jobs.collect.collectors.reddit import collector as reddit
from jobs.collect.collectors.reddit.door import Reddit
from jobs.collect.collectors.reddit.thread import read_thread
from jobs.collect.keep import keep_all
from jobs.collect.protocol import Visit
from jobs.collect.reasons import FetchReason
from jobs.collect.request import Request, Response
from jobs.errors import SourceBroken
from jobs.model import RawPost
from tests.collect.again import native_id
from tests.collect.town import make_keeping, posts_of, visit
from tests.fakes import NOW
from tests.real.servers.run import SERVERS

pytestmark = pytest.mark.real

CASSETTES = SERVERS / "reddit" / "tests" / "integration" / "cassettes"
TAKEN_AWAY = {"[deleted]", "[removed]"}
THEN = datetime(2018, 1, 1, tzinfo=UTC)
"""Some years after the oldest and before the newest of it; the reach is ten years."""
Node = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """One recorded answer, and to what it was given."""

    path: str
    params: dict[str, str] = field(repr=False)
    status: int
    headers: dict[str, str] = field(repr=False)
    body: str = field(repr=False)

    @property
    def data(self) -> Any:  # noqa: ANN401 - any JSON
        """What it says."""
        return json.loads(self.body)


@dataclass
class Tape:
    """Answers as they were recorded, and 404 to what never was.

    Attributes:
        answers: Those of one cassette.
        given: What it gave so far.
    """

    answers: Sequence[Answer]
    given: list[Answer] = field(default_factory=list)

    async def get(self, request: Request) -> Response:
        """Answer as a fetcher does."""
        parts = urlsplit(request.url)
        params = dict(parse_qsl(parts.query))
        path = parts.path.rstrip("/")
        found = self._more(params) if path == "/api/morechildren" else self._find(path, params)
        if found is None:
            raise SourceBroken(request.source_id, FetchReason.HTTP_404)
        self.given.append(found)
        return Response(
            url=request.url,
            status=found.status,
            content_type="application/json",
            charset=None,
            body=found.body.encode(),
            validators=("", ""),
            fetched_at=NOW,
            headers=found.headers,
        )

    def _find(self, path: str, params: dict[str, str]) -> Answer | None:
        after = params.get("after")
        same = (one for one in self.answers if one.path == path and one.status == 200)
        return next((one for one in same if one.params.get("after") == after), None)

    def _more(self, params: dict[str, str]) -> Answer | None:
        """Return the recorded comments among those that are wanted; asyncpraw asks by POST."""
        wanted = set(params["children"].split(","))
        more = [one for one in self.answers if "children" in one.params and one.status == 200]
        some = [one for one in more if wanted.intersection(one.params["children"].split(","))]
        things = [thing for one in some for thing in one.data["json"]["data"]["things"]]
        if not some:
            return None
        return replace(some[0], body=json.dumps({"json": {"data": {"things": things}}}))


@cache
def cassettes() -> dict[str, tuple[Answer, ...]]:
    """Return the answers of every cassette, in order."""
    paths = sorted(CASSETTES.glob("*.json"))
    assert paths, f"{CASSETTES} is empty; run tests/real/install.sh"
    return {path.stem: tuple(_answers(json.loads(path.read_bytes()))) for path in paths}


def _answers(cassette: Node) -> Iterator[Answer]:
    for one in cassette["interactions"]:
        parts = urlsplit(one["request"]["uri"])
        sent = one["request"]["body"]
        form = {str(pair[0]): str(pair[1]) for pair in sent} if isinstance(sent, list) else {}
        headers = one["response"]["headers"].items()
        yield Answer(
            path=parts.path.rstrip("/"),
            params={**dict(parse_qsl(parts.query)), **form},
            status=one["response"]["status"]["code"],
            headers={
                name.lower(): text if isinstance(text, str) else text[0] for name, text in headers
            },
            body=one["response"]["body"]["string"],
        )


@cache
def threads() -> tuple[tuple[Tape, str, Talk], ...]:
    """Return each recorded thread: the tape that gave it, its name, and what was read of it."""
    return tuple((tape, name, read(tape, name)) for tape, name in _threads())


def _threads() -> Iterator[tuple[Tape, str]]:
    for answers in cassettes().values():
        paths = {one.path for one in answers if one.status == 200}
        for path in sorted(path for path in paths if path.startswith("/comments/")):
            if path.count("/") == 2:
                yield Tape(answers), f"t3_{path.rpartition('/')[2]}"


class Rows(dict[str, Node]):
    """Things by name, of which a test that fails shows nothing."""

    def __repr__(self) -> str:
        return f"<{len(self)} things>"


def things(kind: str, *answers: Answer) -> Rows:
    """Return all things of a *kind* in *answers*, however deep they stand there."""
    found = Rows()
    todo = [one.data for one in answers]
    while todo:
        one = todo.pop()
        if isinstance(one, list):
            todo += one
        elif isinstance(one, dict):
            todo += one.values()
            if one.get("kind") == kind and isinstance(one.get("data"), dict):
                found[one["data"]["name"]] = one["data"]
    return found


def make_visit(tape: Tape, subreddit: str = "heide") -> Visit:
    keys = {"subreddit": subreddit, "client": "a", "client_secret": "b", "approved": True}
    made = visit("reddit", tape, options={**keys, "reach": "520 weeks"})
    return replace(made, now=THEN, secret=lambda _, name: name, post_id=native_id)


def read(tape: Tape, thread: str) -> Talk:
    async def go() -> Talk:
        return await read_thread(await Reddit.enter(make_visit(tape), "a", "b"), thread)

    return asyncio.run(go())


def unlike(posts: Sequence[RawPost], *found: Rows) -> int:
    """Return how many *posts* do not say what stands in the row of that name."""
    rows = {name: row for some in found for name, row in some.items()}
    return sum(
        html.unescape(post.body)
        != (rows[post.native_id].get("body") or _text(rows[post.native_id]))
        for post in posts
    )


def _text(row: Node) -> str:
    return str(row.get("selftext") or "")


def test_every_recorded_thread_is_read_whole_as_far_as_it_was_recorded() -> None:
    count, comments, gone, unfinished = 0, 0, 0, 0
    for tape, name, talk in threads():
        rows = things("t1", *tape.given)
        natives = {post.native_id for post in talk.posts} | set(talk.gone)
        assert natives == rows.keys() | {name}, name
        wrong = unlike(talk.posts, rows, things("t3", *tape.given))
        assert wrong == 0, name
        away = {native for native, row in rows.items() if row["body"] in TAKEN_AWAY}
        assert set(talk.gone) - {name} == away, name
        count, comments, gone = count + 1, comments + len(rows), gone + len(away)
        unfinished += not talk.whole
    assert count > 50
    assert comments > 3_000
    assert gone > 50
    assert 0 < unfinished < count


def test_comments_that_were_held_back_are_asked_for_by_name_and_by_what_they_stand_under() -> None:
    filled = 0
    for tape, _, _ in threads():
        _, first, *others = tape.given  # a token comes before all
        filled += bool(things("t1", *others).keys() - things("t1", first).keys())
    assert filled > 2


def test_each_comment_stands_under_what_it_answers() -> None:
    for tape, name, talk in threads():
        rows = things("t1", *tape.given)
        for post in talk.posts:
            if post.native_id == name:
                assert post.thread_native_id is None
                continue
            row = rows[post.native_id]
            above = (row["link_id"], row["parent_id"])
            assert (post.thread_native_id, post.parent_native_id) == above


def test_who_left_is_nobody_and_what_they_wrote_stays() -> None:
    stays = 0
    for tape, _, talk in threads():
        rows = things("t1", *tape.given)
        rows.update(things("t3", *tape.given))
        for post in talk.posts:
            nobody = rows[post.native_id]["author"] == "[deleted]"
            known = post.author is not None
            assert known != nobody
            stays += nobody
    assert stays > 50


def test_nearly_all_of_it_can_be_kept_and_most_with_an_address_of_its_own() -> None:
    given, kept, addresses = 0, 0, 0
    for _, _, talk in threads():
        posts, _ = keep_all(talk.posts, make_keeping())
        given, kept = given + len(talk.posts), kept + len(posts)
        addresses += len({post.url for post in posts if post.url})
    assert kept > 0.98 * given
    assert addresses > 0.98 * kept


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/r/askreddit/comments", "t1"),
        ("/r/all/comments", "t1"),
        ("/r/all/new", "t3"),
        ("/r/askreddit/new", "t3"),
    ],
)
def test_a_recorded_list_is_read_to_its_end(path: str, kind: str) -> None:
    read_some = 0
    for answers in cassettes().values():
        pages = [one for one in answers if one.path == path and one.status == 200]
        if not any("after" not in one.params for one in pages):
            continue
        tokens = [one for one in answers if one.path.endswith("/access_token")]
        other = "/comments" if kind == "t3" else "/new"
        nothing = {"kind": "Listing", "data": {"children": [], "after": None}}
        empty = replace(
            pages[0], path=path.rpartition("/")[0] + other, params={}, body=json.dumps(nothing)
        )
        tape = Tape([*tokens, *pages, empty])
        posts, gone = _listed(tape, path.split("/")[2])
        assert posts | gone == things(kind, *tape.given).keys()
        read_some += len(posts)
    assert read_some > 0


def _listed(tape: Tape, subreddit: str) -> tuple[set[str], set[str]]:
    """Return what the lists of a subreddit give, as far as they were recorded."""

    async def go() -> tuple[set[str], set[str]]:
        posts: set[str] = set()
        gone: set[str] = set()
        try:
            async with aclosing(reddit.collect(make_visit(tape, subreddit))) as batches:
                async for batch in batches:
                    posts |= {post.native_id for post in posts_of([batch])}
                    gone |= set(batch.gone)
        except SourceBroken as error:
            assert error.reason == FetchReason.HTTP_404  # noqa: PT017 - a page never recorded
        return posts, gone

    return asyncio.run(go())


def test_the_recorded_allowance_is_understood() -> None:
    told = [
        one.headers
        for answers in cassettes().values()
        for one in answers
        if "x-ratelimit-remaining" in one.headers
    ]
    assert len(told) > 1_000
    for headers in told:
        assert 0 <= float(headers["x-ratelimit-remaining"]) < 10_000
        assert 0 < float(headers["x-ratelimit-reset"]) <= 600

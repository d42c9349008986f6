"""What every collector must do, whatever it reads: one suite over the registry."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from jobs.collect.collectors.meta import facebook_page, instagram, threads
from jobs.collect.collectors.meta.graph import FACEBOOK
from jobs.collect.collectors.registry import COLLECTORS, KINDS, SHIPPED
from jobs.collect.collectors.wordpress import site as wordpress_site
from jobs.collect.protocol import Visit
from jobs.errors import SourceError
from jobs.model import Batch, Cursor, SourceId
from jobs.settings.schema import Table
from tests.collect.forum_fake import (
    DISCOURSE,
    NODEBB,
    OPEN311,
    SPAN,
    TELEGRAM,
    Said,
    Thread,
    asked,
    discourse,
    nodebb,
    numbered,
    open311,
    report,
    telegram,
)
from tests.collect.imap_fake import Letterbox, letter
from tests.collect.town import posts_of, visit
from tests.fakes import NOW, FakeFetcher

NAME = "Klaprooszaad"


@dataclass(frozen=True)
class Place:
    """A source of one kind that holds two posts, a broken one, and one that grew.

    Native ids are numbers, behind what stands before every id of that kind.
    """

    options: dict[str, object]
    pages: dict[str, str | bytes | Exception]
    grown: dict[str, str | bytes | Exception]
    broken: dict[str, str | bytes | Exception]
    before_ids: str = ""
    author: str | None = NAME


FEED = "https://site.example/feed"
FORUM = "https://forum.example/"
WORDPRESS = "https://krant.example/wp-json/wp/v2"


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


def _graph(*numbers: int, count: int = 0) -> str:
    rows = [
        {
            "id": number,
            **dict.fromkeys(("message", "text", "caption"), "bericht"),
            **dict.fromkeys(("created_time", "timestamp"), "2026-11-15T08:00:00+0000"),
            "from": {"name": NAME},
            "username": NAME,
            "comments": {"summary": {"total_count": count}},
            "comments_count": count,
            "has_replies": number == 1,
        }
        for number in numbers
    ]
    return json.dumps({"data": rows})


def _edge(address: str, fields: str, limit: int, **more: object) -> str:
    return f"{address}?{urlencode({'fields': fields, 'limit': limit, **more})}"


_SINCE = int((NOW - timedelta(days=42)).replace(hour=0, minute=0).timestamp())
"""The question stays the same for a day."""
GRAPH_FEED = _edge(f"{FACEBOOK}/9/feed", facebook_page._FIELDS, 50, since=_SINCE)
GRAPH_COMMENTS = (
    f"{FACEBOOK}/1/comments?"
    + urlencode({"fields": facebook_page._COMMENT, "filter": "stream"})
    + "&order=reverse_chronological&limit=100"
)
IG_MEDIA = _edge(f"{FACEBOOK}/9/media", instagram._MEDIA, 100)
IG_COMMENTS = _edge(f"{FACEBOOK}/1/comments", instagram._COMMENT, 50)
THREADS = _edge(f"{threads._THREADS}/me/threads", threads._FIELDS, 100, since=_SINCE)
THREADS_TALK = _edge(f"{threads._THREADS}/1/conversation", threads._REPLY, 100, reverse="true")


_TUBE = "https://www.googleapis.com/youtube/v3"
_TUBE_CHANNEL = f"UC{'9' * 22}"
TUBE_COMMENTS = (
    f"{_TUBE}/commentThreads?part=snippet%2Creplies&allThreadsRelatedToChannelId={_TUBE_CHANNEL}"
    "&order=time&textFormat=plainText&maxResults=100"
)
TUBE_VIDEOS = f"{_TUBE}/videos?part=snippet%2Cstatistics&id=1"
REVIEWS = (
    "https://mybusiness.googleapis.com/v4/accounts/8/locations/9/reviews"
    "?pageSize=50&orderBy=updateTime+desc"
)
REDDIT_NEW = "https://oauth.reddit.com/r/heide/new?limit=100&raw_json=1"
REDDIT_COMMENTS = "https://oauth.reddit.com/r/heide/comments?limit=100&raw_json=1"
REDDIT_TOKEN = {"https://www.reddit.com/api/v1/access_token": '{"access_token": "x"}'}


def _tube(*numbers: int) -> dict[str, str | bytes | Exception]:
    def said(number: int) -> dict[str, object]:
        texts = {"publishedAt": "2026-11-15T08:00:00Z", "textDisplay": "x", "title": "x"}
        author = {"channelId": NAME, "authorChannelId": {"value": NAME}}
        return {"id": str(number), "snippet": {**texts, **author}}

    rows = [{"snippet": {"videoId": "1", "topLevelComment": said(number)}} for number in numbers]
    return {
        TUBE_COMMENTS: json.dumps({"items": rows}),
        TUBE_VIDEOS: json.dumps({"items": [said(1)]}),
    }


def _reviews(*numbers: int) -> dict[str, str | bytes | Exception]:
    moments = dict.fromkeys(("createTime", "updateTime"), "2026-11-15T08:00:00Z")
    rows = [
        {"reviewId": str(number), "comment": "x", "reviewer": {"displayName": NAME}, **moments}
        for number in numbers
    ]
    return {REVIEWS: json.dumps({"reviews": rows, "totalReviewCount": len(rows)})}


def _reddit(*numbers: int) -> dict[str, str | bytes | Exception]:
    def listing(kind: str, *names: int) -> str:
        made = {"created_utc": NOW.timestamp() - 3600, "author": NAME, "link_id": "1"}
        rows = [
            {"kind": kind, "data": {**made, "name": str(name), "parent_id": "1", "body": "bericht"}}
            for name in names
        ]
        return json.dumps({"kind": "Listing", "data": {"children": rows, "after": None}})

    new, comments = listing("t3", 1), listing("t1", *numbers)
    return {**REDDIT_TOKEN, REDDIT_NEW: new, REDDIT_COMMENTS: comments}


def _wordpress(*numbers: int) -> dict[str, str | bytes | Exception]:
    """Return what the posts of a site answer: the newest, those since then, and those edited."""
    rows = [
        {
            "id": number,
            **dict.fromkeys(("date_gmt", "modified_gmt"), "2026-11-15T08:00:00"),
            "title": {"rendered": "titel"},
            "content": {"rendered": "<p>bericht</p>", "protected": False},
            "author": 1,
            "_embedded": {"author": [{"id": 1, "name": NAME}]},
        }
        for number in numbers
    ]
    newest, since = datetime(2026, 11, 15, 8, tzinfo=UTC), NOW - timedelta(days=28)
    fields = {"per_page": 100, "_fields": wordpress_site._FIELDS["posts"]}
    order = {"orderby": "date", "order": "desc"}
    edits = {
        "orderby": "modified", "order": "desc", "modified_after": f"{newest:%FT%TZ}",
        "after": f"{since - timedelta(days=14):%FT%TZ}",
    }  # fmt: skip
    asked: list[dict[str, object]] = [
        *({**fields, **order, "after": f"{after:%FT%TZ}"}
          for after in (since, newest - timedelta(days=3))),
        {**fields, **edits},
    ]  # fmt: skip
    posts = f"{WORDPRESS}/posts?"
    return {
        f"{posts}per_page=1&_fields=id": json.dumps(rows[:1]),
        f"{WORDPRESS}/comments?per_page=1&_fields=id": "[]",
        **{posts + urlencode({**one, "_embed": "author"}): json.dumps(rows) for one in asked},
    }


MASTODON = "https://social.example/api/v1"
MASTODON_LIST = f"{MASTODON}/accounts/7/statuses?limit=40&exclude_reblogs=true"
LEMMY = "https://lemmy.example/api/v3"
LEMMY_LIST = f"{LEMMY}/post/list?community_name=heidebeek&type_=All&limit=50&sort=New"


def _statuses(*numbers: int, count: int = 0, answers: str | None = None) -> str:
    rows = [
        {
            "id": str(number),
            "created_at": "2026-11-15T08:00:00.000Z",
            "visibility": "public",
            "content": "<p>bericht</p>",
            "in_reply_to_id": answers,
            "replies_count": count if number == 1 else 0,
            "account": {"acct": NAME},
        }
        for number in numbers
    ]
    return json.dumps(rows if answers is None else {"ancestors": [], "descendants": rows})


def _lemmy(*numbers: int) -> str:
    rows = [
        {
            "post": {"id": number, "name": "bericht", "published": "2026-11-15T08:00:00Z"},
            "creator": {"name": NAME},
            "counts": {"comments": 0},
        }
        for number in numbers
    ]
    return json.dumps({"posts": rows, "next_page": None})


def _mastodon(*numbers: int) -> dict[str, str | bytes | Exception]:
    return {
        f"{MASTODON}/accounts/lookup?acct=heidebeek": json.dumps({"id": "7"}),
        MASTODON_LIST: _statuses(*numbers, count=1),
        f"{MASTODON_LIST}&min_id=1": _statuses(*(number for number in numbers if number > 1)),
        f"{MASTODON_LIST}&max_id=1": _statuses(),
        f"{MASTODON_LIST}&min_id=3": _statuses(),
        f"{MASTODON}/statuses/1": _statuses(1, count=1)[1:-1],
        f"{MASTODON}/statuses/1/context": _statuses(2, answers="1"),
    }


_SKY = "https://public.api.bsky.app/xrpc/app.bsky.feed"
SKY_FEED = f"{_SKY}.getAuthorFeed?actor=heide.example&filter=posts_with_replies&limit=100"
SKY_THREAD = (
    f"{_SKY}.getPostThread?uri=at%3A%2F%2Fheide.example%2Fapp.bsky.feed.post%2F1"
    "&depth=99&parentHeight=0"
)
_SKY_POST = f"at://did:plc:{NAME.lower()}/app.bsky.feed.post/"


def _sky(*answers: int) -> dict[str, str | bytes | Exception]:
    def view(number: int) -> dict[str, object]:
        told = {"indexedAt": "2026-11-15T08:00:00.000Z", "author": {"handle": NAME}}
        count = len(answers) if number == 1 else 0
        record = {"text": "bericht"}
        return {"uri": f"{_SKY_POST}{number}", "record": record, "replyCount": count, **told}

    replies = [{"post": view(number), "replies": []} for number in answers]
    thread = {"post": view(1), "replies": replies}
    return {
        SKY_FEED: json.dumps({"feed": [{"post": view(1)}]}),
        SKY_THREAD: json.dumps({"thread": thread}),
    }


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
    "facebook_page": Place(
        options={"page": "9", "token": "meta", "tagged": False},
        pages={GRAPH_FEED: _graph(1, count=1), GRAPH_COMMENTS: _graph(2)},
        grown={GRAPH_FEED: _graph(1, count=2), GRAPH_COMMENTS: _graph(2, 3)},
        broken={GRAPH_FEED: "<form>Meld je aan</form>"},
    ),
    "instagram": Place(
        options={"account": "9", "token": "meta", "tags": False},
        pages={IG_MEDIA: _graph(1, count=1), IG_COMMENTS: _graph(2)},
        grown={IG_MEDIA: _graph(1, count=2), IG_COMMENTS: _graph(2, 3)},
        broken={IG_MEDIA: "<form>Meld je aan</form>"},
    ),
    "threads": Place(
        options={"token": "meta", "mentions": False},
        pages={THREADS: _graph(1, count=1), THREADS_TALK: _graph(2)},
        grown={THREADS: _graph(1, 3, count=1), THREADS_TALK: _graph(2)},
        broken={THREADS: "<form>Meld je aan</form>"},
    ),
    "youtube": Place(
        options={"channel": _TUBE_CHANNEL, "key": "google"},
        pages=_tube(2),
        grown=_tube(2, 3),
        broken={TUBE_COMMENTS: "<form>Meld je aan</form>"},
    ),
    "google_reviews": Place(
        options={"account": "8", "location": "9", "token": "google"},
        pages=_reviews(1, 2),
        grown=_reviews(1, 2, 3),
        broken={REVIEWS: "<form>Meld je aan</form>"},
    ),
    "reddit": Place(
        options={"subreddit": "heide", "client": "a", "client_secret": "b", "approved": True},
        pages=_reddit(2),
        grown=_reddit(2, 3),
        broken={**REDDIT_TOKEN, REDDIT_NEW: "<form>Meld je aan</form>"},
    ),
    "wordpress": Place(
        options={"url": "https://krant.example/"},
        pages=_wordpress(1, 2),
        grown=_wordpress(1, 2, 3),
        broken={f"{WORDPRESS}/posts?per_page=1&_fields=id": "<form>Meld je aan</form>"},
    ),
    "mastodon": Place(
        options={"url": "https://social.example", "accounts": ("heidebeek",)},
        pages=_mastodon(1),
        grown=_mastodon(3, 1),
        broken={f"{MASTODON}/accounts/lookup?acct=heidebeek": "<form>Meld je aan</form>"},
    ),
    "lemmy": Place(
        options={"url": "https://lemmy.example", "community": "heidebeek"},
        pages={LEMMY_LIST: _lemmy(2, 1)},
        grown={LEMMY_LIST: _lemmy(3, 2, 1)},
        broken={LEMMY_LIST: "<form>Meld je aan</form>"},
    ),
    "mailbox": Place(
        options={
            "host": "127.0.0.1",
            "security": "none",
            "user": "signaal",
            "password": "mail",
            "use": "notifications",
            "roles": {"@groepen.example": "communicatie"},
            "groups": ("Buren",),
        },
        pages={"1.eml": letter(number="1"), "2.eml": letter(number="2")},
        grown={f"{number}.eml": letter(number=str(number)) for number in (1, 2, 3)},
        broken={"0.eml": b"Meld je aan"},
    ),
    "bluesky": Place(
        options={"accounts": ("heide.example",)},
        pages=_sky(2),
        grown=_sky(2, 3),
        broken={SKY_FEED: "<form>Meld je aan</form>"},
        before_ids=_SKY_POST,
    ),
    "capture": Place(options={"roles": ("communicatie",)}, pages={}, grown={}, broken={}),
    "discourse": Place(
        options={"url": DISCOURSE},
        pages=discourse(Thread(7, (Said(1), Said(2)))),
        grown=discourse(Thread(7, (Said(1), Said(2), Said(3)))),
        broken={f"{DISCOURSE}/latest.json?page=0": "<form>Meld je aan</form>"},
    ),
    "nodebb": Place(
        options={"url": NODEBB},
        pages=nodebb(Thread(7, (Said(1), Said(2)))),
        grown=nodebb(Thread(7, (Said(1), Said(2), Said(3)))),
        broken={f"{NODEBB}/api/recent?page=1": "<form>Meld je aan</form>"},
    ),
    "open311": Place(
        options={"url": OPEN311},
        pages=open311(report(1), report(2)),
        grown=open311(report(1), report(2), report(3)),
        broken={asked(NOW - SPAN, NOW): "<form>Meld je aan</form>"},
        author=None,
    ),
    "telegram_public": Place(
        options={"channel": NAME, "i_have_read_the_terms": True},
        pages=telegram(*numbered([1, 2])),
        grown=telegram(*numbered([1, 2, 3])),
        broken={TELEGRAM: "<form>Meld je aan</form>"},
    ),
}
BY_HAND = {"capture"}
"""Kinds that read nothing: people bring the posts."""
KIND = pytest.mark.parametrize("kind", COLLECTORS)
READS = pytest.mark.parametrize("kind", sorted(set(COLLECTORS) - BY_HAND))
SERVERS = ExitStack()


@pytest.fixture(autouse=True)
def _no_server_stays() -> Iterator[None]:
    """Stop the mail servers that a test started."""
    with SERVERS:
        yield


def _letterbox(pages: dict[str, str | bytes | Exception]) -> Letterbox:
    """Return a mail server that holds *pages*, or greets with what is broken."""
    mails = {int(name.partition(".")[0]): raw for name, raw in pages.items()}
    good = {number: raw for number, raw in mails.items() if number and isinstance(raw, bytes)}
    box = Letterbox(mails=good)
    if 0 in mails:
        box.greeting = b"* BYE Meld je aan\r\n"
    return SERVERS.enter_context(box)


def _visit(
    kind: str, folder: Path, pages: dict[str, str | bytes | Exception], cursor: Cursor | None = None
) -> Visit:
    for name, content in pages.items():
        if isinstance(content, bytes):
            (folder / name).write_bytes(content)
    options = dict(PLACES[kind].options)
    if kind == "mailbox":
        options["port"] = _letterbox(pages).port
    seen = visit(kind, FakeFetcher(pages), cursor=cursor, options=options)
    return replace(seen, folder=folder, secret=lambda _, name: name)


def _read(kind: str, visiting: Visit) -> list[Batch]:
    async def go() -> list[Batch]:
        return [batch async for batch in COLLECTORS[kind].collect(visiting)]

    return asyncio.run(go())


def _numbers(kind: str, batches: list[Batch]) -> set[str]:
    before = PLACES[kind].before_ids
    return {post.native_id.removeprefix(before) for post in posts_of(batches)}


def test_every_kind_has_a_place_in_this_suite() -> None:
    assert set(PLACES) == set(SHIPPED) == set(COLLECTORS) == set(KINDS)


@KIND
def test_its_options_are_a_frozen_table_that_knows_its_keys(kind: str) -> None:
    assert issubclass(KINDS[kind], Table)
    with pytest.raises(ValueError, match="unknown_key"):
        KINDS[kind].model_validate({**PLACES[kind].options, "unknown_key": 1})


@READS
def test_it_gives_every_post_with_its_source_and_id(kind: str, tmp_path: Path) -> None:
    batches = _read(kind, _visit(kind, tmp_path, PLACES[kind].pages))
    posts = posts_of(batches)
    assert _numbers(kind, batches) == {"1", "2"}
    assert {post.source_id for post in posts} == {SourceId("groep")}
    assert {post.author for post in posts} == {PLACES[kind].author}


def test_a_kind_that_is_filled_by_hand_reads_nothing(tmp_path: Path) -> None:
    assert [_read(kind, _visit(kind, tmp_path, {})) for kind in BY_HAND] == [[]]


@READS
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
    assert "3" in _numbers(kind, grown)


@READS
def test_it_may_be_stopped_after_any_batch(kind: str, tmp_path: Path) -> None:
    pages = PLACES[kind].grown
    whole = _read(kind, _visit(kind, tmp_path, pages))
    for place, batch in enumerate(whole):
        rest = _read(kind, _visit(kind, tmp_path, pages, batch.cursor))
        assert _numbers(kind, [*whole[: place + 1], *rest]) == {"1", "2", "3"}


@KIND
def test_its_cursor_names_nobody(kind: str, tmp_path: Path) -> None:
    for batch in _read(kind, _visit(kind, tmp_path, PLACES[kind].pages)):
        assert NAME.lower() not in repr(batch.cursor).lower()
        assert NAME.lower() not in repr(batch).lower()
        json.dumps([batch.cursor.marks, batch.cursor.validators])


@READS
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

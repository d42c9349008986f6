"""Eighty honest sources and twenty that are not: what each answers on loopback, and its end."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from jobs.collect.codes import ReadReason
from jobs.collect.reasons import FetchReason
from jobs.model import SourceState
from tests.hostile.server import Asked, Play, drips, hangs_up, head, raw, says, sends_to
from tests.hostile.test_network_bombs import packed, zipped
from tests.pipeline.reader import NOBODY

KINDS = ("feed", "html_forum", "discourse")
GOOD = 80
POSTS = 3
SELECT = {
    "row": ".topic", "post": ".post", "author": ".by", "time": "time@datetime", "body": ".text",
    "next_list": ".next@href", "next": ".next@href",
}  # fmt: skip
NOW = datetime.now(UTC).replace(microsecond=0)
Plays = dict[str, Play]


def moment(number: int) -> str:
    return (NOW - timedelta(hours=number)).isoformat().replace("+00:00", "Z")


def words(name: str, number: int) -> str:
    return f"Bericht {number} van {name} over het voetpad"


def rss(*items: tuple[str, str, str]) -> str:
    inside = "".join(
        f"<item><guid>{guid}</guid><title>{said}</title><description>{said}</description>"
        f"<pubDate>{when}</pubDate></item>"
        for guid, said, when in items
    )
    return f'<rss version="2.0"><channel><title>x</title>{inside}</channel></rss>'


def forum_list(*topics: str, following: str = "") -> str:
    rows = "".join(f'<li class="topic"><a href="{topic}">Vraag</a></li>' for topic in topics)
    more = f'<a class="next" href="{following}">meer</a>' if following else ""
    return f"<ul>{rows}</ul>{more}"


def forum_topic(name: str, count: int = POSTS) -> str:
    return "".join(
        f'<div class="post" id="{name}-{number}"><b class="by">rik</b>'
        f'<time datetime="{moment(number)}"></time><p class="text">{words(name, number)}</p></div>'
        for number in range(count)
    )


def topic_row(number: int | str = 7) -> dict[str, object]:
    return {"id": number, "posts_count": POSTS, "highest_post_number": POSTS,
            "bumped_at": moment(0), "last_posted_at": moment(0)}  # fmt: skip


def latest(*rows: Mapping[str, object]) -> str:
    return json.dumps({"topic_list": {"topics": rows}})


def discourse_topic(name: str) -> str:
    posts = [
        {"id": 100 + number, "username": "rik", "created_at": moment(POSTS - number),
         "cooked": f"<p>{words(name, number)}</p>", "post_number": number + 1, "post_type": 1}
        for number in range(POSTS)
    ]  # fmt: skip
    stream = {"stream": [100 + number for number in range(POSTS)], "posts": posts}
    return json.dumps({"id": 7, "title": "Vraag", "post_stream": stream})


def good_plays(kind: str, name: str) -> Plays:
    """Return what an honest source of *kind* answers."""
    if kind == "feed":
        items = [(f"{name}-{one}", words(name, one), moment(one)) for one in range(POSTS)]
        return {f"/{name}/feed": says(rss(*items))}
    if kind == "html_forum":
        return {
            f"/{name}/forum": says(forum_list(f"/{name}/1")),
            f"/{name}/1": says(forum_topic(name)),
        }
    return {
        f"/{name}/latest.json": says(latest(topic_row())),
        f"/{name}/t/7.json": says(discourse_topic(name)),
    }


def options(kind: str, name: str, port: int) -> dict[str, object]:
    """Return the keys of a source of *kind*, each on a host of its own."""
    host = NOBODY if name == "without a name" else f"{name.replace(' ', '-')}.example"
    site = f"http://{host}:{port}/{name.replace(' ', '-')}"
    if kind == "feed":
        return {"url": f"{site}/feed", "pause": 0}
    if kind == "html_forum":
        return {"url": f"{site}/forum", "pause": 0, "select": SELECT}
    return {"url": site, "pause": 0.5}


async def floods(_asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Answer with a feed that never ends, as fast as it is read."""
    writer.write(head(200, [("Transfer-Encoding", "chunked")]))
    while not writer.is_closing():
        writer.write(b"10000\r\n" + b"<item>  " * 8192 + b"\r\n")
        await writer.drain()


def endless_forum(name: str) -> Plays:
    """Return a forum whose list always has a next page, with a topic that is new."""

    async def play(asked: Asked, writer: asyncio.StreamWriter) -> None:
        page = int(asked.target.partition("?page=")[2] or "0")
        body = forum_list(f"/{name}/{page}", following=f"/{name}/forum?page={page + 1}")
        await says(body)(asked, writer)

    async def topic(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await says(forum_topic(asked.target.strip("/").replace("/", "-"), 1))(asked, writer)

    return {f"/{name}/forum": play, **{f"/{name}/{page}": topic for page in range(60)}}


def laughs() -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>{rss()}'


@dataclass(frozen=True, slots=True)
class Hostile:
    """A source that means harm, or is broken: what it does where it is read first, and its end."""

    kind: str
    play: Play
    reason: FetchReason | ReadReason
    state: SourceState = SourceState.BROKEN


LIES = head(200, [("Content-Length", "40")]) + latest(topic_row()).encode()
HOSTILE = {
    "bomb": Hostile("feed", zipped(packed(200), "gzip"), FetchReason.BOMB),
    "drip": Hostile(
        "feed", drips(head(200, [("Content-Length", "9999")]) + b"<rss " * 999), FetchReason.TIMEOUT
    ),
    "silence": Hostile("feed", drips(b""), FetchReason.TIMEOUT),
    "flood": Hostile("feed", floods, FetchReason.TOO_BIG),
    "circle": Hostile("feed", sends_to("/circle/feed"), FetchReason.REDIRECT_LOOP),
    "metadata": Hostile(
        "feed", sends_to("http://169.254.169.254/latest/meta-data/"), FetchReason.REDIRECT_REFUSED
    ),
    "headers": Hostile("feed", says("x", headers=[("X-A", "x" * 300_000)]), FetchReason.HEADERS),
    "wrong length": Hostile("discourse", raw(LIES), ReadReason.NOT_JSON),
    "laughs": Hostile("feed", says(laughs()), ReadReason.DOCTYPE),
    "without a name": Hostile("feed", says(rss()), FetchReason.DNS),
    "nested": Hostile(
        "html_forum", says("<div>" * 100_000 + "<li class=topic>"), ReadReason.SELECTOR_DRIFT
    ),
    "brackets": Hostile("html_forum", says("<" * 1_000_000), ReadReason.SELECTOR_DRIFT),
    "endless": Hostile("html_forum", says(""), ReadReason.CUT, SourceState.CUT),
    "storm": Hostile("html_forum", says("<h1>oops</h1>", 500), FetchReason.HTTP_500),
    "come back never": Hostile(
        "html_forum", says("", 429, [("Retry-After", "9" * 99)]), FetchReason.RATE_LIMITED
    ),
    "login": Hostile("discourse", says("<h1>Log in</h1>"), ReadReason.NOT_JSON),
    "wrong charset": Hostile(
        "discourse",
        says('{"topic_list": "reünie"}'.encode("latin-1"), headers=[("Content-Type",
             "application/json; charset=utf-8")]),
        ReadReason.NOT_JSON,
    ),
    "deep": Hostile("discourse", says("[" * 100_000), ReadReason.NOT_JSON),
    "long id": Hostile("discourse", says(latest(topic_row("9" * 1_000_000))),
                       ReadReason.SCHEMA_DRIFT),
    "broken off": Hostile("discourse", hangs_up(head(200, [("Content-Length", "99")]) + b"{"),
                          FetchReason.CONNECTION),
}  # fmt: skip


def good_names(count: int = GOOD) -> tuple[str, ...]:
    return tuple(f"{KINDS[number % 3].replace('_', '-')}-{number}" for number in range(count))


def honest() -> Iterator[tuple[str, str]]:
    """Yield the kind and name of as many sources as there are in all, every one of them honest."""
    for number, name in enumerate(good_names(GOOD + len(HOSTILE))):
        yield KINDS[number % 3], name


def mixed() -> Iterator[tuple[str, str]]:
    """Yield the kind and name of every source: four honest ones, then a hostile one."""
    hostile = iter(HOSTILE.items())
    for number, name in enumerate(good_names()):
        yield KINDS[number % 3], name
        if number % 4 == 3:
            bad, what = next(hostile)
            yield what.kind, bad


def all_plays() -> Plays:
    first = {"feed": "feed", "html_forum": "forum", "discourse": "latest.json"}
    plays = {
        f"/{name.replace(' ', '-')}/{first[one.kind]}": one.play for name, one in HOSTILE.items()
    }
    for number, name in enumerate(good_names(GOOD + len(HOSTILE))):
        plays |= good_plays(KINDS[number % 3], name)
    return plays | endless_forum("endless")

"""A real WordPress news site, read into a store while its makers and readers go on."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from jobs.clock import now
from jobs.collect.collectors.wordpress.collector import VERIFIED
from jobs.collect.job import run
from jobs.collect.protocol import Verified
from jobs.collect.pseudonym import post_id
from jobs.collect.request import Fetches, Request, Response
from jobs.model import Counts, Post, Role, SourceId, SourceStatus, Speaker
from jobs.store import Store
from tests.collect.town import KEY, make_settings, make_source
from tests.fakes import FakeClock
from tests.hostile.clock import FakeClock as WaitingClock
from tests.hostile.fetching import make_fetcher
from tests.real.reading import Asked, Watching
from tests.real.servers.wordpress import WordPress, wordpress
from tests.stores import open_store

pytestmark = pytest.mark.real

SOURCE = SourceId("groep")
FEED = "GET /comments/feed/"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START = now().replace(microsecond=0)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WordPress]:
    with wordpress(tmp_path_factory.mktemp("wordpress")) as site:
        yield site


@dataclass
class Reading:
    """A store, and the site that is read into it at a moment of our own."""

    site: WordPress
    store: Store
    clock: FakeClock = field(default_factory=lambda: FakeClock(START))
    comments: bool = True
    kind: str = "wordpress"
    around: Callable[[Fetches], Fetches] = lambda fetcher: fetcher

    def read(self, after: timedelta = timedelta()) -> Counts:
        """Read the site once, *after* the reading before; its log then holds that reading."""
        self.clock.tick(after)
        self.site.asked()
        return asyncio.run(self._read())

    async def _read(self) -> Counts:
        address = self.site.address
        url = f"{address}/feed/" if self.kind == "feed" else address
        source = make_source(self.kind, url=url, pause=0, comments=self.comments)
        settings = make_settings(source)
        async with make_fetcher(clock=WaitingClock(self.clock.moment)) as fetcher:
            return await run(self.store, settings, self.around(fetcher), KEY, self.clock)

    @property
    def posts(self) -> dict[str, Post]:
        """What the store holds, erased posts too, by id."""
        found = self.store.posts.between(START - 999 * DAY, START + 999 * DAY)
        return {post.id: post for post in found}

    @property
    def texts(self) -> set[str]:
        """The texts that the store holds."""
        return {post.text for post in self.posts.values() if post.text}

    @property
    def status(self) -> SourceStatus:
        """How the source stands."""
        return self.store.sources.all()[SOURCE]

    def article(self, native: int) -> Post:
        """Return the article that the site calls *native*."""
        return self.posts[post_id(KEY, SOURCE, str(native))]

    def comment(self, native: int) -> Post:
        """Return the comment that the site calls *native*."""
        return self.posts[post_id(KEY, SOURCE, f"comment-{native}")]


@pytest.fixture
def news(running: WordPress, tmp_path: Path) -> Iterator[Reading]:
    """An empty site, and an empty store to read it into."""
    running.act("clean")
    with open_store(tmp_path / "store.sqlite") as store:
        yield Reading(running, store)


def gmt(before: timedelta) -> str:
    return (START - before).strftime("%Y-%m-%d %H:%M:%S")


def articles(news: Reading, *texts: str, before: timedelta = DAY, **more: object) -> list[int]:
    rows = [
        {"post_title": f"Over {text}", "post_content": text, "post_date_gmt": gmt(before), **more}
        for text in texts
    ]
    found: list[int] = news.site.act("posts", rows=rows)
    return found


def says(post: int, text: str, before: timedelta = HOUR, parent: int = 0, **more: Any) -> Any:  # noqa: ANN401
    return {
        "comment_post_ID": post,
        "comment_content": text,
        "comment_parent": parent,
        "comment_author": "canary-7f3a",
        "comment_date_gmt": gmt(before),
        **more,
    }


def comments(news: Reading, *rows: dict[str, object]) -> list[int]:
    found: list[int] = news.site.act("comments", rows=rows)
    return found


def test_every_article_and_reply_is_stored_with_its_place_and_moment(news: Reading) -> None:
    first, second = articles(news, "Über de lampen: 3 < 5 & é", "De markt")
    (top,) = comments(news, says(first, "Eén lamp is < twee & <b>stuk</b>", 5 * HOUR))
    (answer,) = comments(news, says(first, "Bij mij ook, naïef hè", 4 * HOUR, top))
    (deep,) = comments(news, says(first, "Klopt", 3 * HOUR, answer))
    (other,) = comments(news, says(second, "Te druk", 2 * HOUR, comment_author="An & Co"))
    counts = news.read()

    assert counts["new"] == counts["read"] == 6
    article = news.article(first)
    assert (article.title, article.text) == (
        "Over Über de lampen: 3 < 5 & é",
        "Über de lampen: 3 < 5 & é",
    )
    assert (article.speaker, article.role) == (Speaker.PRESS, Role.OPENING)
    assert article.posted_at == START - DAY
    assert news.comment(top).text == "Eén lamp is < twee & stuk"
    assert news.comment(top).posted_at == START - 5 * HOUR
    thread = [news.comment(native) for native in (top, answer, deep)]
    assert {post.thread_id for post in thread} == {article.thread_id}
    assert [post.parent_id for post in thread] == [article.id, thread[0].id, thread[1].id]
    assert {post.speaker for post in thread} == {Speaker.VOICE}
    assert news.comment(other).thread_id == news.article(second).thread_id
    assert not any(post.date_suspect for post in news.posts.values())
    assert VERIFIED is Verified.REAL_SERVER


@pytest.mark.parametrize(
    ("lists", "feed"),
    [(["posts", "posts", "comments"], "/comments/feed/"), (["posts", "posts"], "/feed/")],
)
def test_nothing_new_costs_one_conditional_question_and_once_a_day_three_more(
    news: Reading, lists: list[str], feed: str
) -> None:
    """WordPress gives no ETag with its REST interface: the conditions stand in the questions."""
    news.comments = "comments" in lists
    (first,) = articles(news, "De lampen")
    comments(news, says(first, "Eindelijk"))
    news.read()
    asked: list[Asked] = []
    news.around = lambda fetcher: Watching(fetcher, asked)
    cursor = news.status.cursor
    for _ in range(2):
        counts = news.read()
        assert asked == [Asked(path=feed, conditional=True, status=304)]
        assert counts["read"] == 0
        assert news.status.cursor == cursor
        asked.clear()

    news.read(DAY)
    assert asked[0] == Asked(path=feed, conditional=False, status=200)
    paths = [one.path.removeprefix("/wp-json/wp/v2/") for one in asked[1:]]
    assert [path.partition("?")[0] for path in paths][: len(lists)] == lists
    small = ["_fields=id" in path.split("?")[1].split("&") for path in paths][: len(lists)]
    assert small == [True, False, True][: len(lists)]
    assert "modified_after=" in paths[1]


def test_what_the_feed_does_not_tell_is_found_at_the_rounds(news: Reading) -> None:
    """It tells the moment of the newest comment and of the last edit of an article, no more."""
    first, second = articles(news, "De lampen", "Het plein")
    edited, deleted, _ = comments(
        news, *(says(first, text, hours * HOUR) for text, hours in (("A", 3), ("B", 2), ("C", 1)))
    )
    news.read()
    asked: list[Asked] = []
    news.around = lambda fetcher: Watching(fetcher, asked)
    news.site.act("edit_comment", comment_ID=edited, comment_content="Verbeterd")
    news.site.act("delete_comment", id=deleted)
    news.site.act("delete_post", id=second, force=False)
    news.read()
    assert [one.status for one in asked] == [304]
    news.read(HOUR)
    assert news.texts == {"De lampen", "Verbeterd", "C"}
    assert news.status.reason == ""


def test_an_edited_article_is_read_at_once_and_an_edited_comment_at_its_round(
    news: Reading,
) -> None:
    (first,) = articles(news, "Eerste versie")
    (reply,) = comments(news, says(first, "Foutje"))
    news.read()
    news.site.act("edit", ID=first, post_content="Tweede versie")
    news.site.act("edit_comment", comment_ID=reply, comment_content="Verbeterd")
    news.read()
    assert news.article(first).text == "Tweede versie"
    assert news.comment(reply).text == "Foutje"
    news.read(HOUR)
    assert news.comment(reply).text == "Verbeterd"
    assert news.status.reason == ""


def test_what_is_deleted_hidden_or_closed_is_erased_at_the_next_round(news: Reading) -> None:
    kept, trashed, deleted, secret = articles(news, "Blijft", "Prullenbak", "Weg", "Achter slot")
    natives = comments(
        news,
        *(says(kept, text) for text in ("Mag blijven", "Gewist", "Gemeld", "Spam", "Weggegooid")),
        *(says(trashed, "Ook weg"), says(deleted, "Mee weg"), says(secret, "Slot erop")),
    )
    news.read()
    assert len(news.texts) == 12
    news.site.act("delete_comment", id=natives[1])
    for native, status in zip(natives[2:5], ("hold", "spam", "trash"), strict=True):
        news.site.act("set_comment", id=native, status=status)
    news.site.act("delete_post", id=trashed, force=False)
    news.site.act("delete_post", id=deleted, force=True)
    news.site.act("edit", ID=secret, post_password="geheim")
    counts = news.read(HOUR)

    assert news.texts == {"Blijft", "Mag blijven"}
    assert counts["gone"] == 10
    assert news.status.reason == ""
    news.read(6 * HOUR)
    assert news.texts == {"Blijft", "Mag blijven"}


def test_what_a_moderator_lets_through_later_is_read_although_newer_things_were(
    news: Reading,
) -> None:
    (first,) = articles(news, "De lampen")
    held, _ = comments(
        news, says(first, "Wacht", 10 * HOUR, comment_approved=0), says(first, "Nieuwer", HOUR)
    )
    news.read()
    assert news.texts == {"De lampen", "Nieuwer"}
    news.site.act("set_comment", id=held, status="approve")
    news.read(DAY)
    assert "Wacht" in news.texts


def test_what_was_planned_is_read_when_it_appears_and_drafts_never_are(news: Reading) -> None:
    articles(news, "Al verschenen")
    (planned,) = articles(news, "Gepland", before=-DAY, post_status="future")
    articles(news, "Kladje", post_status="draft")
    news.read()
    assert news.texts == {"Al verschenen"}
    news.site.act("publish", id=planned, gmt=gmt(HOUR))
    news.read()
    assert news.texts == {"Al verschenen", "Gepland"}


def test_comments_on_an_old_article_bring_the_article_along(news: Reading) -> None:
    (old,) = articles(news, "Van vorig jaar", before=400 * DAY)
    articles(news, "Vers")
    news.read()
    assert news.texts == {"Vers"}
    comments(news, says(old, "Nog altijd stuk"))
    news.read()
    assert news.texts == {"Vers", "Van vorig jaar", "Nog altijd stuk"}
    assert news.article(old).speaker is Speaker.PRESS


def test_comments_on_a_page_are_read_and_its_not_being_an_article_is_no_deletion(
    news: Reading,
) -> None:
    (first,) = articles(news, "De lampen")
    (page,) = articles(news, "Praat mee", post_type="page")
    comments(news, says(first, "Onder het artikel"))
    stays, goes = comments(news, says(page, "Op de pagina"), says(page, "Ook daar"))
    news.read()
    news.site.act("delete_comment", id=goes)
    news.read(HOUR)
    assert news.texts == {"De lampen", "Onder het artikel", "Op de pagina"}
    news.site.act("delete_post", id=page, force=False)
    news.read(6 * HOUR)
    assert news.texts == {"De lampen", "Onder het artikel"}
    assert news.comment(stays).erased_at is not None
    assert news.status.reason == ""


def test_a_reader_who_is_too_fast_is_held_up_and_what_was_said_is_read(news: Reading) -> None:
    (first,) = articles(news, "De lampen")
    assert news.site.say(first, "Via het formulier", "An") == 302
    assert news.site.say(first, "Te snel", "An") == 429
    news.read()
    assert news.texts == {"De lampen", "Via het formulier"}


def test_long_lists_are_read_to_their_end_and_never_beyond(news: Reading) -> None:
    """Page 99 of the comments is an empty 200, page 99 of the articles a 400."""
    ids = articles(news, *(f"Artikel {place}" for place in range(130)))
    comments(news, *(says(ids[0], f"Reactie {place}") for place in range(205)))
    counts = news.read()

    assert counts["new"] == counts["read"] == 335
    assert news.status.reason == ""
    assert not [line for line in news.site.asked() if "page=2" in line]
    counts = news.read(HOUR)
    assert counts["new"] == counts["gone"] == 0


@dataclass
class Meddling:
    """A fetcher around which something happens before a question that holds *sign*."""

    fetcher: Fetches
    sign: str
    happens: Callable[[], object]
    done: bool = False

    async def get(self, request: Request) -> Response:
        """Answer, after what happens first."""
        if self.sign in request.url and not self.done:
            self.done = True
            self.happens()
        return await self.fetcher.get(request)


def test_what_is_deleted_while_we_read_makes_us_skip_nothing(news: Reading) -> None:
    (first,) = articles(news, "De lampen")
    ids = comments(
        news,
        *(says(first, f"Reactie {place}", timedelta(minutes=place)) for place in range(1, 121)),
    )

    def delete() -> None:
        for native in ids[3:6]:
            news.site.act("delete_comment", id=native)

    news.around = lambda fetcher: Meddling(fetcher, "offset=", delete)
    news.read()
    assert {f"Reactie {place}" for place in range(1, 121)} <= news.texts
    news.read(HOUR)
    assert len(news.texts) == 1 + 120 - 3


def test_without_pretty_links_it_is_read_as_well_and_when_they_come_back(news: Reading) -> None:
    news.site.act("links", pattern="")
    articles(news, "De lampen")
    news.read()
    assert news.texts == {"De lampen"}
    assert news.status.reason == ""
    news.read()
    known = ("rest_route=", "?feed=", "robots")
    assert all(any(one in line for one in known) for line in news.site.asked())
    news.read()
    paths = [line for line in news.site.asked() if "robots" not in line]
    assert paths == ["GET /?feed=comments-rss2"]
    news.site.act("links", pattern="/%postname%/")
    articles(news, "De markt", before=HOUR)
    news.read()
    assert news.texts == {"De lampen", "De markt"}


CLOSED = """
add_filter('rest_endpoints', function ($all) {
    foreach (array_keys($all) as $route)
        if (str_starts_with($route, '/wp/v2/comments')) unset($all[$route]);
    return $all;
});
"""
LOGIN = """
add_filter('rest_authentication_errors', fn () => str_contains($_SERVER['REQUEST_URI'], 'comments')
    ? new WP_Error('rest_login_required', 'Login', ['status' => 401]) : null);
"""
EMPTY = "add_filter('rest_comment_query', fn ($args) => ['comment__in' => [0]] + $args);"
UNLISTED = """
add_filter('rest_comment_query', fn ($args) =>
    empty($args['post__in']) ? $args : ['comment__in' => [0]] + $args);
"""
LIMITED = """
if (str_contains($_SERVER['REQUEST_URI'] ?? '', 'offset=')) {
    header('Retry-After: 600'); http_response_code(429); exit;
}
"""


@pytest.mark.parametrize("code", [CLOSED, LOGIN], ids=["404", "401"])
def test_comments_that_are_closed_are_told_and_their_feed_is_open(
    news: Reading, tmp_path: Path, code: str
) -> None:
    (first,) = articles(news, "De lampen")
    comments(news, says(first, "Eindelijk"))
    news.site.act("plugin", code=code)
    news.read()
    assert news.texts == {"De lampen"}
    assert news.status.reason == "comments-closed"
    feed = make_source("feed", url=f"{news.site.address}/comments/feed/", pause=0)

    async def read_feed(store: Store) -> None:
        async with make_fetcher() as fetcher:
            await run(store, make_settings(feed), fetcher, KEY, news.clock)

    with open_store(tmp_path / "feed.sqlite") as store:
        asyncio.run(read_feed(store))
        found = store.posts.between(START - 9 * DAY, START + 9 * DAY)
        assert [post.text for post in found] == ["Eindelijk"]
    news.comments = False
    news.read()
    assert news.status.reason == ""


def test_its_feeds_show_replies_edits_and_deletions_while_they_hold_all(news: Reading) -> None:
    """A feed of comments holds the newest ten, and the feed of the articles counts them."""
    news.kind = "feed"
    news.clock.tick(timedelta(minutes=2))
    first, second = articles(news, "De lampen", "De markt")
    ids = comments(news, *(says(first, f"Reactie {place}") for place in range(3)))
    (alone,) = comments(news, says(second, "Te druk"))
    news.read()
    assert news.texts == {"De lampen", "De markt", "Te druk", *(f"Reactie {n}" for n in range(3))}
    news.site.act("edit_comment", comment_ID=ids[0], comment_content="Verbeterd")
    news.site.act("delete_comment", id=ids[1])
    comments(news, says(first, "Erbij", parent=ids[0]))
    news.read(HOUR)
    (reply,) = (text for text in news.texts if text.endswith("Erbij"))  # "In reply to" stands first
    assert "canary" not in reply
    assert {"Verbeterd", "Reactie 1"} <= news.texts
    news.read(5 * HOUR)
    assert news.texts == {"De lampen", "De markt", "Te druk", "Verbeterd", "Reactie 2", reply}
    news.site.act("delete_comment", id=alone)
    news.read(DAY)
    news.read(2 * DAY)
    assert "Te druk" not in news.texts
    assert news.status.reason == ""
    comments(news, *(says(first, f"Meer {place}") for place in range(12)))
    news.read(4 * DAY)
    news.read(7 * DAY)
    assert {"Verbeterd", "Reactie 2", reply, "Meer 11"} <= news.texts


@pytest.mark.parametrize(("code", "reason"), [(EMPTY, "empty-feed"), (UNLISTED, "schema-drift")])
def test_a_list_that_is_suddenly_empty_is_an_error_and_no_deletion(
    news: Reading, code: str, reason: str
) -> None:
    (first,) = articles(news, "De lampen")
    comments(news, *(says(first, f"Reactie {place}") for place in range(5)))
    news.read()
    news.site.act("plugin", code=code)
    for length in (DAY, 3 * DAY, 4 * DAY):
        news.read(length)
        assert news.status.reason == reason
    assert len(news.texts) == 6
    news.site.act("plugin", code="")
    comments(news, says(first, "Er weer"))
    news.read(6 * DAY)
    assert news.status.reason == ""
    assert "Er weer" in news.texts


def test_a_site_that_asks_for_rest_gets_it_and_nothing_is_lost(news: Reading) -> None:
    articles(news, *(f"Artikel {place}" for place in range(130)))
    news.site.act("plugin", code=LIMITED)
    news.read()
    assert news.status.reason == "rate-limited"
    assert len(news.texts) == 100
    news.read(timedelta(minutes=1))
    assert not news.site.asked()
    news.site.act("plugin", code="")
    news.read(HOUR)
    assert len(news.texts) == 130
    assert news.status.reason == ""


def test_robots_txt_decides(news: Reading) -> None:
    articles(news, "De lampen")
    rule = "add_filter('robots_txt', fn () => \"User-agent: *\\nDisallow: /wp-json/\");"
    news.site.act("plugin", code=rule)
    news.read()
    assert news.status.reason == "robots"
    # that may still be asked; it alone gives nothing
    assert {line for line in news.site.asked() if "robots.txt" not in line} == {FEED}


def test_nobody_who_commented_is_in_the_store(news: Reading, tmp_path: Path) -> None:
    (first,) = articles(news, "De lampen")
    comments(news, says(first, "Een bericht"), says(first, "Nog een"))
    news.read()
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"canary" not in held

"""Feeds and the feeds of their comments."""

import asyncio
import json
from typing import Any

import pytest
from pydantic import ValidationError

from jobs.collect.collectors.feed import collector as feed
from jobs.collect.collectors.feed.collector import Options
from jobs.collect.reasons import FetchReason
from jobs.errors import SourceBroken, SourceError
from jobs.model import Batch, Cursor, RawPost
from tests.collect.town import batches_of, posts_of, visit
from tests.fakes import FakeFetcher
from tests.hostile.fetching import run
from tests.hostile.server import Server, says

URL = "https://site.example/feed"
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>De Heikoerier</title>
<link>https://site.example/</link><language>nl-BE</language>
<item><title>Lampen uit &amp; donker</title><link>/2026/lampen</link><guid>urn:a:1</guid>
<pubDate>Mon, 09 Nov 2026 08:15:00 +0100</pubDate><dc:creator>Redactie</dc:creator>
<description>kort</description>
<content:encoded><![CDATA[<p>De lampen zijn <b>uit</b></p>]]></content:encoded>
<wfw:commentRss>https://site.example/2026/lampen/feed/</wfw:commentRss>
<slash:comments>2</slash:comments></item>
<item><title>Niets</title><link>https://site.example/2026/niets</link>
<pubDate>Tue, 10 Nov 2026 08:15:00 +0100</pubDate><description>stil</description>
<wfw:commentRss>https://site.example/2026/niets/feed/</wfw:commentRss>
<slash:comments>0</slash:comments></item></channel></rss>"""
COMMENTS = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<item><title>Door: Jan Peeters</title><link>https://site.example/2026/lampen#comment-8</link>
<guid>https://site.example/?p=1#comment-8</guid><dc:creator>Jan Peeters</dc:creator>
<pubDate>Mon, 09 Nov 2026 09:00:00 +0100</pubDate><description>Al een week!</description></item>
</channel></rss>"""
ATOM = """<?xml version='1.0' encoding='utf-8'?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0">
<updated>2026-11-09T08:15:00Z</updated><id>tag:site.example,2018:/isso/thread/2026/lampen</id>
<title>Comments for site.example/2026/lampen</title>
<entry><id>tag:site.example,2018:/isso/1/3</id><title>Comment #3</title>
<updated>2026-11-09T08:17:00.5Z</updated><author><name>An</name></author>
<link href="http://site.example/2026/lampen#isso-3"/>
<content type="html">&lt;p&gt;Dat &lt;em&gt;klopt&lt;/em&gt;&lt;/p&gt;</content>
<thr:in-reply-to ref="tag:site.example,2018:/isso/1/2"
 href="http://site.example/2026/lampen#isso-2"/>
</entry>
<entry><id>tag:site.example,2018:/isso/1/2</id><title>Comment #2</title>
<updated>2026-11-09T08:16:00Z</updated><author><name/></author>
<link href="http://site.example/2026/lampen#isso-2"/>
<content type="html">&lt;p&gt;Eindelijk&lt;/p&gt;</content></entry></feed>"""


def read(
    fetcher: FakeFetcher, cursor: Cursor | None = None, **options: object
) -> tuple[list[Batch], list[RawPost]]:
    batches = asyncio.run(
        batches_of("feed", visit("feed", fetcher, cursor=cursor, options={"url": URL, **options}))
    )
    return batches, posts_of(batches)


def test_items_of_rss_open_threads_and_their_comments_answer_them() -> None:
    fetcher = FakeFetcher({URL: RSS, "https://site.example/2026/lampen/feed/": COMMENTS})
    _, posts = read(fetcher)
    first, second, comment = posts
    assert (first.native_id, first.thread_native_id, first.author) == ("urn:a:1", None, "Redactie")
    assert first.title == "Lampen uit & donker"
    assert first.body == "<p>De lampen zijn <b>uit</b></p>"
    assert first.posted_at == "Mon, 09 Nov 2026 08:15:00 +0100"
    assert first.url == "https://site.example/2026/lampen"
    assert first.language == "nl-BE"
    assert second.native_id == second.url == "https://site.example/2026/niets"
    assert comment.thread_native_id == comment.parent_native_id == "urn:a:1"
    assert comment.title == ""
    assert comment.body == "Al een week!"
    assert comment.author == "Jan Peeters"
    assert fetcher.urls == [URL, "https://site.example/2026/lampen/feed/"]


def test_comments_by_isso_hang_under_their_article_and_under_each_other() -> None:
    comments = "https://isso.example/feed?uri=/2026/lampen"
    fetcher = FakeFetcher({URL: RSS.replace("wfw:", "x"), comments: ATOM})
    _, posts = read(fetcher, comments_url="https://isso.example/feed?uri={path}")
    reply, top = posts[2:]
    assert (top.thread_native_id, top.parent_native_id) == ("urn:a:1", "urn:a:1")
    assert reply.thread_native_id == "urn:a:1"
    assert reply.parent_native_id == top.native_id
    assert top.author is None
    assert reply.posted_at == "2026-11-09T08:17:00.5Z"
    assert reply.url == "http://site.example/2026/lampen#isso-3"


@pytest.mark.parametrize("told", ["http://site.example/feed", "https://elders.example:8443/x", ""])
def test_what_a_feed_calls_its_own_address_names_no_thread_and_no_post(told: str) -> None:
    """WordPress tells its own address without the port that it was asked at."""
    self = (
        f'<a:link xmlns:a="http://www.w3.org/2005/Atom" href="{told}" rel="self"/>' if told else ""
    )
    items = "<item><description>De lampen</description></item>"
    feed = f'<rss version="2.0"><channel><title>x</title>{self}{items}</channel></rss>'
    _, (post,) = read(FakeFetcher({URL: feed}), one_thread=True)
    assert post.thread_native_id == URL
    assert post.native_id.startswith("hash:")


def test_what_a_feed_does_not_list_any_more_is_not_gone() -> None:
    first, posts = read(FakeFetcher({URL: RSS}), comments=False)
    one = RSS[: RSS.index("<item>")] + RSS[RSS.rindex("<item>") :]
    assert one.count("<item>") < RSS.count("<item>")
    batches, rest = read(FakeFetcher({URL: one}), first[-1].cursor, comments=False)
    assert 0 < len(rest) < len(posts)
    assert [(batch.gone, batch.gone_posts, batch.gone_threads) for batch in batches] == [((),) * 3]


def test_a_feed_that_is_an_address_opens_nothing() -> None:
    """Of a text that looks like an address, feedparser would fetch the page."""

    async def story() -> tuple[str, int]:
        async with Server({"/": says(RSS)}) as server:
            fetcher = FakeFetcher({URL: server.url()})
            with pytest.raises(SourceError) as caught:
                await batches_of("feed", visit("feed", fetcher, options={"url": URL}))
            return str(caught.value.reason), server.connections

    assert run(story()) == ("not-a-feed", 0)


def test_a_feed_of_one_thread_gives_comments_only() -> None:
    _, posts = read(FakeFetcher({URL: ATOM}), one_thread=True)
    root = "tag:site.example,2018:/isso/thread/2026/lampen"
    assert {post.thread_native_id for post in posts} == {root}
    assert posts[1].parent_native_id == root


def test_replies_in_one_feed_find_their_opening_post() -> None:
    chain = ATOM.replace("<thr:in-reply-to ref", '<thr:in-reply-to xmlns:y="y" ref')
    _, posts = read(FakeFetcher({URL: chain}))
    reply, opening = posts
    assert opening.thread_native_id is None
    assert reply.thread_native_id == opening.native_id


def test_replies_in_a_circle_end() -> None:
    circle = ATOM.replace(
        'ref="tag:site.example,2018:/isso/1/2"', 'ref="tag:site.example,2018:/isso/1/3"'
    )
    _, posts = read(FakeFetcher({URL: circle}))
    assert posts[0].thread_native_id == posts[0].native_id


def test_atom_replies_are_followed_and_pages_are_not() -> None:
    entry = """<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><title>t</title>
    <entry><id>1</id><title>t</title><content>a</content>
    <link rel="replies" type="text/html" href="https://site.example/page"/>
    <link rel="replies" type="application/atom+xml" href="/replies/1"/></entry></feed>"""
    fetcher = FakeFetcher({URL: entry, "https://site.example/replies/1": COMMENTS})
    _, posts = read(fetcher)
    assert [post.thread_native_id for post in posts] == [None, "1"]


def json_feed(**more: object) -> str:
    items = [
        {"id": 7, "url": "https://site.example/7", "title": "Kop", "content_html": "<p>x</p>",
         "date_published": "2026-11-09T08:15:00Z", "authors": [{"name": "An"}], "language": "fr",
         "comments_url": "https://site.example/7/comments"},
        {"url": "https://site.example/8", "content_text": "y", "author": {"name": "Bo"}},
        {"summary": "z", "in_reply_to": "7"},
        {"id": True}, "no item",
    ]  # fmt: skip
    feed: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "items": items}
    return json.dumps(feed | more)


def test_json_feed() -> None:
    fetcher = FakeFetcher({URL: json_feed(), "https://site.example/7/comments": ATOM})
    _, posts = read(fetcher)
    assert [post.native_id[:24] for post in posts[:3]] == [
        "7",
        "https://site.example/8",
        posts[2].native_id[:24],
    ]
    assert posts[2].native_id.startswith("hash:")
    assert posts[2].thread_native_id == "7"
    assert posts[3].native_id == ""
    assert [post.author for post in posts[:3]] == ["An", "Bo", None]
    assert posts[0].language == "fr"
    assert posts[4].thread_native_id == "7"


def test_the_paper_itself_can_be_the_author() -> None:
    _, posts = read(FakeFetcher({URL: RSS}), author="de krant", comments=False)
    assert {post.author for post in posts} == {"de krant"}


def test_without_comments_an_unchanged_feed_is_not_sent_again() -> None:
    fetcher = FakeFetcher({URL: RSS})
    batches, _ = read(fetcher, comments=False)
    again, _ = read(fetcher, batches[-1].cursor, comments=False)
    assert again == []
    assert fetcher.asked[-1].validators[0]


def test_unchanged_comments_are_not_read_again() -> None:
    fetcher = FakeFetcher({URL: RSS, "https://site.example/2026/lampen/feed/": COMMENTS})
    batches, _ = read(fetcher)
    again, posts = read(fetcher, batches[-1].cursor)
    assert [len(batch.posts) for batch in again] == [2]
    assert len(posts) == 2


def test_the_cursor_holds_no_address() -> None:
    fetcher = FakeFetcher({URL: RSS, "https://site.example/2026/lampen/feed/": COMMENTS})
    batches, _ = read(fetcher)
    assert "lampen" not in repr(batches[-1].cursor)
    assert len(batches[-1].cursor.validators) == 2


def test_closed_comments_are_no_trouble_and_other_trouble_is_told_at_the_end() -> None:
    two = RSS.replace("<slash:comments>0", "<slash:comments>1")
    lost = "https://site.example/2026/lampen/feed/"
    _, posts = read(FakeFetcher({URL: two}))
    assert len(posts) == 2
    trouble = SourceBroken("groep", FetchReason.HTTP_500)
    fetcher = FakeFetcher({URL: two, lost: trouble, "https://site.example/2026/niets/feed/": ATOM})
    found: list[Batch] = []

    async def go() -> None:
        async for batch in feed.collect(visit("feed", fetcher, options={"url": URL})):
            found.append(batch)  # noqa: PERF401 - what came before the error counts

    with pytest.raises(SourceBroken) as caught:
        asyncio.run(go())
    assert caught.value.reason == "http-500"
    assert len(posts_of(found)) == 4


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<!DOCTYPE html><html><body>Meld je aan</body></html>", "not-a-feed"),
        ("  <html><p>x</p></html>", "not-a-feed"),
        ("", "not-a-feed"),
        ("geen feed", "not-a-feed"),
        ('{"version": "1"}', "not-a-feed"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": {}}', "not-a-feed"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": [NaN]}', "not-a-feed"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": [', "not-a-feed"),
        ('{"a":' * 50_000, "not-a-feed"),
        ('{"a":' + "9" * 6000 + "}", "not-a-feed"),
        ('<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x "y">]><rss version="2.0"/>', "doctype"),
        ('<rss version="2.0"><!ENTITY x "y"></rss>', "doctype"),
    ],
    ids=lambda value: f"{value[:20]}…{value[-12:]}",
)
def test_what_is_no_honest_feed_is_refused(body: str, reason: str) -> None:
    with pytest.raises(SourceBroken) as caught:
        read(FakeFetcher({URL: body}))
    assert caught.value.reason == reason
    assert body[:10] == "" or body[:10] not in str(caught.value)


def test_a_feed_that_had_items_and_has_none_is_broken() -> None:
    empty = '<rss version="2.0"><channel><title>x</title></channel></rss>'
    batches, posts = read(FakeFetcher({URL: empty}))
    assert posts == []
    batches, _ = read(FakeFetcher({URL: RSS}))
    with pytest.raises(SourceBroken) as caught:
        read(FakeFetcher({URL: empty}), batches[0].cursor)
    assert caught.value.reason == "empty-feed"


def test_a_cut_feed_gives_what_it_has_and_the_flaw_is_noted() -> None:
    batches, posts = read(FakeFetcher({URL: RSS[:1000]}))
    assert len(posts) >= 1
    assert batches[0].cursor.marks["flaw"]
    assert batches[-1].cursor.validators == {}


def test_too_many_items_are_cut_and_told() -> None:
    item = "<item><guid>same</guid><title>a</title></item>"
    batches, posts = read(
        FakeFetcher({URL: f'<rss version="2.0"><channel>{item * 5_010}</channel></rss>'})
    )
    assert len(posts) == 5_000
    assert batches[0].cut


def test_a_tried_feed_reads_one_feed_of_comments_and_says_there_are_more() -> None:
    two = RSS.replace("<slash:comments>0", "<slash:comments>1")
    fetcher = FakeFetcher({URL: two, "https://site.example/2026/lampen/feed/": COMMENTS})
    batches = asyncio.run(
        batches_of("feed", visit("feed", fetcher, options={"url": URL}, max_pages=1))
    )
    assert len(fetcher.asked) == 2
    assert batches[-1].cut


def test_comments_beyond_the_limit_are_cut() -> None:
    two = RSS.replace("<slash:comments>0", "<slash:comments>1")
    item = "<item><guid>{}</guid><description>a</description></item>"
    many = "".join(item.format(number) for number in range(5_003))
    long = f'<rss version="2.0"><channel>{many}</channel></rss>'
    pages = {URL: two, "https://site.example/2026/lampen/feed/": long}
    fetcher = FakeFetcher(pages)
    batches, posts = read(fetcher)
    assert len(posts) == 5_002
    assert batches[-1].cut
    assert len(fetcher.asked) == 2


def test_feed_bytes_are_read_by_the_one_rule_for_charsets() -> None:
    latin = RSS.replace("UTF-8", "iso-8859-1").replace("donker", "donkér €").encode("cp1252")
    _, posts = read(FakeFetcher({URL: latin}), comments=False)
    assert posts[0].title == "Lampen uit & donkér €"


def test_odd_addresses_in_a_feed_break_nothing() -> None:
    odd = RSS.replace("/2026/lampen<", "https://[::1<").replace("2026/lampen/feed/", "]")
    _, posts = read(FakeFetcher({URL: odd}))
    assert posts[0].url is None
    read(FakeFetcher({URL: odd}), comments_url="https://isso.example/feed?uri={path}")
    read(FakeFetcher({URL: json_feed()}), comments_url="https://isso.example/{id}?u={url}")


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"url": "ftp://site.example/feed"},
        {"url": "site.example/feed"},
        {"url": "https://u:p@site.example/"},
        {"url": "https://[::1"},
        {"url": URL, "pause": -1},
        {"url": URL, "comments_url": "https://isso.example/feed"},
        {"url": URL, "comment": True},
    ],
    ids=str,
)
def test_wrong_options_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Options.model_validate(options)


def many(count: int, *, host: str = "https://site.example") -> str:
    """Return a feed of *count* items that each have comments."""
    items = "".join(
        f"<item><guid>i{number}</guid><title>kop</title><wfw:commentRss>{host}/c/{number}"
        "</wfw:commentRss></item>"
        for number in range(count)
    )
    head = RSS[: RSS.index("<item>")]
    return f"{head}{items}</channel></rss>"


def comment_feed(number: int) -> str:
    return COMMENTS.replace("#comment-8", f"#comment-{number}")


def comments_asked(fetcher: FakeFetcher) -> list[int]:
    numbers = [int(url.rpartition("/")[2]) for url in fetcher.urls if "/c/" in url]
    fetcher.asked.clear()
    return numbers


def test_more_comments_than_one_reading_takes_are_read_in_rounds() -> None:
    pages: dict[str, str | bytes | Exception] = {URL: many(120)}
    pages |= {f"https://site.example/c/{n}": comment_feed(n) for n in range(120) if n != 119}
    fetcher = FakeFetcher(pages)
    seen: list[int] = []
    cursor = None
    cuts = []
    for _ in range(3):
        batches, _ = read(fetcher, cursor)
        cursor = batches[-1].cursor
        cuts.append(batches[-1].cut)
        seen += comments_asked(fetcher)
    assert seen == list(range(120))
    assert cuts == [True, True, False]
    assert "next" not in (cursor or Cursor.start()).marks
    read(fetcher, cursor)
    assert comments_asked(fetcher) == list(range(50))


def test_a_round_goes_on_where_a_crash_or_the_budget_stopped_it() -> None:
    pages: dict[str, str | bytes | Exception] = {URL: many(4)}
    pages |= {f"https://site.example/c/{n}": comment_feed(n) for n in range(4)}
    batches, _ = read(FakeFetcher(pages))
    fetcher = FakeFetcher(pages)
    read(fetcher, batches[2].cursor)
    assert comments_asked(fetcher) == [2, 3]
    spent = pages | {"https://site.example/c/1": SourceBroken("groep", FetchReason.BUDGET)}
    fetcher = FakeFetcher(spent)
    found: list[Batch] = []

    async def go() -> None:
        async for batch in feed.collect(visit("feed", fetcher, options={"url": URL})):
            found.append(batch)  # noqa: PERF401 - what came before the error counts

    with pytest.raises(SourceBroken):
        asyncio.run(go())
    assert comments_asked(fetcher) == [0, 1]
    assert found[-1].cut
    fetcher = FakeFetcher(pages)
    read(fetcher, found[-1].cursor)
    assert comments_asked(fetcher) == [1, 2, 3]


def test_comments_that_did_not_fit_come_again() -> None:
    item = "<item><guid>{}</guid><description>a</description></item>"
    long = "".join(item.format(number) for number in range(4_999))
    pages: dict[str, str | bytes | Exception] = {URL: many(3)}
    pages |= {f"https://site.example/c/{n}": comment_feed(n) for n in (0, 2)}
    pages["https://site.example/c/1"] = f'<rss version="2.0"><channel>{long}{item}</channel></rss>'
    batches, posts = read(FakeFetcher(pages))
    assert len(posts) == 3 + 5_000
    assert batches[-1].cut
    again = FakeFetcher(pages)
    batches, posts = read(again, batches[-1].cursor)
    assert comments_asked(again) == [1]
    assert len(posts) == 3 + 5_000
    assert batches[-1].cut
    batches, posts = read(again, batches[-1].cursor)
    assert comments_asked(again) == [2]
    assert not batches[-1].cut


@pytest.mark.parametrize(
    ("host", "followed"),
    [
        ("https://site.example", True),
        ("https://comments.site.example", True),
        ("http://www.site.example:8080", True),
        ("https://evil.example", False),
        ("http://169.254.169.254", False),
        ("https://site.example.evil.example", False),
        ("file://", False),
    ],
)
def test_a_feed_leads_to_comments_on_its_own_site_only(host: str, *, followed: bool) -> None:
    fetcher = FakeFetcher({URL: many(1, host=host)})
    read(fetcher)
    assert len(fetcher.asked) == 1 + followed


def test_a_feed_on_this_machine_may_name_another_port_of_it() -> None:
    here = "http://127.0.0.1:8001/feed"
    fetcher = FakeFetcher({here: many(1, host="http://127.0.0.1:8002")})
    read(fetcher, url=here)
    assert fetcher.urls[1:] == ["http://127.0.0.1:8002/c/0"]


def test_what_our_own_settings_name_may_lie_anywhere() -> None:
    fetcher = FakeFetcher({URL: RSS})
    read(fetcher, comments_url="https://elsewhere.example/{id}")
    assert fetcher.urls[1].startswith("https://elsewhere.example/")

"""An address is asked for once and politely; what it is proves itself; a sample is masked."""

import asyncio

import pytest

from jobs.collect.discover.inside import Clocks
from jobs.collect.discover.page import Proposal
from jobs.collect.discover.read import Found, Sample, find, sample
from jobs.collect.discover.table import source_of, table_of
from jobs.collect.reasons import FetchReason
from jobs.errors import SourceBroken
from tests.collect.test_discover import alternate
from tests.collect.test_discover_forum import LIST, POSTS, list_page, topic_body
from tests.collect.town import ZONE, make_settings
from tests.fakes import NOW, FakeClock, FakeFetcher

SITE = "https://site.example/"
API = "https://site.example/wp-json/wp/v2/posts?per_page=1&_fields=id"
WORDPRESS = '<link rel="https://api.w.org/" href="/wp-json/">' + alternate("/feed")
FEED = """<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>{items}</channel></rss>"""
ITEM = """<item><guid>{n}</guid><title>Lampen {n}</title><dc:creator>zonnebloem77</dc:creator>
<description>De lampen zijn uit, @zonnebloem77 belt 0470 12 34 56. &lt;b&gt;Nummer {n}&lt;/b&gt;
</description><pubDate>Mon, 09 Nov 2026 08:15:00 +0100</pubDate></item>"""


def finds(fetcher: FakeFetcher, address: str = SITE) -> Found:
    """Return what is behind *address*."""
    return asyncio.run(find(address, fetcher, Clocks(now=NOW, zone=ZONE)))


def samples(fetcher: FakeFetcher, url: str = "https://site.example/feed") -> Sample:
    """Return what one reading of the feed at *url* gives."""
    source = source_of(Proposal(kind="feed", options={"url": url}, site="x"), ())
    assert source is not None
    return asyncio.run(sample(make_settings(), source, fetcher, FakeClock()))


def kinds(found: Found) -> list[str]:
    """Return the kinds that are proposed."""
    return [proposal.kind for proposal in found.proposals]


def test_a_platform_that_may_not_be_crawled_is_not_asked_for_anything() -> None:
    fetcher = FakeFetcher()
    found = finds(fetcher, "https://www.facebook.com/groups/heidebeek")

    assert (fetcher.asked, found.proposals) == ([], ())
    assert "no interface since April 2024" in found.hints[0]


def test_a_platform_that_proves_itself_is_proposed_before_its_feeds() -> None:
    fetcher = FakeFetcher({SITE: WORDPRESS, API: "[]"})

    assert kinds(finds(fetcher)) == ["wordpress", "feed"]
    assert fetcher.urls == [SITE, API]
    assert all(request.robots for request in fetcher.asked)


def test_one_that_does_not_prove_itself_is_named_with_the_reason() -> None:
    closed = SourceBroken("try", FetchReason.CLOSED)
    for told, reason in (("<html>", "schema-drift"), (closed, "closed")):
        found = finds(FakeFetcher({SITE: WORDPRESS, API: told}))

        assert kinds(found) == ["feed"]
        assert found.doubts == (("wordpress", reason),)


def test_a_page_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(SourceBroken) as stopped:
        finds(FakeFetcher())

    assert stopped.value.reason == FetchReason.HTTP_404


def test_what_is_known_by_its_address_is_not_asked_for_its_page() -> None:
    fetcher = FakeFetcher({"https://r.example/v2/services.json": '[{"service_code": "1"}]'})

    assert kinds(finds(fetcher, "https://r.example/v2/requests.json")) == ["open311"]
    assert len(fetcher.asked) == 1


def test_a_known_forum_is_proposed_and_its_boards_are_named() -> None:
    rows = '<ul class="topiclist topics"><li class="row"></li></ul>'
    boards = '<body id="phpbb"><a class="forumtitle" href="/f/1">x</a>'

    assert kinds(finds(FakeFetcher({SITE: rows}))) == ["html_forum"]
    assert "https://site.example/f/1" in finds(FakeFetcher({SITE: boards})).hints[0]
    assert "a list of topics" in finds(FakeFetcher({SITE: '<body id="phpbb">'})).hints[0]


def test_the_pages_of_an_unknown_forum_are_tried_some_may_be_away() -> None:
    pages = {LIST: str(list_page().soup), "https://forum.example/t/1": topic_body(*POSTS)}
    fetcher = FakeFetcher(pages)
    (proposal,) = finds(fetcher, LIST).proposals

    assert proposal.kind == "html_forum"
    assert "a guess" in proposal.note
    assert [url.rpartition("/")[2] for url in fetcher.urls[1:]] == ["0", "1", "2"]
    assert source_of(proposal, ()) is not None
    assert "[source.select]" in table_of(proposal, ())


def test_a_page_with_nothing_gives_nothing() -> None:
    assert finds(FakeFetcher({SITE: "<p>Welkom"})) == Found()
    assert finds(FakeFetcher({LIST: str(list_page().soup)}), LIST) == Found()


def test_a_sample_is_five_posts_without_a_name_and_all_are_counted() -> None:
    items = "".join(ITEM.format(n=n) for n in range(8))
    read = samples(FakeFetcher({"https://site.example/feed": FEED.format(items=items)}))

    assert (read.kept, read.threads, read.more, read.reason) == (8, 8, False, "")
    assert len(read.posts) == 5
    assert all("zonnebloem77" not in post.text and "0470" not in post.text for post in read.posts)
    assert "Nummer 0" in read.posts[0].text


def test_a_sample_stops_when_it_has_enough() -> None:
    items = "".join(ITEM.format(n=n) for n in range(120))
    read = samples(FakeFetcher({"https://site.example/feed": FEED.format(items=items)}))

    assert read.more
    assert read.kept >= 100


def test_a_sample_that_fails_says_why() -> None:
    read = samples(FakeFetcher({"https://site.example/feed": "<html>"}))

    assert (read.kept, read.reason) == (0, "not-a-feed")

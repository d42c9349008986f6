"""Threads of a feed that are read again, and items that left it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from jobs.collect.collectors.kit.rounds import STEPS
from jobs.collect.collectors.kit.validators import TERM
from jobs.collect.reasons import FetchReason
from jobs.errors import SourceBroken
from jobs.store import Store
from tests.collect.revisited import Revisited
from tests.fakes import NOW
from tests.stores import open_store

SITE = "https://site.example"
HOUR = timedelta(hours=1)
LOST = SourceBroken("groep", FetchReason.HTTP_404)
NAMED: dict[str, Any] = {"url": f"{SITE}/feed", "pause": 0}
"""A feed that names the feeds of comments, and how many there are in each."""
MADE = {**NAMED, "comments_url": f"{SITE}/c{{path}}", "whole": True}
"""A feed that does not; they hold all comments."""


def news(*names: str, counted: int | None = None, guid: str = "") -> str:
    """Return a feed of articles: their pages, and their comments below ``/c/``."""
    count = "" if counted is None else f"<slash:comments>{counted}</slash:comments>"
    items = "".join(
        f"<item><guid>{guid or SITE}/{name}</guid><link>{SITE}/{name}</link><title>Over {name}"
        f"</title><description>artikel {name}</description>"
        f"<wfw:commentRss>{SITE}/c/{name}</wfw:commentRss>{count}</item>"
        for name in names
    )
    return (
        '<rss version="2.0" xmlns:wfw="http://wellformedweb.org/CommentAPI/"'
        f' xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel>{items}</channel></rss>'
    )


def said(*texts: str, extra: str = "") -> str:
    """Return a feed of comments, each called by the first word of its text."""
    items = "".join(
        f"<item><guid>{text.partition(' ')[0]}</guid><title>Door Jan</title>"
        f"<description>{text.partition(' ')[2]}</description></item>"
        for text in texts
    )
    space = 'xmlns:fh="http://purl.org/syndication/history/1.0"'
    return f'<rss version="2.0" {space}><channel><title>x</title>{extra}{items}</channel></rss>'


def paper_of(store: Store, options: dict[str, Any]) -> Revisited:
    """Return a paper whose pages are called ``feed``, ``a`` and, its comments, ``c_a``."""
    return Revisited(store, "feed", options, SITE, lambda name: f"{SITE}/{name.replace('_', '/')}")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store.sqlite") as opened:
        yield opened


@pytest.fixture
def paper(store: Store) -> Revisited:
    """Return a paper of two articles, one with three comments, as our own settings find them."""
    made = paper_of(store, MADE)
    pages = {"c_a": said("1 een", "2 twee", "3 drie"), "c_b": said(), "a": "<p>", "b": "<p>"}
    made.read(feed=news("a", "b"), **pages)
    assert made.texts == ["artikel a", "artikel b", "drie", "een", "twee"]
    return made


def test_nothing_new_is_only_asked_after_and_at_its_rounds_a_thread_is_read_in_full(
    paper: Revisited,
) -> None:
    paper.read(HOUR / 2)
    assert paper.asked == ["?/feed", "?/c/a", "?/c/b"]
    before = HOUR / 2
    for step in STEPS:
        counts = paper.read(step - before)
        before = step
        if step >= TERM:  # whatever the server says
            assert sorted(paper.asked) == ["/c/a", "/c/b", "/feed"]
            continue
        assert paper.asked[0] == "?/feed"
        assert sorted(paper.asked) == ["/c/a", "/c/b", "/feed", "?/feed"] or sorted(
            paper.asked
        ) == ["/c/a", "/c/b", "?/feed"]
        assert (counts["new"], counts["changed"], counts["gone"]) == (0, 0, 0)
    paper.read(timedelta(days=5))
    assert paper.asked == ["?/feed", "?/c/a", "?/c/b"]


def test_an_edit_is_seen_also_when_the_validators_tell_nothing_of_it(paper: Revisited) -> None:
    counts = paper.read(HOUR, c_a=said("1 een", "2 twee, verbeterd", "3 drie"))
    assert counts["changed"] == 1
    assert "twee, verbeterd" in paper.texts


@pytest.mark.parametrize("way", ["whole", "counted", "complete"])
def test_a_comment_is_gone_when_two_feeds_of_all_comments_did_not_give_it(
    store: Store, way: str
) -> None:
    extra = "<fh:complete/>" if way == "complete" else ""
    paper = paper_of(store, {**NAMED, "whole": way == "whole"})

    def page(*texts: str) -> dict[str, str]:
        count = len(texts) if way == "counted" else None
        return {"feed": news("a", counted=count), "c_a": said(*texts, extra=extra)}

    paper.read(**page("1 een", "2 twee", "3 drie"))
    paper.read(HOUR, **page("1 een", "2 twee"))
    assert "drie" in paper.texts
    assert paper.read(5 * HOUR)["gone"] == 1
    assert paper.texts == ["artikel a", "een", "twee"]
    paper.read(timedelta(days=1), **page())
    paper.read(timedelta(days=2))
    assert paper.texts == ["artikel a"]


@pytest.mark.parametrize(
    ("counted", "given"),
    [(None, said("1 een")), (3, said("1 een")), (1, said("1 een").removesuffix("</rss>"))],
    ids=["newest only", "counts differ", "broken off"],
)
def test_what_is_not_in_a_feed_that_may_not_hold_all_is_not_gone(
    store: Store, counted: int | None, given: str
) -> None:
    paper = paper_of(store, NAMED)
    paper.read(feed=news("a", counted=3), c_a=said("1 een", "2 twee", "3 drie"))
    before = 0 * HOUR
    for step in STEPS:
        paper.read(step - before, feed=news("a", counted=counted), c_a=given)
        before = step
    assert paper.texts == ["artikel a", "drie", "een", "twee"]


@pytest.mark.parametrize(
    "page",
    [
        LOST,
        SourceBroken("groep", FetchReason.HTTP_500),
        SourceBroken("groep", FetchReason.CLOSED),
        "<html><form>Meld je aan</form></html>",
    ],
    ids=["404", "500", "closed", "login"],
)
def test_what_is_no_feed_of_comments_is_never_a_deletion(
    paper: Revisited, page: str | Exception
) -> None:
    before = 0 * HOUR
    for step in STEPS:
        paper.read(step - before, c_a=page)
        before = step
    assert {"een", "twee", "drie"} <= set(paper.texts)


def test_more_that_is_missing_than_is_given_is_not_believed(paper: Revisited) -> None:
    paper.read(c_a=said(*(f"{number} woord{number}" for number in range(9))))
    for length in (HOUR, 6 * HOUR, timedelta(days=1)):
        paper.read(length, c_a=said("1 een"))
    assert "woord8" in paper.texts


def test_threads_that_all_fall_silent_are_the_trouble_of_the_server(paper: Revisited) -> None:
    paper.read(c_b=said("7 zeven"))
    for length in (HOUR, 6 * HOUR):
        paper.read(length, c_a=said(), c_b=said())
        assert paper.status.reason == "empty-feed"
    assert len(paper.texts) == 6
    paper.read(HOUR, c_b=said("7 zeven"))
    paper.read(timedelta(days=1))
    assert paper.texts == ["artikel a", "artikel b", "zeven"]


def test_an_emptied_comment_is_erased_and_does_not_say_its_title(paper: Revisited) -> None:
    paper.read(HOUR, c_a=said("1 een", "2 ", "3 drie"))
    assert paper.texts == ["artikel a", "artikel b", "drie", "een"]


def test_a_reply_under_an_article_that_left_the_feed_is_seen_at_its_round(paper: Revisited) -> None:
    paper.read(HOUR, feed=news("b"), c_a=said("1 een", "2 twee", "3 drie", "4 vier"))
    assert "vier" in paper.texts
    assert "/a" in paper.asked  # its page, as the feed does not tell that it is there
    assert len({post.thread_id for post in paper.store.posts.between(NOW, NOW + HOUR)}) == 2


def test_an_article_that_left_the_feed_is_gone_when_its_page_is_at_two_rounds(
    paper: Revisited,
) -> None:
    paper.read(HOUR, feed=news("b"), a=LOST)
    assert paper.asked.count("/a") == paper.asked.count("/b") == 1  # /b proves that there are pages
    assert "artikel a" in paper.texts
    paper.read(5 * HOUR)
    assert paper.texts == ["artikel b"]
    assert paper.status.reason == ""


def test_an_article_whose_page_was_away_for_a_while_stays(paper: Revisited) -> None:
    paper.read(HOUR, feed=news("b"), a=LOST)
    paper.read(5 * HOUR, a="<p>")
    paper.read(18 * HOUR, a=LOST)
    assert "artikel a" in paper.texts
    paper.read(48 * HOUR)
    assert paper.texts == ["artikel b"]


@pytest.mark.parametrize(
    "page",
    [
        SourceBroken("groep", FetchReason.CLOSED),
        SourceBroken("groep", FetchReason.HTTP_500),
        SourceBroken("groep", FetchReason.ROBOTS),
        SourceBroken("groep", FetchReason.REDIRECT_REFUSED),
        SourceBroken("groep", FetchReason.TOO_BIG),
        "een pagina",
    ],
    ids=lambda page: str(getattr(page, "reason", "page")),
)
def test_an_article_that_left_the_feed_is_not_gone_by_any_other_answer(
    paper: Revisited, page: str | Exception
) -> None:
    before = 0 * HOUR
    for step in STEPS:
        paper.read(step - before, feed=news("b"), a=page)
        before = step
    assert "artikel a" in paper.texts
    assert paper.status.reason == ""


def test_a_site_of_which_no_page_is_there_loses_nothing(paper: Revisited) -> None:
    for length in (HOUR, 6 * HOUR):
        paper.read(length, feed=news("b"), a=LOST, b=LOST)
    assert "artikel a" in paper.texts


def test_an_article_elsewhere_is_not_asked_for(store: Store) -> None:
    paper = paper_of(store, {**NAMED, "comments": False})
    away = news("a", "b").replace(f"<link>{SITE}/a", "<link>https://elsewhere.example/a")
    paper.read(feed=away, b="<p>")
    paper.read(HOUR, feed=news("b"))
    assert paper.asked == ["?/feed"]
    assert "artikel a" in paper.texts


def test_comments_of_an_item_that_is_not_called_by_its_address_find_their_thread(
    store: Store,
) -> None:
    paper = paper_of(store, MADE)
    feed = news("a", "b", guid="urn:x")
    paper.read(feed=feed, c_a=said("1 een"), c_b=said())
    paper.read(HOUR / 2, c_a=said("1 een", "2 twee"))
    assert paper.asked == ["?/feed", "?/c/a", "/feed", "?/c/b"]
    posts = paper.store.posts.between(NOW - HOUR, NOW + HOUR)
    assert len({post.thread_id for post in posts if post.text != "artikel b"}) == 1


def test_the_comments_of_one_article_are_read_in_full_at_its_rounds(store: Store) -> None:
    paper = paper_of(store, {**NAMED, "one_thread": True, "whole": True})
    paper.read(feed=said("1 een", "2 twee"))
    paper.read(HOUR / 2)
    assert paper.asked == ["?/feed"]
    paper.read(HOUR / 2, feed=said("1 een, verbeterd"))
    assert paper.asked == ["/feed"]
    assert paper.texts == ["een, verbeterd", "twee"]
    paper.read(5 * HOUR)
    assert paper.texts == ["een, verbeterd"]
    for length in (timedelta(days=1), timedelta(days=2)):
        paper.read(length, feed=said())
        assert paper.status.reason == ""
    assert paper.texts == []


def test_an_article_that_was_erased_is_not_asked_for(paper: Revisited) -> None:
    held = paper.store.posts.between(NOW - timedelta(days=99), NOW + timedelta(days=99))
    paper.store.posts.erase([post.id for post in held], NOW)
    paper.read(HOUR, feed=news("b"))
    assert "/a" not in paper.asked
    assert "/c/a" not in paper.asked


def test_the_cursor_holds_no_address_and_no_more_than_it_must(paper: Revisited) -> None:
    paper.read(HOUR)
    cursor = paper.status.cursor
    assert "example" not in repr(cursor)
    assert {key.partition(":")[0] for key in cursor.marks} == {"had", "flaw", "in", "again"}

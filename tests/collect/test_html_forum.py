"""Pages of a forum: the list, the topics, their pages, and what happens when these change."""

import asyncio
from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from jobs.collect.collectors.html_forum.collector import Options
from jobs.collect.pseudonym import thread_id
from jobs.collect.reasons import FetchReason
from jobs.errors import SelectorDrift, SourceBroken
from jobs.model import Batch, Cursor, RawPost, SourceId
from tests.collect.town import KEY, batches_of, posts_of, visit
from tests.fakes import FakeFetcher

HOME = "https://forum.example/c/buurt/"
SELECT = {
    "row": ".row",
    "topic": "a.topic@href",
    "changed": [".count"],
    "active": "time@datetime",
    "next_list": "a[rel=next]@href",
    "title": "h1",
    "post": ".post",
    "author": ".who",
    "body": ".text",
    "time": "time@datetime",
    "url": "a.link@href",
    "reactions": ".likes",
    "parent": "@data-reply",
    "removed": ".gone",
    "next": "a[rel=next]@href",
}


def listing(*topics: tuple[str, int], following: str = "", day: str = "2026-11-14") -> str:
    rows = "".join(
        f'<div class="row"><a class="topic" href="/t/{name}/">{name}</a>'
        f'<i class="count">{count}</i><time datetime="{day}T10:00:00Z">2 u</time></div>'
        for name, count in topics
    )
    return f"<main>{rows}{_next(following)}</main>"


def topic(name: str, *numbers: int, following: str = "", gone: tuple[int, ...] = ()) -> str:
    posts = "".join(
        f'<div class="gone" id="{name}{number}"></div>'
        if number in gone
        else f'<div class="post" id="{name}{number}" data-reply="{name}0"><b class="who">Jan</b>'
        f'<time datetime="2026-11-14T10:0{number}:00Z"></time>'
        f'<a class="link" href="#{number}">#</a>'
        f'<div class="text"><p>bericht <b>{number}</b></p></div>'
        f'<span class="likes">♥ ({number})</span></div>'
        for number in numbers
    )
    return f"<body><h1>Over {name}</h1>{posts}{_next(following)}</body>"


def _page(page: int) -> str:
    return topic("a", 1, following=f"/t/a/?p={page + 1}")


def _next(following: str) -> str:
    return f'<a rel="next" href="{following}">verder</a>' if following else ""


def read(
    pages: Mapping[str, str | Exception],
    cursor: Cursor | None = None,
    *,
    max_pages: int = 50,
    select: dict[str, object] | None = None,
) -> tuple[list[Batch], list[RawPost], list[str]]:
    fetcher = FakeFetcher({_at(place): page for place, page in pages.items()})
    options = {"url": HOME, "select": {**SELECT, **(select or {})}}
    visiting = visit("html_forum", fetcher, cursor=cursor, max_pages=max_pages, options=options)
    batches = asyncio.run(batches_of("html_forum", visiting))
    return (
        batches,
        posts_of(batches),
        [url.removeprefix("https://forum.example") for url in fetcher.urls],
    )


def _at(place: str) -> str:
    return HOME if place == "home" else f"https://forum.example{place}"


@pytest.mark.parametrize("classes", ["post", "post highlighted", "comment-wrapper post  is-op"])
def test_a_post_of_more_than_one_class_is_found(classes: str) -> None:
    """A strainer that compares the whole attribute found 0 of 20 posts on a real forum."""
    pages = {
        "home": listing(("a", 2)),
        "/t/a/": topic("a", 1, 2).replace('class="post"', f'class="{classes}"'),
    }
    assert [post.native_id for post in read(pages)[1]] == ["a1", "a2"]


def test_a_topic_is_read_over_all_its_pages() -> None:
    pages = {
        "home": listing(("a", 3)),
        "/t/a/": topic("a", 1, 2, following="?page=2"),
        "/t/a/?page=2": topic("a", 3),
    }
    batches, posts, _ = read(pages)
    assert [len(batch.posts) for batch in batches] == [3, 0]
    assert [post.native_id for post in posts] == ["a1", "a2", "a3"]
    assert [post.thread_native_id for post in posts] == [None, "a1", "a1"]
    assert [post.title for post in posts] == ["Over a", "", ""]
    assert posts[1].body == "<p>bericht <b>2</b></p>"
    assert posts[1].author == "Jan"
    assert posts[1].posted_at == "2026-11-14T10:02:00Z"
    assert posts[1].parent_native_id == "a0"
    assert posts[1].reactions == 2
    assert [post.url for post in posts[:2]] == ["https://forum.example/t/a/"] * 2


def test_only_changed_topics_are_read_again() -> None:
    pages: dict[str, str | Exception] = {
        "home": listing(("a", 1), ("b", 1)),
        "/t/a/": topic("a", 1),
        "/t/b/": topic("b", 1),
    }
    batches, posts, _ = read(pages)
    assert len(posts) == 2
    again, _, urls = read(pages, batches[-1].cursor)
    assert (again, urls) == ([], ["/c/buurt/"])
    changed = pages | {"home": listing(("b", 2), ("a", 1)), "/t/b/": topic("b", 1, 2)}
    _, posts, _ = read(changed, batches[-1].cursor)
    assert [post.native_id for post in posts] == ["b1", "b2"]


def test_the_list_is_walked_until_a_page_without_news() -> None:
    pages: dict[str, str | Exception] = {
        "home": listing(("a", 1), following="?page=2"),
        "/c/buurt/?page=2": listing(("b", 1), following="?page=3"),
        "/c/buurt/?page=3": listing(("c", 1)),
        **{f"/t/{name}/": topic(name, 1) for name in "abc"},
    }
    batches, _, urls = read(pages)
    assert urls[3:] == ["/t/c/", "/t/b/", "/t/a/"]
    _, _, urls = read(pages | {"home": listing(("a", 2), following="?page=2")}, batches[-1].cursor)
    assert urls == ["/c/buurt/", "/c/buurt/?page=2", "/t/a/"]


def test_a_crash_half_way_loses_no_topic() -> None:
    pages: dict[str, str | Exception] = {
        "home": listing(("a", 1), following="?page=2"),
        "/c/buurt/?page=2": listing(("b", 1), ("c", 1)),
        **{f"/t/{name}/": topic(name, 1) for name in "abc"},
    }
    batches, _, _ = read(pages)
    for crashed_after in range(3):
        cursor = batches[crashed_after].cursor
        done = {post.native_id for batch in batches[: crashed_after + 1] for post in batch.posts}
        _, posts, _ = read(pages, cursor)
        assert done | {post.native_id for post in posts} == {"a1", "b1", "c1"}


def test_topics_that_are_long_silent_are_left_alone() -> None:
    _, posts, urls = read({"home": listing(("a", 1), day="2026-09-01")})
    assert posts == []
    assert urls == ["/c/buurt/"]


def test_removed_posts_are_told_and_keep_naming_their_thread() -> None:
    batches, posts, _ = read({"home": listing(("a", 3)), "/t/a/": topic("a", 1, 2, 3, gone=(1,))})
    assert batches[0].gone == ("a1",)
    assert [post.thread_native_id for post in posts] == ["a1", "a1"]
    batches, posts, _ = read({"home": listing(("a", 1)), "/t/a/": topic("a", 1, gone=(1,))})
    assert posts == []
    assert batches[0].gone == ("a1",)


@pytest.mark.parametrize(
    "pages",
    [
        {"home": "<form>Meld je aan</form>"},
        {"home": ""},
        {"home": listing(("a", 1)), "/t/a/": "<form>Meld je aan</form>"},
        {"home": listing(("a", 1)), "/t/a/": topic("a", 1, following="?p=2"), "/t/a/?p=2": "<p>"},
    ],
    ids=["list", "nothing", "topic", "second page"],
)
def test_a_page_without_posts_is_a_changed_layout(pages: dict[str, str | Exception]) -> None:
    with pytest.raises(SelectorDrift) as caught:
        read(pages)
    assert caught.value.reason == "selector-drift"


TROUBLE = SourceBroken("groep", FetchReason.HTTP_500)
LOST = SourceBroken("groep", FetchReason.HTTP_404)
CLOSED = SourceBroken("groep", FetchReason.CLOSED)
Pages = dict[str, str | Exception]


def two_topics(second: str | Exception, *, count: int = 1) -> Pages:
    return {
        "home": listing(("a", count), ("b", 1)),
        "/t/a/": topic("a", *range(1, count + 1)),
        "/t/b/": second,
    }


@pytest.mark.parametrize(
    ("trouble", "code", "cut"),
    [
        (TROUBLE, "topic-http-500", True),
        (CLOSED, "topic-closed", False),
        (SourceBroken("groep", FetchReason.ROBOTS), "topic-robots", False),
        (SourceBroken("groep", FetchReason.TOO_BIG), "topic-too-big", False),
        ("<form>Meld je aan</form>", "topic-selector-drift", False),
        ('<div class="post" id="b1">andere opmaak</div>', "topic-selector-drift", False),
    ],
)
def test_a_topic_that_cannot_be_read_does_not_hold_up_the_others(
    trouble: str | Exception, code: str, *, cut: bool
) -> None:
    batches, posts, _ = read(two_topics(trouble))
    assert [post.native_id for post in posts] == ["a1"]
    assert batches[-1].refused == {code: 1}
    assert batches[-1].cut is cut


def test_a_topic_in_trouble_is_tried_again_also_further_down_the_list_and_not_for_ever() -> None:
    batches, _, _ = read(two_topics(TROUBLE))
    pages: Pages = {}
    for count in (2, 3, 4):
        pages = two_topics(TROUBLE, count=count) | {
            "home": listing(("a", count), following="?page=2"),
            "/c/buurt/?page=2": listing(("b", 1)),
        }
        batches, posts, urls = read(pages, batches[-1].cursor)
        assert len(posts) == count
        assert ("/t/b/" in urls) is (count < 4)
    healed = pages | {"home": listing(("b", 2), ("a", 4)), "/t/b/": topic("b", 1, 2)}
    batches, posts, _ = read(healed, batches[-1].cursor)
    assert [post.native_id for post in posts] == ["b1", "b2"]
    assert not any(key.startswith("x:") for key in batches[-1].cursor.marks)


def test_a_visit_killed_half_way_keeps_sight_of_a_topic_in_trouble() -> None:
    """All in front of that topic is known then."""
    pages = two_topics(TROUBLE) | {
        "home": listing(("a", 1), following="?page=2"),
        "/c/buurt/?page=2": listing(("b", 1)),
        "/t/a/": topic("a", 1),
    }
    (first, _), _, _ = read(pages)
    _, posts, _ = read(pages | {"/t/b/": topic("b", 1)}, first.cursor)
    assert [post.native_id for post in posts] == ["b1"]


def test_a_topic_in_trouble_is_read_when_that_is_over() -> None:
    batches, _, _ = read(two_topics(TROUBLE))
    batches, posts, _ = read(two_topics(topic("b", 1)), batches[-1].cursor)
    assert [post.native_id for post in posts] == ["b1"]
    assert read(two_topics(topic("b", 1)), batches[-1].cursor)[0] == []


def test_a_topic_in_trouble_that_left_the_list_is_forgotten() -> None:
    batches, _, _ = read(two_topics(TROUBLE))
    pages: Pages = {"home": listing(("a", 1), following="?p=2"),
                    "/c/buurt/?p=2": listing(("c", 1), day="2026-09-01")}  # fmt: skip
    batches, _, urls = read(pages, batches[-1].cursor)
    assert urls == ["/c/buurt/", "/c/buurt/?p=2"]
    assert not any(key.startswith("x:") for key in batches[-1].cursor.marks)


def test_trouble_with_all_topics_is_that_of_the_forum() -> None:
    first, _, _ = read(two_topics(topic("b", 1)))
    pages: Pages = {"home": listing(("a", 9), ("b", 9)), "/t/a/": TROUBLE, "/t/b/": TROUBLE}
    with pytest.raises(SourceBroken) as caught:
        read(pages, first[-1].cursor)
    assert caught.value.reason == "http-500"
    one: Pages = {"home": listing(("b", 9), ("a", 1)), "/t/b/": CLOSED}
    batches, posts, _ = read(one, first[-1].cursor)
    assert posts == []
    assert batches[-1].refused == {"topic-closed": 1}
    with pytest.raises(SelectorDrift):
        read(one | {"/t/b/": "<form>Meld je aan</form>"}, first[-1].cursor)
    with pytest.raises(SourceBroken):
        read({"home": listing(("a", 1)), "/t/a/": TROUBLE})


@pytest.mark.parametrize("reason", [FetchReason.RATE_LIMITED, FetchReason.BUDGET])
def test_a_host_that_asks_for_rest_gets_it_at_once(reason: FetchReason) -> None:
    pages = two_topics(SourceBroken("groep", reason))
    fetcher = FakeFetcher({_at(place): page for place, page in pages.items()})
    visiting = visit("html_forum", fetcher, options={"url": HOME, "select": SELECT})
    with pytest.raises(SourceBroken):
        asyncio.run(batches_of("html_forum", visiting))
    assert fetcher.urls == [HOME, _at("/t/b/")]


def test_what_a_topic_gave_before_the_trouble_stands_and_is_not_taken_for_all() -> None:
    pages = two_topics(topic("b", 1, following="?p=2"))
    batches, posts, _ = read(pages | {"/t/b/?p=2": TROUBLE})
    assert {post.native_id for post in posts} == {"a1", "b1"}
    _, posts, _ = read(pages | {"/t/b/?p=2": topic("b", 2)}, batches[-1].cursor)
    assert [post.native_id for post in posts] == ["b1", "b2"]
    batches, posts, _ = read(pages | {"/t/b/?p=2": LOST})
    assert len(posts) == 2
    assert batches[-1].gone_threads == ()


def test_a_topic_that_is_no_longer_there_takes_its_thread_with_it() -> None:
    first, _, _ = read(two_topics(topic("b", 7)))
    gone: Pages = {"home": listing(("a", 2), ("b", 2)), "/t/a/": topic("a", 1, 2), "/t/b/": LOST}
    batches, _, _ = read(gone, first[-1].cursor)
    assert batches[-1].gone_threads == (thread_id(KEY, SourceId("groep"), "b7"),)
    assert [key[:2] for key in batches[-1].cursor.marks] == ["t:", "ag"]
    unknown, posts, _ = read(gone)
    assert [post.native_id for post in posts] == ["a1", "a2"]
    assert unknown[-1].gone_threads == ()
    with pytest.raises(SourceBroken):
        read({"home": listing(("a", 2), ("b", 2))}, first[-1].cursor)


def test_a_cursor_of_before_is_understood() -> None:
    batches, _, _ = read(two_topics(topic("b", 1)))
    marks = batches[-1].cursor.marks
    old = {key: mark.partition(":")[0] for key, mark in marks.items() if key.startswith("t:")}
    cursor = Cursor(marks=old, validators={})
    assert read(two_topics(topic("b", 1)), cursor)[1:] == ([], ["/c/buurt/"])
    gone = two_topics(LOST) | {"home": listing(("a", 1), ("b", 2))}
    batches, _, _ = read(gone, cursor)
    assert batches[-1].gone_threads == ()


def test_circles_and_endless_lists_are_cut_and_told() -> None:
    circle: dict[str, str | Exception] = {
        "home": listing(("a", 1), following=HOME),
        "/t/a/": topic("a", 1, following="/t/a/"),
    }
    batches, posts, urls = read(circle)
    assert len(posts) == 1
    assert batches[-1].cut
    assert urls == ["/c/buurt/", "/t/a/"]
    endless: dict[str, str | Exception] = {
        "home": listing(("a", 1)),
        **{
            f"/t/a/{'' if page == 0 else f'?p={page}'}": topic(
                "a", 1, following=f"/t/a/?p={page + 1}"
            )
            for page in range(9)
        },
    }
    batches, posts, urls = read(endless, max_pages=4)
    assert len(urls) == 5
    assert batches[-1].cut


def test_too_many_posts_are_cut_and_the_rest_follows_next_time() -> None:
    pages: dict[str, str | Exception] = {
        "home": listing(("a", 1), ("b", 1)),
        "/t/a/": topic("a", 1),
        "/t/b/": topic("b", *range(5_000)),
    }
    batches, posts, _ = read(pages)
    assert len(posts) == 5_000
    assert batches[-1].cut
    _, posts, _ = read(pages, batches[-1].cursor)
    assert [post.native_id for post in posts] == ["a1"]


def test_links_to_other_hosts_are_not_followed() -> None:
    page = listing(("a", 1), following="https://evil.example/").replace("/t/a/", "https://[::1")
    _, posts, urls = read({"home": page + listing(("b", 1)), "/t/b/": topic("b", 1)})
    assert urls == ["/c/buurt/", "/t/b/"]
    assert len(posts) == 1


def test_a_forum_with_few_selectors_is_read_too() -> None:
    plain: dict[str, object] = dict.fromkeys(
        ("next_list", "next", "active", "title", "author", "time", "url", "reactions", "parent",
         "removed")
    )  # fmt: skip
    pages: dict[str, str | Exception] = {"home": listing(("a", 1)), "/t/a/": topic("a", 1)}
    select = plain | {"changed": [], "body": "@id"}
    batches, posts, _ = read(pages, select=select)
    assert posts[0].body == "a1"
    assert posts[0].author is None
    again, _, _ = read(pages, batches[-1].cursor, select=select)
    assert again == []


def test_with_other_settings_the_list_is_asked_for_in_full() -> None:
    """Else a list that does not change would keep from us what only they find on it."""
    pages: dict[str, str | Exception] = {"home": listing(("a", 1)), "/t/a/": topic("a", 1)}
    missed: dict[str, object] = {**SELECT, "topic": "a.nooit"}
    with pytest.raises(SelectorDrift):
        read(pages, select=missed)
    batches, _, _ = read(pages)
    cursor = batches[-1].cursor
    assert cursor.validators
    with pytest.raises(SelectorDrift):
        read(pages, cursor, select=missed)


def test_the_cursor_holds_no_address_and_forgets_the_oldest() -> None:
    pages: dict[str, str | Exception] = {"home": listing(("jan-peeters", 1))}
    pages["/t/jan-peeters/"] = topic("jan-peeters", 1)
    full = Cursor(marks={f"t:{number}": "x" for number in range(2_000)}, validators={})
    batches, _, _ = read(pages, full)
    marks = batches[-1].cursor.marks
    assert "jan" not in repr(marks)
    assert len([key for key in marks if key.startswith("t:")]) == 2_000
    assert "t:0" not in marks


@pytest.mark.parametrize(
    "wrong",
    [
        {"post": "div[["},
        {"post": ""},
        {"post": "a" * 501},
        {"post": ":not(" * 90 + "a" + ")" * 90},
        {"post": "a@b@c d"},
        {"changed": ["<p>"]},
        {"pots": ".post"},
    ],
    ids=lambda wrong: str(wrong)[:40],
)
def test_wrong_selectors_are_refused_when_settings_are_read(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Options.model_validate({"url": HOME, "select": {**SELECT, **wrong}})

"""The collect stage: everything that a source gives is stored, refused with a reason, or known."""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from jobs.collect.job import run
from jobs.collect.reasons import FetchReason
from jobs.collect.request import Request, Response
from jobs.collect.visits import try_source
from jobs.errors import FetchRefused, SourceBroken, StoreError
from jobs.model import Counts, Readings, SourceId, SourceState, Week
from jobs.settings.schema import Settings
from jobs.store import Store
from tests.collect.forum_fake import DISCOURSE, Said, Thread, discourse
from tests.collect.town import KEY, ZONE, make_settings, make_source
from tests.fakes import NOW, FakeClock, FakeFetcher
from tests.stores import open_store

GOOD, BAD = SourceId("groep"), SourceId("site")
FEED, OTHER = "https://site.example/feed", "https://other.example/feed"
EVER = (NOW - timedelta(days=999), NOW + timedelta(days=999))


def rss(*items: str) -> str:
    inside = "".join(
        f"<item><guid>{item}</guid><title>{item}</title><author>jan@x.example (Jan)</author>"
        f"<description>bericht {item}</description>"
        "<pubDate>Mon, 09 Nov 2026 08:15:00 +0100</pubDate></item>"
        for item in items
    )
    return f'<rss version="2.0"><channel><title>x</title>{inside}</channel></rss>'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "town.db") as opened:
        yield opened


def two() -> Settings:
    return make_settings(
        make_source(url=FEED, pause=0), make_source(name="site", url=OTHER, pause=0)
    )


def go(
    store: Store,
    settings: Settings,
    fetcher: FakeFetcher,
    clock: FakeClock | None = None,
    *,
    due_only: bool = False,
) -> Counts:
    moment = clock or FakeClock()
    return asyncio.run(run(store, settings, fetcher, KEY, moment, due_only=due_only))


def test_everything_read_is_accounted_for(store: Store) -> None:
    fetcher = FakeFetcher({FEED: rss("a", "b", "b"), OTHER: rss("c").replace("bericht c", "")})
    counts = go(store, two(), fetcher)
    assert counts["read"] == 4
    assert counts["read"] == sum(counts[name] for name in ("new", "changed", "same", "refused"))
    assert counts["new"] == 3
    assert counts["sources"] == 2
    assert counts["sources_failed"] == 0
    posts = store.posts.between(*EVER)
    assert sorted(post.text for post in posts) == ["bericht a", "bericht b", "c"]
    assert store.sources.all()[GOOD].state is SourceState.OK


def test_refusals_are_counted_by_reason(store: Store) -> None:
    empty = '<rss version="2.0"><channel><item><guid>1</guid></item></channel></rss>'
    counts = go(store, make_settings(make_source(url=FEED)), FakeFetcher({FEED: empty}))
    assert counts["refused"] == counts["refused_no-text"] == counts["read"] == 1


def test_reading_twice_changes_nothing(store: Store) -> None:
    fetcher = FakeFetcher({FEED: rss("a"), OTHER: rss("b")})
    go(store, two(), fetcher)
    before = store.posts.between(*EVER)
    counts = go(store, two(), fetcher, FakeClock(NOW + timedelta(hours=1)))
    assert (counts["new"], counts["same"]) == (0, 2)
    assert store.posts.between(*EVER) == before


def test_one_bad_source_never_stops_the_others(store: Store) -> None:
    trouble = SourceBroken("site", FetchReason.HTTP_500, "other.example answered 500")
    counts = go(store, two(), FakeFetcher({FEED: rss("a"), OTHER: trouble}))
    assert counts["new"] == 1
    assert counts["sources_failed"] == 1
    status = store.sources.all()[BAD]
    assert (status.state, status.reason, status.failures) == (SourceState.BROKEN, "http-500", 1)
    assert status.read_at is None
    assert status.tried_at == NOW
    assert status.next_at == NOW + timedelta(minutes=15)


def test_a_mistake_in_a_collector_breaks_its_source_and_tells_no_text(store: Store) -> None:
    fetcher = FakeFetcher({FEED: rss("a"), OTHER: ValueError("Jan Peeters, 0470 12 34 56")})
    counts = go(store, two(), fetcher)
    assert counts["new"] == 1
    assert store.sources.all()[BAD].reason == "unexpected"


def test_failures_wait_longer_and_longer_and_success_forgets_them(store: Store) -> None:
    clock = FakeClock()
    broken = FakeFetcher({FEED: rss("a")})
    waits = []
    for _ in range(9):
        go(store, two(), broken, clock)
        status = store.sources.all()[BAD]
        assert status.next_at is not None
        waits.append(status.next_at - clock.moment)
        clock.tick(timedelta(days=1))
    assert waits[:3] == [timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1)]
    assert waits[-1] == timedelta(hours=24)
    go(store, two(), FakeFetcher({FEED: rss("a"), OTHER: rss("b")}), clock)
    status = store.sources.all()[BAD]
    assert (status.state, status.failures, status.next_at) == (SourceState.OK, 0, None)
    assert status.read_at == clock.moment


@pytest.mark.parametrize("reason", [FetchReason.CLOSED, FetchReason.ROBOTS])
def test_a_source_that_does_not_want_to_be_read_is_closed(
    store: Store, reason: FetchReason
) -> None:
    go(store, two(), FakeFetcher({FEED: rss("a"), OTHER: FetchRefused("site", reason)}))
    assert store.sources.all()[BAD].state is SourceState.CLOSED


def test_a_host_that_asked_for_rest_gets_it(store: Store) -> None:
    later = NOW + timedelta(hours=2)
    rest = FetchRefused("site", FetchReason.RATE_LIMITED, retry_at=later)
    fetcher = FakeFetcher({FEED: rss("a"), OTHER: rest})
    go(store, two(), fetcher)
    assert store.sources.all()[BAD].next_at == later
    counts = go(store, two(), fetcher, FakeClock(NOW + timedelta(hours=1)))
    assert (counts["sources"], counts["sources_waiting"]) == (1, 1)
    assert fetcher.urls.count(OTHER) == 1
    go(store, two(), fetcher, FakeClock(later))
    assert fetcher.urls.count(OTHER) == 2


def test_only_due_sources_are_read_when_asked(store: Store) -> None:
    fetcher = FakeFetcher({FEED: rss("a")})
    go(store, two(), fetcher)
    counts = go(store, two(), fetcher, FakeClock(NOW + timedelta(minutes=10)), due_only=True)
    assert counts["sources"] == 0
    counts = go(store, two(), fetcher, FakeClock(NOW + timedelta(minutes=20)), due_only=True)
    assert counts["sources"] == 1
    counts = go(store, two(), fetcher, FakeClock(NOW + timedelta(hours=7)), due_only=True)
    assert counts["sources"] == 2
    counts = go(store, two(), fetcher, FakeClock(NOW + timedelta(hours=7, minutes=1)))
    assert counts["sources"] == 2


def test_a_cut_source_says_so_and_is_due_at_once(store: Store) -> None:
    many = rss(*(f"p{number}" for number in range(5_001)))
    settings = make_settings(make_source(url=FEED))
    fetcher = FakeFetcher({FEED: many})
    counts = go(store, settings, fetcher)
    assert (counts["new"], counts["sources_cut"]) == (5_000, 1)
    status = store.sources.all()[GOOD]
    assert (status.state, status.reason) == (SourceState.CUT, "cut")
    counts = go(store, settings, fetcher, FakeClock(NOW + timedelta(minutes=1)), due_only=True)
    assert counts["sources"] == 1


def test_what_was_read_before_the_trouble_stays(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "1", "text": "a"}\n')
    (tmp_path / "b.xlsx").write_text("geen werkmap")
    settings = make_settings(
        make_source("export", folder=".", columns={"id": "id"}), folder=tmp_path
    )
    counts = go(store, settings, FakeFetcher())
    assert (counts["new"], counts["sources_failed"]) == (1, 1)
    status = store.sources.all()[GOOD]
    assert status.reason == "bad-file"
    assert status.cursor.marks
    assert go(store, settings, FakeFetcher())["read"] == 0


def test_posts_that_are_gone_are_erased(store: Store) -> None:
    home = "https://forum.example/"
    select = {"row": ".row", "topic": "a@href", "post": ".post", "body": ".b", "removed": ".gone"}
    settings = make_settings(make_source("html_forum", url=home, select=select, pause=0))
    row = '<div class="row"><a href="/t/1">x</a>{}</div>'
    post = '<div class="{}" id="{}"><p class="b">bericht {}</p></div>'
    whole = post.format("post", 1, 1) + post.format("post", 2, 2)
    pages: dict[str, str | bytes | Exception] = {home: row.format(2), f"{home}t/1": whole}
    go(store, settings, FakeFetcher(pages))
    pages |= {home: row.format(1), f"{home}t/1": whole.replace('"post" id="2"', '"gone" id="2"')}
    counts = go(store, settings, FakeFetcher(pages), FakeClock(NOW + timedelta(hours=1)))
    assert counts["gone"] == 1
    texts = sorted(post.text for post in store.posts.between(*EVER))
    assert texts == ["", "bericht 1"]


def test_progress_is_told(store: Store) -> None:
    told: list[tuple[str, int, int]] = []

    def progress(what: str, done: int, total: int) -> None:
        told.append((what, done, total))

    fetcher = FakeFetcher({FEED: rss("a"), OTHER: rss("b")})
    asyncio.run(run(store, two(), fetcher, KEY, FakeClock(), progress))
    assert sorted(what for what, _, _ in told) == ["groep", "site"]
    assert [(done, total) for _, done, total in told] == [(1, 2), (2, 2)]


def test_a_store_that_fails_is_no_bad_source(tmp_path: Path) -> None:
    store = open_store(tmp_path / "town.db")

    class Closing(FakeFetcher):
        async def get(self, request: Request) -> Response:
            raise StoreError(request.source_id)

    with store, pytest.raises(StoreError):
        go(store, two(), Closing())


def test_trying_a_source_stores_nothing_and_tells_the_reason(store: Store) -> None:
    settings = two()
    fetcher = FakeFetcher({FEED: rss("a"), OTHER: "<html>log in</html>"})
    tried = [
        asyncio.run(try_source(settings, source, fetcher, FakeClock()))
        for source in settings.sources
    ]
    assert tried == ["", "not-a-feed"]
    assert store.sources.all() == {}


def test_no_name_gets_into_the_file_of_the_store(store: Store, tmp_path: Path) -> None:
    page = rss("a").replace("jan@x.example (Jan)", "Klaprooszaad Vandenbergskens")
    page = page.replace("bericht a", "Klaprooszaad belt 0470 12 34 56")
    go(store, make_settings(make_source(url=FEED)), FakeFetcher({FEED: page}))
    store.close()
    for file in tmp_path.iterdir():
        content = file.read_bytes().lower()
        assert b"klaprooszaad" not in content
        assert b"vandenbergskens" not in content
        assert b"0470" not in content


def test_a_mistake_in_keeping_breaks_that_source_only(store: Store) -> None:
    settings = two()
    odd = settings.sources[1].model_copy(update={"language": "xx"})
    settings = settings.model_copy(update={"sources": (settings.sources[0], odd)})
    pages = {FEED: rss("a"), OTHER: rss("b").replace("bericht b", "bel 0470 12 34 56")}
    counts = go(store, settings, FakeFetcher(pages))
    assert counts["new"] == 1
    assert store.sources.all()[BAD].reason == "unexpected"


def page(*posts: tuple[int, str]) -> str:
    return "".join(
        f'<div class="post" id="{number}"><b>{author}</b><p class="b">bericht {number}</p></div>'
        for number, author in posts
    )


FORUM = "https://forum.example/"
SELECT = {"row": ".row", "topic": "a@href", "post": ".post", "author": "b", "body": ".b"}


def forum(rows: int, **topics: str | Exception) -> dict[str, str | bytes | Exception]:
    links = "".join(f'<div class="row"><a href="/t/{name}">x</a>{rows}</div>' for name in topics)
    return {FORUM: links, **{f"{FORUM}t/{name}": topic for name, topic in topics.items()}}


def texts(store: Store) -> list[str]:
    return sorted(post.text for post in store.posts.between(*EVER))


def test_a_topic_that_is_gone_is_erased_with_all_its_posts(store: Store) -> None:
    settings = make_settings(make_source("html_forum", url=FORUM, select=SELECT, pause=0))
    go(store, settings, FakeFetcher(forum(1, a=page((1, "x"), (2, "y")), b=page((3, "z")))))
    lost = SourceBroken("groep", FetchReason.HTTP_404)
    pages = forum(2, a=lost, b=page((3, "z"), (4, "z")))
    counts = go(store, settings, FakeFetcher(pages), FakeClock(NOW + timedelta(hours=1)))
    assert (counts["gone"], counts["sources_failed"]) == (2, 0)
    assert texts(store) == ["", "", "bericht 3", "bericht 4"]


def test_a_post_that_moved_to_another_topic_is_not_gone_with_its_old_one(store: Store) -> None:
    stays, moves = Thread(8, (Said(3, "derde"),)), Said(2, "tweede")
    settings = make_settings(make_source("discourse", url=DISCOURSE))
    clock = FakeClock()
    go(store, settings, FakeFetcher(discourse(stays, Thread(7, (Said(1, "eerste"), moves)))), clock)
    assert texts(store) == ["derde", "eerste", "tweede"]
    clock.tick(timedelta(hours=1))
    pages = discourse(Thread(8, (*stays.posts, moves), active=clock.moment))
    pages[f"{DISCOURSE}/t/7.json"] = SourceBroken(GOOD, FetchReason.HTTP_404, "x")
    go(store, settings, FakeFetcher(pages), clock)
    assert texts(store) == ["", "derde", "tweede"]


def test_a_post_edited_to_nothing_is_erased(store: Store) -> None:
    settings = make_settings(make_source("html_forum", url=FORUM, select=SELECT, pause=0))
    go(store, settings, FakeFetcher(forum(1, a=page((1, "x"), (2, "y")))))
    edited = page((1, "x"), (2, "y"), (3, "z")).replace("bericht 2", "")
    counts = go(
        store, settings, FakeFetcher(forum(2, a=edited.replace("bericht 3", " "))),
        FakeClock(NOW + timedelta(hours=1)),
    )  # fmt: skip
    assert (counts["gone"], counts["refused_no-text"]) == (1, 2)
    assert texts(store) == ["", "bericht 1"]


def test_when_everything_turns_empty_nothing_is_erased(store: Store, tmp_path: Path) -> None:
    """Another column, a broken export: what is erased never comes back."""
    file = tmp_path / "a.jsonl"
    settings = make_settings(
        make_source("export", folder=".", columns={"id": "id"}, files="*.jsonl"), folder=tmp_path
    )
    rows = [f'{{"id": "{number}", "text": "a"}}\n' for number in range(9)]
    file.write_text("".join(rows))
    go(store, settings, FakeFetcher())
    file.write_text("".join(rows).replace('"a"', '""'))
    counts = go(store, settings, FakeFetcher(), FakeClock(NOW + timedelta(hours=1)))
    assert (counts["gone"], counts["refused_no-text"]) == (0, 9)
    assert texts(store) == ["a"] * 9


def test_a_name_is_masked_in_what_was_read_before_and_after_its_owner(store: Store) -> None:
    said = page((1, "ann")).replace("bericht 1", "zwartbaard99 zei dat gisteren")
    settings = make_settings(make_source("html_forum", url=FORUM, select=SELECT, pause=0))
    later = forum(2, a=said, b=page((2, "zwartbaard99")))
    go(store, settings, FakeFetcher(later))
    assert texts(store) == ["[naam] zei dat gisteren", "bericht 2"]
    third = said.replace('id="1"', 'id="5"').replace("gisteren", "eergisteren")
    more = forum(2, a=said, b=page((2, "zwartbaard99"))) | {
        FORUM: forum(3, c="")[FORUM], f"{FORUM}t/c": third,
    }  # fmt: skip
    go(store, settings, FakeFetcher(more), FakeClock(NOW + timedelta(hours=1)))
    assert texts(store)[:1] == ["[naam] zei dat eergisteren"]


def test_a_thread_longer_than_a_batch_knows_all_its_authors(store: Store, tmp_path: Path) -> None:
    rows = [{"id": "0", "thread": "t", "author": "Rozemarijn Vlaeminck", "text": "Wie weet meer?"}]
    rows += [
        {"id": str(number), "thread": "t", "parent": "0", "author": "x", "text": "ja"}
        for number in range(1, 501)
    ]
    rows += [{"id": "z", "thread": "t", "parent": "0", "author": "y", "text": "dag Rozemarijn"}]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    columns = {"id": "id", "thread": "thread", "parent": "parent", "author": "author"}
    settings = make_settings(
        make_source("export", folder=".", columns=columns, files="*.jsonl"), folder=tmp_path
    )
    go(store, settings, FakeFetcher())
    assert "dag [naam]" in texts(store)


def test_the_author_of_an_item_is_masked_in_its_comments(store: Store) -> None:
    items = rss("a").replace("jan@x.example (Jan)", "Rozemarijn Vlaeminck")
    link = "<wfw:commentRss>https://site.example/c</wfw:commentRss></item>"
    named = 'xmlns:wfw="http://wellformedweb.org/CommentAPI/" version'
    items = items.replace("</item>", link).replace("version", named)
    comments = rss("c").replace("bericht c", "dag Rozemarijn")
    fetcher = FakeFetcher({FEED: items, "https://site.example/c": comments})
    go(store, make_settings(make_source(url=FEED)), fetcher)
    assert texts(store) == ["bericht a", "dag [naam]"]


def test_what_grows_too_large_is_stored_on_the_way(store: Store, tmp_path: Path) -> None:
    text = "a" * 60_000
    rows = [json.dumps({"id": str(number), "text": text}) + "\n" for number in range(400)]
    for name in "abc":
        (tmp_path / f"{name}.jsonl").write_text("".join(rows).replace('"id": "', f'"id": "{name}'))
    settings = make_settings(
        make_source("export", folder=".", columns={"id": "id"}, files="*.jsonl"), folder=tmp_path
    )
    counts = go(store, settings, FakeFetcher())
    assert counts["new"] == 1_200


def test_how_often_a_source_was_read_in_a_week_and_what_it_gave_is_kept(store: Store) -> None:
    clock = FakeClock()
    pages: dict[str, str | bytes | Exception] = {FEED: rss("a", "b")}
    fetcher = FakeFetcher(pages)
    go(store, two(), fetcher, clock)
    clock.tick(timedelta(hours=1))
    pages[FEED] = rss("a", "b").replace("bericht a", "bericht a, nu anders")
    go(store, two(), fetcher, clock)
    clock.tick(timedelta(days=7))
    go(store, two(), fetcher, clock)
    week = Week.of(NOW, ZONE)
    read, failed = (store.sources.readings(week)[name] for name in (GOOD, BAD))

    assert read == Readings(done=2, new=2, changed=1, read_at=NOW + timedelta(hours=1))
    assert (failed.done, failed.failed, failed.read_at) == (0, 2, None)
    assert store.sources.readings(week.next)[GOOD].done == 1


def test_what_is_gone_is_counted_in_the_week_in_which_that_was_seen(store: Store) -> None:
    settings = make_settings(make_source("discourse", url=DISCOURSE))
    clock = FakeClock()
    go(store, settings, FakeFetcher(discourse(Thread(7, (Said(1), Said(2))))), clock)
    for _ in range(3):
        clock.tick(timedelta(days=1))
        go(store, settings, FakeFetcher(discourse(Thread(7, (Said(1),)))), clock)
    weeks = {Week.of(NOW + timedelta(days=day), ZONE) for day in range(4)}

    gone = sum(store.sources.readings(week)[GOOD].gone for week in weeks)
    erased = [post for post in store.posts.between(*EVER) if not post.text]
    assert gone == len(erased) == 1

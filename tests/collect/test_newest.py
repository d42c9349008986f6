"""Walks along a listing, the newest first."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from jobs.collect.collectors.kit.interface import Fields
from jobs.collect.collectors.kit.newest import Held, Newest, Sheet
from jobs.collect.protocol import MAX_ITEMS
from jobs.collect.reasons import FetchReason
from jobs.errors import SourceBroken, SourceError
from jobs.model import Cursor, SourceId
from tests.collect.town import visit
from tests.fakes import NOW

SOURCE = SourceId("groep")
TODAY = int(NOW.timestamp())
HOUR = 3600


class Listing:
    """Moments, the newest first, in pages of two; a page is called by the moment before it."""

    def __init__(self, *hours: float) -> None:
        self.moments = [TODAY - int(hour * HOUR) for hour in hours]
        self.marks: dict[str, str] = {}
        self.validators: dict[str, Held] = {}
        self.asked: list[str] = []
        self.broken: SourceError | None = None
        self.emptied = ""
        self.cut = False

    def add(self, hour: float) -> None:
        """Put a row in front."""
        self.moments.insert(0, TODAY - int(hour * HOUR))

    async def sheet(self, at: str, held: Held) -> Sheet:
        """Return a page, with an ETag that tells what is on it."""
        self.asked.append(f"?{at}" if any(held) else at)
        if self.broken is not None and at:
            raise self.broken
        if at and at == self.emptied:
            self.emptied = ""
            return Sheet((), "")
        rest = [moment for moment in self.moments if not at or moment < int(at)]
        rows = tuple((moment, Fields(SOURCE, {"moment": moment})) for moment in rest[:2])
        more = str(rest[1]) if len(rest) > 2 else ""
        pair = (str([more, *rest[:2]]), "")
        return Sheet((), "", same=True) if held == pair else Sheet(rows, more, pair)

    def walk(self, max_pages: int = 50, since: int = 0) -> list[float]:
        """Return how many hours ago each new row was."""
        self.asked.clear()
        cursor = Cursor(marks=self.marks, validators=self.validators)
        made = visit("feed", cursor=cursor, options={"url": URL})
        newest = Newest(replace(made, max_pages=max_pages), "x", since, self.sheet)

        async def go() -> list[float]:
            return [
                (TODAY - row.number("moment")) / HOUR
                async for rows in newest.pages()
                for row in rows
            ]

        found = asyncio.run(go())
        self.marks, self.validators = newest.marks, newest.validators
        self.cut = newest.cut
        return found


URL = "https://site.example/feed"


def test_a_first_page_that_held_all_that_was_new_is_only_asked_after() -> None:
    listing = Listing(1, 30, 40)
    assert listing.walk() == [1, 30, 40]
    assert listing.validators == {}  # two pages, of which the first tells nothing of the other
    assert listing.walk() == [1]
    for _ in range(2):
        assert listing.walk() == []
        assert listing.asked == ["?"]
    listing.add(0)
    assert listing.walk()[0] == 0


def test_the_first_walk_reaches_back_as_far_as_is_wanted() -> None:
    listing = Listing(1, 2, 30, 40, 50, 60)
    assert listing.walk(since=TODAY - 45 * HOUR) == [1, 2, 30, 40]
    assert len(listing.asked) == 3


def test_the_next_walk_ends_at_what_is_known_and_takes_an_hour_twice() -> None:
    listing = Listing(3, 3.5, 30, 40, 50, 60)
    listing.walk()
    listing.add(1)
    assert listing.walk() == [1, 3, 3.5]
    assert listing.asked == ["", str(TODAY - 3 * HOUR)]


def test_a_walk_that_is_cut_goes_on_and_loses_neither_what_is_behind_nor_what_came_before() -> None:
    listing = Listing(*range(2, 22, 2))
    assert listing.walk(max_pages=2) == [2, 4, 6, 8]
    assert listing.cut
    listing.add(1)
    assert listing.walk(max_pages=2) == [10, 12, 14, 16]
    assert listing.walk(max_pages=2) == [18, 20, 1, 2]
    assert listing.walk() == [1, 2]
    assert listing.marks.keys() == {"x:high", "x:had"}


@pytest.mark.parametrize(
    "reason", [FetchReason.HTTP_400, FetchReason.HTTP_404, FetchReason.TIMEOUT, "not-json"]
)
def test_a_page_whose_name_did_not_last_or_that_is_broken_is_no_trouble(reason: str) -> None:
    listing = Listing(2, 4, 6, 8)
    listing.walk(max_pages=1)
    at = listing.marks["x:at"]
    listing.broken = SourceBroken(SOURCE, reason)
    with pytest.raises(SourceBroken):
        listing.walk()
    assert listing.asked == [at, "", at]
    listing.broken = SourceBroken(SOURCE, reason)
    listing.moments = listing.moments[:2]
    assert listing.walk() == [2, 4]
    assert not listing.cut


def test_a_page_that_became_empty_until_this_visit_does_not_move_the_mark() -> None:
    listing = Listing(2, 4, 6, 8, 10)
    listing.walk(max_pages=1)
    begun = listing.emptied = listing.marks["x:at"]
    assert listing.walk()[:5] == [2, 4, 6, 8, 10]
    assert listing.asked[:2] == [begun, ""]


def test_another_trouble_on_the_way_is_one_of_the_source() -> None:
    listing = Listing(2, 4, 6, 8)
    listing.broken = SourceBroken(SOURCE, FetchReason.HTTP_404)
    with pytest.raises(SourceBroken):
        listing.walk()
    assert listing.asked == ["", str(TODAY - 4 * HOUR)]


def test_nothing_where_several_stood_is_broken_and_nothing_where_one_stood_is_not() -> None:
    listing = Listing(2, 4)
    listing.walk()
    listing.moments.clear()
    with pytest.raises(SourceBroken) as caught:
        listing.walk()
    assert caught.value.reason == "empty-feed"
    listing = Listing(2)
    listing.walk()
    listing.moments.clear()
    assert listing.walk() == []


def test_pages_that_lead_back_end_the_walk() -> None:
    listing = Listing(1, 2, 3)
    made = visit("feed", options={"url": URL})
    rows = ((TODAY, Fields(SOURCE, {})),)

    async def circle(at: str, _: Held) -> Sheet:
        listing.asked.append(at)
        return Sheet(rows, "b" if at == "a" else "a")

    async def go() -> int:
        return len([1 async for _ in Newest(made, "x", 0, circle).pages()])

    assert asyncio.run(go()) == 3
    assert listing.asked == ["", "a", "b"]


@pytest.mark.parametrize("more", ["x" * 2_001, "é", "a\nb", "\ud800"])
def test_a_page_with_a_name_that_is_none_is_drift(more: str) -> None:
    async def sheet(at: str, _: Held) -> Sheet:
        del at
        return Sheet(((TODAY, Fields(SOURCE, {})),), more)

    async def go() -> None:
        async for _ in Newest(visit("feed", options={"url": URL}), "x", 0, sheet).pages():
            pass

    with pytest.raises(SourceBroken) as caught:
        asyncio.run(go())
    assert caught.value.reason == "schema-drift"


def test_a_clock_that_runs_ahead_does_not_hide_what_comes_after() -> None:
    listing = Listing(-24 * 365, 2)
    listing.walk()
    listing.add(0)
    assert 0 in listing.walk()
    assert int(listing.marks["x:high"]) <= NOW.timestamp()


def test_a_page_without_rows_before_others_is_passed_over() -> None:
    async def sheet(at: str, _: Held) -> Sheet:
        return Sheet(((TODAY, Fields(SOURCE, {})),), "") if at else Sheet((), "a")

    async def go() -> list[int]:
        newest = Newest(visit("feed", options={"url": URL}), "x", 0, sheet)
        return [len(rows) async for rows in newest.pages()]

    assert asyncio.run(go()) == [0, 1]


def test_more_rows_than_one_visit_takes_are_cut() -> None:
    rows = tuple((TODAY, Fields(SOURCE, {})) for _ in range(MAX_ITEMS))
    asked = []

    async def sheet(at: str, _: Held) -> Sheet:
        asked.append(at)
        return Sheet(rows, f"{at}a")

    async def go() -> bool:
        newest = Newest(visit("feed", options={"url": URL}), "x", 0, sheet)
        async for _ in newest.pages():
            pass
        return newest.cut

    assert asyncio.run(go())
    assert asked == [""]


def test_the_mark_stays_until_the_walk_is_over() -> None:
    listing = Listing(2, 4, 6, 8)
    listing.walk()
    high = listing.marks["x:high"]
    for hour in (1.5, 1, 0.5, 0.4, 0.3):
        listing.add(hour)
    listing.walk(max_pages=1)
    assert listing.marks["x:high"] == high
    listing.walk()
    assert int(listing.marks["x:high"]) - int(high) == timedelta(hours=1.7).total_seconds()

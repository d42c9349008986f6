"""Accounts, hashtags and conversations of a Mastodon server, and what none of them may lose."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import ValidationError

from jobs.collect.collectors.mastodon import collector as mastodon
from jobs.collect.collectors.mastodon.collector import Options
from jobs.collect.collectors.mastodon.wire import rest_until
from jobs.collect.protocol import Verified
from jobs.collect.reasons import FetchReason
from jobs.collect.request import Request, Response
from jobs.errors import SourceBroken
from jobs.model import Batch, ThreadId
from tests.collect.again import Again, answered, native_id
from tests.collect.town import keep_one, posts_of, visit
from tests.fakes import NOW

HOUR = timedelta(hours=1)
URL = "https://social.example"
Node = dict[str, Any]


def status(native: str, hours: float, **more: Any) -> Node:  # noqa: ANN401
    account = {"acct": "klaprooszaad@elders.example", **more.pop("account", {})}
    return {
        "id": native,
        "created_at": (NOW - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "in_reply_to_id": None,
        "visibility": "public",
        "content": f"<p>Bericht {native}</p>",
        "url": f"{URL}/@klaprooszaad/{native}",
        "reblog": None,
        "account": account,
        **more,
    }


@dataclass
class Fake:
    """A server that pages, counts and caps as Mastodon does; listings have their newest first.

    Attributes:
        own: Statuses of the account ``heidebeek``, number 7.
        tag: Statuses of the hashtag ``heidebeek``.
        other: Statuses that stand in no listing.
        odd: Path → what is answered to it instead.
        most: Rows of a page.
        names_pages: Whether it names the next page in a header.
        headers: What goes with every answer.
        broken: ``max_id`` of a page that cannot be had.
        asked: Path and query of every question.
    """

    own: list[Node] = field(default_factory=list)
    tag: list[Node] = field(default_factory=list)
    other: list[Node] = field(default_factory=list)
    odd: dict[str, tuple[int, object] | Exception] = field(default_factory=dict)
    most: int = 2
    most_below: int = 60
    headers: dict[str, str] = field(default_factory=dict)
    link_base: str = URL
    names_pages: bool = True
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    broken: str = ""
    sent: list[Request] = field(default_factory=list)

    async def get(self, request: Request) -> Response:
        """Answer as a fetcher does."""
        parts = urlsplit(request.url)
        path, params = parts.path.removeprefix("/api/v1"), dict(parse_qsl(parts.query))
        self.asked.append((path, params))
        self.sent.append(request)
        headers = dict(self.headers)
        found = self.odd.get(path) or self._answer(path, params, headers)
        if self.broken and params.get("max_id") == self.broken:
            found = SourceBroken(request.source_id, FetchReason.HTTP_500)
        if isinstance(found, Exception):
            raise found
        code, body = found
        return answered(request, body, code, headers)

    def paths(self) -> list[str]:
        """Return what was asked for, in order."""
        return [path for path, _ in self.asked]

    def delete(self, native: str) -> None:
        """Take a status away; what answered it then answers nothing."""
        for rows in (self.own, self.tag, self.other):
            rows[:] = [row for row in rows if row["id"] != native]
            for row in rows:
                if row["in_reply_to_id"] == native:
                    row["in_reply_to_id"] = None

    def _answer(
        self, path: str, params: dict[str, str], headers: dict[str, str]
    ) -> tuple[int, object]:
        if path == "/accounts/lookup":
            known = params["acct"] == "heidebeek"
            return (200, {"id": "7"}) if known else (404, {"error": "Record not found"})
        if path == "/accounts/7/statuses":
            assert params["exclude_reblogs"] == "true"
            return 200, self._listed(path, self.own, params, headers)
        if path == "/timelines/tag/heidebeek":
            return 200, self._listed(path, self.tag, params, headers)
        _, _, native, *rest = path.split("/")
        row = next((row for row in self._all() if row["id"] == native), None)
        if row is None:
            return 404, {"error": "Record not found"}
        return (200, self._context(row)) if rest else (200, self._counted(row))

    def _all(self) -> list[Node]:
        return [*self.own, *self.tag, *self.other]

    def _counted(self, row: Node) -> Node:
        count = len({one["id"] for one in self._all() if one["in_reply_to_id"] == row["id"]})
        return {"replies_count": count, **row}

    def _listed(
        self, path: str, rows: list[Node], params: dict[str, str], headers: dict[str, str]
    ) -> list[Node]:
        assert "since_id" not in params
        rows = sorted(rows, key=_age, reverse=True)
        if "max_id" in params:
            rows = [row for row in rows if _age(row) < _age(params["max_id"])][: self.most]
        elif "min_id" in params:
            rows = [row for row in rows if _age(row) > _age(params["min_id"])][-self.most :]
        rows = rows[: self.most]
        if rows and self.names_pages:
            at = f"{self.link_base}/api/v1{path}?limit=40&"
            headers["link"] = (
                f'<{at}max_id={rows[-1]["id"]}>; rel="next",'
                f' <{at}min_id={rows[0]["id"]}>; rel="prev"'
            )
        return [self._counted(row) for row in rows]

    def _context(self, row: Node) -> Node:
        by_id = {one["id"]: one for one in self._all()}
        above: list[Node] = []
        parent = row["in_reply_to_id"]
        while parent in by_id:
            above.insert(0, by_id[parent])
            parent = by_id[parent]["in_reply_to_id"]
        below, todo = [], [(row["id"], 0)]
        while todo:
            native, depth = todo.pop()
            answers = [one for one in by_id.values() if one["in_reply_to_id"] == native]
            below += answers
            todo += [(one["id"], depth + 1) for one in answers if depth < 19]
        shown = [self._counted(one) for one in below[: self.most_below]]
        return {"ancestors": [self._counted(one) for one in above], "descendants": shown}


def place_of(fake: Fake, **options: object) -> Again[Fake]:
    told = options or {"accounts": ("heidebeek",)}
    return Again(fake, "mastodon", {"url": URL, **told})


def _age(row: Node | str) -> tuple[int, str]:
    native = row if isinstance(row, str) else row["id"]
    return len(native), native


def make_fake(**more: Any) -> Fake:  # noqa: ANN401
    return Fake(
        own=[
            status("100", 60, account={"acct": "heidebeek"}),
            status("101", 50, account={"acct": "heidebeek"}),
            status("102", 40, account={"acct": "heidebeek"}),
        ],
        other=[
            status("110", 39, in_reply_to_id="102"),
            status("111", 38, in_reply_to_id="110"),
        ],
        **more,
    )


def ids(batches: Iterable[Batch]) -> list[str]:
    return [post.native_id for post in posts_of(batches)]


def test_an_account_is_read_with_the_conversations_that_it_opens() -> None:
    place = place_of(make_fake())
    found = {post.native_id: post for post in posts_of(place.visit())}
    assert place.reason == ""
    assert set(found) == {"100", "101", "102", "110", "111"}
    opening, deep = found["102"], found["111"]
    assert (opening.author, opening.thread_native_id, opening.parent_native_id) == (
        "heidebeek",
        None,
        None,
    )
    assert (deep.author, deep.thread_native_id, deep.parent_native_id) == (
        "klaprooszaad@elders.example",
        "102",
        "110",
    )
    assert "/statuses/101/context" not in place.fake.paths()
    assert mastodon.VERIFIED is Verified.RECORDED


def test_the_next_visit_asks_for_what_is_newer_than_its_mark_page_by_page_and_skips_nothing() -> (
    None
):
    place = place_of(make_fake())
    place.visit()
    place.fake.own += [
        status(str(number), 20, account={"acct": "heidebeek"}) for number in range(120, 127)
    ]
    assert sorted(ids(place.visit(HOUR / 2))) == [str(number) for number in range(120, 127)]
    asked = [params.get("min_id") for path, params in place.fake.asked if path.startswith("/acc")]
    assert asked == [None, None, "102", "121", "123", "125", "126"]


def asked(place: Again[Fake], after: timedelta) -> list[tuple[str, bool]]:
    """Return what a visit that changes nothing asks for, and whether only if it changed."""
    place.fake.sent.clear()
    before = place.held.bodies()
    place.visit(after)
    assert place.held.bodies() == before
    return [
        (path, any(request.validators))
        for path, request in zip(place.fake.paths(), place.fake.sent, strict=True)
    ]


def test_what_is_as_it_was_is_only_asked_after() -> None:
    place = place_of(make_fake(most=40))
    assert len(ids(place.visit())) == 5
    head = [("/accounts/lookup", True), ("/accounts/7/statuses", True)]
    assert asked(place, HOUR / 2) == head
    for hours in (1, 6):
        found = asked(place, HOUR * hours)
        assert found[:2] == head
        assert found[2:] == [
            pair
            for native in ("100", "101", "102")
            for pair in (
                (f"/statuses/{native}", hours > 1),  # first it was listed, and not asked for alone
                (f"/statuses/{native}/context", hours > 1 or native == "102"),
            )
        ]


def test_an_answer_that_went_is_gone_after_two_readings_in_full() -> None:
    place = place_of(make_fake(most=40))
    place.visit()
    place.visit(HOUR)
    place.fake.delete("111")
    place.visit(6 * HOUR)
    assert "111" in place.held.bodies()
    place.fake.sent.clear()
    place.visit(24 * HOUR)
    assert "111" not in place.held.bodies()
    last = [request for request in place.fake.sent if "/statuses/102" in request.url]
    assert not any(any(request.validators) for request in last)


def test_the_newest_page_counts_as_read_when_all_behind_its_mark_is() -> None:
    place = place_of(make_fake())
    place.visit()
    place.fake.own += [status(str(number), 20) for number in range(120, 127)]
    place.max_pages = 2
    found = ids(place.visit(HOUR / 2))
    while new := ids(place.visit(HOUR / 2)):
        found += new
    assert set(found) >= {str(number) for number in range(120, 127)}


def test_a_visit_that_is_cut_goes_on_where_it_stopped_and_loses_nothing() -> None:
    fake = Fake(own=[status(str(number), 200 - number) for number in range(100, 120)])
    place = place_of(fake)
    place.max_pages = 3
    batches = place.visit()
    assert batches[-1].cut
    fake.own.append(status("150", 7))
    for _ in range(6):
        batches = place.visit()
    assert not any(batch.cut for batch in batches)
    assert set(place.held.bodies()) == {*map(str, range(100, 120)), "150"}


def test_a_server_that_names_no_pages_is_read_to_the_end() -> None:
    fake = make_fake(names_pages=False)
    fake.own += [status(str(number), 30 - number / 10) for number in range(103, 110)]
    place = place_of(fake)
    assert {str(number) for number in range(100, 110)} < set(ids(place.visit()))
    fake.own += [status(str(number), 3 - number / 100) for number in range(120, 126)]
    assert {str(number) for number in range(120, 126)} < set(ids(place.visit(HOUR)))


def test_a_server_that_names_no_pages_and_knows_no_ids_ends() -> None:
    rows = [status("101", 20), status("100", 30)]
    place = place_of(Fake(odd={"/accounts/7/statuses": (200, rows)}))
    assert set(ids(place.visit())) == {"100", "101"}
    assert len(place.fake.asked) < 6


def test_an_old_page_that_is_broken_holds_up_nothing_new() -> None:
    fake = make_fake()
    fake.own = [status(str(number), 400 - number, replies_count=0) for number in range(100, 120)]
    place = place_of(fake)
    place.max_pages = 3
    place.visit()
    at = next(mark for key, mark in place.cursor.marks.items() if key.startswith("at:"))
    fake.broken = at
    fake.own.append(status("150", 7, replies_count=1))
    fake.other.append(status("151", 6.9, in_reply_to_id="150"))
    place.visit(HOUR)
    assert place.reason == "http-500"
    assert {"150", "151"} < set(place.held.bodies())
    fake.broken = ""
    for _ in range(5):
        place.visit(HOUR)
    assert set(place.held.bodies()) >= {*map(str, range(100, 120)), "150"}
    assert place.reason == ""


def test_the_first_reading_goes_back_to_its_reach_only() -> None:
    fake = Fake(own=[status("100", 80 * 24), status("101", 60 * 24), *make_fake().own[2:]])
    place = place_of(fake)
    assert ids(place.visit()) == ["102"]
    assert (
        place.cursor.marks[next(key for key in place.cursor.marks if key[:5] == "head:")] == "102"
    )
    far = place_of(fake, accounts=("heidebeek",), reach="70d")
    assert set(ids(far.visit())) == {"101", "102"}


def test_what_another_server_passed_on_late_under_an_older_id_is_seen_all_the_same() -> None:
    place = place_of(make_fake())
    place.fake.own.append(status("130", 2))
    place.visit()
    place.fake.own.append(status("129", 3))
    assert "129" in ids(place.visit(HOUR))


def test_ids_with_letters_as_gotosocial_and_pleroma_have_them_are_ids_too() -> None:
    native = "01FBVD42CQ3ZEEVMW180SBX03B"
    place = place_of(Fake(own=[status(native, 9)]))
    assert ids(place.visit()) == [native]
    place.visit(HOUR)
    place.fake.own.append(status("01FBVD42CQ3ZEEVMW180SBX03C", 8))
    place.visit(HOUR)
    assert place.fake.asked[2][1]["min_id"] == native


@pytest.mark.parametrize("visibility", ["private", "direct", "local", "mutuals_only"])
def test_only_what_everyone_may_read_is_read(visibility: str) -> None:
    fake = make_fake(tag=[])
    fake.own.append(status("103", 30, visibility=visibility))
    fake.own.append(status("104", 30, visibility="unlisted"))
    fake.other.append(status("112", 30, in_reply_to_id="102", visibility=visibility))
    found = ids(place_of(fake).visit())
    assert "104" in found
    assert not {"103", "112"} & set(found)


def test_what_was_only_passed_on_is_not_the_words_of_who_passed_it_on() -> None:
    fake = Fake(own=[status("101", 9, reblog=status("90", 20)), status("102", 8)])
    assert ids(place_of(fake).visit()) == ["102"]


@pytest.mark.parametrize("wish", [{"noindex": True}, {"indexable": False}, {"discoverable": False}])
def test_who_does_not_want_to_be_found_is_left_out_of_hashtags_and_what_they_lead_to(
    wish: dict[str, bool],
) -> None:
    fake = Fake(
        tag=[status("101", 9, account=wish), status("102", 8, account={"discoverable": None})],
        other=[
            status("103", 7, in_reply_to_id="102", account=wish),
            status("104", 7, in_reply_to_id="102", account={"indexable": True, "noindex": False}),
        ],
    )
    place = place_of(fake, tags=("#heidebeek",))
    assert set(ids(place.visit())) == {"102", "104"}
    place.visit(HOUR)
    assert set(place.held.bodies()) == {"102", "104"}


def test_who_answers_the_municipality_wants_to_be_heard() -> None:
    fake = make_fake()
    fake.other.append(status("112", 30, in_reply_to_id="102", account={"noindex": True}))
    assert "112" in ids(place_of(fake).visit())


def test_what_a_hashtag_led_to_first_and_an_account_later_is_read_as_the_accounts() -> None:
    fake = make_fake(tag=[status("200", 9)])
    fake.other.append(status("201", 8, in_reply_to_id="200", account={"noindex": True}))
    place = place_of(fake, accounts=("heidebeek",), tags=("heidebeek",))
    place.visit()
    assert "201" not in place.held.bodies()
    fake.own.append(status("202", 0, in_reply_to_id="200", account={"acct": "heidebeek"}))
    for hours in (1, 6, 24, 72):
        place.visit(hours * HOUR)
        assert {"200", "201", "202"} < set(place.held.bodies())
    assert "again:~200" not in place.cursor.marks


def test_who_does_not_want_to_be_found_any_more_is_erased() -> None:
    fake = Fake(tag=[status("102", 8)], other=[status("103", 7, in_reply_to_id="102")])
    place = place_of(fake, tags=("heidebeek",))
    place.visit()
    assert set(place.held.bodies()) == {"102", "103"}
    fake.other[0]["account"]["indexable"] = False
    for hours in (1, 6):
        place.visit(hours * HOUR)
    assert set(place.held.bodies()) == {"102"}


def test_an_answer_that_is_listed_stands_in_the_conversation_that_it_answers() -> None:
    fake = Fake(
        own=[status("105", 9, in_reply_to_id="104", account={"acct": "heidebeek"})],
        other=[status("103", 11), status("104", 10, in_reply_to_id="103")],
    )
    found = {post.native_id: post for post in posts_of(place_of(fake).visit())}
    assert set(found) == {"103", "104", "105"}
    assert found["103"].thread_native_id is None
    assert (found["105"].thread_native_id, found["105"].parent_native_id) == ("103", "104")


def test_what_an_answer_answers_is_asked_for_once() -> None:
    fake = Fake(
        own=[status("105", 1, in_reply_to_id="104")],
        other=[status("103", 11), status("104", 10, in_reply_to_id="103")],
    )
    place = place_of(fake)
    place.visit()
    assert "/statuses/105/context" in place.fake.paths()
    place.visit(HOUR / 2)
    assert "/statuses/105/context" not in place.fake.paths()
    assert place.held.posts[native_id("105")][0] == ThreadId(native_id("103"))


def test_an_answer_to_what_is_not_public_opens_a_thread_of_its_own() -> None:
    fake = Fake(own=[status("105", 9, in_reply_to_id="104")])
    assert [post.thread_native_id for post in posts_of(place_of(fake).visit())] == [None]


def test_edits_and_deletions_are_found_at_the_rounds() -> None:
    place = place_of(make_fake())
    place.visit()
    place.fake.other[0] |= {
        "content": "<p>Aangepast</p>",
        "edited_at": "2026-11-16T06:00:00.000Z",
    }
    place.fake.delete("111")
    place.fake.other.append(status("113", 1, in_reply_to_id="102"))
    place.visit(HOUR)
    assert place.held.bodies()["110"] == "<p>Aangepast</p>"
    assert {"111", "113"} < set(place.held.bodies())
    place.visit(6 * HOUR)
    assert "111" not in place.held.bodies()
    place.fake.delete("102")
    place.visit(24 * HOUR)
    assert set(place.held.bodies()) == {"100", "101"}
    assert not [mark for mark in place.cursor.marks if mark.endswith("102")]


@pytest.mark.parametrize(
    "odd",
    [
        SourceBroken("groep", FetchReason.HTTP_500),
        SourceBroken("groep", FetchReason.CLOSED),
        (200, {}),
        (200, b"<html>"),
        (404, b"<html>"),
        (404, {}),
        (200, {"ancestors": [], "descendants": "geen"}),
        (200, {"ancestors": [], "descendants": [{"id": "../9"}]}),
    ],
)
def test_what_goes_wrong_in_one_conversation_is_told_and_deletes_nothing(
    odd: tuple[int, object] | Exception,
) -> None:
    fake = make_fake()
    fake.other.append(status("113", 30, in_reply_to_id="101"))
    place = place_of(fake)
    place.visit()
    before = place.held.bodies()
    fake.odd["/statuses/102" if odd == (404, b"<html>") else "/statuses/102/context"] = odd
    for hours in (1, 6, 24):
        place.visit(hours * HOUR)
        assert place.reason
        assert place.held.bodies() == before
        assert "/statuses/101/context" in fake.paths()


def test_a_conversation_that_went_while_it_was_read_is_gone_when_its_round_comes() -> None:
    place = place_of(make_fake())
    place.fake.odd["/statuses/102/context"] = (404, {"error": "Record not found"})
    place.visit()
    assert "102" in place.held.bodies()
    place.fake.delete("102")
    place.visit(HOUR)
    assert set(place.held.bodies()) == {"100", "101"}


def test_answers_that_are_counted_and_not_given_are_not_gone() -> None:
    place = place_of(make_fake())
    place.visit()
    before = place.held.bodies()
    place.fake.odd["/statuses/102/context"] = (200, {"ancestors": [], "descendants": []})
    for hours in (1, 6, 24):
        place.visit(hours * HOUR)
    assert place.held.bodies() == before


def test_what_a_server_leaves_out_of_a_long_conversation_is_asked_for() -> None:
    """Who has no token gets sixty answers at most, and twenty levels of them."""
    fake = Fake(own=[status("1000", 60)])
    fake.other = [status(str(1001 + n), 50, in_reply_to_id=str(1000 + n)) for n in range(50)]
    fake.other += [status(str(2000 + n), 40, in_reply_to_id="1003") for n in range(45)]
    place = place_of(fake)
    place.visit()
    assert len(place.held.bodies()) == 96
    for hours in (1, 6, 24):
        assert not place.visit(hours * HOUR)[-1].cut
    assert len(place.held.bodies()) == 96


def test_a_conversation_that_goes_on_and_on_is_cut_and_nothing_of_it_counts_as_gone() -> None:
    fake = Fake(own=[status("1000", 60)])
    fake.other = [status(str(1001 + n), 50, in_reply_to_id=str(1000 + n)) for n in range(100)]
    place = place_of(fake)
    place.visit()
    assert len(place.held.bodies()) == 101
    place.max_pages = 2
    for hours in (1, 6, 24):
        assert place.visit(hours * HOUR)[-1].cut
    assert len(place.held.bodies()) == 101


def test_a_conversation_that_could_not_be_read_is_read_at_the_next_visit() -> None:
    place = place_of(make_fake())
    place.fake.odd["/statuses/102/context"] = SourceBroken("groep", FetchReason.HTTP_500)
    place.visit()
    assert "110" not in place.held.bodies()
    place.fake.odd.clear()
    place.visit(HOUR / 4)
    assert {"110", "111"} < set(place.held.bodies())
    assert place.reason == ""


def test_an_edit_of_what_opens_a_conversation_is_not_lost_when_its_answers_fail() -> None:
    fake = make_fake()
    fake.other.append(status("113", 30, in_reply_to_id="101"))
    place = place_of(fake)
    place.visit()
    fake.own[2]["content"] = "<p>Bericht 102, verbeterd</p>"
    fake.odd["/statuses/102/context"] = SourceBroken("groep", FetchReason.HTTP_500)
    place.visit(HOUR)
    assert "/statuses/101/context" in fake.paths()  # what is kept of that goes on
    fake.odd.clear()
    place.visit(2 * HOUR)
    assert "verbeterd" in place.held.bodies()["102"]


def test_a_place_in_trouble_does_not_hold_up_the_others() -> None:
    fake = make_fake(tag=[status("300", 9)])
    place = place_of(fake, accounts=("weg", "heidebeek"), tags=("heidebeek",))
    assert {"102", "300"} < set(ids(place.visit()))
    assert place.reason == "http-404"


def test_when_nothing_answers_no_conversation_is_asked_for() -> None:
    place = place_of(make_fake())
    place.visit()
    place.fake.odd["/accounts/7/statuses"] = SourceBroken("groep", FetchReason.CLOSED)
    assert place.visit(HOUR) == []
    assert place.reason == "closed"
    assert place.fake.paths() == ["/accounts/lookup", "/accounts/7/statuses"]


def test_an_account_that_held_something_and_is_empty_is_broken_and_a_quiet_one_is_not() -> None:
    place = place_of(make_fake())
    place.visit()
    place.visit(HOUR / 2)
    assert place.reason == ""
    place.fake.own.clear()
    place.visit(HOUR / 2)
    assert place.reason == "empty-feed"
    assert len(place.held.bodies()) == 5


def test_next_pages_on_another_host_are_not_followed() -> None:
    place = place_of(make_fake(link_base="https://elders.example"))
    place.visit()
    assert place.reason == "schema-drift"
    assert {urlsplit(request.url).netloc for request in place.fake.sent} == {"social.example"}


def test_pages_that_lead_back_end() -> None:
    fake = make_fake()
    fake.headers["link"] = f'<{URL}/x?max_id=500>; rel="next"'
    fake.odd["/accounts/7/statuses"] = (200, [status("102", 9, replies_count=2)])
    assert set(ids(place_of(fake).visit())) == {"102", "110", "111"}
    assert fake.paths().count("/accounts/7/statuses") == 2


def test_a_token_goes_in_a_header_and_in_no_address() -> None:
    place = place_of(make_fake(), accounts=("@heidebeek",), token="mastodon")
    place.visit()
    sent = place.fake.sent
    assert {request.headers for request in sent} == {(("Authorization", "Bearer waarde-mastodon"),)}
    assert not [request for request in sent if "waarde" in request.url or request.robots]


def test_the_last_tenth_of_what_a_server_allows_is_left_to_others() -> None:
    place = place_of(make_fake())
    place.fake.headers = {
        "x-ratelimit-limit": "300",
        "x-ratelimit-remaining": "30",
        "x-ratelimit-reset": "2026-11-16T06:04:00.304938Z",
    }
    place.visit()
    assert place.reason == "rate-limited"
    assert place.trouble
    assert place.trouble.retry_at == NOW + timedelta(minutes=4, microseconds=304938)
    assert place.fake.paths() == ["/accounts/lookup"]


@pytest.mark.parametrize(
    ("left", "reset", "wait"),
    [
        ("299", "2026-11-16T06:04:00Z", None),
        ("", "", None),
        ("veel", "2026-11-16T06:04:00Z", None),
        ("0", "2026-11-16T06:04:00Z", timedelta(minutes=4)),
        ("0", str(int(NOW.timestamp()) + 120), timedelta(minutes=2)),
        ("0", "90", timedelta(seconds=90)),
        ("0", "", timedelta(minutes=5)),
        ("0", "2026-11-16T05:00:00Z", timedelta(minutes=5)),
        ("0", "2026-11-16T20:00:00Z", timedelta(hours=1)),
        ("0", "9" * 5000, timedelta(minutes=5)),
    ],
)
def test_a_limit_is_read_as_a_moment_as_seconds_or_not_at_all(
    left: str, reset: str, wait: timedelta | None
) -> None:
    headers = {"x-ratelimit-remaining": left, "x-ratelimit-reset": reset}
    seen = visit("mastodon", options={"url": URL, "tags": ("heidebeek",)})
    assert rest_until(headers, seen) == (None if wait is None else NOW + wait)


def test_warnings_and_descriptions_of_pictures_are_no_text_and_markup_is() -> None:
    more = {
        "spoiler_text": "Let op: klachten",
        "content": "<p>a &lt; b &amp; c <script>x</script></p>",
        "media_attachments": [{"description": "Een foto van de markt"}],
        "language": "fr",
        "favourites_count": 3,
        "reblogs_count": 2,
    }
    post = posts_of(place_of(Fake(own=[status("102", 9, **more)])).visit())[0]
    assert keep_one(post).text == "a < b & c"
    assert (post.title, post.language, post.reactions) == ("", "fr", 5)


def test_hostile_texts_pass_and_hostile_ids_do_not() -> None:
    wild = status("102", 9, content="\ud800\x00" + "x" * 1_000_000, account={"acct": "a\ud800"})
    post = posts_of(place_of(Fake(own=[wild])).visit())[0]
    assert keep_one(post).text
    for native in ("1/../9", "", None, "x" * 41, "1\n", ["1"], "٣"):
        place = place_of(Fake())
        place.fake.odd["/accounts/7/statuses"] = (200, [{**status("102", 9), "id": native}])
        place.visit()
        assert place.reason == "schema-drift"


def test_a_conversation_that_repeats_itself_ends() -> None:
    below = [status("110", 9, in_reply_to_id="102", replies_count=9)] * 70
    below.append(status("102", 9, in_reply_to_id="110", replies_count=9))
    fake = Fake(own=[status("102", 9, replies_count=1)])
    fake.odd["/statuses/102/context"] = (200, {"ancestors": [], "descendants": below})
    fake.odd["/statuses/110/context"] = (200, {"ancestors": [], "descendants": below})
    place = place_of(fake)
    place.visit()
    assert place.reason == ""
    assert set(place.held.bodies()) == {"102", "110"}


def test_a_number_that_is_none_is_another_form_than_documented() -> None:
    place = place_of(Fake(own=[status("102", 9, replies_count=10**30)]))
    place.visit()
    assert place.reason == "schema-drift"


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        ((404, {"error": "Record not found"}), "http-404"),
        ((200, {"error": "Sign in"}), "schema-drift"),
        ((200, b"<html>"), "not-json"),
        (SourceBroken("groep", FetchReason.BUDGET), "budget"),
    ],
)
def test_a_listing_in_another_form_is_an_error(
    odd: tuple[int, object] | Exception, reason: str
) -> None:
    place = place_of(make_fake(odd={"/accounts/7/statuses": odd}))
    place.visit()
    assert place.reason == reason


def test_when_its_allowance_is_used_up_the_rest_follows_at_the_next_visit() -> None:
    place = place_of(make_fake(), accounts=("heidebeek",), tags=("heidebeek",))
    place.fake.tag.append(status("300", 9))
    place.fake.odd["/timelines/tag/heidebeek"] = SourceBroken(
        "groep", FetchReason.RATE_LIMITED, retry_at=NOW + HOUR
    )
    place.visit()
    assert place.reason == "rate-limited"
    assert set(place.held.bodies()) == {"100", "101", "102"}
    place.fake.odd.clear()
    place.visit(HOUR / 2)
    assert set(place.held.bodies()) == {"100", "101", "102", "110", "111", "300"}


def test_an_answer_whose_conversation_cannot_be_read_is_kept_and_one_that_must_wait_waits() -> None:
    fake = Fake(own=[status("105", 9, in_reply_to_id="104")])
    fake.odd["/statuses/105/context"] = SourceBroken("groep", FetchReason.HTTP_500)
    assert posts_of(place_of(fake).visit())[0].thread_native_id == "104"
    place = place_of(fake)
    fake.odd["/statuses/105/context"] = SourceBroken(
        "groep", FetchReason.RATE_LIMITED, retry_at=NOW + HOUR
    )
    assert place.visit() == []
    assert place.reason == "rate-limited"
    fake.odd["/statuses/105/context"] = (404, {"error": "Record not found"})
    assert ids(place.visit()) == ["105"]


def test_a_conversation_deeper_than_is_given_at_once_is_followed_to_its_opening() -> None:
    fake = Fake(own=[status("105", 9, in_reply_to_id="104")])
    above = [status("103", 10, in_reply_to_id="102"), status("104", 10, in_reply_to_id="103")]
    fake.odd["/statuses/105/context"] = (200, {"ancestors": above, "descendants": []})
    fake.other = [status("100", 12), status("102", 11, in_reply_to_id="100"), *above]
    place = place_of(fake)
    place.visit()
    assert {post.thread_native_id for _, post in place.held.posts.values()} == {None, "100"}
    odd = {"ancestors": [status("9", 10, in_reply_to_id="8")], "descendants": []}
    fake.odd |= {"/statuses/105/context": (200, odd), "/statuses/9/context": (200, odd)}
    assert posts_of(place_of(fake).visit())[0].thread_native_id == "9"


def test_more_than_one_visit_takes_is_cut_and_follows() -> None:
    fake = Fake(own=[status(str(number), 9) for number in range(10_000, 15_200)], most=2_600)
    fake.other = [status("20000", 8, in_reply_to_id="10000")]
    place = place_of(fake)
    assert place.visit()[-1].cut
    assert len(place.held.bodies()) == 5_200
    assert not place.visit(HOUR / 4)[-1].cut
    assert "20000" in place.held.bodies()


def test_its_options_name_something_to_read() -> None:
    for wrong in (
        {},
        {"accounts": ("een naam",)},
        {"tags": ("a/b",)},
        {"tags": ("heidebeek",), "token": "EAA geheim"},
    ):
        with pytest.raises(ValidationError):
            Options.model_validate({"url": URL, **wrong})
    assert Options.model_validate({"url": URL, "tags": ("#Liège",)}).tags == ("#Liège",)


def test_the_cursor_names_no_account_and_no_hashtag() -> None:
    place = place_of(make_fake(tag=[status("300", 9)]))
    place.options = {"url": URL, "accounts": ("heidebeek",), "tags": ("heidebeek",)}
    place.visit()
    assert "heidebeek" not in repr(place.cursor)

"""An Open311 server: spans of time, pages, what was noted, and which reports are gone."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

import pytest

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.open311 import collector as reports
from jobs.collect.keep import keep_all
from jobs.collect.protocol import Verified
from jobs.collect.pseudonym import post_id
from jobs.collect.reasons import FetchReason
from jobs.collect.request import Request, Response
from jobs.errors import FetchRefused, SourceBroken, SourceError
from jobs.model import Batch, PostId, SourceId, Speaker
from tests.collect.again import Again
from tests.collect.forum_fake import OPEN311, SPAN, asked, open311, report
from tests.collect.town import KEY, make_keeping, posts_of
from tests.fakes import NOW, FakeFetcher

GROUP = SourceId("groep")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass
class Server:
    """Answers as an Open311 server does, from the reports that it holds.

    Attributes:
        reports: What it holds.
        per_page: Reports of a page; 0 for a server that knows no pages.
        single: Whether it gives single reports.
        open_only: Whether it lists what is open only.
        most: Reports that it gives at once when it knows no pages.
        form: How it writes an answer.
        ending: What stands behind the name of what it gives.
        dates: Whether it knows dates.
    """

    reports: list[dict[str, Any]] = field(default_factory=list)
    per_page: int = 50
    single: bool = True
    open_only: bool = False
    most: int = 1000
    form: Callable[[list[dict[str, Any]]], str] = json.dumps
    ending: str = ".json"
    dates: bool = True
    asked: list[Request] = field(default_factory=list)

    async def get(self, request: Request) -> Response:
        """Answer a list or a single report."""
        self.asked.append(request)
        parts = urlsplit(request.url)
        name = parts.path.rpartition("/")[2].removesuffix(self.ending)
        if name == "requests":
            found = self._listed({key: held[0] for key, held in parse_qs(parts.query).items()})
        else:
            found = [one for one in self.reports if str(one["service_request_id"]) == name]
            if not found or not self.single:
                raise SourceBroken(GROUP, FetchReason.HTTP_404, "not there")
        return await FakeFetcher({request.url: self.form(found)}).get(request)

    def _listed(self, query: dict[str, str]) -> list[dict[str, Any]]:
        span = (query["start_date"], query["end_date"])
        found = [
            one for one in self.reports
            if (span[0] <= one["requested_datetime"] <= span[1] or not self.dates)
            and not (self.open_only and one["status"] == "closed")
        ]  # fmt: skip
        if not self.per_page:
            return found[: self.most]
        page = int(query["page"])
        return found[(page - 1) * self.per_page : page * self.per_page]


class Reader(Again[Server | FakeFetcher]):
    """A server that is visited again and again."""

    def __init__(self, **options: object) -> None:
        super().__init__(Server(), "open311", {"url": OPEN311, **options})


def key(native: str) -> PostId:
    return post_id(KEY, GROUP, native)


def gone(batches: list[Batch]) -> set[PostId]:
    natives = {key(one) for batch in batches for one in batch.gone}
    return natives | {one for batch in batches for one in batch.gone_posts}


def ids(batches: list[Batch]) -> list[str]:
    return [post.native_id for post in posts_of(batches)]


def at(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_report_is_a_post_and_what_was_noted_its_answer() -> None:
    noted = report(1, description="paal a < b & c", status="closed", status_notes="Hersteld.")
    opening, answer = posts_of(
        Reader(page="https://m.example/r/{id}").through(FakeFetcher(open311(noted)))
    )
    assert (opening.author, opening.title, opening.url) == (
        None, "Straatverlichting", "https://m.example/r/1",
    )  # fmt: skip
    assert (answer.native_id, answer.thread_native_id, answer.author) == (
        "1#notes",
        "1",
        "gemeente",
    )
    kept, _ = keep_all([opening, answer], make_keeping())
    assert kept[0].text == "paal a < b & c"
    assert [post.speaker for post in kept] == [Speaker.VOICE, Speaker.MUNICIPALITY]
    assert (kept[0].posted_at, kept[1].posted_at) == (
        datetime.fromisoformat("2026-11-15T10:00:00Z"),
        datetime.fromisoformat("2026-11-15T12:00:00Z"),
    )
    assert reports.VERIFIED is Verified.DOCUMENTATION


def test_who_let_a_name_stand_is_the_author_and_is_masked() -> None:
    """As FixMyStreet tells it, of those who did not report without a name."""
    named = {"requestor_name": "Jan Peeters"}
    rows = [
        report(1, description="Paal omver. Bel Jan Peeters.", **named),
        report(2, description="Nog een paal", **named),
        report(3, description="En nog een"),
    ]
    posts = posts_of(Reader().through(FakeFetcher(open311(*rows))))
    assert [post.author for post in posts] == ["Jan Peeters", "Jan Peeters", None]
    kept, _ = keep_all(posts, make_keeping())
    assert "Peeters" not in kept[0].text
    assert kept[0].voice == kept[1].voice != kept[2].voice


def test_notes_without_a_moment_are_as_old_as_the_report() -> None:
    noted = report(1, status_notes="Gezien", updated_datetime=None)
    _, answer = posts_of(Reader().through(FakeFetcher(open311(noted))))
    assert answer.posted_at == datetime.fromisoformat("2026-11-15T10:00:00Z")


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "?"])
def test_notes_with_a_moment_that_is_none_are_as_old_as_the_report(moment: str) -> None:
    server = Server([report(1, status_notes="x", updated_datetime=moment), report(2)])
    posts = {post.native_id: post.posted_at for post in posts_of(Reader().through(server))}
    assert posts["1#notes"] == posts["1"]
    assert "2" in posts


def test_neither_coordinates_nor_house_numbers_nor_contact_data_are_kept() -> None:
    told = report(
        1, description="bel mij op 0470 12 34 56 of jan@post.example", lat=51.123456, long=4.98765,
        address="Molenstraat 12b, 9990 Heidebeek", email="jan@post.example", first_name="Jan",
    )  # fmt: skip
    posts = posts_of(Reader().through(FakeFetcher(open311(told))))
    assert posts[0].body.endswith("\nMolenstraat")
    (kept,), _ = keep_all(posts, make_keeping())
    assert not [one for one in ("0470", "jan@", "51.1", "4.98", "12b", "Jan") if one in repr(kept)]


def test_the_interface_is_asked_as_it_is_documented() -> None:
    server = Server([report(1)])
    Reader(jurisdiction="heidebeek.example", pause=3).through(server)
    assert {(one.robots, one.pace) for one in server.asked} == {(False, timedelta(seconds=3))}
    assert all("jurisdiction_id=heidebeek.example" in one.url for one in server.asked)
    with pytest.raises(ValueError, match="names no report"):
        reports.Options(url=OPEN311, page="https://m.example/r/")


def test_spans_are_short_and_reach_back_as_far_as_rounds_last() -> None:
    fetcher = FakeFetcher(open311(report(1)))
    Reader().through(fetcher)
    assert fetcher.urls == [
        asked(NOW - SPAN, NOW), asked(NOW - SPAN, NOW, 2),
        asked(NOW - 2 * SPAN, NOW - SPAN), asked(NOW - 3 * SPAN, NOW - 2 * SPAN),
    ]  # fmt: skip


def test_reports_too_old_when_first_seen_are_left_out() -> None:
    old = [report(1, requested_datetime=at(NOW - DAY * 29)), report(2)]
    assert ids(Reader().through(Server(old))) == ["2"]


def test_a_status_that_changes_weeks_later_is_seen() -> None:
    reader, server = Reader(), Server([report(1)])
    reader.through(server)
    server.reports[0] |= {"status": "closed", "status_notes": "Hersteld"}
    assert ids(reader.through(server, NOW + DAY * 5)) == ["1", "1#notes"]


def test_notes_that_are_taken_back_are_gone_after_two_readings() -> None:
    reader, server = Reader(), Server([report(1, status_notes="Hersteld")])
    reader.through(server)
    server.reports[0]["status_notes"] = None
    assert gone(reader.through(server, NOW + HOUR)) == set()
    assert gone(reader.through(server, NOW + 7 * HOUR)) == {key("1#notes")}


def test_a_report_that_is_not_there_is_gone_at_once() -> None:
    reader, server = Reader(), Server([report(1), report(2, status_notes="x")])
    reader.through(server)
    server.reports.pop()
    batches = reader.through(server, NOW + HOUR)
    assert gone(batches) == {key("2"), key("2#notes")}
    assert "again:2" not in reader.cursor.marks


def test_a_server_that_lists_open_reports_only_loses_no_closed_ones() -> None:
    reader, server = Reader(), Server([report(1), report(2)], open_only=True)
    reader.through(server)
    server.reports[1] |= {"status": "closed", "status_notes": "Hersteld"}
    for hours in (1, 7, 25):
        batches = reader.through(server, NOW + HOUR * hours)
        assert "2#notes" in ids(batches)
        assert gone(batches) == set()


@pytest.mark.parametrize("left", [1, 0])
def test_a_server_that_gives_no_single_reports_proves_nothing(left: int) -> None:
    reader, server = Reader(), Server([report(1), report(2)], single=False)
    reader.through(server)
    server.reports = [report(1), report(3)] if left else [report(3)]
    for hours in (1, 7, 25):
        assert gone(reader.through(server, NOW + HOUR * hours)) == set()


def test_what_is_listed_proves_what_is_gone_however_old_it_is() -> None:
    old = report(2, requested_datetime=at(NOW - DAY * 35))
    reader, server = Reader(), Server([report(1), old])
    assert ids(reader.through(server)) == ["1"]
    server.reports = [old]
    assert gone(reader.through(server, NOW + HOUR)) == {key("1"), key("1#notes")}


def test_trouble_with_the_report_that_proves_does_not_hold_up_the_others() -> None:
    reader = Reader()
    reader.through(FakeFetcher(open311(report(1), report(2), report(3))))
    pages = open311(report(3), now=NOW + HOUR)
    single = f"{OPEN311}/requests/"
    pages |= {
        f"{single}1.json": "[]",
        f"{single}2.json": json.dumps([report(2, status_notes="x")]),
        f"{single}3.json": SourceBroken(GROUP, FetchReason.HTTP_500, "x"),
    }
    batches = reader.through(FakeFetcher(pages), NOW + HOUR)
    assert ids(batches) == ["3", "2", "2#notes"]
    assert gone(batches) == set()


def test_a_report_that_stays_in_trouble_is_not_asked_for_ever() -> None:
    reader = Reader()
    reader.through(FakeFetcher(open311(report(1), report(2))))
    single = f"{OPEN311}/requests/1.json"
    asks = 0
    for days in range(1, 20):
        pages = open311(report(2), now=NOW + DAY * days)
        pages[single] = SourceBroken(GROUP, FetchReason.CLOSED, "x")
        fetcher = FakeFetcher(pages)
        reader.through(fetcher, NOW + DAY * days)
        asks += fetcher.urls.count(single)
    assert asks < 8


def test_a_report_in_trouble_does_not_hold_up_the_others() -> None:
    reader = Reader()
    reader.through(FakeFetcher(open311(report(1), report(2), report(3))))
    pages = open311(report(3), now=NOW + HOUR)
    single = f"{OPEN311}/requests/"
    pages |= {
        f"{single}1.json": SourceBroken(GROUP, FetchReason.HTTP_500, "x"),
        f"{single}2.json": json.dumps([report(2, status_notes="x")]),
    }
    batches = reader.through(FakeFetcher(pages), NOW + HOUR)
    assert ids(batches) == ["3", "2", "2#notes"]
    assert batches[-1].refused == {"thread-http-500": 1}
    pages = open311(report(3), now=NOW + 7 * HOUR)
    pages[f"{single}1.json"] = FetchRefused(GROUP, FetchReason.BUDGET, "x")
    with pytest.raises(FetchRefused):
        reader.through(FakeFetcher(pages), NOW + 7 * HOUR)


def test_all_pages_are_read_and_a_server_without_pages_is_not_asked_for_more() -> None:
    many = [report(number, requested_datetime=at(NOW - HOUR * number)) for number in range(1, 120)]
    assert len(ids(Reader().through(Server(many)))) == 119
    server = Server(many, per_page=0)
    assert len(ids(Reader().through(server))) == 119
    # once for a second page; then for halves, because as many may be the most that it gives
    assert [one.url[-1] for one in server.asked].count("2") == 1
    assert len(server.asked) == 8


def test_a_span_that_may_hold_more_is_asked_for_in_halves() -> None:
    minute = timedelta(minutes=1)
    many = [report(n, requested_datetime=at(NOW - minute * n)) for n in range(1, 2500)]
    found = ids(Reader().through(Server(many, per_page=0)))
    assert sorted(map(int, found)) == list(range(1, 2500))


@pytest.mark.parametrize("most", [20, 25, 100])
def test_a_server_without_pages_that_gives_few_at_once_is_read_whole(most: int) -> None:
    times = [NOW - HOUR * number / 2 for number in range(1, 400)]
    many = [report(number, requested_datetime=at(time)) for number, time in enumerate(times)]
    server = Server(many, per_page=0, most=most)
    assert sorted(map(int, ids(Reader().through(server)))) == list(range(399))


def test_pages_that_overlap_do_not_go_on_for_ever() -> None:
    many = [report(number, requested_datetime=at(NOW - HOUR * number)) for number in range(1, 120)]

    class Sliding(Server):
        """Takes the number of a page for that of the first report on it."""

        def _listed(self, query: dict[str, str]) -> list[dict[str, Any]]:
            place = int(query["page"]) - 1
            return super()._listed(query)[place : place + 50]

    server = Sliding(many, per_page=0)
    assert len(ids(Reader().through(server))) == 119
    assert len(server.asked) < 30


def test_a_server_that_knows_no_dates_is_not_asked_for_more_and_more() -> None:
    many = [report(number, requested_datetime=at(NOW - HOUR * number)) for number in range(1, 120)]
    server = Server(many, per_page=50, dates=False)
    assert len(ids(Reader().through(server))) == 119
    assert len(server.asked) == 8  # only what is older shows it
    server = Server(many, per_page=0, most=30, dates=False)
    batches = Reader().through(server)
    assert (len(ids(batches)), batches[-1].cut) == (30, True)
    assert len(server.asked) < 20


def _xml(rows: list[dict[str, Any]]) -> str:
    """Return *rows* as the specification writes them."""
    told = "".join(
        "<request>" + "".join(f"<{key}>{escape(str(held))}</{key}>" for key, held in row.items())
        + "<agency_responsible><recipient>x</recipient></agency_responsible></request>"
        for row in rows
    )  # fmt: skip
    return f'<?xml version="1.0" encoding="utf-8"?>\n<service_requests>{told}</service_requests>'


@pytest.mark.parametrize(
    "form",
    [
        lambda rows: json.dumps({"requests": [{"request": rows}]}),  # FixMyStreet
        lambda rows: json.dumps(
            {
                "requests": [
                    {"request": [{key: [held] for key, held in row.items()} for row in rows]}
                ]
            }
        ),  # FixMyStreet before 2018
        lambda rows: json.dumps({"service_requests": rows}),
        lambda rows: json.dumps([{"service_request": row} for row in rows]),
        lambda rows: json.dumps(rows[0] if len(rows) == 1 else rows),
        _xml,
    ],
    ids=["FixMyStreet", "old FixMyStreet", "object", "each wrapped", "one alone", "XML"],
)
def test_reports_are_found_in_whatever_they_are_wrapped(
    form: Callable[[list[dict[str, Any]]], str],
) -> None:
    reader = Reader()
    server = Server([report(1, description="a < b &amp; één"), report(2)], form=form)
    posts = {post.native_id: post for post in posts_of(reader.through(server))}
    assert set(posts) == {"1", "2"}
    assert keep_all([posts["1"]], make_keeping())[0][0].text == "a < b &amp; één"
    del server.reports[0]
    assert key("1") in gone(reader.through(server, NOW + 2 * HOUR))


def test_a_server_that_has_xml_only_is_read() -> None:
    server = Server([report(1), report(2)], form=_xml, ending=".xml")
    reader = Reader()
    assert ids(reader.through(server)) == ["1", "2"]
    assert [".json" in one.url for one in server.asked].count(True) == 1
    assert "xml" in server.asked[0].accept
    del server.reports[0]
    assert key("1") in gone(reader.through(server, NOW + 2 * HOUR))


def test_a_span_that_cannot_be_read_holds_up_neither_what_is_new_nor_what_is_gone() -> None:
    class Shaky(Server):
        """Fails at what is older."""

        def _listed(self, query: dict[str, str]) -> list[dict[str, Any]]:
            if query["end_date"] < at(NOW - DAY * 10):
                raise SourceBroken(GROUP, FetchReason.HTTP_500)
            return super()._listed(query)

    old = report(9, requested_datetime=at(NOW - DAY * 20))
    reader = Reader()
    reader.through(Server([report(1), report(2), old]))
    with pytest.raises(SourceBroken) as caught:
        reader.through(Shaky([report(2), report(3), old]), NOW + 2 * HOUR)
    assert caught.value.reason == FetchReason.HTTP_500
    assert set(reader.held.bodies()) == {"2", "3", "9"}


def test_what_one_hour_holds_too_many_of_is_told_as_cut() -> None:
    reader = Reader()
    reader.max_pages = 2
    many = [report(n, requested_datetime=at(NOW - timedelta(seconds=n))) for n in range(1, 500)]
    assert any(batch.cut for batch in reader.through(Server(many)))


def test_more_than_one_visit_gives_is_read_by_the_next() -> None:
    many = [report(number, requested_datetime=at(NOW - DAY * number)) for number in range(1, 28)]
    reader, server = Reader(), Server(many)
    reader.max_items = 3
    first = reader.through(server)
    assert first[-1].cut
    server.reports.append(report(99, requested_datetime=at(NOW + HOUR / 2)))
    seen = set(ids(first))
    for visits in (1, 2, 3):
        seen |= set(ids(reader.through(server, NOW + HOUR * visits)))
    assert seen == {str(number) for number in (*range(1, 28), 99)}


def test_no_reports_at_all_any_more_is_no_quiet_week() -> None:
    reader = Reader()
    assert ids(reader.through(Server())) == []
    reader.through(Server([report(1)]))
    with pytest.raises(SourceBroken) as caught:
        reader.through(Server(), NOW + HOUR)
    assert caught.value.reason == ReadReason.EMPTY_FEED


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("<html><request/></html>", ReadReason.NOT_JSON),
        (
            "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><requests>&a;</requests>",
            ReadReason.NOT_JSON,
        ),
        ("<", ReadReason.NOT_JSON),
        ('{"requests": 7}', ReadReason.SCHEMA_DRIFT),
        ("[" * 300 + "7" + "]" * 300, ReadReason.SCHEMA_DRIFT),
        ("[" * 100_000, ReadReason.NOT_JSON),
        ("{}", ReadReason.SCHEMA_DRIFT),
        ('[{"service_request_id":"a/../b"}]', ReadReason.SCHEMA_DRIFT),
        ('[{"service_request_id":1}]', ReadReason.SCHEMA_DRIFT),
        ('[{"service_request_id":1,"requested_datetime":"ooit"}]', ReadReason.SCHEMA_DRIFT),
        ("[1]", ReadReason.SCHEMA_DRIFT),
        ('[{"service_request_id":{"a":1}}]', ReadReason.SCHEMA_DRIFT),
    ],
)
def test_an_answer_in_another_form_is_a_state_of_the_source(answer: str, reason: str) -> None:
    pages = open311() | {asked(NOW - SPAN, NOW): answer}
    with pytest.raises(SourceError) as caught:
        Reader().through(FakeFetcher(pages))
    assert caught.value.reason == reason


def test_a_report_that_has_no_id_yet_is_passed_over() -> None:
    fresh = {"token": "abc", "description": "nog zonder nummer"}
    assert ids(Reader().through(FakeFetcher(open311(fresh, report(1))))) == ["1"]


def test_hostile_texts_pass_as_text() -> None:
    hostile = report(1, description="<script>\x00\ud800" + "x" * 1_000_000, address="7 8 9")
    (post,) = posts_of(Reader().through(FakeFetcher(open311(hostile))))
    assert post.body.startswith("&lt;script&gt;")


def test_a_list_that_is_as_it_was_is_not_given_again_all_day_long() -> None:
    reader, server = Reader(), Server([report(1), report(2)])
    reader.through(server)
    questions = [one.url for one in server.asked]
    batches = reader.through(server, NOW + HOUR)  # when both are due
    assert [one.url for one in server.asked] == questions
    assert all(one.validators != ("", "") for one in server.asked)
    assert (ids(batches), gone(batches)) == ([], set())
    server.reports[0] |= {"status": "closed", "status_notes": "Hersteld"}
    assert "1#notes" in ids(reader.through(server, NOW + 2 * HOUR))
    assert ids(reader.through(server, NOW + DAY)) == ["1", "1#notes", "2"]  # other questions
    assert all(one.validators == ("", "") for one in server.asked)


def test_notes_that_are_taken_back_are_looked_for_though_the_list_is_as_it_was() -> None:
    reader, server = Reader(), Server([report(1, status_notes="Hersteld")])
    reader.through(server)
    server.reports = [report(1)]
    assert gone(reader.through(server, NOW + HOUR)) == set()
    assert gone(reader.through(server, NOW + 7 * HOUR)) == {key("1#notes")}


@dataclass
class Untagged(Server):
    """Tells no ETag, so that the second before its Date stands for the time of a change."""

    async def get(self, request: Request) -> Response:
        """Answer in full, always."""
        answer = await super().get(request)
        return replace(answer, validators=("", "Mon, 16 Nov 2026 05:59:59 GMT"))


@pytest.mark.parametrize(
    "server",
    [
        Untagged([report(1)]),
        Server([report(1)], form=_xml, ending=".xml"),
        Server([report(one) for one in range(30)], per_page=0, most=20),
    ],
    ids=["no ETag", "XML", "more than it gives"],
)
def test_a_list_that_proves_nothing_is_asked_for_once_and_in_full(server: Server) -> None:
    reader = Reader()
    reader.through(server)
    reader.through(server, NOW + HOUR)
    assert server.asked
    assert all(one.validators == ("", "") for one in server.asked)

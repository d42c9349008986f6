"""What Meta's Graph says is wrong, how it pages, and when it is left alone."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.collect.clean import to_text
from jobs.collect.collectors.kit.interface import Fields
from jobs.collect.collectors.kit.walk import Walk
from jobs.collect.collectors.meta.graph import VERSION, Graph, Page, plain, rest_of
from jobs.collect.reasons import FetchReason
from jobs.errors import FetchRefused, SourceBroken, SourceError
from jobs.model import SourceId
from tests.collect.graph_fake import TOKEN, error
from tests.collect.town import visit
from tests.fakes import NOW, FakeFetcher

BASE = "https://graph.example/v1"
EDGE = f"{BASE}/9/feed"
BUSY = "x-business-use-case-usage"


def make_graph(fetcher: FakeFetcher, *, tells_end: bool = True) -> Graph:
    visiting = visit("feed", fetcher, options={"url": BASE})
    return Graph(
        replace(visiting, secret=lambda *_: TOKEN), f"{BASE}/", "meta", tells_end=tells_end
    )


def stopped(graph: Graph, path: str = "/9/feed") -> SourceError:
    with pytest.raises(SourceError) as caught:
        asyncio.run(graph.page(path, {}))
    return caught.value


def answers(body: object, status: int = 200, headers: dict[str, str] | None = None) -> FakeFetcher:
    text = body if isinstance(body, str) else json.dumps(body)
    return FakeFetcher({EDGE: text}, statuses={EDGE: status}, headers={EDGE: headers or {}})


def usage(percent: object, minutes: object = 0) -> str:
    use = {"type": "pages", "call_count": percent, "estimated_time_to_regain_access": minutes}
    return json.dumps({"9": [{"total_time": 1}, use]})


def test_the_token_is_in_the_header_and_in_no_address() -> None:
    fetcher = answers({"data": []})
    asyncio.run(make_graph(fetcher).page("/9/feed", {}))
    assert fetcher.asked[0].headers == (("Authorization", f"Bearer {TOKEN}"),)
    assert not fetcher.asked[0].robots
    assert TOKEN not in fetcher.asked[0].url
    assert TOKEN not in repr(fetcher.asked[0])


@pytest.mark.parametrize(
    ("status", "code", "subcode", "reason"),
    [
        (400, 190, 463, "closed"),
        (401, 190, 0, "closed"),
        (400, 102, 0, "closed"),
        (403, 10, 0, "closed"),
        (403, 200, 0, "closed"),
        (400, 299, 0, "closed"),
        (400, 4, 0, "rate-limited"),
        (400, 17, 0, "rate-limited"),
        (403, 32, 0, "rate-limited"),
        (400, 613, 0, "rate-limited"),
        (400, 80_001, 0, "rate-limited"),
        (400, 80_002, 0, "rate-limited"),
        (200, 4, 0, "rate-limited"),
        (400, 100, 33, "http-404"),
        (404, 803, 0, "http-404"),
        (400, 24, 0, "http-404"),
        (400, 100, 0, "http-400"),
        (400, 1, 0, "http-500"),
        (400, 0, 0, "http-400"),
    ],
)
def test_an_error_means_what_its_code_says(
    status: int, code: int, subcode: int, reason: str
) -> None:
    found = stopped(make_graph(answers(error(code, subcode), status)))
    assert found.reason == reason
    assert isinstance(found, FetchRefused if reason == "rate-limited" else SourceBroken)
    assert found.detail == f"graph error {code}/{subcode}"
    assert "Klaprooszaad" not in str(found)


@pytest.mark.parametrize(
    ("status", "reason"), [(401, "closed"), (403, "closed"), (404, "http-404"), (400, "http-400")]
)
def test_a_status_without_an_error_object_is_no_answer(status: int, reason: str) -> None:
    assert stopped(make_graph(answers({"data": []}, status))).reason == reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<html>Meld je aan</html>", "not-json"),
        ('{"error": "nee"}', "schema-drift"),
        ('{"error": {"code": "veel"}}', "schema-drift"),
        ("{}", "schema-drift"),
        ('{"data": null}', "schema-drift"),
        ('{"data": {"id": 1}}', "schema-drift"),
        ('{"data": [1]}', "schema-drift"),
        ('{"data": [{"id": 1}], "paging": 7}', "schema-drift"),
    ],
)
def test_what_is_no_page_is_an_error_and_no_quiet_week(body: str, reason: str) -> None:
    for status in (200, 400):
        found = stopped(make_graph(answers(body, status)))
        if status == 200 or reason == "not-json" or "error" in body:
            assert found.reason == reason
        assert "Meld" not in str(found)


@pytest.mark.parametrize(
    ("headers", "rest"),
    [
        ({}, timedelta(hours=1)),
        ({BUSY: usage(100, 19)}, timedelta(minutes=19)),
        ({BUSY: usage(100, 99_999_999)}, timedelta(days=1)),
    ],
)
def test_who_asked_too_much_is_told_when_to_come_back(
    headers: dict[str, str], rest: timedelta
) -> None:
    found = stopped(make_graph(answers(error(32), 400, headers)))
    assert found.retry_at == NOW + rest


@pytest.mark.parametrize(
    ("header", "value", "rest"),
    [
        (BUSY, usage(89), None),
        (BUSY, usage(90), timedelta(hours=1)),
        (BUSY, usage(95.5, 12), timedelta(minutes=12)),
        ("x-app-usage", '{"call_count": 28, "total_time": 25, "total_cputime": 25}', None),
        ("x-app-usage", '{"call_count": 2, "total_time": 91, "total_cputime": 2}', 1),
        ("x-ad-account-usage", '{"call_count": 99}', None),
        (BUSY, usage("99"), None),
        (BUSY, usage(percent=True), None),
        (BUSY, usage(10**400), None),
        (BUSY, '{"9": [{"call_count": NaN}], "8": {"call_count": 99}, "7": [99]}', None),
        (BUSY, usage(99, -5), timedelta(hours=1)),
        (BUSY, "geen json", None),
        (BUSY, "[" * 5_000, None),
        (BUSY, "[99]", None),
    ],
)
def test_nine_tenths_of_an_allowance_are_enough(
    header: str, value: str, rest: timedelta | int | None
) -> None:
    found = rest_of({header: value})
    assert found == (timedelta(hours=rest) if isinstance(rest, int) else rest)


@given(st.text())
def test_no_usage_header_breaks_a_visit(text: str) -> None:
    rest_of({BUSY: text, "x-app-usage": f'{{"call_count": {text}'})


def test_the_page_on_sources_names_the_version_that_is_asked() -> None:
    page = Path("docs/sources.md").read_text("utf-8")
    assert page.count(f"version {VERSION.removeprefix('v')}") == 2


def test_an_answer_that_uses_up_the_allowance_counts_and_is_the_last() -> None:
    fetcher = answers({"data": [{"id": "1"}]}, headers={BUSY: usage(92, 7)})
    graph = make_graph(fetcher)
    page = asyncio.run(graph.page("/9/feed", {}))
    assert len(page.rows) == 1
    found = stopped(graph)
    assert (found.reason, found.retry_at) == ("rate-limited", NOW + timedelta(minutes=7))
    assert graph.ended is found
    assert len(fetcher.asked) == 1


@pytest.mark.parametrize("code", [190, 4])
def test_after_a_dead_token_or_a_limit_nothing_is_asked_any_more(code: int) -> None:
    fetcher = answers(error(code), 400)
    graph = make_graph(fetcher)
    assert stopped(graph) is stopped(graph, "/elders")
    assert len(fetcher.asked) == 1


def test_what_may_not_be_read_is_no_reason_to_ask_nothing_else() -> None:
    fetcher = answers(error(10), 403)
    graph = make_graph(fetcher)
    stopped(graph)
    assert stopped(graph, "/elders").reason == "http-404"
    assert len(fetcher.asked) == 2


def _page(paging: object, rows: int = 1, *, tells_end: bool = True) -> Page:
    graph = make_graph(FakeFetcher(), tells_end=tells_end)
    values = {"data": [{"id": str(row)} for row in range(rows)], "paging": paging}
    return graph.page_in(Fields(SourceId("groep"), values))


def test_only_a_next_means_that_there_is_more() -> None:
    cursors = {"before": "a", "after": "b"}
    assert _page({"cursors": cursors}).more == ""
    assert _page({"cursors": cursors, "next": f"{EDGE}?after=b"}).more == "b"
    assert _page({"cursors": cursors, "next": f"{EDGE}?after=b"}, rows=0).more == "b"
    assert _page(None).more == ""


def test_where_the_end_is_not_told_an_empty_page_is_the_end() -> None:
    cursors = {"cursors": {"after": "b"}}
    assert _page(cursors, tells_end=False).more == "b"
    assert _page(cursors, rows=0, tells_end=False).more == ""
    assert _page({}, tells_end=False).more == ""


def test_a_next_page_without_a_cursor_is_its_address_without_the_token() -> None:
    query = f"access_token={TOKEN}&appsecret_proof=x&until=7&__paging_token=q"
    fetcher = FakeFetcher(
        {
            EDGE: json.dumps({"data": [], "paging": {"next": f"{EDGE}?{query}"}}),
            f"{EDGE}?until=7&__paging_token=q": '{"data": [{"id": "2"}]}',
        }
    )
    graph = make_graph(fetcher)

    async def go() -> Page:
        return await graph.page("/9/feed", {}, (await graph.page("/9/feed", {})).more)

    assert asyncio.run(go()).rows[0].text("id") == "2"
    assert TOKEN not in repr(fetcher.urls)


@pytest.mark.parametrize(
    "following",
    [
        "https://evil.example/v1/9/feed?after=b",
        "http://graph.example/v1/9",
        f"{BASE}.evil.example/",
    ],
)
def test_a_next_page_elsewhere_is_refused(following: str) -> None:
    fetcher = answers({"data": [], "paging": {"next": following}})
    graph = make_graph(fetcher)

    async def go() -> None:
        await graph.page("/9/feed", {}, (await graph.page("/9/feed", {})).more)

    with pytest.raises(SourceBroken) as caught:
        asyncio.run(go())
    assert caught.value.reason == "schema-drift"
    assert len(fetcher.asked) == 1


@pytest.mark.parametrize("after", ["\ud800", "a\nb", "é", "x" * 3_000])
def test_a_cursor_that_is_none_is_refused(after: str) -> None:
    with pytest.raises(SourceBroken):
        _page({"cursors": {"after": after}, "next": EDGE})


@pytest.mark.parametrize("following", ["http://[", "x" * 3_000])
def test_an_address_that_is_none_ends_as_an_error(following: str) -> None:
    graph = make_graph(answers({"data": [], "paging": {"next": following}}))

    async def go() -> None:
        await graph.page("/9/feed", {}, (await graph.page("/9/feed", {})).more)

    with pytest.raises(SourceError):
        asyncio.run(go())


@pytest.mark.parametrize("native", ["../me/accounts", "1/2", "", "1?x=1", "٣", "1" * 50, "jan"])
def test_an_id_that_is_no_figures_is_refused(native: str) -> None:
    graph = make_graph(FakeFetcher())
    with pytest.raises(SourceBroken):
        graph.native(Fields(SourceId("groep"), {"id": native}))


def test_ids_of_posts_and_comments_are_figures() -> None:
    graph = make_graph(FakeFetcher())
    for native in ("1", "104_77", "104_77_5", 17841400000000000):
        assert graph.native(Fields(SourceId("groep"), {"id": native})) == str(native)


@pytest.mark.parametrize("text", ["a < b & c", "<b>hoi</b> &amp; dag", "1 <3\nregel 2", "&lt;"])
def test_a_text_comes_through_as_it_was_written(text: str) -> None:
    assert to_text(plain(text)).text == text


@dataclass(frozen=True)
class _Part:
    name: str
    more: str


def _asks(parts: dict[str, str | SourceError]) -> Callable[[str], Awaitable[_Part]]:
    async def ask(after: str) -> _Part:
        found = parts[after]
        if isinstance(found, SourceError):
            raise found
        return _Part(after, found)

    return ask


def _walk(
    parts: dict[str, str | SourceError], after: str = "", most: int = 50
) -> tuple[list[str], Walk[_Part], str]:
    walk = Walk(_asks(parts), after)

    async def go() -> tuple[list[str], str]:
        names: list[str] = []
        try:
            async for part in walk.parts(most):
                names.append(part.name)  # noqa: PERF401 - what came before an error counts
        except SourceError as caught:
            return names, caught.reason
        return names, ""

    names, reason = asyncio.run(go())
    return names, walk, reason


def test_a_walk_goes_to_the_end() -> None:
    names, walk, _ = _walk({"": "b", "b": "c", "c": ""})
    assert (names, walk.at, walk.done, walk.whole) == (["", "b", "c"], "", True, True)


def test_a_walk_that_is_cut_goes_on_where_it_stopped_and_is_not_whole() -> None:
    parts: dict[str, str | SourceError] = {"": "b", "b": "c", "c": ""}
    _, walk, _ = _walk(parts, most=2)
    assert (walk.at, walk.done) == ("c", False)
    names, walk, _ = _walk(parts, walk.at)
    assert (names, walk.done, walk.whole) == (["c"], True, False)


@pytest.mark.parametrize("parts", [{"": "b", "b": "b"}, {"": "b", "b": "c", "c": "b"}])
def test_pages_that_lead_back_end_a_walk(parts: dict[str, str | SourceError]) -> None:
    names, walk, _ = _walk(parts)
    assert (len(names), walk.at, walk.done) == (len(parts), "", False)


def test_trouble_on_the_way_leaves_the_place() -> None:
    trouble = SourceBroken("groep", FetchReason.HTTP_500)
    names, walk, reason = _walk({"": "b", "b": trouble})
    assert (names, walk.at, reason) == ([""], "b", "http-500")


@pytest.mark.parametrize("lost", [FetchReason.HTTP_400, FetchReason.HTTP_404])
def test_a_cursor_that_did_not_last_starts_the_walk_anew(lost: FetchReason) -> None:
    names, walk, _ = _walk({"old": SourceBroken("groep", lost), "": ""}, "old")
    assert (names, walk.whole) == ([""], True)
    limited = FetchRefused("groep", FetchReason.RATE_LIMITED)
    names, walk, reason = _walk({"old": limited}, "old")
    assert (names, walk.at, reason) == ([], "old", "rate-limited")

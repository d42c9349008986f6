"""What the door to documented interfaces takes, and what it refuses."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from jobs.collect.collectors.kit.interface import Fields, Interface, Reply, nested
from jobs.errors import SourceBroken
from jobs.model import SourceId
from tests.collect.town import visit
from tests.fakes import FakeFetcher

BASE = "https://api.example/v1"


def _ask(body: str | bytes, path: str = "/posts") -> Reply:
    fetcher = FakeFetcher({f"{BASE}/posts": body})
    visiting = visit("feed", fetcher, options={"url": BASE})
    return asyncio.run(Interface(visit=visiting, base=BASE).ask(path))


def _fields(**values: object) -> Fields:
    return Fields(SourceId("groep"), values)


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Meld je aan</html>",
        b"",
        b"{",
        b"[" * 100_000,
        b"\xff",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": %s}' % (b"9" * 5_000),
    ],
)
def test_what_is_no_json_is_a_broken_source_without_its_text(body: bytes) -> None:
    with pytest.raises(SourceBroken) as caught:
        _ask(body)
    assert caught.value.reason == "not-json"
    assert "Meld" not in str(caught.value)


@pytest.mark.parametrize("body", ["3", '"x"', "null", "true"])
def test_an_answer_is_an_object_or_a_list(body: str) -> None:
    with pytest.raises(SourceBroken) as caught:
        _ask(body)
    assert caught.value.reason == "schema-drift"


def test_a_list_stands_under_rows() -> None:
    assert [row.text("id") for row in _ask('[{"id": 1}, {"id": 2}]').data.rows("rows")] == [
        "1",
        "2",
    ]


@pytest.mark.parametrize(
    "path",
    ["https://evil.example/v1/posts", "https://api.example.evil/v1/x", "//evil.example/x", "posts"],
)
def test_a_next_page_may_not_lead_elsewhere(path: str) -> None:
    fetcher = FakeFetcher()
    interface = Interface(visit=visit("feed", fetcher, options={"url": BASE}), base=BASE)
    with pytest.raises(SourceBroken):
        asyncio.run(interface.ask(path))
    assert all(url.startswith("https://api.example/") for url in fetcher.urls)


def test_a_token_is_a_header_and_stands_in_no_address_and_no_repr() -> None:
    fetcher = FakeFetcher({f"{BASE}/posts?limit=5": "{}"})
    visiting = visit("feed", fetcher, options={"url": BASE})
    visiting = replace(visiting, secret=lambda _, name: f"geheim-{name}")
    interface = Interface.bearing(visiting, BASE, "page")
    asyncio.run(interface.ask("/posts", {"limit": 5}))
    assert fetcher.asked[0].headers == (("Authorization", "Bearer geheim-page"),)
    assert "geheim" not in repr(fetcher.asked[0]) + repr(interface) + fetcher.urls[0]


READERS: dict[str, Callable[[Fields], object]] = {
    "text": lambda row: row.text("a"),
    "number": lambda row: row.number("a"),
    "flag": lambda row: row.flag("a"),
    "inner": lambda row: row.inner("a"),
    "rows": lambda row: row.rows("a"),
    "needed": lambda row: row.needed("a"),
    "deeper": lambda row: row.text("a", "b"),
}


@pytest.mark.parametrize("reader", READERS)
def test_a_field_of_another_type_is_drift(reader: str) -> None:
    with pytest.raises(SourceBroken) as caught:
        READERS[reader](_fields(a=[1, "x"]))
    assert caught.value.reason == "schema-drift"
    assert caught.value.detail.startswith("a")


@pytest.mark.parametrize("native", [None, "", 1.5, True, [], {}, float("nan")])
def test_an_id_that_is_neither_a_text_nor_a_whole_number_is_drift(native: object) -> None:
    with pytest.raises(SourceBroken) as caught:
        _fields(id=native).needed("id")
    assert caught.value.reason == "schema-drift"


@pytest.mark.parametrize("native", [2**63, -1, 10**200, "x" * 10_000])
def test_an_id_may_be_as_large_as_it_likes(native: object) -> None:
    assert _fields(id=native).needed("id") == str(native)


def test_what_is_absent_or_null_is_empty() -> None:
    for row in (_fields(), _fields(a=None)):
        assert row.text("a") == ""
        assert row.number("a") == 0
        assert row.flag("a") is False
        assert row.rows("a") == ()
        assert row.inner("a", "b").text("c") == ""
        assert not row.has("a")


def test_numbers_may_be_texts_and_texts_numbers() -> None:
    row = _fields(a="12", b=12, c=12.0)
    assert (row.number("a"), row.number("b"), row.number("c"), row.text("b")) == (12, 12, 12, "12")


@pytest.mark.parametrize("value", [float("inf"), float("nan"), 10**30, "9" * 40, "-1", "x"])
def test_a_number_without_end_is_drift(value: object) -> None:
    with pytest.raises(SourceBroken):
        _fields(a=value).number("a")


def test_a_nest_is_walked_level_by_level_and_never_deeper_than_a_hundred() -> None:
    deep: dict[str, object] = {"id": 0}
    for number in range(1, 300):
        deep = {"id": number, "in": [deep]}
    found = list(nested(Fields(SourceId("groep"), json.loads(json.dumps(deep))), "in"))
    assert len(found) == 100
    assert [row.number("id") for row, _ in found][:3] == [299, 298, 297]
    assert found[1][1] is found[0][0]

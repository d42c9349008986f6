"""Addresses of posts: only what is safe can be clicked."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.collect.collectors.feed.collector import Options
from jobs.collect.collectors.meta import facebook_page, instagram, threads
from jobs.model import LEAD
from jobs.report.desk import Pen
from jobs.report.links import MAX_LENGTH, hosts_in, safe_link, site
from jobs.settings.schema import Table
from tests.report.scenes import rich_desk, words

CASES = Path(__file__).parents[1] / "cases" / "report" / "links.toml"


def cases() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(CASES.read_text("utf-8"))["case"]
    return found


@pytest.mark.parametrize("case", cases(), ids=lambda case: str(case["name"]))
def test_an_address_is_clicked_as_its_case_says(case: dict[str, Any]) -> None:
    assert safe_link(case["url"], case.get("hosts", ())) == case.get("link")


def test_no_address_and_an_endless_address_are_no_links() -> None:
    assert safe_link(None) is None
    assert safe_link("https://town.example/" + "a" * MAX_LENGTH) is None


@given(st.text())
def test_whatever_is_clicked_is_http(text: str) -> None:
    link = safe_link(text)

    assert link is None or link.startswith(("http://", "https://"))


def test_hosts_are_found_however_deep_they_lie() -> None:
    table = {"url": "https://a.example/feed", "pages": ["http://b.example", {"x": "c"}], "n": 1}

    assert hosts_in(table) == {"a.example", "b.example"}
    assert hosts_in("https://[::1/") == frozenset()
    assert hosts_in(None) == frozenset()


def test_a_site_is_the_last_two_parts_of_a_host() -> None:
    assert site("WWW.forum.Town.example.") == "town.example"


def test_only_the_sources_own_site_is_linked_to() -> None:
    desk = rich_desk()
    source = desk.settings.sources[0].model_copy(
        update={"options": Options(url="https://nieuws.town.example/feed.xml")}
    )
    settings = desk.settings.model_copy(update={"sources": (source,)})
    pen = Pen(desk=replace(desk, settings=settings), reader=LEAD, words=words())
    post = next(post for post in desk.posts.values() if post.source_id == source.id)

    assert pen.link(replace(post, url="https://www.town.example/a")) is not None
    assert pen.link(replace(post, url="https://evil.example/phish")) is None


@pytest.mark.parametrize(
    ("options", "url"),
    [
        (threads.Options(token="meta"), "https://www.threads.com/@heidebeek/post/C9xYz"),
        (threads.Options(token="meta"), "https://www.threads.net/@heidebeek/post/C9xYz"),
        (instagram.Options(account="9", token="meta"), "https://www.instagram.com/p/C9xYz/"),
        (
            facebook_page.Options(page="heidebeek", token="meta", base="https://poort.example/v"),
            "https://www.facebook.com/9_1",
        ),
    ],
)
def test_a_channel_is_linked_to_where_readers_find_it_not_where_it_is_read(
    options: Table, url: str
) -> None:
    desk = rich_desk()
    source = desk.settings.sources[0].model_copy(update={"options": options})
    settings = desk.settings.model_copy(update={"sources": (source,)})
    pen = Pen(desk=replace(desk, settings=settings), reader=LEAD, words=words())
    post = next(post for post in desk.posts.values() if post.source_id == source.id)

    assert pen.link(replace(post, url=url)) == url
    assert pen.link(replace(post, url="https://www.threads.example/@heidebeek")) is None

"""A page of a forum in, its software and where things stand on its pages out."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from jobs.collect.collectors.html_forum.pages import Select
from jobs.collect.collectors.kit.marks import same_host
from jobs.collect.collectors.kit.selectors import elements, value
from jobs.collect.discover.page import Page, Proposal
from jobs.settings.schema import Table

_FILE: Final = Path(__file__).parent / "forums.toml"
_SHOWN: Final = 5
"""Addresses that are named when there are many."""


class Software(Table):
    """A forum software: a table of ``forums.toml``, which explains its keys."""

    marks: tuple[str, ...]
    list: str | None = None
    boards: str | None = None
    select: Select


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a forum from one page of it.

    Attributes:
        software: Its name.
        proposal: How to read it; None when the page shows no list of topics, nor leads to one.
        boards: Lists of topics that the page leads to, when it is none itself.
    """

    software: str
    proposal: Proposal | None
    boards: tuple[str, ...] = ()


@cache
def programs() -> Mapping[str, Software]:
    """Return the forum software we know, by name."""
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: Software.model_validate(table) for name, table in tables.items()}


def known_forum(page: Page) -> Known | None:
    """Return what we know of the forum that *page* is of; None when it is of none we know."""
    for name, software in programs().items():
        if any(page.has(mark) for mark in software.marks):
            return _known(page, name, software)
    return None


def _known(page: Page, name: str, software: Software) -> Known:
    url: str | None = page.url
    if not elements(page.soup, software.select.row):
        above = value(page.soup, software.list) if elements(page.soup, software.select.post) else ""
        url = same_host(page.url, above) if above else None
    if url is not None:
        select = software.select.model_dump(exclude_unset=True)
        return Known(software=name, proposal=forum_proposal(url, select, page.site))
    links = elements(page.soup, software.boards) if software.boards else []
    boards = (same_host(page.url, value(link, "@href")) for link in links)
    shown = tuple(dict.fromkeys(filter(None, boards)))[:_SHOWN]
    return Known(software=name, proposal=None, boards=shown)


def forum_proposal(url: str, select: Mapping[str, object], site: str) -> Proposal:
    """Return how to read the list of topics at *url* with the selectors *select*."""
    note = (
        ""
        if "active" in select
        else (
            "No moment of the last answer was found in the list, so that every topic on it is read"
            " at first, however old."
        )
    )
    return Proposal(
        kind="html_forum",
        options={"url": url, "select": dict(select)},
        site=site,
        platform="forum",
        note=note,
    )

"""An address in, what is behind it and what reading it once gives out; nothing is stored.

Everything goes through the one fetcher, at its pace and by robots.txt, also the few questions
that prove what a page seems to be.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Final

from jobs.collect.codes import ReadReason
from jobs.collect.discover.doors import door_of
from jobs.collect.discover.find import by_address, look
from jobs.collect.discover.forum import forum_proposal, known_forum
from jobs.collect.discover.guess import Rows, guess_list, guess_topic
from jobs.collect.discover.inside import Clocks
from jobs.collect.discover.page import Page, Proposal
from jobs.collect.keep import Keeping, Refusal, keep_each
from jobs.collect.protocol import Fetches
from jobs.collect.pseudonym import KEY_BYTES, post_id, thread_id
from jobs.collect.request import Request, Response
from jobs.collect.visits import guarded, make_visit
from jobs.errors import SourceError
from jobs.model import Cursor, Post, RawPost, SourceId
from jobs.settings.schema import Settings, Source

_NAME: Final = SourceId("try")
_ACCEPT: Final = (
    "text/html, application/xhtml+xml;q=0.9, application/rss+xml;q=0.8, application/atom+xml;q=0.8,"
    " application/feed+json;q=0.8, */*;q=0.1"
)
_MAX_BYTES: Final = 3_000_000
_TOPICS: Final = 3
"""Topics of an unknown forum that are looked at: the newest may have no answers yet."""
_ENOUGH: Final = 100
"""Posts after which the first reading stops."""
_SHOWN: Final = 5
_WHOLE: Final = frozenset({"wordpress", "discourse", "nodebb", "lemmy", "mastodon"})
"""Kinds that read all there is, so that nothing is looked for on the pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is behind an address.

    Attributes:
        proposals: Ways to read it, the best first.
        hints: What else the operator should know.
        doubts: Kinds whose marks are there and that did not prove it, each with the reason code.
    """

    proposals: tuple[Proposal, ...] = ()
    hints: tuple[str, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What one reading gave.

    Attributes:
        posts: The first five, cleaned and masked.
        kept: How many were kept in all.
        threads: In how many threads.
        undated: Of how many the moment could not be read.
        refused: How many were left out, by reason code.
        more: Whether there was more than was read.
        reason: Code of what went wrong; empty when all is well.
    """

    posts: tuple[Post, ...] = field(repr=False)
    kept: int
    threads: int
    undated: int
    refused: Mapping[str, int]
    more: bool
    reason: str


async def find(address: str, fetcher: Fetches, clocks: Clocks) -> Found:
    """Return what is behind *address*.

    Raises:
        SourceError: The page there could not be read.
    """
    door = door_of(address)
    if door is not None:
        return Found(hints=(door.said(),))
    known = by_address(address)
    if known is not None:
        return await _proved((known,), fetcher)
    response = await _ask(fetcher, address)
    found = await _proved(await asyncio.to_thread(look, response), fetcher)
    if any(proposal.kind in _WHOLE for proposal in found.proposals):
        return found
    page = await asyncio.to_thread(Page.of, response)
    forum = await _known(page)
    if forum is not None:
        return _together(forum, found)
    return _together(found, await _guessed(page, fetcher, clocks))


def _together(one: Found, other: Found) -> Found:
    return Found(
        proposals=(*one.proposals, *other.proposals),
        hints=(*one.hints, *other.hints),
        doubts=(*one.doubts, *other.doubts),
    )


async def _ask(fetcher: Fetches, url: str, accept: str = _ACCEPT) -> Response:
    request = Request(source_id=_NAME, url=url, accept=accept, max_bytes=_MAX_BYTES)
    return await fetcher.get(request)


async def _proved(proposals: tuple[Proposal, ...], fetcher: Fetches) -> Found:
    """Return those of *proposals* whose proof holds, and of the others why not."""
    reasons = [(proposal, await _doubt(proposal, fetcher)) for proposal in proposals]
    return Found(
        proposals=tuple(proposal for proposal, reason in reasons if not reason),
        doubts=tuple((proposal.kind, reason) for proposal, reason in reasons if reason),
    )


async def _doubt(proposal: Proposal, fetcher: Fetches) -> str:
    """Return the code of why *proposal* is not what it seems; empty when it is."""
    if proposal.proof is None:
        return ""
    try:
        response = await _ask(fetcher, proposal.proof.url, "application/json")
    except SourceError as error:
        return error.reason
    return "" if proposal.proof.holds(response.body) else ReadReason.SCHEMA_DRIFT.value


async def _known(page: Page) -> Found | None:
    """Return how to read the forum that *page* is of; None when its software is not known."""
    known = await asyncio.to_thread(known_forum, page)
    if known is None:
        return None
    if known.proposal is not None:
        return Found(proposals=(known.proposal,))
    boards = ", ".join(known.boards) or "the address of a list of topics"
    return Found(hints=(f"This page of {known.software} lists no topics; try {boards}",))


async def _guessed(page: Page, fetcher: Fetches, clocks: Clocks) -> Found:
    """Return how to read what repeats on *page*, when that leads to pages of posts."""
    rows = await asyncio.to_thread(guess_list, page, clocks)
    posts = None if rows is None else await _posts(rows, fetcher, clocks)
    if rows is None or posts is None:
        return Found()
    guess = forum_proposal(page.url, {**rows.select, **posts}, page.site)
    note = f"The selectors are a guess from what repeats on the pages: compare. {guess.note}"
    return Found(proposals=(replace(guess, note=note.strip()),))


async def _posts(rows: Rows, fetcher: Fetches, clocks: Clocks) -> dict[str, object] | None:
    """Return where things stand on the first topics of *rows*; None when no posts are there."""
    pages: list[Page] = []
    for url in rows.topics[:_TOPICS]:
        try:
            pages.append(await asyncio.to_thread(Page.of, await _ask(fetcher, url)))
        except SourceError:
            continue
    return await asyncio.to_thread(guess_topic, pages, clocks)


async def sample(
    settings: Settings, source: Source, fetcher: Fetches, now: Callable[[], datetime]
) -> Sample:
    """Read the beginning of *source* with its own collector, and mask what comes.

    Args:
        settings: The municipality, which says whose names stay.
        source: As proposed.
        fetcher: The door to the web.
        now: The present moment, UTC.
    """
    key = secrets.token_bytes(KEY_BYTES)  # of this reading only: nothing is stored
    visit = make_visit(settings, source, Cursor.start(), fetcher, now())
    visit = replace(
        visit,
        max_pages=1,
        thread_id=partial(thread_id, key, visit.source_id),
        post_id=partial(post_id, key, visit.source_id),
    )
    raws: list[RawPost] = []
    refused: Counter[str] = Counter()
    more, reason = False, ""
    try:
        async with aclosing(guarded(source, visit)) as batches:
            async for batch in batches:
                raws += batch.posts
                refused.update(batch.refused)
                more = more or batch.cut or len(raws) >= _ENOUGH
                if len(raws) >= _ENOUGH:
                    break
    except SourceError as error:
        reason = error.reason
    results = await asyncio.to_thread(keep_each, raws, Keeping.of(settings, source, key, now()))
    refused.update(result.value for result in results if isinstance(result, Refusal))
    kept = {result.id: result for result in results if isinstance(result, Post)}
    return Sample(
        posts=tuple(kept.values())[:_SHOWN],
        kept=len(kept),
        threads=len({post.thread_id for post in kept.values()}),
        undated=sum(post.date_suspect for post in kept.values()),
        refused=dict(refused),
        more=more,
        reason=reason,
    )

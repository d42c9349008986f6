"""``buurtsignaal source try``: what is behind an address, read once and shown; nothing is written.

All that is printed can be read as TOML: what is told stands in comments.
"""

import asyncio
from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from jobs import clock
from jobs.cli.source_rows import counted, why
from jobs.collect.discover.inside import Clocks
from jobs.collect.discover.page import Proposal
from jobs.collect.discover.read import Found, Sample, find, sample
from jobs.collect.discover.table import source_of, table_of
from jobs.collect.tidy import shorten, tidy_line
from jobs.errors import BuurtsignaalError, SourceError
from jobs.settings.schema import Settings, Source
from jobs.wiring import fetcher

_SHOWN: Final = 200
"""Characters of a post that are shown."""


def try_address(settings: Settings, address: str) -> None:
    """Find what is behind *address*, read it once each way, and print the tables.

    Raises:
        BuurtsignaalError: Nothing there can be read; the message says why.
    """
    whole = address if "://" in address else f"https://{address}"
    if not asyncio.run(_try(settings, whole)):
        message = "nothing was read there; what is told above says why"
        raise BuurtsignaalError(message)


async def _try(settings: Settings, address: str) -> bool:
    """Print what is behind *address*; return whether anything of it can be used."""
    zone = ZoneInfo(settings.municipality.timezone)
    try:
        async with fetcher(settings) as fetch:
            found = await find(address, fetch, Clocks(now=clock.now(), zone=zone))
    except SourceError as error:
        found = Found(hints=(f"The page was not read: {why(error.reason)}.",))
    doubts = (
        f"There are marks of {kind}, but its interface did not prove it: {why(reason)}."
        for kind, reason in found.doubts
    )
    for hint in (*found.hints, *doubts):
        print(comment(hint))
    if found == Found():
        print(comment("No feed, platform or forum was found on this page."))
    if len(found.proposals) > 1:
        print(comment("These are several ways to read the same place: take one of them."))
    taken = {source.id for source in settings.sources}
    usable = False
    for number, proposal in enumerate(found.proposals, start=1):
        print(comment(f"--- {number} of {len(found.proposals)}: {proposal.kind} ---"), flush=True)
        source = source_of(proposal, taken)
        taken_now = frozenset(taken)
        taken |= {source.id} if source else set()
        usable = await _show(settings, proposal, source, taken_now) or usable
    return usable


async def _show(
    settings: Settings, proposal: Proposal, source: Source | None, taken: frozenset[str]
) -> bool:
    """Print what one reading of *source* gives, and the table; return whether it can be used."""
    table = table_of(proposal, taken)
    if proposal.note:
        print(comment(proposal.note))
    if source is None:
        print(comment("Not read: first decide what stands below as a comment."))
        print(f"\n{table}")
        return True
    async with fetcher(settings) as fetch:
        read = await sample(settings, source, fetch, clock.now)
    zone = ZoneInfo(settings.municipality.timezone)
    print("\n".join(comment(line) for line in told(read, zone)))
    usable = not read.reason
    print(f"\n{table}" if usable else "\n".join(comment(line) for line in table.splitlines()))
    return usable


def told(read: Sample, zone: ZoneInfo) -> Iterator[str]:
    """Yield what one reading gave, in words."""
    if read.reason:
        yield f"Reading it failed: {why(read.reason)}."
    more = ", and there is more" if read.more else ""
    yield f"Read once: {counted(read.kept, 'post')} in {counted(read.threads, 'thread')}{more}."
    if read.undated:
        yield f"Without a moment that can be read: {counted(read.undated, 'post')}."
    if read.refused:
        yield f"Left out: {', '.join(f'{count} {code}' for code, count in read.refused.items())}."
    for post in read.posts:
        said = shorten(tidy_line(f"{post.title} {post.text}".strip()).text, _SHOWN)
        yield f"  {post.posted_at.astimezone(zone):%Y-%m-%d %H:%M}  {said}"


def comment(line: str) -> str:
    """Return *line* as a comment of TOML, in which no control character may stand."""
    return f"# {''.join(sign if sign.isprintable() else ' ' for sign in line)}".rstrip()

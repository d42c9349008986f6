"""Items that left their feed in, those that are gone out: the page of an item tells."""

from collections.abc import Iterable
from typing import Final

from jobs.collect.collectors.feed.reading import Reading
from jobs.collect.collectors.kit.validators import UNKNOWN
from jobs.collect.reasons import STOPS, FetchReason
from jobs.errors import SourceError
from jobs.model import Batch, ThreadId

_ACCEPT: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_THERE: Final = frozenset({FetchReason.TOO_BIG, FetchReason.BOMB})
"""What else than a page says that one is there."""


async def read_items(reading: Reading) -> Batch | None:
    """Return which items that are due, and not in the feed any more, are gone; None for none.

    A feed holds the newest only, so nothing follows from that alone: the page of the item is asked
    for. When each such page is said not to be there, another one must be, or it is the site. One
    that is not there at two rounds is gone; once, a paper may have been at work on it.
    """
    missing, there = await _look(reading)
    if not missing:
        return None
    if not (there or await _any_is_there(reading, reading.shown)):
        for thread in missing:
            reading.skip(thread)
        return None
    lost = [thread for thread in missing if reading.rounds.is_lost(thread, there=False)]
    for thread in lost:
        reading.rounds.forget(thread)
    reading.due = [thread for thread in reading.due if thread not in missing]
    return reading.batch(threads=tuple(lost)) if lost else None


async def _look(reading: Reading) -> tuple[list[ThreadId], bool]:
    """Return which items due and not in the feed have no page, and whether another one has."""
    missing: list[ThreadId] = []
    there = False
    most = reading.visit.max_pages // 4  # the comments have their turn in every visit
    for thread in tuple(reading.due):
        address = _page(reading, thread) if thread not in reading.shown else None
        if address is not None and (reading.is_stopped() or most <= 0):
            reading.cut = True
            continue
        told = None
        if address is not None:
            most -= 1
            told = await _is_there(reading, address)
        if told is False:
            missing.append(thread)
            continue
        if told:
            there = True
            reading.rounds.is_lost(thread, there=True)
        if reading.comments_of(thread) is None:
            reading.skip(thread)  # there is nothing else to ask
    return missing, there


def _page(reading: Reading, thread: ThreadId) -> str | None:
    """Return the address of an item on the site of its feed."""
    return reading.links.own(reading.address(thread))


async def _any_is_there(reading: Reading, threads: Iterable[ThreadId]) -> bool:
    """Tell whether the page of one item that the feed shows is there."""
    address = next(filter(None, (_page(reading, thread) for thread in threads)), None)
    return address is not None and await _is_there(reading, address) is True


async def _is_there(reading: Reading, address: str) -> bool | None:
    """Tell whether a page is there; None when the answer says neither."""
    reading.asks -= 1
    try:
        await reading.get(address, UNKNOWN, _ACCEPT)
    except SourceError as error:
        if error.reason in STOPS:
            reading.troubles.append(error)
        if error.reason in _THERE:
            return True
        return False if error.reason == FetchReason.HTTP_404 else None
    return True

"""Threads of a WordPress site that are due in, their replies, edits and deletions out."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.wordpress.rows import comment, comment_id, number
from jobs.collect.collectors.wordpress.site import COMMENTS, POSTS
from jobs.collect.collectors.wordpress.visit import OTHER, Reading
from jobs.collect.reasons import STOPS, FetchReason
from jobs.errors import SourceBroken, SourceError
from jobs.model import Batch

_AT_ONCE: Final = 50
"""Threads that are asked for together; their ids make an address of 400 characters."""
_ASKED: Final = 20
"""Comments of a thread that are asked for one by one when they are listed no more. Of more, two
readings without them must do."""


async def read_again(reading: Reading) -> AsyncGenerator[Batch, None]:
    """Yield what became of the threads whose next round has come.

    Raises:
        SourceError: The first trouble, when all were tried.
    """
    due = reading.rounds.due()
    troubles: list[SourceError] = []
    for place in range(0, len(due), _AT_ONCE):
        if reading.left <= 0:
            reading.cut = True
            break
        try:
            async for batch in _read(reading, due[place : place + _AT_ONCE], troubles):
                yield batch
        except SourceError as error:
            troubles.append(error)
            if error.reason in STOPS:
                break
    if troubles:
        raise troubles[0]


async def _read(
    reading: Reading, due: tuple[str, ...], troubles: list[SourceError]
) -> AsyncGenerator[Batch, None]:
    """Yield the articles of *due*, then the comments of those that are there."""
    articles = tuple(name for name in due if not name.startswith(OTHER))
    found = await reading.site.only(articles)
    lost = [name for name in articles if name not in found]
    gone = [name for name in lost if await _is_gone(reading, name, troubles)]
    closed = [name for name, row in found.items() if row.flag("content", "protected")]
    for name in (*gone, *closed):
        reading.rounds.forget(name)
    yield reading.articles(found.values(), gone=tuple(map(reading.visit.thread_id, gone)))
    there = tuple(name for name in articles if name not in {*gone, *closed})
    others = tuple(name for name in due if name.startswith(OTHER))
    if not reading.answers:
        for name in (*there, *others):
            reading.rounds.unchanged(name)
        return
    # one thread that is closed to us would close all that are asked for with it
    for names in filter(None, (there, *((name,) for name in others))):
        try:
            async for batch in _read_answers(reading, names, troubles):
                yield batch
        except SourceError as error:
            troubles.append(error)


async def _is_gone(reading: Reading, name: str, troubles: list[SourceError]) -> bool:
    """Tell whether the site says that an article is gone; trouble in asking is noted."""
    try:
        return await reading.site.is_gone(POSTS, name)
    except SourceError as error:
        troubles.append(error)
        return False


async def _read_answers(
    reading: Reading, names: tuple[str, ...], troubles: list[SourceError]
) -> AsyncGenerator[Batch, None]:
    """Yield the comments of threads, then which of them are gone."""
    given: dict[str, set[str]] = {name: set() for name in names}
    try:
        async for batch in _list(reading, given):
            yield batch
    except SourceError as error:
        if error.reason is not FetchReason.CLOSED or not names[0].startswith(OTHER):
            raise
    for name in names:
        try:
            yield await _settled(reading, name, given.get(name))
        except SourceError as error:
            troubles.append(error)
            if error.reason not in STOPS:
                reading.rounds.unchanged(name)


async def _list(reading: Reading, given: dict[str, set[str]]) -> AsyncGenerator[Batch, None]:
    """Yield the comments of the threads in *given*, and note their ids there, or nothing if cut."""
    by_id = {name.removeprefix(OTHER): name for name in given}
    params: dict[str, str | int] = {"post": ",".join(by_id), "orderby": "date", "order": "desc"}
    last = False
    async with aclosing(reading.walk(COMMENTS, params)) as pages:
        async for rows, ends in pages:
            last = ends
            wanted = [row for row in rows.values() if number(row, "post") in by_id]
            for row in wanted:
                given[by_id[number(row, "post")]].add(number(row, "id"))
            yield reading.batch(map(comment, wanted))
    if not last:
        reading.cut = True
        given.clear()


async def _settled(reading: Reading, name: str, ids: set[str] | None) -> Batch:
    """Return what is gone of a thread in which the comments *ids* were found; None if not all.

    Raises:
        SourceBroken: The site does not list a comment that it still has.
    """
    if ids is None:
        reading.rounds.unchanged(name)
        return reading.batch()
    absent = sorted(reading.known(name) - ids, key=int)[-_ASKED:]
    for one in absent:
        if not await reading.site.is_gone(COMMENTS, one):
            raise SourceBroken(reading.visit.source_id, ReadReason.SCHEMA_DRIFT, "comments")
    root = name.removeprefix(OTHER)
    gone_posts = reading.rounds.read(name, root, (root, *map(comment_id, ids)))
    reading.learn(name, ids)
    return reading.batch(gone=tuple(map(comment_id, absent)), gone_posts=gone_posts)

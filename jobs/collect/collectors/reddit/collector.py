"""A subreddit in, posts out, through the interface and with a client that Reddit approved.

New posts and new comments each have a list. Edits, deletions and what the lists did not hold are
found when a thread is read again. Reddit forbids to find out who somebody is; nothing here tries.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import timedelta
from functools import partial
from typing import Annotated, Final

from pydantic import Field, model_validator

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.kit.interface import Fields
from jobs.collect.collectors.kit.newest import Held, Newest, Sheet
from jobs.collect.collectors.kit.rounds import Rounds
from jobs.collect.collectors.kit.talks import Talks
from jobs.collect.collectors.reddit.door import Reddit
from jobs.collect.collectors.reddit.things import (
    COMMENT,
    OPENING,
    comment,
    is_gone,
    name_of,
    opening,
)
from jobs.collect.collectors.reddit.thread import read_thread
from jobs.collect.protocol import Verified, Visit
from jobs.errors import SourceBroken
from jobs.model import Batch, Cursor, RawPost
from jobs.settings.schema import Duration, SecretName, Table

VERIFIED: Final = Verified.RECORDED
_ROWS: Final = 100


class Options(Table):
    """Keys of a ``[[source]]`` of kind ``reddit``.

    Attributes:
        subreddit: Its name, without ``r/``.
        client: Name of the secret that holds the id of the client.
        client_secret: Name of the secret that holds the secret of the client.
        approved: Whether Reddit approved this client for this use.
        reach: Posts and comments that are older when first seen are left out.
    """

    subreddit: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]{1,20}$")]
    client: SecretName
    client_secret: SecretName
    approved: bool = False
    reach: Duration = timedelta(days=28)

    @model_validator(mode="after")
    def _is_approved(self) -> "Options":
        if not self.approved:
            message = (
                "Reddit lets only clients read that it approved; when it approved yours for this,"
                " write approved = true"
            )
            raise ValueError(message)
        return self


async def collect(visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield new posts and comments, then each thread that is due; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    reddit = await Reddit.enter(visit, options.client, options.client_secret)
    rounds = Rounds(visit)
    since = int((visit.now - options.reach).timestamp())
    lists = {
        kind: Newest(visit, name, since, partial(_sheet, reddit, options.subreddit, name, kind))
        for kind, name in ((OPENING, "new"), (COMMENT, "comments"))
    }

    def cursor() -> Cursor:
        """Return the cursor as it is now."""
        marks = {key: mark for one in lists.values() for key, mark in one.marks.items()}
        return Cursor(marks={**marks, **rounds.marks}, validators={})

    due = rounds.due()
    for kind, newest in lists.items():
        async with aclosing(newest.pages()) as pages:
            async for rows in pages:
                for row in rows:
                    rounds.meet(name_of(row, "name" if kind == OPENING else "link_id"))
                posts = tuple(_read(kind, row) for row in rows if not is_gone(row))
                gone = tuple(name_of(row) for row in rows if is_gone(row))
                yield Batch(posts=posts, gone=gone, cursor=cursor(), refused={})
    talks = Talks(visit, rounds, partial(read_thread, reddit), cursor)
    async with aclosing(talks.read(due)) as batches:
        async for batch in batches:
            yield batch
    yield talks.last(cut=any(newest.cut for newest in lists.values()))
    talks.check()


def _read(kind: str, row: Fields) -> RawPost:
    return opening(row) if kind == OPENING else comment(row)


async def _sheet(reddit: Reddit, subreddit: str, name: str, kind: str, at: str, _: Held) -> Sheet:
    """Return a page of the list called *name*, whose things are all of one *kind*.

    Reddit sends no validators.
    """
    params: dict[str, str | int] = {"limit": _ROWS}
    if at:
        params["after"] = at
    page = await reddit.ask(f"/r/{subreddit}/{name}", params)
    things = page.rows("data", "children")
    if not page.has("data", "children") or any(one.text("kind") != kind for one in things):
        raise SourceBroken(
            reddit.visit.source_id, ReadReason.SCHEMA_DRIFT, "children"
        )  # of a subreddit that is not there others are listed
    rows = tuple((one.number("data", "created_utc"), one.inner("data")) for one in things)
    return Sheet(rows, page.text("data", "after"))

"""Accounts and hashtags of a Mastodon server in, posts out, with the conversations they are in.

GoToSocial, Pleroma and Akkoma have the same interface.
"""

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Annotated, Final

from pydantic import Field, model_validator

from jobs.collect.collectors.kit.interface import Fields
from jobs.collect.collectors.kit.marks import WebAddress
from jobs.collect.collectors.kit.validators import UNKNOWN
from jobs.collect.collectors.mastodon.listing import FOUND, PARTS, Listed
from jobs.collect.collectors.mastodon.wire import Server, Talk, is_public, is_shy, post_of
from jobs.collect.protocol import Verified, Visit
from jobs.errors import SourceError
from jobs.model import Batch
from jobs.settings.schema import Duration, SecretName, Table

VERIFIED: Final = Verified.RECORDED

Handle = Annotated[str, Field(pattern=r"^@?[A-Za-z0-9_.-]{1,64}(@[A-Za-z0-9.:-]{1,255})?$")]
Tag = Annotated[str, Field(pattern=r"^#?\w{1,100}$")]


class Options(Table):
    """Keys of a ``[[source]]`` of kind ``mastodon``.

    Attributes:
        url: Address of the server.
        accounts: Accounts whose posts are read, such as ``heidebeek`` or ``politie@other.example``.
        tags: Hashtags that are read.
        token: Name of the secret that holds a token, for servers that answer to nobody else.
        reach: Posts that are older at the first reading are left out.
    """

    url: WebAddress
    accounts: tuple[Handle, ...] = ()
    tags: tuple[Tag, ...] = ()
    token: SecretName | None = None
    reach: Duration = timedelta(days=28)

    @property
    def addressed(self) -> tuple[str, ...]:
        """What the accounts are called in the addresses of their posts."""
        return tuple(name.removeprefix("@").partition("@")[0] for name in self.accounts)

    @model_validator(mode="after")
    def _reads_something(self) -> "Options":
        if not self.accounts and not self.tags:
            message = "there is nothing to read; name accounts or tags"
            raise ValueError(message)
        return self


async def collect(visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield what is new in each listing, then conversations; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    server = Server(visit, options.url, options.token)
    listed = Listed(visit, server, options.reach)
    troubles: list[SourceError] = []
    heard = False
    for name in (*options.accounts, *(f"#{name.removeprefix('#')}" for name in options.tags)):
        try:
            listing = await listed.find(name)
            async for batch in listed.read(listing):
                heard = True  # also when a later page cannot be read
                yield batch
            heard = True
        except SourceError as error:
            troubles.append(error)
    if heard:
        async for batch in _conversations(visit, server, listed, troubles):
            yield batch
        if listed.cursor != listed.told or listed.cut:
            yield listed.batch(())
    if troubles:
        raise max(troubles, key=lambda error: error.retry_at is not None)  # who wants rest first


async def _conversations(
    visit: Visit, server: Server, listed: Listed, troubles: list[SourceError]
) -> AsyncGenerator[Batch, None]:
    """Yield the conversations that are new to us and those whose round has come."""
    for name in dict.fromkeys((*listed.unheard, *listed.rounds.due())):
        if server.ended is not None:
            troubles.append(server.ended)
            return
        if listed.left <= 0:
            listed.cut = True
            return
        try:
            yield await _conversation(visit, server, listed, name)
        except SourceError as error:
            troubles.append(error)


async def _conversation(visit: Visit, server: Server, listed: Listed, name: str) -> Batch:
    """Return the posts of a conversation, and which of them are gone."""
    root = name.removeprefix(FOUND)
    listed.rounds.meet(name)  # of very many, the rounds forgot it
    first, answers = (f"{name}{part}" for part in PARTS)
    whole = listed.rounds.misses(name)  # what is the same as a bad answer proves nothing
    rows = {root: listed.openings[root]} if root in listed.openings else {}
    front = listed.validators.of(first)
    if not rows:
        held = UNKNOWN if whole else front
        reply = await server.reply(f"/statuses/{root}", held=held)
        if reply is None:
            # what answers it can be found no more, so that we could not tell when that is gone too
            listed.forget(name)
            return listed.batch((), threads=(visit.thread_id(root),))
        front = reply.response.validators
        rows = {} if reply.same else {root: reply.data}
    talk = Talk(rows, [root])
    pair = await server.hear(talk, UNKNOWN if whole else listed.validators.of(answers))
    for _ in range(visit.max_pages - 1):
        if not talk.left or len(talk.rows) >= listed.left:
            break
        await server.hear(talk)
        pair = UNKNOWN  # one answer does not tell all of it any more
    listed.validators.keep(first, front)  # not before: without the answers nothing is given
    listed.unheard.pop(name, None)
    posts = tuple(
        post_of(row, root)
        for native, row in talk.rows.items()
        if native not in listed.openings and _is_for_us(row, name)
    )
    listed.cut = listed.cut or bool(talk.left)
    counted = root in rows and rows[root].number("replies_count") > 0
    if pair is None or talk.left or (len({root, *talk.rows}) == 1 and (counted or not rows)):
        # as it was; or not all of it, or less than is counted: what is absent may be there
        listed.rounds.unchanged(name)
        return listed.batch(posts)
    listed.validators.keep(answers, pair)
    there = {native for native, row in talk.rows.items() if _is_for_us(row, name)}
    return listed.batch(posts, listed.rounds.read(name, root, there if rows else {root, *there}))


def _is_for_us(row: Fields, name: str) -> bool:
    """Tell whether a status is for everyone, and for who found its conversation by a hashtag."""
    return is_public(row) and not (name.startswith(FOUND) and is_shy(row))

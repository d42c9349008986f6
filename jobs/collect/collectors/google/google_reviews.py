"""Reviews of our own places on Google in, posts out: each review, and our reply to it.

Stars without a word are left out: `keep` refuses what has no text. An edit puts a review back in
front of the list; that one was deleted is seen when it is asked for alone.
"""

import re
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from datetime import timedelta
from typing import Annotated, Final

from pydantic import Field, model_validator

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.google.ask import ask, reply_at
from jobs.collect.collectors.kit.interface import Fields, Interface
from jobs.collect.collectors.kit.newest import Held, Newest, Sheet
from jobs.collect.collectors.kit.rounds import Rounds
from jobs.collect.collectors.kit.talks import Talk, Talks
from jobs.collect.collectors.meta.graph import plain
from jobs.collect.moments import to_utc
from jobs.collect.protocol import Verified, Visit
from jobs.collect.reasons import FetchReason, FetchStop
from jobs.errors import SourceBroken
from jobs.model import Batch, Cursor, RawPost
from jobs.settings.schema import Duration, SecretName, Table

VERIFIED: Final = Verified.DOCUMENTATION
_BASE: Final = "https://mybusiness.googleapis.com/v4"
_TOKENS: Final = "https://oauth2.googleapis.com"
_ROWS: Final = 50
_ID: Final = re.compile(r"[A-Za-z0-9_=-]{1,200}")
_OTHER_KEYS: Final = frozenset({"reviews", "averageRating", "totalReviewCount", "nextPageToken"})
"""What an answer without reviews may hold; a place that nobody reviewed gives none of it."""
_TRANSLATED: Final = "(Translated by Google)"
_ORIGINAL: Final = "(Original)"


class Options(Table):
    """Keys of a ``[[source]]`` of kind ``google_reviews``.

    Attributes:
        account: Number of the account that manages the place.
        location: Number of the place.
        token: Name of the secret that holds a token of the account, or with `client` the refresh
            token from which each visit gets one.
        client: Name of the secret that holds the id of the OAuth client.
        client_secret: Name of the secret that holds its secret.
        reach: Reviews that are older when first seen are left out.
    """

    account: Annotated[str, Field(pattern=r"^[0-9]{1,30}$")]
    location: Annotated[str, Field(pattern=r"^[0-9]{1,30}$")]
    token: SecretName
    client: SecretName | None = None
    client_secret: SecretName | None = None
    reach: Duration = timedelta(days=28)

    @model_validator(mode="after")
    def _names_both(self) -> "Options":
        if (self.client is None) != (self.client_secret is None):
            message = "client and client_secret go together; write both or neither"
            raise ValueError(message)
        return self


async def collect(visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield new and edited reviews, then each that is due; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    place = _Place(visit, options, await _enter(visit, options))
    rounds = Rounds(visit)
    since = int((visit.now - options.reach).timestamp())
    newest = Newest(visit, "reviews", since, place.reviews)

    def cursor() -> Cursor:
        """Return the cursor as it is now."""
        return Cursor(marks={**newest.marks, **rounds.marks}, validators=newest.validators)

    due = rounds.due()
    async with aclosing(newest.pages()) as pages:
        async for rows in pages:
            for row in rows:
                rounds.meet(place.native(row))
            posts = tuple(post for row in rows for post in place.posts(row))
            yield Batch(posts=posts, cursor=cursor(), refused={})
    talks = Talks(visit, rounds, place.talk, cursor)
    async with aclosing(talks.read(due)) as batches:
        async for batch in batches:
            yield batch
    yield talks.last(cut=newest.cut)
    talks.check()


async def _enter(visit: Visit, options: Options) -> Interface:
    """Return the interface with our token, or with one that our refresh token gives.

    Raises:
        SourceError: ``closed`` when Google gives none for it, and others.
    """
    if options.client is None or options.client_secret is None:
        return Interface.bearing(visit, _BASE, options.token)
    names = {
        "refresh_token": options.token,
        "client_id": options.client,
        "client_secret": options.client_secret,
    }
    sent = {key: visit.secret(visit.source_id, name) for key, name in names.items()}
    door = Interface(visit=visit, base=_TOKENS, form=True)
    refused = frozenset({400, 401})
    reply = await door.ask("/token", body={"grant_type": "refresh_token", **sent}, also=refused)
    if reply.status in refused:
        stop = FetchStop(FetchReason.CLOSED, f"google answered {reply.status}: no token given")
        raise stop.about(visit.source_id)
    bearer = (("Authorization", f"Bearer {reply.data.needed('access_token')}"),)
    return Interface(visit=visit, base=_BASE, headers=bearer)


class _Place:
    """One place, for one visit."""

    def __init__(self, visit: Visit, options: Options, interface: Interface) -> None:
        self._visit = visit
        self._own = options.location
        self._path = f"/accounts/{options.account}/locations/{options.location}/reviews"
        self._interface = interface

    async def reviews(self, at: str, held: Held) -> Sheet:
        """Return a page of the reviews, those changed last first."""
        params: dict[str, str | int] = {"pageSize": _ROWS, "orderBy": "updateTime desc"}
        if at:
            params["pageToken"] = at
        reply = await reply_at(self._interface, self._path, params, held)
        if reply.same:
            return Sheet((), "", same=True)
        page = reply.data
        rows = tuple((self._moment(row), row) for row in page.rows("reviews"))
        if not rows and page.values.keys() - _OTHER_KEYS:
            raise SourceBroken(self._visit.source_id, ReadReason.SCHEMA_DRIFT, "reviews")
        if not rows and not at and page.number("totalReviewCount"):
            raise SourceBroken(self._visit.source_id, ReadReason.EMPTY_FEED, "counted, not given")
        return Sheet(rows, page.text("nextPageToken"), reply.response.validators)

    async def talk(self, review: str) -> Talk:
        """Return one review and our reply; raise ``http-404`` when it was deleted."""
        row = await ask(self._interface, f"{self._path}/{review}", {})
        return Talk(posts=tuple(self.posts(row)))

    def native(self, row: Fields) -> str:
        """Return the id of a review: it becomes part of an address and of our marks."""
        found = row.needed("reviewId")
        if _ID.fullmatch(found) is None:
            raise SourceBroken(self._visit.source_id, ReadReason.SCHEMA_DRIFT, "reviewId")
        return found

    def posts(self, row: Fields) -> Iterator[RawPost]:
        """Yield a review, and our reply to it."""
        review = self.native(row)
        anonymous = row.flag("reviewer", "isAnonymous")
        yield RawPost(
            source_id=row.source_id,
            native_id=review,
            author=None if anonymous else row.text("reviewer", "displayName") or None,
            body=plain(_original(row.text("comment"))),
            posted_at=row.needed("createTime"),
        )
        if row.has("reviewReply"):
            yield RawPost(
                source_id=row.source_id,
                native_id=f"{review}/reply",
                thread_native_id=review,
                parent_native_id=review,
                author=self._own,
                body=plain(_original(row.text("reviewReply", "comment"))),
                posted_at=row.needed("reviewReply", "updateTime"),
            )

    def _moment(self, row: Fields) -> int:
        """Return when a review was last changed, in seconds since 1970."""
        text = row.needed("updateTime")
        moment, _ = to_utc(text, now=self._visit.now, zone=self._visit.zone)
        return int(moment.timestamp())


def _original(text: str) -> str:
    """Return what was written, without the translation that Google puts before or behind it."""
    before, mark, behind = text.partition(_TRANSLATED)
    if not mark:
        return text
    _, mark, original = behind.rpartition(_ORIGINAL)
    return (original if mark and not before.strip() else before or text).strip()

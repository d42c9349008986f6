"""A YouTube channel of our own in, posts out: its videos, the comments on them, and the replies.

New comments are found in the list of the whole channel. Replies, edits and deletions are found
when all comments on one video are read again. What the channel holds for review is not public,
and is not given to a key.
"""

import re
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from datetime import timedelta
from typing import Annotated, Final

from pydantic import Field

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.google.ask import ask, reply_at
from jobs.collect.collectors.kit.interface import Fields, Interface, Reply
from jobs.collect.collectors.kit.newest import Held, Newest, Sheet
from jobs.collect.collectors.kit.rounds import Rounds
from jobs.collect.collectors.kit.talks import Talk, Talks
from jobs.collect.collectors.kit.validators import UNKNOWN
from jobs.collect.collectors.meta.graph import plain
from jobs.collect.moments import to_utc
from jobs.collect.protocol import Verified, Visit
from jobs.collect.reasons import STOPS, FetchReason, FetchStop
from jobs.errors import SourceBroken, SourceError
from jobs.model import Batch, Cursor, RawPost
from jobs.settings.schema import Duration, SecretName, Table

VERIFIED: Final = Verified.DOCUMENTATION
_BASE: Final = "https://www.googleapis.com/youtube/v3"
_ROWS: Final = 100
_AT_ONCE: Final = 50
"""Videos that one question may ask for."""
_ID: Final = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_PAGE: Final = re.compile(r"[A-Za-z0-9_.=-]{1,500}")
_PUBLIC: Final = frozenset({"", "published"})


class Options(Table):
    """Keys of a ``[[source]]`` of kind ``youtube``.

    Attributes:
        channel: Id of the channel, which starts with ``UC``.
        key: Name of the secret that holds the key of the interface.
        reach: Comments that are older when first seen are left out.
    """

    channel: Annotated[str, Field(pattern=r"^UC[A-Za-z0-9_-]{22}$")]
    key: SecretName
    reach: Duration = timedelta(days=28)


async def collect(visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield what is new on the channel, then each video that is due; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    channel = _Channel(visit, options)
    rounds = Rounds(visit)
    since = int((visit.now - options.reach).timestamp())
    newest = Newest(visit, "comments", since, channel.comments)

    def cursor() -> Cursor:
        """Return the cursor as it is now."""
        return Cursor(marks={**newest.marks, **rounds.marks}, validators=newest.validators)

    due = rounds.due()
    met = set(due) | {mark.partition(":")[2] for mark in rounds.marks}
    async with aclosing(newest.pages()) as pages:
        async for rows in pages:
            posts, _ = await channel.posts(rows)
            videos = {channel.video(row) for row in rows} - {"", *met}
            openings = await channel.videos(videos)
            for video in sorted(videos):
                rounds.meet(video)
            met |= videos
            yield Batch(posts=(*openings.values(), *posts), cursor=cursor(), refused={})
    talks = Talks(visit, rounds, channel.talk, cursor)
    channel.shown = await channel.videos(due)
    if not channel.shown and len(due) > 1:
        raise SourceBroken(visit.source_id, ReadReason.EMPTY_FEED, "no video is given")
    async with aclosing(talks.read(due)) as batches:
        async for batch in batches:
            yield batch
    yield talks.last(cut=newest.cut)
    talks.check()


class _Channel:
    """The channel, for one visit.

    Attributes:
        shown: The videos that are due and are still there, as posts.
    """

    def __init__(self, visit: Visit, options: Options) -> None:
        self.shown: dict[str, RawPost] = {}
        self._commented: set[str] = set()
        self._visit, self._options = visit, options
        value = visit.secret(visit.source_id, options.key)
        self._interface = Interface(visit=visit, base=_BASE, headers=(("X-goog-api-key", value),))

    async def comments(self, at: str, held: Held) -> Sheet:
        """Return a page of the comments on all videos, the newest first."""
        by = "allThreadsRelatedToChannelId"
        reply = await self._threads(by, self._options.channel, at, held)
        if reply.same:
            return Sheet((), "", same=True)
        page = self._check(reply.data)
        rows = tuple((self._moment(row), row) for row in page.rows("items"))
        return Sheet(rows, page.text("nextPageToken"), reply.response.validators)

    def video(self, row: Fields) -> str:
        """Return the id of the video that was commented on; empty when it was the channel."""
        path = ("snippet", "videoId")
        return self._native(row, *path) if row.text(*path) else ""

    async def posts(self, rows: Iterable[Fields]) -> tuple[list[RawPost], bool]:
        """Return the comments of *rows* with all their replies; and whether those are all."""
        posts: list[RawPost] = []
        whole = True
        for row in rows:
            top = row.inner("snippet", "topLevelComment")
            video = self.video(row)
            shown = row.flag("snippet", "isPublic") or not row.has("snippet", "isPublic")
            if not shown or not _is_public(top):
                continue
            comment = self._comment(top, video or None, video or None)
            answers, all_given = await self._answers(row, comment.native_id)
            whole = whole and all_given
            thread = video or comment.native_id
            posts.append(comment)
            posts.extend(
                self._comment(answer, thread, comment.native_id)
                for answer in answers
                if _is_public(answer)
            )
        return posts, whole

    async def videos(self, wanted: Iterable[str]) -> dict[str, RawPost]:
        """Return those of *wanted* that are there, as posts that open a thread."""
        ids = sorted(wanted)
        found: dict[str, RawPost] = {}
        for start in range(0, len(ids), _AT_ONCE):
            some = ",".join(ids[start : start + _AT_ONCE])
            params = {"part": "snippet,statistics", "id": some}
            page = await ask(self._interface, "/videos", params)
            self._check(page)
            for row in page.rows("items"):
                video = self._native(row, "id")
                found[video] = self._opening(row)
                if row.number("statistics", "commentCount"):
                    self._commented.add(video)
        return found

    async def talk(self, video: str) -> Talk:
        """Return *video* and all comments on it; nothing when it is not given.

        Raises:
            SourceError: ``closed`` when it takes no comments, and others.
        """
        if video not in self.shown:
            return Talk(posts=())  # a list leaves out what is gone; once is not enough to tell
        try:
            return await self._talk(video)
        except SourceError as error:
            if error.reason != FetchReason.HTTP_404:
                raise
            # the video itself was given, so it is its comments that are not
            raise FetchStop(FetchReason.CLOSED, "no comments").about(error.source_id) from None

    async def _talk(self, video: str) -> Talk:
        posts = [self.shown[video]]
        whole, at, seen = True, "", {""}
        for _ in range(self._visit.max_pages):
            page = self._check((await self._threads("videoId", video, at)).data)
            some, all_given = await self.posts(page.rows("items"))
            posts.extend(some)
            whole = whole and all_given
            at = self._more(page)
            if at in seen or len(posts) >= self._visit.max_items:
                break
            seen.add(at)
        silent = len(posts) == 1 and video in self._commented  # counted, but none is given
        return Talk(posts=tuple(posts), whole=whole and not at and not silent)

    async def _threads(self, by: str, value: str, at: str, held: Held = UNKNOWN) -> Reply:
        """Return a page of comments with up to five replies each."""
        params: dict[str, str | int] = {
            "part": "snippet,replies",
            by: value,
            "order": "time",
            "textFormat": "plainText",
            "maxResults": _ROWS,
        }
        if at:
            params["pageToken"] = at
        return await reply_at(self._interface, "/commentThreads", params, held)

    async def _answers(self, row: Fields, top: str) -> tuple[list[Fields], bool]:
        """Return the replies to a comment, and whether those are all."""
        inline = list(row.rows("replies", "comments"))
        if row.number("snippet", "totalReplyCount") <= len(inline):
            return inline, True
        try:
            return await self._all_answers(top)
        except SourceError as error:
            if error.reason in STOPS:
                raise
            return inline, False  # the others follow when the video is read again

    async def _all_answers(self, top: str) -> tuple[list[Fields], bool]:
        answers: list[Fields] = []
        at, seen = "", {""}
        for _ in range(self._visit.max_pages):
            params: dict[str, str | int] = {
                "part": "snippet",
                "parentId": top,
                "textFormat": "plainText",
                "maxResults": _ROWS,
            }
            if at:
                params["pageToken"] = at
            page = self._check(await ask(self._interface, "/comments", params))
            answers.extend(page.rows("items"))
            at = self._more(page)
            if at in seen or len(answers) >= self._visit.max_items:
                break
            seen.add(at)
        return answers, bool(answers) and not at  # asked for because some are counted

    def _check(self, page: Fields) -> Fields:
        """Return *page*; an answer without a list is none."""
        if not page.has("items"):
            raise SourceBroken(self._visit.source_id, ReadReason.SCHEMA_DRIFT, "items")
        return page

    def _more(self, page: Fields) -> str:
        """Return the name of the page behind *page*; empty when it is the last one."""
        found = page.text("nextPageToken")
        if found and _PAGE.fullmatch(found) is None:
            raise SourceBroken(self._visit.source_id, ReadReason.SCHEMA_DRIFT, "nextPageToken")
        return found

    def _moment(self, row: Fields) -> int:
        """Return when a comment was posted, in seconds since 1970."""
        text = row.needed("snippet", "topLevelComment", "snippet", "publishedAt")
        moment, _ = to_utc(text, now=self._visit.now, zone=self._visit.zone)
        return int(moment.timestamp())

    def _native(self, row: Fields, *path: str) -> str:
        """Return an id: it becomes part of an address, and that of a video of our marks."""
        found = row.needed(*path)
        if _ID.fullmatch(found) is None:
            raise SourceBroken(self._visit.source_id, ReadReason.SCHEMA_DRIFT, "id")
        return found

    def _opening(self, row: Fields) -> RawPost:
        video = self._native(row, "id")
        return RawPost(
            source_id=row.source_id,
            native_id=video,
            author=row.text("snippet", "channelId") or None,
            title=plain(row.text("snippet", "title")),
            body=plain(row.text("snippet", "description")),
            posted_at=row.needed("snippet", "publishedAt"),
            url=f"https://www.youtube.com/watch?v={video}",
        )

    def _comment(self, row: Fields, thread: str | None, parent: str | None) -> RawPost:
        native = self._native(row, "id")
        author = row.text("snippet", "authorChannelId", "value")
        return RawPost(
            source_id=row.source_id,
            native_id=native,
            thread_native_id=thread,
            parent_native_id=parent,
            author=author or row.text("snippet", "authorDisplayName") or None,
            body=plain(row.text("snippet", "textDisplay")),
            posted_at=row.needed("snippet", "publishedAt"),
            url=f"https://www.youtube.com/watch?v={thread}&lc={native}" if thread else None,
            reactions=row.number("snippet", "likeCount"),
        )


def _is_public(row: Fields) -> bool:
    return row.text("snippet", "moderationStatus") in _PUBLIC

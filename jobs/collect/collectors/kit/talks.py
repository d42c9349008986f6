"""Threads to read in, what stands in each and what is gone of it out.

One thread in trouble never holds up another.
"""

from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from jobs.collect.collectors.kit.rounds import Rounds
from jobs.collect.protocol import Visit
from jobs.collect.reasons import STOPS, FetchReason
from jobs.errors import SourceError
from jobs.model import Batch, Cursor, RawPost


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One reading of one thread.

    Attributes:
        posts: What stands in it, with what opens it unless that is gone or missing.
        gone: Native ids of what the platform says is deleted or removed.
        whole: Everything was given, so that what was not is missing.
    """

    posts: tuple[RawPost, ...] = field(repr=False)
    gone: tuple[str, ...] = ()
    whole: bool = True


class Talks:
    """The threads of one visit. A thread is called by the native id of what opens it.

    Attributes:
        refused: Threads that could not be read and that is no trouble of the source, by reason.
        troubles: Why others could not be read.
        cut: Some were left for the next visit.
    """

    def __init__(
        self,
        visit: Visit,
        rounds: Rounds,
        read: Callable[[str], Awaitable[Talk]],
        cursor: Callable[[], Cursor],
    ) -> None:
        """Read nothing yet.

        Args:
            visit: The visit.
            rounds: When each thread is due.
            read: A thread → what stands in it; raises ``http-404`` when it is not there.
            cursor: The cursor as it is now.
        """
        self.refused: Counter[str] = Counter()
        self.troubles: list[SourceError] = []
        self.cut = False
        self._visit, self._rounds = visit, rounds
        self._read, self._cursor = read, cursor
        self._left = visit.max_items

    async def read(self, threads: Iterable[str]) -> AsyncGenerator[Batch, None]:
        """Yield what each of *threads*, all of which have rounds, gives."""
        for thread in threads:
            if self._left <= 0:
                self.cut = True
                return
            try:
                yield await self._one(thread)
            except SourceError as error:
                self.troubles.append(error)
                if error.reason in STOPS:
                    return

    def last(self, *, cut: bool) -> Batch:
        """Return the batch that tells what no other did."""
        return Batch(
            posts=(), cursor=self._cursor(), refused=dict(self.refused), cut=cut or self.cut
        )

    def check(self) -> None:
        """Raise the trouble that there was, if any; what asks for rest comes first."""
        if self.troubles:
            raise max(self.troubles, key=lambda error: error.retry_at is not None)

    async def _one(self, thread: str) -> Batch:
        try:
            talk = await self._read(thread)
        except SourceError as error:
            return self._absent(thread, error)
        self._left -= len(talk.posts)
        if talk.whole:
            natives = {*talk.gone, *(post.native_id for post in talk.posts)}
            missing = self._rounds.read(thread, thread, natives)
        else:
            missing = ()
            self._rounds.unchanged(thread)
        return Batch(
            posts=talk.posts,
            gone=talk.gone,
            gone_posts=missing,
            cursor=self._cursor(),
            refused={},
        )

    def _absent(self, thread: str, error: SourceError) -> Batch:
        """Return that *thread* is gone, or closed to us; raise what is a trouble of the source."""
        if error.reason == FetchReason.HTTP_404:
            self._rounds.forget(thread)
            gone = (self._visit.thread_id(thread),)
            return Batch(posts=(), gone_threads=gone, cursor=self._cursor(), refused={})
        if error.reason != FetchReason.CLOSED:
            raise error
        self._rounds.unchanged(thread)
        self.refused[f"thread-{error.reason}"] += 1
        return Batch(posts=(), cursor=self._cursor(), refused={})

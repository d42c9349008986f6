"""A forum that answers in JSON in, posts out: its list of topics, the topics, what is gone of them.

Topics are read from the longest unchanged to the newest, so that a page of the list on which
nothing is new proves that all behind it is known, also after a crash half-way. A topic that cannot
be read is counted and tried again later; it does not hold up the others.
"""

from collections import Counter
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.forums.marks import Known, Marks
from jobs.collect.collectors.forums.parts import Board, Found, read_topic
from jobs.collect.collectors.kit.marks import WebAddress
from jobs.collect.collectors.kit.rounds import Rounds
from jobs.collect.collectors.kit.validators import UNKNOWN, Validators
from jobs.collect.protocol import Visit
from jobs.collect.reasons import STOPS, FetchReason
from jobs.errors import SourceBroken, SourceError
from jobs.model import Batch, Cursor, PostId, ThreadId
from jobs.settings.schema import Duration, Table

_LIST: Final = "list"
"""Name of the question for the list; one for a topic has its number."""
_MANY: Final = 2
"""Topics in trouble, and none read, that are the trouble of the whole forum."""


class ForumOptions(Table):
    """Keys that the forums read here have in common.

    Attributes:
        url: Address of the forum.
        reach: Topics that were silent longer are not read, nor posts that were older at first.
    """

    url: WebAddress
    reach: Duration = timedelta(days=28)


async def read(visit: Visit, board: Board, reach: timedelta) -> AsyncGenerator[Batch, None]:
    """Yield a batch for each topic that is new, changed or due; see `Collector.collect`.

    Args:
        visit: The visit.
        board: The forum.
        reach: Topics that were silent longer are not read, nor posts that are older at first.
    """
    reading = _Reading(visit, board, reach)
    for topic in await reading.to_read():
        if reading.left <= 0:
            reading.cut = True
            break
        batch = await reading.topic(topic)
        if batch is not None:
            yield batch
    else:
        reading.arrive()
    if (witness := reading.witness()) and (batch := await reading.topic(witness)):
        yield batch
    trouble = reading.trouble()
    if trouble is not None:
        raise trouble
    last = reading.last()
    if last is not None:
        yield last


class _Reading:
    """One visit to one forum.

    Attributes:
        left: Posts that it may still give.
        cut: Something was left for the next visit.
    """

    def __init__(self, visit: Visit, board: Board, reach: timedelta) -> None:
        self.left = visit.max_items
        self.cut = False
        self._visit, self._board = visit, board
        self._since = visit.now - reach
        self._marks = Marks(visit.cursor)
        self._rounds = Rounds(visit)
        self._validators = Validators(visit)
        self._front = self._validators.of(_LIST)
        """Validators of the first page of the list as it is now."""
        self._had = self._marks.any_read
        self._behind = self._marks.behind
        """Where the list goes on when all that was listed is read."""
        self._due: frozenset[str] = frozenset()
        self._told = self._cursor
        self._states: dict[str, str] = {}
        self._read = 0
        self._troubled: dict[str, SourceError] = {}

    async def to_read(self) -> tuple[str, ...]:
        """Return the topics to read: changed ones, those longest unchanged first, then others.

        Raises:
            SourceError: The list could not be read, or is empty though it held something.
        """
        behind = self._marks.behind
        changed = await self._walk(0, all_of_them=False)
        if behind and not self.cut:
            changed += await self._walk(behind, all_of_them=True)
            self._behind, self._marks.behind = self._marks.behind, behind
        else:
            self._behind = self._marks.behind
        self._due = frozenset(self._rounds.due())
        again = (*self._marks.unfinished, *self._rounds.due())
        return tuple(dict.fromkeys((*reversed(changed), *again)))

    def witness(self) -> str | None:
        """Return a topic that proves, beside those in trouble, that topics can be read."""
        if self._read or not self._troubled:
            return None
        there = (*self._states, *self._marks.read_last)
        return next((one for one in there if one not in self._troubled), None)

    async def topic(self, topic: str) -> Batch | None:
        """Return what *topic* gives; None when it is in trouble, or as it was.

        Raises:
            SourceError: No topic could be read now.
        """
        known = self._marks.known(topic)
        start = int(self._since.timestamp())
        begun = known or Known(state="", high=start, since=start, root="")
        whole = known is None or topic in self._due
        try:
            opened = await self._board.opened(topic, self._held(topic, begun.state))
            found = None
            if opened is not None:
                found = await read_topic(
                    self._visit, self._board, opened, begun, whole=whole, left=self.left
                )
        except SourceError as error:
            if error.reason in STOPS:
                raise
            self._troubled[topic] = error
            # now, for the next batch: a visit that ends before its last would lose sight of it
            self._marks.failed(topic, self._state(topic))
            return None
        self._read += 1
        if found is None:
            self._rounds.unchanged(topic)
            return None
        return self._batch(topic, found, self._state(topic))

    def _state(self, topic: str) -> str:
        """Return the state in which a list showed *topic*: in this visit, else before."""
        return self._states.get(topic) or self._marks.told(topic)

    def _held(self, topic: str, state: str) -> tuple[str, str]:
        """Return what to ask with whether *topic*, last read in *state*, changed.

        One that changed by the list, or of which a reading missed a post, is asked for in full.
        """
        same = state and self._states.get(topic, state) == state
        if not same or topic not in self._due or self._rounds.misses(topic):
            return UNKNOWN
        return self._validators.of(topic)

    def _batch(self, topic: str, found: Found, state: str) -> Batch:
        """Return what was found of *topic*, which the list shows in *state*."""
        self.left -= len(found.posts)
        self.cut = self.cut or not found.done
        self._marks.read(topic, replace(found.known, state=state if found.done else ""))
        self._validators.keep(topic, found.validators)
        self._rounds.meet(topic)
        gone: tuple[PostId, ...] = ()
        if found.there is not None:
            gone = self._rounds.read(topic, found.known.root, found.there)
        elif topic in self._due:
            self._rounds.unchanged(topic)
        self._told = self._cursor
        return Batch(
            posts=found.posts, gone=found.gone, gone_posts=gone, cursor=self._told, refused={}
        )

    def arrive(self) -> None:
        """Note that all that was listed was read, or tried."""
        self._marks.behind = self._behind

    def trouble(self) -> SourceError | None:
        """Return the trouble that is one of the whole forum; None when it is of single topics."""
        many = len(self._troubled) >= _MANY or not self._had
        if self._read or not self._troubled or not many:
            return None
        return next(iter(self._troubled.values()))

    def last(self) -> Batch | None:
        """Return the batch of topics that could not be read; None when it would tell nothing."""
        gone_threads: list[ThreadId] = []
        refused: Counter[str] = Counter()
        for topic, error in self._troubled.items():
            known = self._marks.known(topic)
            if error.reason == FetchReason.HTTP_404:
                gone_threads += [self._visit.thread_id(known.root)] if known else []
                self._marks.forget(topic)
                self._rounds.forget(topic)
                continue
            refused[f"topic-{error.reason}"] += 1
            if self._marks.is_left(topic) and topic in self._due:
                self._rounds.unchanged(topic)
        done = not (self.cut or self._marks.behind or self._marks.unfinished)
        self._validators.keep(_LIST, self._front if done else UNKNOWN)
        if not (refused or gone_threads or self.cut) and self._cursor == self._told:
            return None
        return Batch(
            posts=(),
            gone_threads=tuple(gone_threads),
            cursor=self._cursor,
            refused=dict(refused),
            cut=self.cut,
        )

    @property
    def _cursor(self) -> Cursor:
        return Cursor(
            marks={**self._marks.held, **self._rounds.marks},
            validators=self._validators.held({_LIST, *self._rounds.names}),
        )

    async def _walk(self, page: int, *, all_of_them: bool) -> list[str]:
        """Return the changed topics of the list from *page* on, newest first.

        It ends where all are too old, or where nothing changed: all behind that is known, but
        when *all_of_them* is asked for. Where it was cut, the next visit goes on.
        """
        changed: list[str] = []
        seen: set[str] = set()
        for at in range(page, page + self._visit.max_pages):
            held = UNKNOWN if at else self._validators.of(_LIST)
            listed = await self._board.listed(at, held)
            if listed is None:
                return []  # all that it shows was read
            topics, more = listed.topics, listed.more
            if not at:
                self._front = listed.validators
                self._validators.drop(_LIST)
            if not topics and at == 0 and self._had:
                raise SourceBroken(self._visit.source_id, ReadReason.EMPTY_FEED, "no topics")
            more = more and not {one.id for one in topics} <= seen  # else it leads to itself
            seen.update(one.id for one in topics)
            if topics and all(one.active is None for one in topics):
                raise SourceBroken(self._visit.source_id, ReadReason.SCHEMA_DRIFT, "no moments")
            going = [one for one in topics if one.active is None or one.active >= self._since]
            self._states.update((one.id, one.state) for one in going)
            fresh = [one for one in going if not self._marks.is_settled(one.id, one.state)]
            changed.extend(one.id for one in fresh)
            # what is pinned stands in front, and says nothing of what is behind it
            on = any(not one.pinned for one in (going if all_of_them else fresh))
            if not more or not (on or all(one.pinned for one in topics)):
                self._marks.behind = 0 if all_of_them else self._marks.behind
                return changed
        # what is deleted until then moves the others up
        self._marks.behind = page + self._visit.max_pages - 1
        self.cut = True
        return changed

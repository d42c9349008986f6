"""One visit to a forum: which topics to read, what became of each, and what is gone.

A thread goes by its keyed id, so that the cursor holds no address: that of a thread to be read
again is the one that the store has of its opening post, or else it is looked for on the list.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.html_forum.listing import Listing
from jobs.collect.collectors.html_forum.marks import TopicMarks
from jobs.collect.collectors.html_forum.pages import Topic
from jobs.collect.collectors.html_forum.topic import Found, Pages
from jobs.collect.collectors.kit.marks import digest, same_host
from jobs.collect.collectors.kit.rounds import Rounds
from jobs.collect.collectors.kit.validators import UNKNOWN, Validators
from jobs.collect.reasons import FetchReason
from jobs.errors import SelectorDrift, SourceError
from jobs.model import Batch, Cursor, PostId, ThreadId

_SETTLED: Final = frozenset(
    {FetchReason.CLOSED, FetchReason.ROBOTS, FetchReason.TOO_BIG, ReadReason.SELECTOR_DRIFT}
)
"""About one topic these say that it is not for us; other trouble may be over next time."""
_MANY: Final = 2
"""Topics in trouble, and none read, that are the trouble of the whole forum."""
_LIST: Final = "list"
"""Name of the question for the list of topics; one for a topic has the id of its thread."""
_FEW: Final = 3
"""Posts that a reading may miss of a topic; more only when it gives as many, as else the layout
changed, or the rest is kept from strangers."""


class Forum:
    """What one visit found so far.

    Attributes:
        marks: What is known of its topics.
        left: Items that this visit may still give.
        cut: Something was left for the next visit.
    """

    def __init__(self, pages: Pages, url: str) -> None:
        visit = pages.visit
        self.marks = TopicMarks(visit.cursor.marks)
        self.left, self.cut = visit.max_items, False
        self._pages, self._visit, self._url = pages, visit, url
        self._rounds = Rounds(replace(visit, thread_id=ThreadId))  # by their ids in the store
        self._validators = Validators(visit)
        self._seen: dict[str, Topic] = {}
        self._due: dict[str, set[ThreadId]] = {}
        self._addresses: dict[str, str] = {}
        self._read = 0
        self._given: set[ThreadId] = set()
        self._lost: list[tuple[Topic, SourceError]] = []
        self._troubled: list[tuple[Topic, SourceError]] = []
        self._told = visit.cursor

    @property
    def validators(self) -> tuple[str, str]:
        """Of the first page of the list, when all that it showed was read."""
        return self._validators.of(_LIST)

    def wanted(self) -> set[str]:
        """Note which topics are due; return those whose address must be found on the list."""
        keys = self.marks.threads
        for name in map(ThreadId, self._rounds.due()):
            address = self._address(name)
            key = keys.get(name) or (digest(address) if address else None)
            if not self._visit.held(name):
                self._rounds.forget(name)  # nothing of it could change
            elif key is None:
                self._rounds.unchanged(name)
            else:
                self._due.setdefault(key, set()).add(name)
                if address:
                    self._addresses[key] = address
        return self._due.keys() - self._addresses.keys()

    def _address(self, name: ThreadId) -> str | None:
        address = self._visit.address(name)
        return same_host(self._url, address) if address else None

    def to_read(self, listing: Listing) -> Iterator[Topic]:
        """Yield what changed, from the longest unchanged on, then what is due besides."""
        self._seen, self.cut = listing.seen, listing.cut
        changed = {topic.key for topic in listing.changed}
        yield from reversed(listing.changed)
        for key in [key for key in self._due if key not in changed]:
            if topic := self._known(key):
                yield topic
            else:
                self._same(key)

    def _known(self, key: str) -> Topic | None:
        """Return a topic that did not change, by the list or by the address that we have."""
        url = self._addresses.get(key)
        found = Topic(url=url, mark=self.marks.state(key), active="", key=key) if url else None
        return self._seen.get(key, found)

    async def read(self, topic: Topic) -> Batch | None:
        """Return what *topic* gives; None when that is nothing new.

        Raises:
            SourceError: No topic could be read now.
        """
        found = await self._pages.topic(topic.url, self._held(topic))
        self.left -= len(found.posts)
        self.cut = self.cut or found.cut
        if found.root:
            self._given.add(self._visit.thread_id(found.root))
        if found.trouble is not None:
            one = (topic, found.trouble)
            lost = found.trouble.reason == FetchReason.HTTP_404
            (self._lost if lost else self._troubled).append(one)
            if not lost and self._is_open(topic):
                # now, for the next batch: a visit that ends before its last would lose sight of it
                self.marks.open(topic)
            return self._batch(found) if found.posts or found.gone else None
        self._read += 1
        if found.same:
            self._same(topic.key)
            return None
        return self._batch(found, self._settle(topic, found))

    def _held(self, topic: Topic) -> dict[str, tuple[str, str]]:
        """Return what to ask with whether *topic* changed; a second reading is one in full."""
        due = self._due.get(topic.key, set())
        same = due == {self.marks.thread(topic.key)} and topic.mark == self.marks.state(topic.key)
        if not same or any(self._rounds.misses(name) for name in due):
            return {}
        return self._validators.parts(next(iter(due)))

    def _same(self, key: str) -> None:
        """Note that the topic called *key* is as it was, or cannot be read: to the next step."""
        for name in self._due.get(key, ()):
            self._rounds.unchanged(name)

    def _settle(self, topic: Topic, found: Found) -> tuple[PostId, ...]:
        """Note a reading of *topic*; return which posts are gone by it."""
        thread = self._visit.thread_id(found.root)
        due = self._due.get(topic.key, set())
        names = {thread, *self._threads(topic.key)}  # another one when what opened it is gone
        self.marks.read(topic, thread)
        self._validators.keep_parts(thread, found.validators)
        gone: list[PostId] = []
        for name in sorted(names):
            self._rounds.meet(name)
            if found.whole and self._is_credible(name, found.natives):
                gone += self._rounds.read(name, name, found.natives)
            elif name in due:
                self._rounds.unchanged(name)
        return tuple(sorted(gone))

    def _threads(self, key: str) -> frozenset[ThreadId]:
        """Return the threads in the store that the topic called *key* was."""
        return frozenset(filter(None, (self.marks.thread(key), *self._due.get(key, ()))))

    def _is_credible(self, name: ThreadId, natives: frozenset[str]) -> bool:
        absent = self._visit.held(name) - {self._visit.post_id(native) for native in natives}
        return len(absent) <= max(_FEW, len(natives))

    def witness(self) -> Topic | None:
        """Return a topic that proves, beside those that are not there, that topics can be read."""
        if self._read or not self._lost:
            return None
        tried = {topic.key for topic, _ in (*self._lost, *self._troubled)}
        for key, topic in self._seen.items():
            if key not in tried:
                return topic
        for name, key in self.marks.threads.items():
            if key not in tried and (address := self._address(name)):
                return Topic(url=address, mark=self.marks.state(key), active="", key=key)
        return None

    def trouble(self) -> SourceError | None:
        """Return the trouble that is one of the whole forum; None when it is of single topics.

        A layout that changed shows in any topic that was read before.
        """
        failures = [*self._troubled, *self._lost]
        if self._read or not failures:
            return None
        if len(failures) >= _MANY or (self._troubled and not self.marks.any_read):
            return failures[0][1]
        drift = (
            trouble
            for topic, trouble in self._troubled
            if isinstance(trouble, SelectorDrift) and self.marks.state(topic.key)
        )
        return next(drift, None)

    def last(self, validators: tuple[str, str]) -> Batch | None:
        """Return the batch that tells what no other did; None when nothing is left to tell.

        Args:
            validators: Of the list; kept when all that it showed was read.
        """
        gone = [thread for topic, _ in self._lost for thread in self._forget(topic)]
        refused: Counter[str] = Counter()
        for topic, trouble in self._troubled:
            refused[f"topic-{trouble.reason}"] += 1
            self._failed(topic, trouble)
        done = not self.cut and not self.marks.troubled
        self._validators.keep(_LIST, validators if done else UNKNOWN)
        if not (self.cut or refused or gone) and self._cursor == self._told:
            return None
        return Batch(
            posts=(),
            gone_threads=tuple(gone),
            cursor=self._cursor,
            refused=dict(refused),
            cut=self.cut,
        )

    def _forget(self, topic: Topic) -> frozenset[ThreadId]:
        """Forget *topic*, which is no longer there; return its threads that stand nowhere else.

        A topic that was moved or got another title has another address.
        """
        threads = self._threads(topic.key)
        self.marks.drop(topic.key)
        gone = threads - self._given - self.marks.threads.keys()
        for thread in gone:
            self._rounds.forget(thread)
        return gone

    def _is_open(self, topic: Topic) -> bool:
        """Tell whether *topic* holds what was never read, by the list."""
        return topic.key not in self._due or topic.mark != self.marks.state(topic.key)

    def _failed(self, topic: Topic, trouble: SourceError) -> None:
        """Note that *topic* could not be read: it is tried again, unless that is no use."""
        settled = trouble.reason in _SETTLED
        if settled:
            self._same(topic.key)
        if self._is_open(topic):
            again = self._read == 0 or self.marks.failed(topic)
            self.cut = self.cut or (again and not settled)

    def _batch(self, found: Found, gone_posts: tuple[PostId, ...] = ()) -> Batch:
        self._told = self._cursor
        return Batch(
            posts=tuple(found.posts),
            gone=tuple(found.gone),
            gone_posts=gone_posts,
            cursor=self._told,
            refused={},
        )

    @property
    def _cursor(self) -> Cursor:
        """The cursor that says how far this visit is."""
        rounds = self._rounds.marks
        validators = self._validators.held({_LIST, *(mark.partition(":")[2] for mark in rounds)})
        return Cursor(marks={**self.marks.held, **rounds}, validators=validators)

"""What one visit to Bluesky has found so far: threads met, marks, troubles; batches out of it."""

from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from jobs.collect.collectors.bluesky.lists import Listing, Trail
from jobs.collect.collectors.bluesky.views import View, parts_of
from jobs.collect.collectors.kit.interface import Fields, Interface
from jobs.collect.collectors.kit.marks import digest
from jobs.collect.collectors.kit.rounds import STEPS, Rounds
from jobs.collect.collectors.kit.validators import UNKNOWN, Validators
from jobs.collect.protocol import Visit
from jobs.collect.reasons import STOPS
from jobs.errors import SourceError
from jobs.model import Batch, Cursor, PostId, RawPost, ThreadId

READ: Final = "t:"
"""Mark of a thread: how many answered when it was last read, its id, whether it was listed."""
_HOME: Final = "home:"
"""Mark of the repository of an account that we follow, by a keyed hash: which account that is."""
THEIRS: Final = "~"
"""Before the id of a post of others, which opens a thread to us, among the rounds."""
_LISTED: Final = "1"
_NOT_FOR_ALL: Final = "not-for-all"
"""Code of posts that their authors, or a label, keep from everyone without an account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What is known of a thread of ours.

    Attributes:
        thread: By what the store knows it.
        replies: How many answered what opens it.
    """

    thread: ThreadId
    replies: int


class Found:
    """What was found, and what the cursor will say of it.

    Attributes:
        visit: The visit.
        public: The AppView, as everyone sees it.
        own: Handle of our own account, if we have one.
        known: Names of the threads that had rounds before.
        rounds: Of the threads. Ours go by a keyed hash of the account and the name of the post,
            those of others by the keyed hash that the store knows them by.
        marks: Those of the cursor that are not the rounds'.
        since: Posts that are older when first seen are left out.
        far: The oldest post that has rounds cannot be older.
        resolved: Accounts whose handle the AppView knew in this visit.
        listed: Threads that are listed now.
        heard: Threads in which somebody answered, and their ids.
        answers: What accounts that we follow answered somewhere.
        troubles: What could not be read.
        cut: Something was left for the next visit.
        given: There was a batch.
    """

    def __init__(
        self, visit: Visit, base: str, accounts: Sequence[str], own: str | None, reach: timedelta
    ) -> None:
        self.visit, self.own = visit, own
        self.public = Interface(visit=visit, base=base.rstrip("/"))
        # the marks hold no address, so that threads come to the rounds by their ids
        self.rounds = Rounds(replace(visit, thread_id=ThreadId))
        rounds = self.rounds.marks
        self.known = self.rounds.names
        self.marks = {key: mark for key, mark in visit.cursor.marks.items() if key not in rounds}
        self.validators = Validators(visit)
        self.since = visit.now - reach
        self.far = self.since - STEPS[-1]
        self.accounts = {self.key(account): account for account in accounts}
        self.resolved: set[str] = set()
        self.listed: dict[str, Heard] = {}
        self.heard: dict[str, ThreadId] = {}
        self.answers: list[View] = []
        self.troubles: list[SourceError] = []
        self.cut = self.given = False
        self._left = visit.max_items
        self._refused: Counter[str] = Counter()
        self._trails: list[Trail] = []

    @property
    def ended(self) -> bool:
        """Whether no further request makes sense in this visit."""
        return self._left <= 0 or any(error.reason in STOPS for error in self.troubles)

    def batch(
        self,
        posts: tuple[RawPost, ...] = (),
        gone: tuple[PostId, ...] = (),
        gone_threads: tuple[ThreadId, ...] = (),
    ) -> Batch:
        """Return a batch with the cursor as it is now."""
        self.given = True
        self._left -= len(posts)
        self.cut = self.cut or self._left <= 0
        refused, self._refused = dict(self._refused), Counter()
        return Batch(
            posts=posts,
            gone_posts=gone,
            gone_threads=gone_threads,
            cursor=Cursor(
                marks={**self.marks, **self.rounds.marks},
                validators=self.validators.held(self._questions),
            ),
            refused=refused,
            cut=self.cut,
        )

    @property
    def _questions(self) -> set[str]:
        """Names of what may be asked again: listings and threads."""
        return {*(trail.name for trail in self._trails), *self.rounds.names}

    def last(self) -> Batch:
        """Return the last batch: the marks of what nobody asks for any more go.

        When all that was listed is read, the listings need not be given again.
        """
        rounds = self.rounds.names
        kept = {*self.listed, *rounds}
        self.marks = {
            key: self._marked(key, mark)
            for key, mark in self.marks.items()
            if (not key.startswith(READ) or key.removeprefix(READ) in kept)
            and (not key.startswith(_HOME) or mark in self.accounts)
        }
        # our answer to what is new to us may stand in a listing that was not given
        new = any(name.startswith(THEIRS) for name in rounds - self.known)
        for trail in self._trails:
            done = not (self.troubles or self.cut or (new and trail.same))
            self.validators.keep(trail.name, trail.validators if done else UNKNOWN)
        return self.batch()

    def _marked(self, key: str, mark: str) -> str:
        """Return the mark called *key*; that of a thread tells whether it is listed."""
        if not key.startswith(READ):
            return mark
        replies, thread, *_ = mark.split(":")
        listed = (_LISTED,) if key.removeprefix(READ) in self.listed else ()
        return ":".join((replies, thread, *listed))

    def listed_before(self, account: str) -> None:
        """Note that the threads of *account* are listed as they were."""
        self.resolved.add(account)
        for key, mark in self.marks.items():
            name = key.removeprefix(READ)
            if name != key and name.partition("/")[0] == self.key(account):
                replies, thread, *listed = mark.split(":")
                if listed:
                    heard = Heard(thread=ThreadId(thread), replies=int(replies))
                    self.listed[name] = heard

    async def pages(
        self, trail: Trail, *, everything: bool = False
    ) -> AsyncGenerator[tuple[Fields, ...], None]:
        """Yield the pages of *trail*; its trouble is noted."""
        if self.ended:
            self.cut = True
            return
        held = UNKNOWN if everything else self.validators.of(trail.name)
        try:
            least = self.far if everything else self.since
            async with aclosing(trail.pages(least, held=held, everything=everything)) as pages:
                async for rows in pages:
                    yield rows
        except SourceError as error:
            self.troubles.append(error)
        else:
            self.cut = self.cut or not trail.done

    def trail(self, listing: Listing) -> Trail:
        """Return the way along *listing*."""
        trail = Trail(listing, self.marks, self.visit.max_pages)
        self._trails.append(trail)
        return trail

    def key(self, account: str) -> str:
        """Return by what our marks know *account*, or a repository; they name nobody."""
        return (self.visit.thread_id(account) or digest(account))[:16]

    def home(self, did: str) -> str | None:
        """Return which of the accounts that we follow has the repository *did*."""
        return self.accounts.get(self.marks.get(_HOME + self.key(did), ""))

    def settle(self, did: str, account: str) -> None:
        """Note that *account* has the repository *did*, and no other."""
        if self.home(did) == account:
            return
        mark = self.key(account)
        for key in [key for key in self.marks if key.startswith(_HOME) and self.marks[key] == mark]:
            del self.marks[key]
        self.marks[_HOME + self.key(did)] = mark

    def name(self, uri: str) -> str | None:
        """Return by what our marks know the thread at *uri*; None when it is not ours to read."""
        parts = parts_of(uri)
        home = self.home(parts[0]) if parts else None
        return f"{self.key(home)}/{parts[1]}" if parts and home else None

    def post(self, view: View, root: str = "", parent: str = "") -> RawPost:
        """Return *view* as a post; of an account that we follow by the handle that we know.

        Only that of our own account has an address: it names its author, which is the municipality.
        """
        post = view.post(self.visit, root, parent)
        home = self.home(view.did)
        if home is None:
            return post
        url = f"https://bsky.app/profile/{home}/post/{view.rkey}" if home == self.own else None
        return replace(post, author=view.author, url=url)

    def theirs(self, uri: str) -> str:
        """Return by what our marks know a post of others."""
        return THEIRS + self.visit.thread_id(uri)

    def is_shown(self, view: View) -> bool:
        """Tell whether *view* is for everyone, or our own; count it when it is not."""
        if view.shown or (self.own is not None and self.home(view.did) == self.own):
            return True
        self._refused[_NOT_FOR_ALL] += 1
        return False

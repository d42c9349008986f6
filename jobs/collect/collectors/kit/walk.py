"""A question for one page in, the pages of one edge out, and where to go on when there are more."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Generic, Protocol, TypeVar

from jobs.collect.reasons import STOPS
from jobs.errors import SourceError


class Part(Protocol):
    """Something that says what comes behind it."""

    @property
    def more(self) -> str:
        """What to ask the next one with; empty after the last one."""
        ...


P = TypeVar("P", bound=Part)


class Walk(Generic[P]):
    """One way along the pages of an edge.

    Attributes:
        at: Where to go on; empty at the end, and when the pages lead back.
        done: It came to the end.
        whole: It came there from the first page on.
    """

    def __init__(self, ask: Callable[[str], Awaitable[P]], after: str) -> None:
        """Begin with *after*, where an earlier visit stopped; empty for the first page."""
        self.at = after
        self.done = False
        self._ask = ask
        self._begun = after

    @property
    def whole(self) -> bool:
        """Whether every page was seen in this one walk."""
        return self.done and not self._begun

    async def parts(self, most: int) -> AsyncGenerator[P, None]:
        """Yield at most *most* pages.

        Raises:
            SourceError: The page at `at` could not be read.
        """
        seen: set[str] = set()
        while len(seen) < most:
            part = await self._first() if not seen else await self._ask(self.at)
            seen.add(self.at)
            self.done = not part.more
            self.at = "" if part.more in seen else part.more
            yield part
            if not self.at:
                return

    async def _first(self) -> P:
        """Return the first page; that of the edge when the one of an old cursor cannot be read.

        The cursor did not last; or the page is broken, and must not hold up what is before it.
        """
        try:
            return await self._ask(self.at)
        except SourceError as error:
            if not self._begun or error.reason in STOPS:
                raise
        self.at = self._begun = ""
        return await self._ask("")

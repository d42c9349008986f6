"""Units in, whom what is said in them reaches out: an opening post speaks for those who reply.

Under a post about a bridge nobody says "bridge" again, so how many use a word does not tell how
much of a signal it names. A word of an opening post reaches all who speak under it; any other
word reaches only who uses it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from jobs.cluster.read import Reading
from jobs.cluster.units import Unit, author
from jobs.model import Role, ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Who speaks in a signal.

    Attributes:
        authors: Distinct authors of its posts and of the opening posts over them.
        under: Those who speak in each thread or in a copy of it.
    """

    authors: frozenset[str]
    under: Mapping[ThreadId, frozenset[str]]

    def share(self, threads: Collection[ThreadId], using: Collection[str]) -> float:
        """Return the share of `authors` that is reached, 0 to 1.

        Args:
            threads: Threads whose opening post says it.
            using: Authors who say it.
        """
        reached = self.authors.intersection(using)
        for thread in threads:
            reached |= self.under.get(thread, frozenset())
        return len(reached) / len(self.authors) if self.authors else 0.0

    def reach(self, readings: Sequence[Reading]) -> float:
        """Return the share of `authors` that is reached by what all of *readings* say."""
        openings = {one.post.thread_id for one in readings if one.post.role is Role.OPENING}
        return self.share(openings, {author(one) for one in readings})


def make_crowd(units: Sequence[Unit]) -> Crowd:
    """Return who speaks in *units*."""
    under: dict[ThreadId, frozenset[str]] = defaultdict(frozenset)
    for unit in units:
        authors = frozenset(author(one) for one in (*unit.members, *unit.roots))
        for thread in unit.threads:
            under[thread] |= authors
    return Crowd(authors=frozenset().union(*under.values()), under=dict(under))

"""The posts of a thread in, its `Course` out: who answered, helped or spoke before, and where.

It is made once a thread, so that a thread of ten thousand replies takes no longer a reply.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from jobs.cluster.read import Reading
from jobs.language.kinds import cues_in
from jobs.model import PostId, Role, Speaker

NEVER = -1
"""Place of what did not happen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How a thread went; places count its posts in order of time, from 0.

    Attributes:
        place: Place of each post.
        last_own: Place of the last post of the municipality, or `NEVER`.
        last_solved: Place of the last post that says the matter is over, or `NEVER`.
        helped: By the post replied to (None when that is unknown): place of the last help.
        first_of: By voice: place of its first post.
        answered: Posts that a post of the municipality replies to by itself.
        opened_by_us: The municipality opened the thread.
    """

    place: dict[PostId, int]
    last_own: int
    last_solved: int
    helped: dict[PostId | None, int]
    first_of: dict[str, int]
    answered: frozenset[PostId | None]
    opened_by_us: bool

    def last_help(self, reading: Reading) -> int:
        """Return the place of the last help that a post, or the thread, got; or `NEVER`."""
        return max(self.helped.get(reading.post.id, NEVER), self.helped.get(None, NEVER))


def make_course(readings: Sequence[Reading]) -> Course:
    """Return the course of a thread of *readings*, in order of time."""
    place: dict[PostId, int] = {}
    helped: dict[PostId | None, int] = {}
    first_of: dict[str, int] = {}
    last_own = last_solved = NEVER
    for number, reading in enumerate(readings):
        post = reading.post
        place[post.id] = number
        if reading.voice is not None:
            first_of.setdefault(reading.voice, number)
        if post.speaker is Speaker.MUNICIPALITY:
            last_own = number
        if _helps(reading):
            helped[post.parent_id] = number
        if "solved" in cues_in(reading.words, post.language):
            last_solved = number
    return Course(
        place=place,
        last_own=last_own,
        last_solved=last_solved,
        helped=helped,
        first_of=first_of,
        answered=frozenset(
            one.post.parent_id for one in readings if one.post.speaker is Speaker.MUNICIPALITY
        ),
        opened_by_us=any(_opens(one) for one in readings),
    )


def _helps(reading: Reading) -> bool:
    """Whether an inhabitant's reply gives an answer, as far as its turns of phrase show."""
    post = reading.post
    if post.speaker is not Speaker.VOICE or post.role is Role.OPENING or "?" in post.words:
        return False
    return "peer_answer" in cues_in(reading.words, post.language)


def _opens(reading: Reading) -> bool:
    return reading.post.role is Role.OPENING and reading.post.speaker is Speaker.MUNICIPALITY

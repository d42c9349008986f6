"""A post in, whether it is political talk out: party, election, council, blame of office holders.

Grumbling about policy alone is not political; a civil servant may answer it.
"""

from typing import Final

from jobs.advise.ground import HOLDERS, PARTIES, Ground
from jobs.advise.talk import Said, Talk, once
from jobs.model import Kind, Role, Speaker

MOSTLY: Final = 0.5
"""From this share of its posts on, a signal as a whole is political."""
HINTS: Final = 2
"""Words of council life that make a post political together, though none does alone."""
SIGNATURE: Final = 8
"""Words at the end of a post that may be a name and an office."""
_FOLLOWS: Final = frozenset({Kind.OPINION, Kind.CHATTER})
"""What joins in with a political opening post without saying so in so many words."""


@once
def is_political(said: Said, ground: Ground) -> bool:
    """Whether a civil servant leaves *said* alone, judged by its own words and its author."""
    if said.by_us or said.post.speaker is Speaker.PRESS:
        return False
    if said.post.speaker is Speaker.OFFICE_HOLDER:
        return True
    if _of_parties(said, ground):
        return True
    hints = said.told.get("political_hint", 0) + said.says("petition")
    if hints >= HINTS or _signs(said, ground):
        return True
    if said.says("blame"):
        return hints > 0 or said.says("office") or HOLDERS in ground.named.counts(said.words)
    return False


def _of_parties(said: Said, ground: Ground) -> bool:
    """Whether *said* speaks of parties, elections or votes; who only asks something does not."""
    party = PARTIES in ground.named.counts(said.words)
    return party or (said.says("political") and said.kind is not Kind.QUESTION)


def _signs(said: Said, ground: Ground) -> bool:
    """Whether an office holder, whom we do not know as an account, signs with name and office."""
    last = f" {' '.join(said.words.split()[-SIGNATURE:])} "
    named = HOLDERS in ground.named.counts(last)
    return named and said.conduct.says("office", last)


def in_politics(said: Said, talk: Talk, ground: Ground) -> bool:
    """Whether *said* is political, or joins in with an opening post of *talk* about parties."""
    return is_political(said, ground) or _joins_in(said, talk, ground)


def political_talk(talk: Talk, ground: Ground) -> tuple[Said, ...]:
    """Return the voices of *talk* that are political, or join in with a political opening post."""
    return tuple(said for said in talk.voices if in_politics(said, talk, ground))


def _joins_in(said: Said, talk: Talk, ground: Ground) -> bool:
    if said.kind not in _FOLLOWS or said.post.role is Role.OPENING:
        return False
    opening = talk.opening(said)
    return opening is not None and opening.by_voice and _of_parties(opening, ground)

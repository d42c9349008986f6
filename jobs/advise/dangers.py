"""A post in, the danger it tells of out: a threat, somebody in danger, or a hazard."""

from typing import Final

from jobs.advise.talk import Said, Talk, once
from jobs.model import Role

GRAVEST: Final = ("threat", "self_harm", "missing", "hazard")
"""Kinds of danger, gravest first; the names are lists of conduct.toml too."""
_PASSES: Final = frozenset({"missing", "hazard"})
"""Kinds that a post may tell of as over or played. Whoever threatens, or speaks of ending their
life, is always heard. What *lasts* is not over: a lamp is mended, but now a cable hangs loose."""
ENOUGH: Final = 2
"""Voices that make a danger told in comments the danger of the whole signal."""


@once
def danger_of(said: Said) -> str:
    """Return the gravest danger that an inhabitant's post tells of, or ``none``."""
    if not said.by_voice or not said.told:
        return "none"
    calm = (said.says("over") or said.says("staged")) and not said.says("lasts")
    return next(
        (name for name in GRAVEST if said.says(name) and not (calm and name in _PASSES)), "none"
    )


def danger_of_talk(talk: Talk) -> tuple[str, tuple[Said, ...]]:
    """Return the danger the signal as a whole is about, and the posts that tell of it.

    One threatening comment among many is an exception of its own; it does not turn the whole
    signal into one.
    """
    for name in GRAVEST:
        told = tuple(said for said in talk.voices if danger_of(said) == name)
        opens = name != "threat" and any(said.post.role is Role.OPENING for said in told)
        if opens or len({said.post.voice for said in told}) >= ENOUGH:
            return name, told
    return "none", ()

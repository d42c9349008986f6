"""Talk in, the reports of a known matter that others confirm out."""

from typing import Final

from jobs.advise.talk import Said, Talk
from jobs.model import Kind

KNOWN_WEEKS: Final = 2
"""Weeks that a story runs before one report of it says that it is not put right."""


def reported_again(talk: Talk) -> tuple[Said, ...]:
    """Return the reports that nobody of ours replied to and what confirms them; empty without.

    One report in a story that runs for `KNOWN_WEEKS` is enough when somebody else says so too, or
    when it says itself that it is back.
    """
    if talk.signal.trend.weeks < KNOWN_WEEKS:
        return ()
    told: list[Said] = []
    for said in talk.voices:
        if said.kind is Kind.REPORT and talk.reply(said) is None:
            confirmed = [one for one in talk.after(said) if _confirms(one, said, talk)]
            if confirmed or said.says("again"):
                told += [said, *confirmed]
    return tuple(dict.fromkeys(told))


def _confirms(one: Said, said: Said, talk: Talk) -> bool:
    """Whether *one* is somebody else of the same signal who says what *said* reports."""
    other = one.by_voice and one.post.voice != said.post.voice
    known = one.signal_id == talk.signal.id
    return other and known and (one.says("confirms") or one.says("again"))

"""A signal in, what an edition calls it out: its title, or what it is where that says nothing.

A title that names no matter ("Verschillende opmerkingen", or a street alone) helps nobody find it
again. What people do in it and where or when does, and is true.
"""

from datetime import date
from functools import cache
from typing import Final

from jobs.language import LANGUAGES
from jobs.language.titles import load_title_words
from jobs.language.wording import Wording
from jobs.model import Kind, Signal
from jobs.report.text import TITLE_CAP, cap
from jobs.settings.schema import Municipality

DEEDS: Final = (Kind.REPORT, Kind.COMPLAINT, Kind.QUESTION)
"""Kinds that a title may say: whoever reads it knows what is wanted."""
MOST: Final = 0.5
"""Share of the posts of a signal that must be of one kind before it is called after it."""


def title_of(signal: Signal, words: Wording, town: Municipality, first: date) -> str:
    """Return the title of *signal* in the language of *words*, or else in the town's.

    Args:
        signal: The signal.
        words: Of the edition.
        town: Whose streets and villages are no matter by themselves.
        first: The day of its first post.
    """
    title = dict(signal.titles).get(words.language, signal.title)
    if title in _unnamed():
        day = words.short_day(first)
        return words.say("unnamed.dated", deed=words.say(f"unnamed.{_deed(signal)}"), day=day)
    if title in (*town.streets, *town.sub_municipalities):
        place = cap(title, TITLE_CAP)
        return words.say("unnamed.placed", deed=words.say(f"unnamed.{_deed(signal)}"), place=place)
    return cap(title, TITLE_CAP) or words.say("signal.untitled")


def _deed(signal: Signal) -> str:
    """Return what people do in *signal*: most of them, or of one or two anybody."""
    counts = dict(signal.kinds)
    done = [kind for kind in DEEDS if counts.get(kind)]
    best = max(done, key=lambda kind: counts[kind], default=None)
    if best is None or (signal.shown and counts[best] < MOST * signal.voice_posts):
        return "talk" if signal.shown else "other"
    return best.value


@cache
def _unnamed() -> frozenset[str]:
    """Return the titles of what has neither matter nor place, in every language."""
    return frozenset(load_title_words(language).various for language in LANGUAGES)

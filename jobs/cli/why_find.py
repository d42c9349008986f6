"""What was typed after ``why`` in, the one post, signal or story that is meant out."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

from jobs.errors import UsageError
from jobs.model import PostId, Story
from jobs.store import Store

_HEX: Final = re.compile(r"[0-9a-f]{1,32}")
_LEAST: Final = 4
"""Hex digits that are taken for the beginning of an id; fewer fit too many."""
_SHOWN: Final = 6
"""Candidates that an error lists."""
_ALIKE: Final = 0.7
"""How alike an id must be to be taken for a slip of the pen."""


class Subject(StrEnum):
    """What can be explained."""

    POST = "post"
    SIGNAL = "signal"
    STORY = "story"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that may be meant."""

    subject: Subject
    id: str


def find(store: Store, reference: str) -> Found:
    """Return what *reference* means: an id, the only one that begins so, or words of one title.

    The hex digits at the end of a signal's id, or the first of them, may stand for it.

    Raises:
        UsageError: Nothing is meant by it, or more than one thing; the message names which.
    """
    word = " ".join(reference.split()).casefold()
    stories = store.signals.stories()
    found = _by_id(store, stories, word) or _by_title(stories, word)
    exact = [one for one in found if one.id.casefold() == word]
    if len(exact) == 1:
        return exact[0]
    if len(found) == 1:
        return found[0]
    typed = _cut(reference)
    raise UsageError(_many(typed, found) if found else _none(store, stories, word, typed))


def _by_id(store: Store, stories: tuple[Story, ...], word: str) -> list[Found]:
    """Return everything whose id begins with *word*."""
    if len(word) < _LEAST:
        return []
    found = [
        Found(Subject.STORY, story.id) for story in stories if story.id.casefold().startswith(word)
    ]
    for signal in (name for story in stories for name in story.signals):
        tail = signal.rpartition("-")[2]
        if signal.casefold().startswith(word) or tail.startswith(word):
            found.append(Found(Subject.SIGNAL, signal))
    if _HEX.fullmatch(word):
        posts = store.posts.beginning(word, _SHOWN + 1)
        found += [Found(Subject.POST, post) for post in posts]
    return found


def _by_title(stories: tuple[Story, ...], word: str) -> list[Found]:
    """Return the stories whose title has every word of *word*."""
    words = [one for one in word.split() if len(one) >= _LEAST]
    if not words:
        return []
    return [
        Found(Subject.STORY, story.id)
        for story in stories
        if all(one in story.title.casefold() for one in words)
    ]


def _many(typed: str, found: list[Found]) -> str:
    return f"{typed} may mean {_listed(found)}; type more of the one you mean"


def _none(store: Store, stories: tuple[Story, ...], word: str, typed: str) -> str:
    near = _near(store, stories, word)
    told = f"; nearest: {_listed(near)}" if near else ""
    step = "`buurtsignaal export signals --week WEEK` lists signals, `export mentions` posts"
    return f"there is no post, signal or story {typed}{told}; {step}"


def _near(store: Store, stories: tuple[Story, ...], word: str) -> list[Found]:
    """Return the ids that are most like *word*: a slip of the pen, or one digit too many."""
    known = {story.id.casefold(): Found(Subject.STORY, story.id) for story in stories}
    for signal in (name for story in stories for name in story.signals):
        known[signal.casefold()] = Found(Subject.SIGNAL, signal)
    found = [known[name] for name in get_close_matches(word, known, 3, _ALIKE)]
    if not _HEX.fullmatch(word):
        return found
    posts: tuple[PostId, ...] = ()
    for size in range(len(word), 0, -1):
        posts = store.posts.beginning(word[:size], _SHOWN)
        if posts:
            break
    return [*found, *(Found(Subject.POST, post) for post in posts)][:_SHOWN]


def _listed(found: list[Found]) -> str:
    more = ", …" if len(found) > _SHOWN else ""
    return ", ".join(f"{one.subject} {one.id}" for one in found[:_SHOWN]) + more


def _cut(word: str) -> str:
    """Return what was typed, short: somebody may have pasted a whole post."""
    return repr(word if len(word) <= 40 else f"{word[:40]}…")

"""A post in, our own words for it out: of who stands alone, and of what shows somebody."""

from collections.abc import Iterable, Sequence
from typing import Final

from jobs.language.folding import skeleton
from jobs.language.tact import exposes_somebody
from jobs.language.titles import load_title_words
from jobs.model import Kind, Post, Signal
from jobs.report.desk import Pen
from jobs.report.signals import apart
from jobs.report.text import LINE_CAP, cap
from jobs.report.withheld import GRAVE, withheld_of

MAX_TERMS: Final = 3
"""Known words of a post that say what it is about."""
TOLD: Final = frozenset({Kind.QUESTION, Kind.REPORT, Kind.COMPLAINT})
"""Kinds that have words of their own; the others are messages."""


def told_of(pen: Pen, signal: Signal, posts: Sequence[Post], number: int) -> tuple[str, str | None]:
    """Return when and where the first of *posts* was written and what about, and its address.

    What is kept back is told without the words it holds and without an address: its *number* leads
    to it in the file of posts. Only of somebody's own life is said why.
    """
    post = next(iter(posts), None)
    if post is None:
        return "", None
    where = {
        "day": pen.words.short_day(pen.local_day(post.posted_at)),
        "place": pen.place_word(post.source_id),
    }
    if pen.kept_back(post):
        grave = withheld_of((*pen.desk.advices, *pen.desk.before), GRAVE)
        why = "held" if post.id in grave and not exposes_somebody(post.words) else "life"
        return pen.words.say(f"told.{why}", number=number, **where), None
    label = pen.desk.labels.get(post.id)
    kind = label.kind if label is not None and label.kind in TOLD else "other"
    said = pen.words.say(f"told.{kind}", **where)
    about = _about(pen, signal, post)
    return (f"{said} {about}" if about else said), pen.link(post)


def _says_what(pen: Pen, term: str) -> bool:
    """Whether *term* says what a post is about: no verb form, and no part of a place's name."""
    town = pen.desk.settings.municipality
    words, bare = load_title_words(town.language), skeleton(term)
    names = (town.name, *town.streets, *town.sub_municipalities)
    in_name = any(bare in skeleton(name).replace("-", " ").split() for name in names)
    return not (in_name or bare in words.dull or words.never.fullmatch(bare))


def _about(pen: Pen, signal: Signal, post: Post) -> str:
    """Return the known words and places of *post*, as `about_of` does."""
    label = pen.desk.labels.get(post.id)
    return about_of(pen, signal, label.department_terms, label.places) if label is not None else ""


def about_of(pen: Pen, signal: Signal, terms: Iterable[str], places: Iterable[str]) -> str:
    """Return those of *terms* and *places* that the title of *signal* does not have already."""
    title = pen.title(signal).casefold()
    told = []
    said = (term for term in apart(terms, title) if term.casefold() not in title)
    if fresh := [term for term in said if _says_what(pen, term)][:MAX_TERMS]:
        listed = pen.words.join([cap(term, LINE_CAP) for term in fresh])
        told.append(pen.words.say("told.about", terms=listed))
    named = (place for place in dict.fromkeys(places) if place.casefold() not in title)
    if where := [cap(place, LINE_CAP) for place in named][:MAX_TERMS]:
        told.append(pen.words.say("told.place", places=pen.words.join(where)))
    return " ".join(told)

"""An edition in, the same edition with some of its quotes only out; and which ones cannot be set.

Quotes are the only words of inhabitants that are printed at length. When an edition cannot be laid
out, one of them is to blame more often than not, and the others need not go with it.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from jobs.model import Choice, Edition, Note, Quote, Verdict

MAX_TRIES: Final = 28
"""Editions laid out to find guilty quotes: enough for two among a hundred. Each may take a minute,
so whoever plants more of them costs the readers all quotes, and not the morning."""


def quoted(edition: Edition) -> tuple[str, ...]:
    """Return the words of every quote of *edition*, each once, in reading order."""
    return tuple(dict.fromkeys(quote.text for quote in _quotes(edition)))


def with_quotes(edition: Edition, kept: Collection[str]) -> Edition:
    """Return *edition* with no other quotes than those whose words are *kept*."""

    def one(quote: Quote | None) -> Quote | None:
        return quote if quote is not None and quote.text in kept else None

    def some(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
        return tuple(quote for quote in quotes if quote.text in kept)

    def of_choice(choice: Choice) -> Choice:
        return replace(choice, steps=tuple(replace(s, quote=one(s.quote)) for s in choice.steps))

    def of_verdicts(verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
        return tuple(replace(v, choices=tuple(map(of_choice, v.choices))) for v in verdicts)

    def of_notes(notes: Sequence[Note]) -> tuple[Note, ...]:
        return tuple(replace(note, quote=one(note.quote)) for note in notes)

    tops = tuple(top for top in edition.tops if top.quote.text in kept)
    return replace(
        edition,
        asks=tuple(replace(ask, quotes=some(ask.quotes)) for ask in edition.asks),
        items=tuple(replace(item, quotes=some(item.quotes)) for item in edition.items),
        verdicts=of_verdicts(edition.verdicts),
        questions=of_notes(edition.questions),
        also_asked=of_notes(edition.also_asked),
        open_before=of_notes(edition.open_before),
        praise=of_notes(edition.praise),
        tops=tops,
        tops_caption=edition.tops_caption if tops else "",
    )


def guilty(texts: Sequence[str], sets: Callable[[Collection[str]], bool]) -> frozenset[str] | None:
    """Return those of *texts* that cannot be set, found by halving.

    Args:
        texts: At least one; the edition cannot be laid out with all of them.
        sets: Tells whether it can with these and no others.

    Returns:
        The guilty ones, none when each half can be set alone; None when they are too many to find.
    """
    found: set[str] = set()
    suspects, tries = [tuple(texts)], 0
    while suspects:
        held = suspects.pop()
        if len(held) == 1:
            found.update(held)
            continue
        half = len(held) // 2
        for part in (held[:half], held[half:]):
            if tries == MAX_TRIES:
                return None
            tries += 1
            if not sets(part):
                suspects.append(part)
    return frozenset(found)


def _quotes(edition: Edition) -> Iterator[Quote]:
    choices = [c for v in edition.verdicts for c in v.choices]
    one = [step.quote for choice in choices for step in choice.steps]
    one += [n.quote for n in (*edition.also_asked, *edition.questions)]
    one += [n.quote for n in (*edition.open_before, *edition.praise)]
    yield from (quote for ask in edition.asks for quote in ask.quotes)
    yield from (quote for quote in one if quote is not None)
    yield from (quote for item in edition.items for quote in item.quotes)
    yield from (top.quote for top in edition.tops)

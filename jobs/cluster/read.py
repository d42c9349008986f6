"""A post and its mention in, a `Reading` out: its words in the forms that the stage compares."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, zip_longest
from typing import Final

from jobs.language import LANGUAGES
from jobs.language.by_word import by_word
from jobs.language.phrases import plain
from jobs.language.words import (
    compound_parts,
    cut,
    language_of,
    root,
    stem,
    terms,
    tokens,
)
from jobs.model import EvidenceKind, Mention, Post, Role, Speaker
from jobs.settings.schema import Settings

PART_WEIGHT: Final = 0.7
"""A list word that is only part of a compound says a little less than the word itself."""
LONGEST_PHRASE: Final = 4
"""Words of the longest phrase in our lists that is looked for."""
Heads = Mapping[str, Container[str]]
"""Stems with which phrases of several words begin, and those that come next in them."""
_PLACES: Final = frozenset({EvidenceKind.PLACE, EvidenceKind.VENUE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One post, read once.

    Attributes:
        post: The post.
        kept: It is a mention; otherwise it is only context.
        confidence: That it is about the municipality, 0 to 1; 0.0 when nobody judged.
        terms: Distinct stems and compound parts, names of places left out, in order of the text.
        phrases: What lists are compared with: stems (1.0), compound parts (`PART_WEIGHT`) and
            runs of two to `LONGEST_PHRASE` stems (1.0), names of places left out.
        words: The text as turns of phrase are matched (`jobs.language.phrases.plain`).
        places: Names of known places and venues in it, in order of the text.
    """

    post: Post
    kept: bool
    confidence: float
    terms: tuple[str, ...]
    phrases: dict[str, float]
    words: str
    places: tuple[str, ...]

    @property
    def voice(self) -> str | None:
        """The inhabitant who speaks; None when it is none. Unnamed ones: one a thread."""
        if self.post.speaker is not Speaker.VOICE:
            return None
        return self.post.voice or self.post.thread_id


def in_time(reading: Reading) -> tuple[object, ...]:
    """Key that sorts readings by time, then text: nothing shown may depend on the secret key."""
    post = reading.post
    return (post.posted_at, post.words, post.source_id, post.id)


def names_of(settings: Settings, languages: Iterable[str] = LANGUAGES) -> frozenset[str]:
    """Return the stems of the municipality's own name: everything here is about it.

    Two posts that share only that name share nothing (B-cubed F1 .86 → .88 without it).
    """
    town = settings.municipality
    names = " ".join((town.name, *town.aliases))
    return frozenset(word for language in languages for word in terms(names, language))


def read(
    post: Post,
    mention: Mention | None,
    names: frozenset[str] = frozenset(),
    heads: Heads | None = None,
) -> Reading:
    """Read *post*, with what was found in it; a post without a kept mention is only context.

    Of a reply that was found to be no mention only the turns of phrase are asked for: it has
    neither terms nor phrases.

    Args:
        post: The post.
        mention: What was found in it.
        names: Stems that say nothing, since everything here is about them (`names_of`).
        heads: As for `list_words`.
    """
    evidence = () if mention is None else mention.evidence
    named = [trace for trace in evidence if trace.kind in _PLACES and trace.end > trace.start]
    streets = [(t.start, t.end) for t in named if t.kind is EvidenceKind.PLACE]
    language = post.language
    kept = mention is not None and mention.kept
    aside = mention is not None and not kept and post.role is Role.COMMENT
    text = "" if aside else _without(post.words, streets)
    return Reading(
        post=post,
        kept=kept,
        confidence=0.0 if mention is None else mention.confidence,
        terms=tuple(dict.fromkeys([word for word in terms(text, language) if word not in names])),
        phrases=list_words(text, language, heads),
        words=plain(post.words),
        places=tuple(dict.fromkeys([trace.term for trace in named])),
    )


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """Return *text* with *spans* cut out: where something is says nothing of what it is.

    The School Street is no matter of the school's; two posts about one street are compared by
    that street apart (`jobs.cluster.profiles`).
    """
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} . {text[end:]}"
    return text


@lru_cache(maxsize=65_536)
def list_stem(word: str, language: str) -> str:
    """Return the stem by which a word is looked up in the lists of domains and departments.

    In French the milder one: every *commune* pointed to communication (departments right of a
    Walloon town .62 → .64). In Dutch the other way round: .71 against .74.
    """
    return root(word, language) if language == "fr" else stem(word, language)


def list_words(text: str, language: str, heads: Heads | None = None) -> dict[str, float]:
    """Return what lists are compared with, and how much each counts (see `Reading.phrases`).

    Args:
        text: The text.
        language: Its language.
        heads: Stems with which phrases of our lists begin; runs of other stems are left out.
    """
    listed = list(map(by_word(_listed, language), tokens(text, language)))
    stems = [own for own, _ in listed]
    found = dict.fromkeys(chain.from_iterable([parts for _, parts in listed]), PART_WEIGHT)
    for start, (first, second) in enumerate(zip_longest(stems, stems[1:])):
        found[first] = 1.0
        if heads is None or second in heads.get(first, ()):
            for end in range(start + 2, min(start + LONGEST_PHRASE, len(stems)) + 1):
                found[" ".join(stems[start:end])] = 1.0
    return found


def _listed(word: str, language: str) -> tuple[str, tuple[str, ...]]:
    """Return the stem of a word for lists, and those of its compound parts."""
    parts = compound_parts(word, language)
    return list_stem(word, language), tuple([list_stem(part, language) for part in parts])


@lru_cache(maxsize=16_384)
def list_key(term: str, language: str) -> str:
    """Return a word or phrase of a list in the form of `list_words`; empty when it says nothing.

    It has no word, or its stem is a stop word: *bijen* would be found in every *bij*.
    """
    key = " ".join([list_stem(word, language) for word in cut(term, language)])
    return "" if key in language_of(language).stop else key

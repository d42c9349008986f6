"""Readings of a signal in, the nouns that may name its matter out, the most telling first.

An opening post says what a talk is about, and its first words most of all; a word that only
stands in replies is a remark in passing unless half of the people use it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jobs.cluster.crowd import Crowd
from jobs.cluster.nouns import OFFICIAL, Noun, nouns
from jobs.cluster.read import Reading, list_key, list_stem
from jobs.cluster.routes import Routes
from jobs.language.folding import skeleton
from jobs.language.titles import load_title_words
from jobs.language.words import compound_parts, cut, rarity, stem

LEAST_AUTHORS: Final = 2
"""Authors who must use a word before it may stand in a title."""
MANY_AUTHORS: Final = 3
"""And a word that is in no list of ours."""
OTHER_SHARE: Final = 0.3
"""And a word that is in no list, or that speaks of something else than most of it does."""
ASPECT_SHARE: Final = 0.2
"""And of those who must use it before it stands after the matter."""
HALF: Final = 0.5
"""And one that stands in no opening post and that neither municipality nor press uses."""
NEAR: Final = 0.6
"""A policy domain spoken of this much as often as the first one is a matter of the signal too."""
_RARE: Final = 5.0
"""Words less rare than this say nothing of the matter."""
_RAREST: Final = 11.0
"""Rarity beyond this is chance: a name, a slip of the pen."""
_FITS: Final = 2.0
"""A word of our lists that speaks of the matter is worth this much more than another."""
_EARLY: Final = 1.5
"""And one from the first words of an opening post, this much more again."""
_TOLD: Final = 1.3
"""And one that the municipality or the press uses: that is how people will look for it."""
_PASSING: Final = 0.5
"""A word that stands in replies only."""
ROOT: Final = 5
"""Letters that two words share at the start, or as a part, from which one repeats the other."""
MOST_EXTRAS: Final = 2
"""Words that may stand after a matter."""
_REACHED: Final = 2.0
"""All who reply to an opening post weigh this many authors for its words."""
_COMPOUND: Final = 1.25
"""A compound says more than a simple word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a signal is about as far as its posts were counted.

    Attributes:
        place: The place it is about; None when none stands out.
        topics: Policy domains it speaks of, with weights.
        crowd: Who speaks in it.
        routes: The lists.
    """

    place: str | None
    topics: dict[str, float]
    crowd: Crowd
    routes: Routes

    def fits(self, noun: Noun) -> bool:
        """Whether our lists know *noun*, or its phrase, as a word of what is spoken of most."""
        key = list_stem(noun.word.lower(), noun.language)
        return self._knows(key, noun.language) or bool(self._listed_phrase(noun))

    def _knows(self, key: str, language: str) -> bool:
        top = max(self.topics.values(), default=0.0)
        listed = self.routes.topics.get(language, {}).get(key, {})
        return any(self.topics.get(name, 0.0) >= max(NEAR * top, 1e-9) for name in listed)

    def _listed_phrase(self, noun: Noun) -> str:
        phrases = (phrase for phrase, _ in noun.phrases) if noun.early else ()
        known = (one for one in phrases if self._knows(list_key(one, noun.language), noun.language))
        return next(known, "")

    def written(self, noun: Noun) -> str:
        """Return *noun* with the word that belongs to it, if the lists or enough authors do so."""
        usual = [one for one in noun.phrases if len(one[1]) >= LEAST_AUTHORS or OFFICIAL in one[1]]
        best = min(usual, key=lambda one: (-len(one[1]), one[0]), default=("", ()))[0]
        phrase = best or self._listed_phrase(noun) or noun.word
        if noun.language != "de" or not phrase.endswith(noun.word):
            return phrase
        start = len(phrase) - len(noun.word)  # German nouns have a capital
        return phrase[:start] + phrase[start : start + 1].upper() + phrase[start + 1 :]

    @property
    def authors(self) -> int:
        """Distinct authors of its posts."""
        return len(self.crowd.authors)

    def reach(self, noun: Noun) -> float:
        """Return the share of the authors who use *noun*, or reply to an opening post with it."""
        return self.crowd.share(noun.threads, noun.authors)

    def names(self, noun: Noun) -> bool:
        """Whether *noun* says what most of the signal is about."""
        words = load_title_words(noun.language)
        if self.reach(noun) < HALF or skeleton(noun.word) in words.occasions:
            return False
        using, central = len(noun.authors), noun.opening or noun.official
        if self.fits(noun):
            return (
                noun.early
                or (noun.official and noun.opening)
                or using >= max(LEAST_AUTHORS, OTHER_SHARE * self.authors)
            )
        if noun.official and noun.early and (_welded(noun) or using >= LEAST_AUTHORS):
            return True
        least = LEAST_AUTHORS if noun.official else MANY_AUTHORS
        share = OTHER_SHARE if central else HALF
        return using >= max(least, share * self.authors)

    def adds(self, noun: Noun, *, vague: bool) -> bool:
        """Whether *noun* may stand after the matter: it is more than one person's word.

        What is *vague* so far, a name without a place, may take one from the start of an opening
        post.
        """
        using = len(noun.authors)
        if self.fits(noun):
            if vague and noun.opening and self.reach(noun) >= HALF:
                return True
            if noun.opening or noun.official:
                return using >= LEAST_AUTHORS
        return using >= max(MANY_AUTHORS, ASPECT_SHARE * self.authors)


def rank(readings: Sequence[Reading], subject: Subject) -> list[Noun]:
    """Return the nouns of *readings* that may stand in a title, the most telling first.

    Nothing that one inhabitant alone wrote is among them, unless it is a word of our own lists
    from an opening post.
    """
    where = skeleton(subject.place or "")
    found = []
    for noun in nouns(readings, subject.routes.topics):
        words, bare = load_title_words(noun.language), skeleton(noun.word)
        if bare in words.dull or words.never.fullmatch(bare) or bare in where:
            continue
        own = noun.opening and (subject.fits(noun) or bare in words.gatherings)
        if len(noun.authors) >= LEAST_AUTHORS or noun.official or own:
            found.append((noun, _weight(noun, subject)))
    return [one for one, weight in sorted(found, key=lambda f: (-f[1], f[0].word)) if weight]


def _weight(noun: Noun, subject: Subject) -> float:
    """Return how well a noun names the matter; 0 when it does not."""
    rare = rarity(noun.stem, noun.language)
    if rare < _RARE:
        return 0.0
    weight = min(rare, _RAREST) * (len(noun.authors) + _REACHED * subject.reach(noun))
    weight *= _FITS if subject.fits(noun) else 1.0
    weight *= _EARLY if noun.early else 1.0
    weight *= _TOLD if noun.official else 1.0
    weight *= _COMPOUND if _welded(noun) else 1.0
    return weight if noun.opening or noun.official else weight * _PASSING


def _welded(noun: Noun) -> bool:
    return bool(compound_parts(noun.word, noun.language))


def repeats(one: str, other: str, language: str) -> bool:
    """Whether a word of *one* says again what a word of *other* says: "Afval", "restafval"."""
    return any(
        first.startswith(second[:ROOT]) or second.startswith(first[:ROOT])
        for first in _roots(one, language)
        for second in _roots(other, language)
    )


@lru_cache(maxsize=4_096)
def _roots(text: str, language: str) -> frozenset[str]:
    words = cut(text, language)
    parts = [part for word in words for part in compound_parts(word, language)]
    return frozenset(root for word in (*words, *parts) if len(root := stem(word, language)) > 2)


def further(said: str, words: Sequence[str], language: str) -> list[str]:
    """Return the first of *words* that say nothing again of what *said* or each other say."""
    kept: list[str] = []
    for word in words:
        if len(kept) < MOST_EXTRAS and not any(
            repeats(other, word, language) for other in (said, *kept)
        ):
            kept.append(word)
    return kept

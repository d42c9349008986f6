"""Units of a signal in, the posts that stand for it out: the most usual one, then different ones.

Nothing is rewritten. Posts that insult, threaten, shout, speak to somebody by name or only chat
are never quoted, nor is anything quoted of fewer than three voices (security.md T75).
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from jobs.cluster.read import Reading, in_time
from jobs.cluster.traits import is_harsh
from jobs.language.conduct import Conduct
from jobs.language.persons import names_somebody
from jobs.language.words import language_of, rarity, tokens
from jobs.model import MIN_VOICES, Kind, PostId, Speaker

SHORTEST: Final = 25
LONGEST: Final = 280
"""Letters of a quote: long enough to say something, short enough to be read whole."""
MOST: Final = 3
ALIKE_COST: Final = 0.7
"""What likeness to an earlier quote takes off (maximal marginal relevance)."""
_PREFERRED: Final = {
    Kind.QUESTION: 1.4,
    Kind.COMPLAINT: 1.4,
    Kind.REPORT: 1.4,
    Kind.COMPLIMENT: 1.2,
    Kind.OPINION: 1.0,
}
"""What a quote does: people who want something say most. What else people do is not quoted."""
_LONELY: Final = 0.4
"""A post that shares neither word nor place with another is likely to be about something else."""
_SHOUTED: Final = 0.5
"""Share of capitals from which a text shouts."""
_OPENING: Final = 1.25
"""An opening post says what it is about; a reply often leans on it."""
_COPY: Final = 0.8
"""Likeness from which two posts say the same: a petition that people pass on is quoted once."""
_SAYS_MORE: Final = 1.4
"""At most this much does a longer text gain: likeness alone prefers a remark of three words."""
_MASKED: Final = 0.5
"""A text with masked identifiers was somebody's own case: another one stands for more people."""

_FULL_NAME: Final = re.compile(r"(?<=[a-zà-ÿ,] )([A-ZÀ-Þ][^\W\d_]+) ([A-ZÀ-Þ][a-zà-ÿ]+)")
"""Two words with a capital inside a sentence."""

Vector = dict[str, float]


def choose_quotes(
    readings: Sequence[Reading], kinds: dict[PostId, Kind], conduct: Conduct
) -> tuple[PostId, ...]:
    """Return at most `MOST` posts that stand for *readings*, best first, one a voice."""
    voices = {reading.voice for reading in readings if reading.voice}
    if len(voices) < MIN_VOICES:
        return ()
    middle = _middle([_vector(reading) for reading in readings])
    weights = sorted(_weight(reading) for reading in readings)
    usual = weights[len(weights) // 2] or 1.0
    able = sorted(
        (
            one
            for one in readings
            if kinds.get(one.post.id) in _PREFERRED and _can_stand(one, conduct)
        ),
        key=in_time,
    )
    heard = Counter(word for one in readings for word in {*one.terms, *one.places})
    vectors = {one.post.id: _vector(one) for one in able}
    worth = {
        one.post.id: _likeness(vectors[one.post.id], middle)
        * min(math.sqrt(_weight(one) / usual), _SAYS_MORE)
        * _preference(one, kinds, heard)
        for one in able
    }
    chosen: list[Reading] = []
    while able and len(chosen) < MOST:
        best = max(
            able,
            key=lambda one: (
                worth[one.post.id]
                - ALIKE_COST * max((_alike(one, other, vectors) for other in chosen), default=0.0)
            ),
        )
        chosen.append(best)
        able = [
            one for one in able if one.voice != best.voice and _alike(one, best, vectors) < _COPY
        ]
    return tuple(one.post.id for one in chosen)


def _can_stand(reading: Reading, conduct: Conduct) -> bool:
    post = reading.post
    return (
        post.speaker is Speaker.VOICE
        and SHORTEST <= len(post.text) <= LONGEST
        and bool(reading.terms)
        and not post.cleaned
        and not is_harsh(reading, conduct)
        and not _shouts(post.text)
        and not names_somebody(post.text)
        and not _has_full_name(reading)
    )


def _has_full_name(reading: Reading) -> bool:
    """Whether two words with a capital stand side by side that are no place we know.

    First names are many; who is named in full is caught by that. In German every noun has one.
    """
    if reading.post.language == "de":
        return False
    known = {word for place in reading.places for word in tokens(place, reading.post.language)}
    stop = language_of(reading.post.language).stop
    return any(
        not {first.lower(), second.lower()} & (known | stop)
        for first, second in _FULL_NAME.findall(reading.post.text)
    )


def _shouts(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) > _SHOUTED * len(letters)


def _preference(reading: Reading, kinds: dict[PostId, Kind], heard: Counter[str]) -> float:
    opening = _OPENING if reading.post.parent_id is None else 1.0
    masked = _MASKED if reading.post.redacted else 1.0
    shared = any(heard[word] > 1 for word in {*reading.terms, *reading.places})
    lonely = 1.0 if shared else _LONELY
    return _PREFERRED[kinds[reading.post.id]] * opening * masked * lonely * reading.confidence


def _alike(one: Reading, other: Reading, vectors: dict[PostId, Vector]) -> float:
    return _likeness(vectors[one.post.id], vectors[other.post.id])


def _vector(reading: Reading) -> Vector:
    length = _weight(reading) or 1.0
    language = reading.post.language
    return {term: rarity(term, language) / length for term in reading.terms}


def _weight(reading: Reading) -> float:
    """Return how much a text says: the length of the vector of its words."""
    return math.sqrt(sum(rarity(term, reading.post.language) ** 2 for term in reading.terms))


def _middle(vectors: Sequence[Vector]) -> Vector:
    total: Counter[str] = Counter()
    for vector in vectors:
        total.update(vector)
    length = math.sqrt(sum(weight * weight for weight in total.values())) or 1.0
    return {term: weight / length for term, weight in total.items()}


def _likeness(one: Vector, other: Vector) -> float:
    small, large = sorted((one, other), key=len)
    return sum(weight * large.get(term, 0.0) for term, weight in small.items())

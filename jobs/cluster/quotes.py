"""Units of a signal in, the posts that stand for it out: the most usual one, then different ones.

Nothing is rewritten. Posts that insult, threaten, shout, speak to somebody by name, tell of
somebody's own life or only chat are never quoted, nor is anything quoted of fewer than three
voices.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import Final

from jobs.cluster.read import Reading, in_time
from jobs.cluster.traits import is_harsh
from jobs.language.brands import is_brand
from jobs.language.by_word import by_word
from jobs.language.conduct import Conduct
from jobs.language.persons import names_somebody
from jobs.language.tact import exposes_somebody, shows_who
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
_ASIDE: Final = 0.5
"""A post that names neither the place nor the matter of the title hardly shows what is meant: of
271 first quotes in the labelled towns 147 name it, and 129 without this."""
_SHOUTED: Final = 0.5
"""Share of capitals from which a text shouts."""
_OPENING: Final = 1.25
"""An opening post says what it is about; a reply often leans on it."""
_COPY: Final = 0.8
"""Likeness from which two posts say the same: a petition that people pass on is quoted once."""
_SAYS_MORE: Final = 1.4
"""At most this much does a longer text gain: likeness alone prefers a remark of three words."""
_MASKED: Final = 0.5
"""A text with masked numbers was somebody's own case: another one stands for more people."""

_FULL_NAME: Final = re.compile(r"(?<=[a-zà-ÿ,] )([A-ZÀ-Þ][^\W\d_]+) ([A-ZÀ-Þ][a-zà-ÿ]+)")
"""Two words with a capital inside a sentence."""

Vector = dict[str, float]


def choose_quotes(
    readings: Sequence[Reading],
    kinds: dict[PostId, Kind],
    conduct: Conduct,
    about: Collection[str] = (),
) -> tuple[PostId, ...]:
    """Return at most `MOST` posts that stand for *readings*, best first, one a voice.

    Args:
        readings: The posts of a signal.
        kinds: What each does.
        conduct: Lists of how talk needs care.
        about: The place of the signal, and the terms of its title.
    """
    voices = {reading.voice for reading in readings if reading.voice}
    if len(voices) < MIN_VOICES:
        return ()
    able = sorted(
        [
            one
            for one in readings
            if kinds.get(one.post.id) in _PREFERRED and _can_stand(one, conduct)
        ],
        key=in_time,
    )
    if len(able) < 2:  # nothing to choose from
        return tuple(one.post.id for one in able)
    weighed = {one.post.id: _weigh(one) for one in readings}
    vectors = {post: vector for post, (_, vector) in weighed.items()}
    middle = _middle(vectors.values())
    usual = sorted(weight for weight, _ in weighed.values())[len(weighed) // 2] or 1.0
    heard = Counter(chain.from_iterable([{*one.terms, *one.places} for one in readings]))
    worth = {
        one.post.id: _likeness(vectors[one.post.id], middle)
        * min(math.sqrt(weighed[one.post.id][0] / usual), _SAYS_MORE)
        * _preference(one, kinds, heard, about)
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
        and not exposes_somebody(post.words)
        and not shows_who(post.text)
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
        not {first.lower(), second.lower()} & (known | stop) and not is_brand(f"{first} {second}")
        for first, second in _FULL_NAME.findall(reading.post.text)
    )


def _shouts(text: str) -> bool:
    letters = list(filter(str.isalpha, text))
    return sum(map(str.isupper, letters)) > _SHOUTED * len(letters)


def _preference(
    reading: Reading, kinds: dict[PostId, Kind], heard: Counter[str], about: Collection[str]
) -> float:
    opening = _OPENING if reading.post.parent_id is None else 1.0
    masked = _MASKED if reading.post.redacted else 1.0
    said = {*reading.terms, *reading.places}
    lonely = 1.0 if any(heard[word] > 1 for word in said) else _LONELY
    aside = _ASIDE if said.isdisjoint(about) else 1.0
    worth = _PREFERRED[kinds[reading.post.id]] * reading.confidence
    return worth * opening * masked * lonely * aside


def _alike(one: Reading, other: Reading, vectors: dict[PostId, Vector]) -> float:
    return _likeness(vectors[one.post.id], vectors[other.post.id])


def _weigh(reading: Reading) -> tuple[float, Vector]:
    """Return how much a text says, and the vector of its words, of length 1 or 0."""
    rare = list(map(by_word(rarity, reading.post.language), reading.terms))
    weight = math.sqrt(sum([one**2 for one in rare]))
    length = weight or 1.0
    return weight, dict(zip(reading.terms, [one / length for one in rare], strict=True))


def _middle(vectors: Iterable[Vector]) -> Vector:
    total: dict[str, float] = defaultdict(float)
    for vector in vectors:
        for term, weight in vector.items():
            total[term] += weight
    length = math.sqrt(sum([weight * weight for weight in total.values()])) or 1.0
    return {term: weight / length for term, weight in total.items()}


def _likeness(one: Vector, other: Vector) -> float:
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    return sum([weight * large[term] for term, weight in small.items() if term in large])

"""Labels, predictions and a town in, how many titles say what their story is about out.

A label calls a story by a slug ("verlichting-molenstraat-uit"). A title says the matter when it
has a word, or a part of one, of that slug that is no name of a street or a place: saying where is
not saying what. It is a coarse measure, since a good title may use another word.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jobs.cluster.matter import repeats
from jobs.evaluate.gold import Gold
from jobs.evaluate.measures import Figures, ratio
from jobs.evaluate.predictions import Prediction
from jobs.language.folding import skeleton
from jobs.settings import Settings

_SHORTEST: Final = 3
"""Letters of a word of a slug that may be the matter; the others are small words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What of a town is needed to compare titles with slugs.

    Attributes:
        language: The language of its titles.
        places: Skeletons of the words of its streets and villages, and of its name.
    """

    language: str
    places: frozenset[str]


def wording_of(settings: Settings) -> Wording:
    """Return the wording of a town."""
    town = settings.municipality
    names = (town.name, *town.aliases, *town.streets, *town.sub_municipalities)
    return Wording(
        language=town.language,
        places=frozenset(skeleton(word) for word in re.findall(r"\w+", " ".join(names))),
    )


def titles(
    gold: Mapping[str, Gold],
    predictions: Mapping[str, Prediction],
    own: frozenset[str],
    wording: Wording,
    least: int = 3,
) -> Figures:
    """Return over how many shown signals of one story it was looked at, and the share that say it.

    Args:
        gold: Labels by id.
        predictions: Predictions by id.
        own: Authors that are the municipality itself.
        wording: Of the town.
        least: Voices that make a signal.
    """
    members: dict[tuple[str, str], list[Gold]] = defaultdict(list)
    lines: dict[tuple[str, str], str] = {}
    for name, one in predictions.items():
        if one.signal is not None and one.title is not None and gold[name].author not in own:
            unit = (gold[name].week, one.signal)
            members[unit].append(gold[name])
            lines[unit] = one.title
    shown = [u for u, posts in members.items() if len({one.author for one in posts}) >= least]
    named = [(lines[unit], slug) for unit in shown if (slug := _slug(members[unit]))]
    hits = sum(_says(line, slug, wording) for line, slug in named)
    return {"signals": len(named), "says_matter": ratio(hits, len(named))}


def _slug(posts: list[Gold]) -> str:
    """Return the story of more than half of *posts*; empty when there is none."""
    name, count = Counter(post.story for post in posts).most_common(1)[0]
    return name if 2 * count > len(posts) else ""


def _says(line: str, slug: str, wording: Wording) -> bool:
    words = [word for word in slug.split("-") if len(word) >= _SHORTEST and not word.isdigit()]
    matter = [word for word in words if word not in wording.places] or words
    return any(repeats(word, line, wording.language) for word in matter)

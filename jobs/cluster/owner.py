"""Units of a signal in, whose their matter is out: by its words, and by what it is called.

Words in passing point to many departments. What most of a signal speaks of by a usual name, such as
*sluipverkeer* or *kerstmarkt*, is what its title says too, so that weighs with them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from jobs.cluster.crowd import make_crowd
from jobs.cluster.departments import Pointers, blend, point_story
from jobs.cluster.domains import matter_domain, usual_matter
from jobs.cluster.hear import said_in
from jobs.cluster.read import Reading, list_key
from jobs.cluster.routes import Routes
from jobs.cluster.units import Unit
from jobs.language.matters import load_matters
from jobs.model import PostId

MATTER_WEIGHT: Final = 0.5
"""What the usual matter of a signal counts against all its words: departments right of seven towns
.699 to .723, per story .814 to .863, and no town lower; level from .4 to .6."""


def point_signal(
    units: Sequence[Unit],
    before: Sequence[Unit],
    pointers: Mapping[PostId, Pointers],
    topics: Mapping[str, float],
    routes: Routes,
) -> Pointers:
    """Return which departments a signal points to, with its story and its usual matter.

    Args:
        units: What the signal is made of.
        before: What the signals of its story in earlier weeks were made of.
        pointers: Which departments each post points to by itself.
        topics: Policy domains the signal speaks of this week, with weights.
        routes: The lists.
    """
    told = point_story(units, before, pointers)
    whole = (*before, *units)
    readings = tuple(one for unit in whole for one in said_in(unit))
    key = usual_matter(topics, readings, make_crowd(whole))
    owners = {} if key is None else routes.owners.get(matter_domain(key), {})
    if key is None or not owners:
        return told
    terms = {name: {_written(key, readings): share} for name, share in owners.items()}
    matter = Pointers(weights=dict(owners), terms=terms)
    return blend([(told, 1.0 / told.total), (matter, MATTER_WEIGHT)])


def _written(key: str, readings: Sequence[Reading]) -> str:
    """Return the word that most of *readings* use for the usual matter *key*."""
    heard = Counter(
        term
        for one in readings
        for matter in load_matters(one.post.language)
        if matter.key == key
        for term in matter.written
        if list_key(term, one.post.language) in one.phrases
    )
    return min(heard, key=lambda term: (-heard[term], term))

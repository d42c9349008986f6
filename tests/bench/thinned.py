"""A corpus in, how much its signals move out when some of its posts are taken away."""

import random
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from typing import Final
from zoneinfo import ZoneInfo

from sklearn.metrics import adjusted_rand_score

from jobs.evaluate.corpus import Corpus
from jobs.evaluate.predictions import Prediction
from jobs.evaluate.run import run
from jobs.model import Week
from tests.bench.towns import corpus_of
from tests.quality.gate import Town

SHARE: Final = 0.1
"""Share of the posts that is taken away."""
WORKERS: Final = 2
Name = str
"""Id of a post in the corpus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a draw changes.

    Attributes:
        rand: Adjusted Rand index of the signals with and without the posts, over the mentions
            that stay; the mean over the weeks, each weighing as many posts as it has.
        mentions: Share of the posts that stay of which the judgement changed.
    """

    rand: float
    mentions: float


def thinned(corpus: Corpus, draw: int) -> Corpus:
    """Return *corpus* without `SHARE` of its posts; the same for the same *draw*."""
    gone = frozenset(
        random.Random(draw).sample(corpus.ids, round(SHARE * len(corpus.ids)))  # noqa: S311 - a draw, no secret
    )
    return replace(
        corpus,
        posts={
            source: tuple(post for post in posts if (source, post.native_id) not in gone)
            for source, posts in corpus.posts.items()
        },
        ids=tuple(one for one in corpus.ids if one not in gone),
    )


def predicted(corpus: Corpus) -> dict[Name, Prediction]:
    """Return what the stages say of each post, under a new key each time."""
    return {one.id: one for one in run(corpus).predictions}


def weeks_of(corpus: Corpus) -> dict[Name, Week]:
    """Return the week of each post."""
    zone = ZoneInfo(corpus.settings.municipality.timezone)
    found = {}
    for posts in corpus.posts.values():
        for post in posts:
            assert isinstance(post.posted_at, datetime)
            found[post.native_id] = Week.of(post.posted_at, zone)
    return found


def compare(
    before: Mapping[Name, Prediction], after: Mapping[Name, Prediction], weeks: Mapping[Name, Week]
) -> Moved:
    """Return how much *after* differs from *before* over the posts that both have."""
    stayed = [name for name in before if name in after]
    by_week: dict[Week, list[Name]] = defaultdict(list)
    for name in stayed:
        if before[name].mention:
            by_week[weeks[name]].append(name)
    total = 0.0
    for names in by_week.values():
        signals = [[said[name].signal or name for name in names] for said in (before, after)]
        total += len(names) * float(adjusted_rand_score(*signals))
    changed = sum(before[name].mention != after[name].mention for name in stayed)
    return Moved(
        rand=total / sum(map(len, by_week.values())), mentions=changed / max(len(stayed), 1)
    )


def move(town: Town, draw: int, before: Mapping[Name, Prediction]) -> Moved:
    """Return what taking away *draw* changes in *town*."""
    corpus = corpus_of(town)
    return compare(before, predicted(thinned(corpus, draw)), weeks_of(corpus))


def moves(town: Town, draws: int) -> tuple[Moved, ...]:
    """Return what each of some *draws* changes, on `WORKERS` processors."""
    before = predicted(corpus_of(town))
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        return tuple(pool.map(partial(move, town, before=before), range(draws)))

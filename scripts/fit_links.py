"""Labelled towns in, the constants of ``jobs/cluster/links.py`` out; run by hand, not at run time.

    python scripts/fit_links.py jobs/demo/heidebeek=sources.toml …

Each argument is a folder of ``posts-*.jsonl``, with its ``sources.toml`` in it or after ``=``.
Posts are those that the labels call ours, so that only the links are judged. Printed first: the
average precision of the links of stories that were kept out of the fit.
"""

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from jobs.cluster.departments import topics_of
from jobs.cluster.group import group
from jobs.cluster.links import FEATURES, pairs_within
from jobs.cluster.profiles import Floats, compare, make_profiles
from jobs.cluster.read import Reading, names_of, read
from jobs.cluster.routes import make_routes
from jobs.cluster.units import Unit, make_units
from jobs.cluster.vectors import make_vectors
from jobs.collect.keep import Keeping, keep_all
from jobs.collect.pseudonym import post_id
from jobs.detect.context import judge
from jobs.detect.reading import Reader
from jobs.evaluate.corpus import own_authors, read_corpus
from jobs.evaluate.gold import Gold, read_gold
from jobs.model import Mention, Post, PostId, Role, SourceId, Week
from jobs.settings import Settings, load_for_analysis

KEY = bytes(32)
FOLDS, ROUNDS = 5, 4
SET_BY_HAND = FEATURES.index("conflict")
"""See ``jobs/cluster/links.py``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """One town: its posts as read, and what the labels say of each."""

    settings: Settings
    readings: tuple[Reading, ...]
    weeks: dict[PostId, Week]
    gold: dict[PostId, Gold]


def read_town(argument: str) -> Town:
    """Return the town of one argument, its mentions taken from the labels."""
    name, _, config = argument.partition("=")
    folder = Path(name)
    settings, _ = load_for_analysis(Path(config) if config else folder / "sources.toml")
    corpus = read_corpus(folder, settings, own_authors(settings))
    labels = read_gold(folder)
    gold = {post_id(KEY, source, key): labels[key] for source, key in corpus.ids}
    posts: list[Post] = []
    for source in corpus.settings.sources:
        now = corpus.latest.astimezone(UTC) + timedelta(days=1)
        keeping = Keeping.of(corpus.settings, source, KEY, now)
        posts.extend(keep_all(corpus.posts.get(SourceId(source.id), ()), keeping)[0])
    zone = ZoneInfo(settings.municipality.timezone)
    weeks = {post.id: Week.of(post.posted_at, zone) for post in posts}
    reader, names = Reader(corpus.settings), names_of(settings)
    readings = []
    for post in posts:
        (found,) = judge([reader.read(post)], weeks[post.id], frozenset({post.id}), {})
        mention = Mention(
            post_id=post.id,
            week=weeks[post.id],
            confidence=1.0,
            kept=gold[post.id].is_ours,
            evidence=found.evidence,
        )
        readings.append(read(post, mention, names))
    return Town(settings=settings, readings=tuple(readings), weeks=weeks, gold=gold)


def story_of(units: tuple[Unit, ...], town: Town) -> str:
    """Return the story of most posts of *units*; empty when most have none."""
    stories = [town.gold[one.post.id].story for unit in units for one in unit.members]
    return Counter(stories).most_common(1)[0][0]


Groups = list[tuple[Unit, ...]]
Rows = tuple[np.ndarray, np.ndarray, list[tuple[str, str]]]


def rows_of(town: Town) -> tuple[Rows, Rows]:
    """Return features, truth and stories of the pairs within weeks, and of those across weeks."""
    routes = make_routes(town.settings)
    topics = {one.post.id: topics_of(one, routes) for one in town.readings}
    roots = {one.post.thread_id: one for one in town.readings if one.post.role is Role.OPENING}
    within: list[Rows] = []
    signals: list[tuple[Week, tuple[Unit, ...]]] = []
    for week in sorted(set(town.weeks.values())):
        units = make_units([r for r in town.readings if town.weeks[r.post.id] == week], roots)
        groups: Groups = [(unit,) for unit in units]
        profiles = make_profiles(groups, make_vectors(units), topics)
        within.append(pairs(groups, compare(profiles, profiles), town, lambda a, b: a < b))
        found = group(len(units), pairs_within(profiles))
        signals.extend((week, tuple(units[place] for place in places)) for places in found)
    groups = [units for _, units in signals]
    profiles = make_profiles(groups, make_vectors([u for g in groups for u in g]), topics)
    across = pairs(
        groups, compare(profiles, profiles), town, lambda a, b: signals[a][0] < signals[b][0]
    )
    return joined(within), across


def pairs(
    groups: Groups, features: tuple[Floats, ...], town: Town, wanted: Callable[[int, int], bool]
) -> Rows:
    """Return the wanted pairs of *groups* with their features and whether they are one story."""
    stories = [story_of(units, town) for units in groups]
    places = [
        (a, b) for a in range(len(groups)) for b in range(len(groups)) if a != b and wanted(a, b)
    ]
    matrix = np.array([[feature[a, b] for feature in features] for a, b in places])
    truth = np.array([bool(stories[a]) and stories[a] == stories[b] for a, b in places])
    return matrix, truth, [(stories[a] or f"{a}", stories[b] or f"{b}") for a, b in places]


def joined(parts: list[Rows]) -> Rows:
    """Return several sets of pairs as one."""
    return (
        np.concatenate([matrix for matrix, _, _ in parts]),
        np.concatenate([truth for _, truth, _ in parts]),
        [names for _, _, listed in parts for names in listed],
    )


def fit(rows: Rows, columns: list[int]) -> None:
    """Print the constants of one model, and how good it is on stories it has not seen."""
    matrix, truth, names = rows
    used = matrix[:, columns]
    stories = sorted({name for pair in names for name in pair})
    unseen = []
    for seed in range(ROUNDS):
        rng = np.random.default_rng(seed)
        fold = dict(zip(rng.permutation(stories), np.arange(len(stories)) % FOLDS, strict=True))
        sides = np.array([[fold[one], fold[other]] for one, other in names])
        chance = np.zeros(len(truth))
        for number in range(FOLDS):
            out = (sides == number).any(axis=1)
            model = LogisticRegression(max_iter=5000).fit(used[~out], truth[~out])
            chance[out] = model.predict_proba(used[out])[:, 1]
        unseen.append(average_precision_score(truth, chance))
    spread = used.std(axis=0)
    model = LogisticRegression(max_iter=5000).fit(used / spread, truth)
    weights = np.zeros(len(FEATURES))
    weights[columns] = model.coef_[0] / spread
    print(f"{truth.sum()} links among {len(truth)} pairs, average precision {np.mean(unseen):.3f}")
    print("  weights", dict(zip(FEATURES, weights.round(2).tolist(), strict=True)))
    print("  bias", round(float(model.intercept_[0]), 2), "; set by hand:", FEATURES[SET_BY_HAND])


def main() -> None:
    """Fit both models on the towns of the command line."""
    found = [rows_of(read_town(argument)) for argument in sys.argv[1:]]
    print("within a week:")
    fit(joined([within for within, _ in found]), list(range(len(FEATURES))))
    print("across weeks:")
    fit(joined([across for _, across in found]), [0, 1, 2, 3])


if __name__ == "__main__":
    main()

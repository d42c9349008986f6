"""Labelled towns in, the constants of ``jobs/cluster/links.py`` out; run by hand, not at run time.

    python scripts/fit_links.py [--semantic] jobs/demo/heidebeek=sources.toml …

Each argument is a folder of ``posts-*.jsonl``, with its ``sources.toml`` in it or after ``=``.
Posts are those that the labels call ours, so that only the links are judged. Printed first: the
average precision of the links of each town, with the whole town kept out of the fit. ``--semantic``
fits the constants for when there is an embedder.
"""

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from sklearn.metrics import average_precision_score

from jobs.cluster.compare import compare
from jobs.cluster.departments import topics_of
from jobs.cluster.embed import NONE, Meaning, meaning_of
from jobs.cluster.group import group
from jobs.cluster.links import FEATURES, Model, crowded, pairs_within
from jobs.cluster.profiles import Floats, make_profiles
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
SEMANTIC = "--semantic"
COMPARED = (*FEATURES, "meaning")
SET_BY_HAND = FEATURES.index("conflict")
"""See ``jobs/cluster/links.py``."""
RIDGE = 1.0
"""How firmly weights are held near zero, in units of standardised features."""
WITHIN = tuple(FEATURES.index(name) for name in FEATURES if name not in {"voices", "size"})
ACROSS = tuple(FEATURES.index(name) for name in FEATURES if name not in {"source", "hours"})
"""What each model looks at; the rest brings nothing there and weighs 0."""


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
    return Town(settings=corpus.settings, readings=tuple(readings), weeks=weeks, gold=gold)


def story_of(units: tuple[Unit, ...], town: Town) -> str:
    """Return the story of most posts of *units*; empty when most have none."""
    stories = [town.gold[one.post.id].story for unit in units for one in unit.members]
    return Counter(stories).most_common(1)[0][0]


Groups = list[tuple[Unit, ...]]


@dataclass(frozen=True, slots=True)
class Rows:
    """Pairs: features, whether they are one story, and the odds that their number alone gives."""

    matrix: np.ndarray
    truth: np.ndarray
    odds: np.ndarray


def rows_of(town: Town, meaning: Meaning | None = None) -> tuple[Rows, Rows]:
    """Return the pairs within weeks, and those across weeks."""
    routes = make_routes(town.settings)
    topics = {one.post.id: topics_of(one, routes) for one in town.readings}
    roots = {one.post.thread_id: one for one in town.readings if one.post.role is Role.OPENING}
    within: list[Rows] = []
    signals: list[tuple[Week, tuple[Unit, ...]]] = []
    for week in sorted(set(town.weeks.values())):
        units = make_units([r for r in town.readings if town.weeks[r.post.id] == week], roots)
        groups: Groups = [(unit,) for unit in units]
        profiles = make_profiles(groups, make_vectors(units), topics, meaning)
        found = compare(profiles, profiles)
        within.append(pairs(groups, found, town, once(len(groups))))
        places = group(len(units), pairs_within(profiles))
        signals.extend((week, tuple(units[place] for place in own)) for own in places)
    size = Counter(week for week, _ in signals)
    groups = [units for _, units in signals]
    vectors = make_vectors([unit for units in groups for unit in units])
    profiles = make_profiles(groups, vectors, topics, meaning)
    found = compare(profiles, profiles)

    def later(a: int, b: int) -> int:
        return size[signals[a][0]] if signals[a][0] > signals[b][0] else 0

    return joined(within), pairs(groups, found, town, later)


def once(size: int) -> Callable[[int, int], int]:
    """Return what says that each pair of different groups counts once, in a week of *size*."""
    return lambda a, b: size if a < b else 0


def pairs(
    groups: Groups, features: tuple[Floats, ...], town: Town, size: Callable[[int, int], int]
) -> Rows:
    """Return the pairs of *groups* for which *size* says in how large a week they stand."""
    stories = [story_of(units, town) for units in groups]
    wanted = [
        (a, b, size(a, b)) for a in range(len(groups)) for b in range(len(groups)) if size(a, b)
    ]
    plain = Model(weights=(), bias=0.0)
    return Rows(
        np.array([[feature[a, b] for feature in features] for a, b, _ in wanted]),
        np.array([bool(stories[a]) and stories[a] == stories[b] for a, b, _ in wanted]),
        np.array([crowded(plain, many).bias for _, _, many in wanted]),
    )


def joined(parts: list[Rows]) -> Rows:
    """Return several sets of pairs as one."""
    kept = [part for part in parts if len(part.truth)]
    return Rows(*(np.concatenate([getattr(p, name) for p in kept]) for name in Rows.__slots__))


def fitted(rows: Rows, columns: tuple[int, ...]) -> np.ndarray:
    """Return bias and weights, by Newton's method; the odds of the week's size are given."""
    used = rows.matrix[:, columns]
    spread = used.std(axis=0) + 1e-9
    x = np.hstack([np.ones((len(used), 1)), used / spread])
    held = RIDGE * np.diag([0.0, *np.ones(len(columns))])
    found = np.zeros(x.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-(x @ found + rows.odds)))
        slope = x.T @ (chance - rows.truth) + held @ found
        found -= np.linalg.solve((x.T * (chance * (1 - chance))) @ x + held, slope)
    constants: np.ndarray = found / np.array([1.0, *spread])
    return constants


def fit(towns: dict[str, Rows], columns: tuple[int, ...]) -> None:
    """Print the constants of one model, and how good it is on a town it has not seen."""
    for name, rows in towns.items():
        others = joined([other for key, other in towns.items() if key != name])
        if len(towns) > 1 and rows.truth.any():
            bias, *weights = fitted(others, columns)
            said = bias + rows.matrix[:, columns] @ np.array(weights) + rows.odds
            score = average_precision_score(rows.truth, said)
            print(f"  {name}: {rows.truth.sum()} of {len(said)} pairs, {score:.3f} when unseen")
    bias, *weights = fitted(joined(list(towns.values())), columns)
    whole = np.zeros(len(COMPARED))
    whole[list(columns)] = weights
    print("  weights", dict(zip(COMPARED, whole.round(2).tolist(), strict=True)))
    print("  bias", round(float(bias), 2), "; set by hand:", FEATURES[SET_BY_HAND])


def main() -> None:
    """Fit both models on the towns of the command line."""
    towns = [argument for argument in sys.argv[1:] if argument != SEMANTIC]
    choice = "semantic" if SEMANTIC in sys.argv else NONE
    found = {argument: rows_of(read_town(argument), meaning_of(choice)) for argument in towns}
    meaning = () if choice == NONE else (len(FEATURES),)
    print("within a week:")
    fit({name: within for name, (within, _) in found.items()}, (*WITHIN, *meaning))
    print("across weeks:")
    fit({name: across for name, (_, across) in found.items()}, (*ACROSS, *meaning))


if __name__ == "__main__":
    main()

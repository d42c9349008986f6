"""Labelled towns in, what every way of grouping starts from out: units and their vectors.

All of it is made by the stages themselves on a throw-away store, as ``evaluate`` does; only
which posts are mentions can be taken from the labels instead.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from jobs.cluster import job as cluster
from jobs.cluster.departments import topics_of
from jobs.cluster.profiles import Topics
from jobs.cluster.read import names_of, read
from jobs.cluster.routes import make_routes
from jobs.cluster.units import Unit, make_units
from jobs.cluster.vectors import Vectors, make_vectors
from jobs.collect.pseudonym import post_id
from jobs.detect import job as detect
from jobs.evaluate import run as stages
from jobs.evaluate.corpus import Corpus, own_authors, read_corpus
from jobs.evaluate.gold import Gold, has_gold, read_gold
from jobs.evaluate.predictions import Prediction
from jobs.evaluate.score import evaluate
from jobs.model import PostId, Role, Week
from jobs.settings import Settings, load_for_analysis
from jobs.store import Store
from tests.quality.gate import ROOT, TOWNS, Town, flatten

KEY: Final = bytes(32)
"""The secret that makes ids; always the same, so that a bench can tell which post is which."""
DEMO: Final = TOWNS[0]


def labelled() -> tuple[Town, ...]:
    """Return every town whose posts have labels, the demo town first."""
    folders = sorted(path.parent for path in (ROOT / "tests" / "quality").glob("*/sources.toml"))
    found = (Town(folder.name, folder, folder / "sources.toml") for folder in folders)
    return (DEMO, *(town for town in found if any(town.folder.glob("posts-*.jsonl"))
                    and has_gold(town.folder)))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One week of a town, ready to be grouped.

    Attributes:
        week: The week.
        units: Its threads.
        vectors: Their vectors, row by row.
        topics: Policy domains each post speaks of, which ours compares as well.
        signals: The groups that our stage stored, as sets of posts.
    """

    week: Week
    units: tuple[Unit, ...]
    vectors: Vectors
    topics: Topics
    signals: frozenset[frozenset[PostId]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A town whose mentions are to be grouped.

    Attributes:
        sheets: Its weeks.
        gold: Labels by id in the corpus.
        names: Id in the corpus by id in the store.
        own: Authors that are the municipality itself.
    """

    sheets: tuple[Sheet, ...]
    gold: Mapping[str, Gold]
    names: Mapping[PostId, str]
    own: frozenset[str]

    def score(self, groups: Iterable[tuple[Week, Iterable[PostId]]]) -> tuple[float, float]:
        """Return B-cubed F1 and pair F1 of *groups*, each with its week, as ``evaluate`` does."""
        said = [
            Prediction(id=self.names[post], mention=True, signal=f"{week} {number}")
            for number, (week, posts) in enumerate(groups)
            for post in posts
        ]
        found = flatten(evaluate(self.gold, {one.id: one for one in said}, self.own))
        return found["clustering.pooled.b3_f1"], found.get("clustering.pooled.pair_f1", 0.0)


def corpus_of(town: Town) -> Corpus:
    """Return the posts of *town* as a source gives them."""
    settings, _ = load_for_analysis(town.config)
    return read_corpus(town.folder, settings, own_authors(settings))


def make_tasks(town: Town, folder: Path) -> dict[bool, Task]:
    """Run detect and cluster on *town*; return what cluster was given, and what it made.

    Args:
        town: A labelled town.
        folder: Where the store may be.

    Returns:
        Under False with the mentions as found; under True with those that the labels call ours.
    """
    corpus = corpus_of(town)
    settings, labels = corpus.settings, read_gold(town.folder)
    names = {post_id(KEY, source, name): name for source, name in corpus.ids}
    sheets: dict[bool, list[Sheet]] = {False: [], True: []}
    with Store.open(
        folder / f"{town.name}.sqlite", settings.municipality.key, create=True
    ) as store:
        weeks = stages._collect(store, corpus, KEY)
        for week in weeks:
            detect.run(store, settings, week)
        for by_labels, found in sheets.items():
            for week in weeks:
                if by_labels:
                    judged = store.judgements.mentions(week)
                    real = [replace(one, kept=labels[names[one.post_id]].is_ours) for one in judged]
                    store.judgements.put_mentions(week, real)
                cluster.run(store, settings, week)
                found.append(make_sheet(store, settings, week))
    return {
        by_labels: Task(
            sheets=tuple(sheet for sheet in found if sheet.units),
            gold=labels,
            names=names,
            own=own_authors(settings),
        )
        for by_labels, found in sheets.items()
    }


def make_sheet(store: Store, settings: Settings, week: Week) -> Sheet:
    """Return what *week* is grouped by, read from the store as the stage reads it."""
    _, end = week.bounds(ZoneInfo(settings.municipality.timezone))
    mentions = {one.post_id: one for one in store.judgements.mentions(week) if one.kept}
    threads = {post.thread_id for post in store.posts.by_id(mentions).values()}
    posts = store.posts.of_threads(threads, end)
    judged = store.judgements.of_posts(post.id for post in posts)
    names = names_of(settings)
    readings = [read(post, judged.get(post.id), names) for post in posts]
    roots = {one.post.thread_id: one for one in readings if one.post.role is Role.OPENING}
    units = make_units([one for one in readings if one.post.id in mentions], roots)
    routes = make_routes(settings)
    return Sheet(
        week=week,
        units=units,
        vectors=make_vectors(units),
        topics={one.post.id: topics_of(one, routes) for one in readings},
        signals=frozenset(frozenset(one.posts) for one in store.signals.of_week(week)),
    )

"""Labelled towns in, what each piece of the analysis brings out; run by hand, never at run time.

    python scripts/ablate.py                           # everything, as tables
    python scripts/ablate.py "link model: text only"   # the whole, and without only this

The stages run as in ``buurtsignaal evaluate``, each time with one piece taken away. Only the
models of links are fitted anew without what they looked at; else a row says what the analysis as
shipped loses, not what another one would reach. Each runs in a process of its own, since much is
remembered from one call to the next.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from types import ModuleType
from typing import Final

import numpy as np
from fit_links import ACROSS, WITHIN, fitted, joined, read_town, rows_of

from jobs.cluster import analysis, links, routes, vectors
from jobs.cluster.group import group
from jobs.cluster.links import FEATURES, Pairs
from jobs.cluster.profiles import Profiles
from jobs.cluster.read import Reading, in_time
from jobs.cluster.units import Unit
from jobs.detect import context, evidence, learn, names
from jobs.detect.model import ALONE, ALONE_BIAS, Model
from jobs.language import words
from jobs.model import Role
from tests.quality.gate import HELD_OUT, TOWNS, measure

FITTED = [town for town in TOWNS if town.name != HELD_OUT]

PROCESSES: Final = 2
WHOLE: Final = "(nothing)"
TEXT_CUT: Final = 0.10
"""Cosine from which average link joins threads, the best of a grid (docs/bench.md)."""
NOISE: Final = "clustering.of_which_not_about_municipality"
FIGURES: Final = {
    "mention.f1": "mention F1",
    "clustering.pooled.b3_f1": "B-cubed F1",
    "clustering.pooled.pair_f1": "pair F1",
    "clustering.story_recall": "story recall",
    "clustering.signal_precision": "signal precision",
    NOISE: "noise",
    "continuity.f1": "continuity F1",
    "continuity.precision": "continuity precision",
    "department.accuracy": "department per post",
    "department.accuracy_where_given": "department where given",
    "department.per_story": "department per story",
    "intent.accuracy": "kind accuracy",
    "intent.macro_f1": "kind macro F1",
    "needs_answer.f1": "needs answer F1",
}
"""Figures of a town, with their headings; docs/evaluate.md says what they mean."""
TABLED: Final = (
    "mention.f1",
    "clustering.pooled.b3_f1",
    "clustering.story_recall",
    "clustering.signal_precision",
    NOISE,
    "continuity.f1",
    "department.accuracy",
    "department.per_story",
)
"""Figures of what is taken away; what a post asks hangs on none of that but the mention."""
Figures = Mapping[str, Mapping[str, float]]
"""By town, by figure."""


def put(module: ModuleType, name: str, new: object) -> None:
    """Give *name* of *module* another value, in every module of ours that took it over."""
    old = getattr(module, name)
    for where, other in tuple(sys.modules.items()):
        if where.startswith("jobs.") and vars(other).get(name) is old:
            setattr(other, name, new)


def judge_alone() -> None:
    """Judge each post by itself, with the constants that were fitted for that."""
    put(context, "surroundings", lambda thread, *_: tuple({} for _ in thread))
    put(learn, "SHIPPED", Model(ALONE_BIAS, ALONE))


def post_units() -> None:
    """Group posts, each of which knows nothing of its thread."""

    def make(readings: Iterable[Reading], *_: object) -> tuple[Unit, ...]:
        kept = sorted((one for one in readings if one.kept), key=in_time)
        return tuple(
            Unit(
                threads=(one.post.thread_id,),
                members=(one,),
                roots=(one,) if one.post.role is Role.OPENING else (),
            )
            for one in kept
        )

    put(analysis, "make_units", make)


def post_by_post() -> None:
    """Judge and group each post by itself."""
    judge_alone()
    post_units()


def text_links() -> None:
    """Join threads by nothing but their text."""

    def alike(profiles: Profiles) -> Pairs:
        likeness = np.triu((profiles.text @ profiles.text.T).toarray(), 1)
        first, second = np.nonzero(likeness)
        return Pairs(first=first, second=second, score=likeness[first, second])

    put(analysis, "pairs_within", alike)
    put(analysis, "group", partial(group, cut=TEXT_CUT))


def unlink(*features: str) -> None:
    """Fit the models of links anew without *features*."""
    towns = [rows_of(read_town(f"{town.folder}={town.config}")) for town in FITTED]
    for name, looked_at, place in (("WITHIN_WEEK", WITHIN, 0), ("ACROSS_WEEKS", ACROSS, 1)):
        kept = tuple(column for column in looked_at if FEATURES[column] not in features)
        bias, *weights = fitted(joined([of[place] for of in towns]), kept).tolist()
        found = dict(zip(kept, weights, strict=True))
        whole = tuple(found.get(column, 0.0) for column in range(len(FEATURES)))
        put(links, name, links.Model(weights=whole, bias=bias))


PIECES: Final[Mapping[str, Callable[[], object]]] = {
    WHOLE: lambda: None,
    "thread, in detect": judge_alone,
    "thread, in cluster": post_units,
    "thread, in both": post_by_post,
    "rarity from the table": partial(put, vectors, "LOCAL_SHARE", 1.0),
    "rarity from the posts": partial(put, vectors, "LOCAL_SHARE", 0.0),
    "opening post twice": partial(put, vectors, "ROOT_TIMES", 1),
    "parts of compounds": partial(put, words, "compound_parts", lambda *_: ()),
    "link model: text only": text_links,
    "(nothing, links fitted anew)": unlink,
    "link model: domains": partial(unlink, "topic"),
    "link model: places": partial(unlink, "place", "conflict"),
    "link model: source and hours": partial(unlink, "source", "hours"),
    "follow: voices and size": partial(unlink, "voices", "size"),
    "lists of detect": partial(put, evidence, "_lists", lambda _: ()),
    "lists of domains, for departments": partial(put, routes, "domain_owners", lambda _: {}),
    "other municipalities": partial(put, names, "_of_country", lambda _: ()),
}
"""What is taken away, and how; what is taken from the links compares with links fitted anew."""


def figures_without(piece: str) -> Figures:
    """Return the figures of every town without *piece*."""
    PIECES[piece]()
    return {town.name: measure(town) for town in FITTED}


def mean(found: Figures) -> Mapping[str, float]:
    """Return the mean of each figure over the towns."""
    return {name: sum(of.get(name, 0.0) for of in found.values()) / len(found) for name in FIGURES}


def row(head: str, values: Iterable[float]) -> str:
    """Return one row of a table."""
    return f"| {head} | {' | '.join(f'{value:.3f}' for value in values)} |"


def show(head: Iterable[str], rows: Iterable[str]) -> None:
    """Print a table."""
    cells = tuple(head)
    print(f"\n| {' | '.join(cells)} |", f"|{' --- |' * len(cells)}", *rows, sep="\n")


def main(asked: list[str]) -> None:
    """Print the figures of the whole by town, then the mean and each town without each piece."""
    pieces = [WHOLE, *(asked or [name for name in PIECES if name != WHOLE])]
    with ProcessPoolExecutor(PROCESSES, get_context("spawn"), max_tasks_per_child=1) as pool:
        found = dict(zip(pieces, pool.map(figures_without, pieces), strict=True))
    by_piece = {piece: {**of, "mean": mean(of)} for piece, of in found.items()}
    whole = by_piece[WHOLE]
    show(
        ("figure", *whole),
        (row(said, (of.get(name, 0.0) for of in whole.values())) for name, said in FIGURES.items()),
    )
    for town in reversed(whole):
        show(
            (f"{town}, without", *(FIGURES[name] for name in TABLED)),
            (
                row(piece, (of[town].get(name, 0.0) for name in TABLED))
                for piece, of in by_piece.items()
            ),
        )


if __name__ == "__main__":
    main(sys.argv[1:])

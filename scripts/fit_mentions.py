"""Labelled towns in, the constants of ``jobs/detect/model.py`` out; run by hand, never at run time.

    python scripts/fit_mentions.py jobs/demo/heidebeek=sources.toml tests/quality/rochevaux …

Each argument is a folder of ``posts-*.jsonl``, with its ``sources.toml`` in it or after ``=``.
First the model of a post alone is fitted, then, on what that hands on, the model of a post in its
thread. Printed before the constants: F1 at .50 and average precision of each town, cross-validated
with whole stories (and threads, which tie stories together) kept out of the fit, and with the whole
town kept out.
"""

import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score

from jobs.collect.keep import Keeping, keep_all
from jobs.collect.pseudonym import post_id
from jobs.detect.context import surroundings
from jobs.detect.evidence import Trace
from jobs.detect.model import KEEP, OWN_POST, Frame
from jobs.detect.reading import Reader, Reading
from jobs.evaluate.corpus import own_authors, read_corpus
from jobs.evaluate.gold import Gold, read_gold
from jobs.model import SourceId, Speaker, Week
from jobs.settings import load_for_analysis

KEY = bytes(32)
STRENGTH = 1.0
"""Inverse of the regularisation; from .2 to 1 the cross-validated F1 moves by .01."""
FOLDS, ROUNDS = 5, 4
ALONE = (*Trace, Frame.OWN_PAGE, Frame.LOCAL)
THREAD = (*Trace, *(frame for frame in Frame if frame not in {Frame.OWN_PAGE, Frame.LOCAL}))


@dataclass(frozen=True, slots=True)
class Row:
    """One post: its town, its label, what it says by itself, its week, and its fold group."""

    town: str
    gold: Gold
    reading: Reading
    week: Week
    group: str


def read_town(argument: str) -> list[Row]:
    """Return the rows of one town."""
    name, _, config = argument.partition("=")
    folder = Path(name)
    settings, _ = load_for_analysis(Path(config) if config else folder / "sources.toml")
    corpus = read_corpus(folder, settings, own_authors(settings))
    gold, reader = read_gold(folder), Reader(corpus.settings)
    zone = ZoneInfo(settings.municipality.timezone)
    now = corpus.latest.astimezone(UTC) + timedelta(days=1)
    labels = {post_id(KEY, source, key): gold[key] for source, key in corpus.ids}
    rows = []
    for source in corpus.settings.sources:
        keeping = Keeping.of(corpus.settings, source, KEY, now)
        kept, _ = keep_all(corpus.posts.get(SourceId(source.id), ()), keeping)
        for post in kept:
            label, reading = labels[post.id], reader.read(post)
            rows.append(Row(name, label, reading, Week.of(post.posted_at, zone), ""))
    return grouped(sorted(rows, key=lambda row: (row.reading.post.posted_at, row.gold.id)))


def grouped(rows: list[Row]) -> list[Row]:
    """Return *rows* with their groups: stories and threads that hang together."""
    parents: dict[str, str] = {}

    def head(name: str) -> str:
        while parents.setdefault(name, name) != name:
            name = parents[name]
        return name

    for row in rows:
        thread = row.reading.post.thread_id
        parents[head(f"{row.town} {row.gold.story or thread}")] = head(f"{row.town} {thread}")
    return [replace(row, group=head(f"{row.town} {row.reading.post.thread_id}")) for row in rows]


def matrix_alone(rows: list[Row]) -> np.ndarray:
    """Return the strengths of the traces of each post by itself."""
    return np.array([[row.reading.values.get(kind, 0.0) for kind in ALONE] for row in rows])


def matrix_thread(rows: list[Row], alone: np.ndarray) -> np.ndarray:
    """Return the strengths of the fitted traces of each post in its thread, up to its own week."""
    return matrix_of(rows, alone, THREAD)


def matrix_of(rows: list[Row], alone: np.ndarray, kinds: tuple[Trace | Frame, ...]) -> np.ndarray:
    """Return the strengths of *kinds* for each post in its thread, up to its own week."""
    threads: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        threads[row.town, row.reading.post.thread_id].append(place)
    matrix = np.zeros((len(rows), len(kinds)))
    for places in threads.values():
        for week in {rows[place].week for place in places}:
            so_far = [place for place in places if rows[place].week <= week]
            readings = tuple(
                rows[place].reading._replace(alone=OWN_POST if is_own(rows[place]) else score)
                for place, score in zip(so_far, alone[so_far], strict=True)
            )
            found = zip(so_far, readings, surroundings(readings, {}), strict=True)
            for place, reading, around in found:
                if rows[place].week == week:
                    values = {**reading.values, **around}
                    matrix[place] = [values.get(kind, 0.0) for kind in kinds]
    return matrix


def is_own(row: Row) -> bool:
    """Say whether the municipality itself wrote it; such posts are not fitted on."""
    return row.reading.post.speaker is Speaker.MUNICIPALITY


def fit(
    rows: list[Row], truth: np.ndarray, chosen: np.ndarray
) -> tuple[LogisticRegression, LogisticRegression, np.ndarray]:
    """Return both models fitted on the *chosen* rows, and the matrix of the second."""
    first = LogisticRegression(C=STRENGTH, max_iter=5000)
    plain = matrix_alone(rows)
    first.fit(plain[chosen], truth[chosen])
    whole = matrix_thread(rows, first.predict_proba(plain)[:, 1])
    second = LogisticRegression(C=STRENGTH, max_iter=5000)
    second.fit(whole[chosen], truth[chosen])
    return first, second, whole


def validate(rows: list[Row], truth: np.ndarray, others: np.ndarray) -> None:
    """Print how well each town is judged: by story, and when nothing of it was fitted on."""
    towns = np.array([row.town for row in rows])
    by_story = np.mean([story_folds(rows, truth, others, seed) for seed in range(ROUNDS)], axis=0)
    for town in sorted(set(towns)):
        told = f"by story {score(truth, by_story, others & (towns == town))}"
        if len(set(towns)) > 1:
            _, second, whole = fit(rows, truth, others & (towns != town))
            unseen = second.predict_proba(whole)[:, 1]
            told += f", unseen {score(truth, unseen, others & (towns == town))}"
        print(f"# {town}: F1 and average precision {told}")


def score(truth: np.ndarray, said: np.ndarray, here: np.ndarray) -> str:
    """Return F1 and average precision of what was *said* of the posts *here*."""
    f1 = f1_score(truth[here], said[here] >= KEEP)
    return f"{f1:.3f} {average_precision_score(truth[here], said[here]):.3f}"


def story_folds(rows: list[Row], truth: np.ndarray, others: np.ndarray, seed: int) -> np.ndarray:
    """Return the confidence of each post, its story kept out of the fit."""
    groups = sorted({row.group for row in rows})
    order = np.random.default_rng(seed).permutation(len(groups)) % FOLDS
    fold_of = dict(zip(groups, order, strict=True))
    folds = np.array([fold_of[row.group] for row in rows])
    said = np.zeros(len(rows))
    for fold in range(FOLDS):
        _, second, whole = fit(rows, truth, others & (folds != fold))
        said[folds == fold] = second.predict_proba(whole[folds == fold])[:, 1]
    return said


def show(name: str, kinds: tuple[Trace | Frame, ...], model: LogisticRegression) -> None:
    """Print one model as the constants it becomes; what weighs nothing is left out."""
    print(f"{name}_BIAS: Final = {model.intercept_[0]:.2f}")
    print(f"{name}: Final[Values] = {{")
    for kind, weight in zip(kinds, model.coef_[0], strict=True):
        if abs(weight) >= 0.05:
            print(f"    {type(kind).__name__}.{kind.name}: {weight:.2f},")
    print("}")


def main(arguments: list[str]) -> None:
    """Fit on the towns that *arguments* name."""
    rows = [row for argument in arguments for row in read_town(argument)]
    truth = np.array([row.gold.is_ours for row in rows]).astype(int)
    others = np.array([not is_own(row) for row in rows])
    validate(rows, truth, others)
    first, second, _ = fit(rows, truth, others)
    show("ALONE", ALONE, first)
    show("THREAD", THREAD, second)


if __name__ == "__main__":
    main(sys.argv[1:])

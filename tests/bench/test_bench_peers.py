"""Ours beside other ways of grouping, on the same threads and vectors, in one run.

The others are taken at whichever setting scores best on the very data they are scored on; ours
has the constants it ships with.
"""

import json
import os
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from scipy import sparse

from jobs.cluster import job as cluster
from jobs.cluster.group import group
from jobs.cluster.links import Pairs, pairs_within
from jobs.cluster.profiles import make_profiles
from jobs.detect import job as detect
from jobs.model import PostId, Week
from jobs.store import Store
from tests.bench.conftest import ONE_THREAD, ROUNDS, Figures, best
from tests.bench.scale import Seed, copies, enlarged, save
from tests.bench.towns import DEMO, Sheet, Task, labelled, make_sheet, make_tasks
from tests.quality.gate import ROOT, floors_of

pytestmark = pytest.mark.bench

PYTHON: Final = ROOT / ".cache" / "bench" / "peers" / "bin" / "python"
OURS: Final = "ours"
Key = tuple[str, bool]
"""A town, and whether its mentions are those that the labels call ours."""
TIMED: Final[Key] = (DEMO.name, True)
LARGE: Final = {False: (1_000,), True: (1_000, 5_000, 10_000)}
"""Posts of the large weeks; with ``--long`` two more."""
BESIDE: Final = "rochevaux"
"""The town compared besides the demo town, one where ours is behind; with ``--long`` all are."""
Groups = list[tuple[Week, list[PostId]]]
Answer = dict[str, Any]
Answers = dict[str, dict[str, list[Answer]]]
"""What peers.py writes: by way, by setting, an answer a week."""


@dataclass(slots=True, kw_only=True)
class Result:
    """How one way did.

    Attributes:
        scores: B-cubed F1 and pair F1, by town and by whether mentions are those of the labels.
        setting: With which setting, likewise.
        seconds: CPU for the weeks of the demo town, from vectors to groups; 0.0: nothing to do.
        large: Likewise for one week of each large town.
    """

    scores: dict[Key, tuple[float, float]] = field(default_factory=dict)
    setting: dict[Key, str] = field(default_factory=dict)
    seconds: float = 0.0
    large: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A week that peers are asked to group.

    Attributes:
        sheet: The week.
        rounds: How often each setting is timed.
        tries: How many settings of each way are tried.
    """

    sheet: Sheet
    rounds: int = 1
    tries: int = 99


def members(sheet: Sheet, labels: list[int]) -> Groups:
    """Return the posts of each group of threads of one week."""
    found: dict[int, list[PostId]] = {}
    for unit, label in zip(sheet.units, labels, strict=True):
        found.setdefault(label, []).extend(one.post.id for one in unit.members)
    return [(sheet.week, posts) for posts in found.values()]


def threads_of(sheet: Sheet) -> Groups:
    """Return the posts of each thread of one week."""
    found: dict[str, list[PostId]] = {}
    for unit in sheet.units:
        for one in unit.members:
            found.setdefault(one.post.thread_id, []).append(one.post.id)
    return [(sheet.week, posts) for posts in found.values()]


def links_of(sheet: Sheet) -> Pairs:
    """Return the links that our stage weighs, from vectors on."""
    profiles = make_profiles([(unit,) for unit in sheet.units], sheet.vectors, sheet.topics)
    return pairs_within(profiles)


def ours(sheet: Sheet) -> list[int]:
    """Return the group of each thread, by the functions of our stage."""
    labels = [0] * len(sheet.units)
    for number, places in enumerate(group(len(sheet.units), links_of(sheet))):
        for place in places:
            labels[place] = number
    return labels


def ask_peers(asked: list[Asked], folder: Path) -> Answers:
    """Return what peers.py makes of what is *asked*."""
    assert PYTHON.exists(), f"{PYTHON} is missing; run tests/bench/install.sh"
    folder.mkdir()
    tasks = []
    for place, one in enumerate(asked):
        sparse.save_npz(folder / f"{place}.npz", one.sheet.vectors.whole)
        texts = [
            " ".join(word for read in (*unit.roots, *unit.members) for word in read.terms)
            for unit in one.sheet.units
        ]
        tasks.append({"words": texts, "rounds": one.rounds, "tries": one.tries})
    (folder / "tasks.json").write_text(json.dumps(tasks), "utf-8")
    words = [str(PYTHON), "-W", "ignore", str(Path(__file__).with_name("peers.py")), str(folder)]
    done = subprocess.run(
        words, env={**os.environ, **ONE_THREAD}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: Answers = json.loads((folder / "groups.json").read_text("utf-8"))
    return found


def large_week(path: Path, seed: Seed, size: int) -> Sheet:
    """Return a week of *size* posts of a large town."""
    week = min(seed.weeks)
    settings = enlarged(seed.settings, copies(seed, size))
    save(path, seed, [week], size)
    with Store.open(path, settings.municipality.key) as store:
        detect.run(store, settings, week)
        cluster.run(store, settings, week)
        return make_sheet(store, settings, week)


def free_ways(task: Task) -> Iterator[tuple[str, Groups]]:
    """Yield what costs nothing: each post alone, each thread a group; and ours as stored."""
    yield "each post alone", []
    yield "each thread a group", [one for sheet in task.sheets for one in threads_of(sheet)]
    yield OURS, [(sheet.week, list(posts)) for sheet in task.sheets for posts in sheet.signals]


def best_setting(
    task: Task, sheets: range, found: dict[str, list[Answer]]
) -> tuple[tuple[float, float], str, float]:
    """Return the scores of the setting that does best on *task*, which, and its seconds."""
    tried = []
    for setting, answers in found.items():
        chosen = [answers[place] for place in sheets]
        groups = [
            one
            for sheet, answer in zip(task.sheets, chosen, strict=True)
            for one in members(sheet, answer["labels"])
        ]
        tried.append((task.score(groups), setting, sum(one["seconds"] for one in chosen)))
    return max(tried, key=lambda one: one[0])


def compare(tasks: dict[Key, Task], found: Answers) -> dict[str, Result]:
    """Return how each way did on each of *tasks*, by what peers *found* on their weeks."""
    results: dict[str, Result] = defaultdict(Result)
    first = 0
    for key, task in tasks.items():
        for name, groups in free_ways(task):
            results[name].scores[key] = task.score(groups)
        places = range(first, first := first + len(task.sheets))
        for name, answers in found.items():
            scores, setting, seconds = best_setting(task, places, answers)
            results[name].scores[key], results[name].setting[key] = scores, setting
            if key == TIMED:
                results[name].seconds = seconds
    for name, answers in found.items():
        rest = next(iter(answers.values()))[first:]
        results[name].large = tuple(answer["seconds"] for answer in rest)
    return results


def test_peers(tmp_path: Path, seed: Seed, figures: Figures, *, long: bool) -> None:
    tasks = {
        (town.name, by_labels): task
        for town in labelled()
        if long or town.name in {DEMO.name, BESIDE}
        for by_labels, task in make_tasks(town, tmp_path).items()
    }
    large = {size: large_week(tmp_path / f"{size}.sqlite", seed, size) for size in LARGE[long]}
    asked = [
        Asked(sheet=sheet, rounds=ROUNDS if key == TIMED else 1)
        for key, task in tasks.items()
        for sheet in task.sheets
    ]
    more = [Asked(sheet=sheet, tries=1) for sheet in large.values()]
    found = ask_peers([*asked, *more], tmp_path / "peers")
    results = compare(tasks, found)
    results[OURS].seconds = sum(best(work_on(sheet)) for sheet in tasks[TIMED].sheets)
    results[OURS].large = tuple(best(work_on(sheet)) for sheet in large.values())

    for one in asked:  # what is timed is what the stage does
        groups = {frozenset(posts) for _, posts in members(one.sheet, ours(one.sheet))}
        assert groups == one.sheet.signals
    check(results, [len(one.sheet.units) for one in [*asked, *more]], found)
    show_scores(figures, results, list(dict.fromkeys(town for town, _ in tasks)))
    heads = [f"{size:,} posts, {len(sheet.units):,} threads" for size, sheet in large.items()]
    show_costs(figures, results, heads)
    joined = sum(best(join(one)) for one in tasks[TIMED].sheets)
    figures.note("ours: four weeks, from links on", joined * 1000, "ms CPU")
    for size, sheet in large.items():
        figures.note(f"ours: {size:,} posts, from links on", best(join(sheet)) * 1000, "ms CPU")


def check(results: dict[str, Result], sizes: list[int], found: Answers) -> None:
    """Assert what must hold of any run: each thread is grouped, and scores are those of the gate.

    Args:
        results: How each way did.
        sizes: Threads of each week that was asked for.
        found: What the peers answered.
    """
    answers = [answer for settings in found.values() for answer in settings.values()]
    labels = [[one and len(one["labels"]) for one in weeks] for weeks in answers]
    scores = [score for one in results.values() for score in one.scores.values()]

    assert all(got in (None, size) for row in labels for got, size in zip(row, sizes, strict=True))
    assert all(0.0 < b_cubed <= 1.0 and 0.0 <= pairs <= 1.0 for b_cubed, pairs in scores)
    assert {pairs for _, pairs in results["each post alone"].scores.values()} == {0.0}
    for town in labelled():
        if (town.name, False) in results[OURS].scores:
            b_cubed, pairs = results[OURS].scores[town.name, False]
            assert b_cubed >= floors_of(town)["clustering.pooled.b3_f1"]
            assert pairs >= floors_of(town)["clustering.pooled.pair_f1"]


def work_on(sheet: Sheet) -> Callable[[], object]:
    """Return our whole grouping of *sheet*, to be timed."""
    return lambda: ours(sheet)


def join(sheet: Sheet) -> Callable[[], object]:
    """Return our joining of *sheet* along links that are known, to be timed."""
    pairs = links_of(sheet)
    return lambda: group(len(sheet.units), pairs)


def show_scores(figures: Figures, results: dict[str, Result], towns: list[str]) -> None:
    """Note the scores by town, the worst way first."""
    order = sorted(results, key=lambda name: results[name].scores[TIMED])
    for place, what in enumerate(("B-cubed F1", "pair F1")):
        rows = [(name, *(cell(results[name], town, place) for town in towns)) for name in order]
        figures.table(f"{what}: mentions as found / by the labels", [(what, *towns), *rows])


def cell(result: Result, town: str, place: int) -> str:
    """Return one score of *town*, with the mentions as found and with those of the labels."""
    return " / ".join(f"{result.scores[town, by_labels][place]:.3f}" for by_labels in (False, True))


def show_costs(figures: Figures, results: dict[str, Result], large: list[str]) -> None:
    """Note what each way takes, and its setting."""
    heads = ("ms CPU", DEMO.name, *large, "best setting for it, labels")
    rows = [
        (name, *map(milliseconds, (one.seconds, *one.large)), one.setting.get(TIMED, ""))
        for name, one in sorted(results.items(), key=lambda item: item[1].seconds)
        if one.seconds
    ]
    figures.table("from vectors to groups", [heads, *rows])


def milliseconds(seconds: float) -> str:
    """Return *seconds* as text; nothing for what was not measured."""
    return f"{seconds * 1000:,.1f}" if seconds else ""

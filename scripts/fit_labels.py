"""Labelled towns and single posts in, ``jobs/cluster/weights.toml`` out; run by hand.

    python scripts/fit_labels.py jobs/demo/heidebeek=sources.toml …

Each argument is a folder of ``posts-*.jsonl``, with its ``sources.toml`` in it or after ``=``.
``tests/quality/kinds-nl.tsv`` goes along at a fifth of the weight: posts without a thread, which
the towns have few of. Printed: accuracy, macro-F1 and F1 on stories kept out of the fit. The
weights that are set by hand, from policy, are kept as they stand in the file.
"""

import sys
import tomllib
from collections import defaultdict
from pathlib import Path

import numpy as np
from fit_links import Town, read_town
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score

from jobs.cluster import weights as shipped
from jobs.cluster.course import make_course
from jobs.cluster.label import NEEDS_ANSWER, kind_of
from jobs.cluster.read import in_time, read
from jobs.cluster.traits import ask_traits, conduct_of, say_traits
from jobs.language import LANGUAGES
from jobs.model import Post, PostId, Role, SourceId, Speaker, ThreadId
from tests.make import MONDAY

SINGLE = Path("tests/quality/kinds-nl.tsv")
SINGLE_WEIGHT = 0.2
BY_HAND = ("hazard", "insulting", "peer_answered", "political", "solved")
FOLDS, ROUNDS = 5, 3
Traits = dict[str, float]


def town_rows(town: Town) -> list[tuple[str, Traits, str, Traits, bool]]:
    """Return story, traits of saying, kind, traits of asking and answer of each post of ours."""
    threads = defaultdict(list)
    for reading in sorted(town.readings, key=in_time):
        threads[reading.post.thread_id].append(reading)
    conduct, rows = conduct_of(LANGUAGES), []
    for thread, readings in threads.items():
        root = next((one for one in readings if one.post.role is Role.OPENING), None)
        course = make_course(readings)
        for one in readings:
            gold = town.gold[one.post.id]
            if one.post.speaker is not Speaker.VOICE or not gold.is_ours:
                continue
            if gold.intent not in shipped.KINDS:
                continue
            said = say_traits(one, root if one.post.role is Role.COMMENT else None)
            asked = ask_traits(one, kind_of(one, root), course, conduct)
            rows.append((gold.story or thread, said, gold.intent, asked, gold.needs_answer))
    return rows


def single_rows() -> list[tuple[Traits, str]]:
    """Return traits and kind of the single posts."""
    rows = []
    for number, line in enumerate(SINGLE.read_text(encoding="utf-8").splitlines()):
        if line.startswith("#"):
            continue
        kind, text = line.split("\t")
        post = Post(
            id=PostId(str(number)), source_id=SourceId("x"), thread_id=ThreadId(str(number)),
            parent_id=None, role=Role.OPENING, voice=None, speaker=Speaker.VOICE, title="",
            text=text, language="nl", posted_at=MONDAY, collected_at=MONDAY,
        )  # fmt: skip
        rows.append((say_traits(read(post, None), None), kind))
    return rows


def matrix(traits: list[Traits], names: list[str]) -> np.ndarray:
    """Return *traits* as rows."""
    return np.array([[one.get(name, 0.0) for name in names] for one in traits])


def folds(stories: list[str], seed: int) -> np.ndarray:
    """Return a fold for each post, whole stories together."""
    names = sorted(set(stories))
    order = np.random.default_rng(seed).permutation(len(names))
    number = dict(zip(names, order % FOLDS, strict=True))
    return np.array([number[story] for story in stories])


def show(section: str, names: list[str], weights: np.ndarray, bias: float) -> None:
    """Print one section of the file."""
    kept = tomllib.loads(Path(shipped.__file__).with_name("weights.toml").read_text())[section]
    print(f"\n[{section}]\nbias = {bias:.2f}")
    for name, weight in sorted(zip(names, weights, strict=True)):
        if section == "needs_answer" and name in BY_HAND:
            weight = kept[name]  # noqa: PLW2901 - what was fitted is not used
        if abs(weight) >= 0.05:
            print(f"{name} = {weight:.2f}")


def fit_kinds(rows: list[tuple[str, Traits, str, Traits, bool]]) -> None:
    """Fit the kinds of posts."""
    single = single_rows()
    names = sorted({name for _, traits, _, _, _ in rows for name in traits})
    x, y = matrix([row[1] for row in rows], names), np.array([row[2] for row in rows])
    more, kinds = matrix([s[0] for s in single], names), np.array([s[1] for s in single])
    scores = []
    for seed in range(ROUNDS):
        fold, said = folds([row[0] for row in rows], seed), np.empty(len(y), dtype=object)
        for number in range(FOLDS):
            model = fitted(x[fold != number], y[fold != number], more, kinds)
            said[fold == number] = model.predict(x[fold == number])
        macro = f1_score(y, said.astype(str), average="macro")
        scores.append((accuracy_score(y, said.astype(str)), macro))
    print("# kinds, unseen stories: accuracy {:.3f}, macro-F1 {:.3f}".format(*np.mean(scores, 0)))
    model = fitted(x, y, more, kinds)
    for kind, weights, bias in zip(model.classes_, model.coef_, model.intercept_, strict=True):
        show(str(kind), names, weights, float(bias))


def fitted(x: np.ndarray, y: np.ndarray, more: np.ndarray, kinds: np.ndarray) -> LogisticRegression:
    """Return the model of towns and single posts together."""
    weight = np.concatenate([np.ones(len(y)), np.full(len(kinds), SINGLE_WEIGHT)])
    model = LogisticRegression(max_iter=5000)
    model.fit(np.vstack([x, more]), np.concatenate([y, kinds]), sample_weight=weight)
    return model


def fit_answer(rows: list[tuple[str, Traits, str, Traits, bool]]) -> None:
    """Fit the need of an answer."""
    names = sorted({name for _, _, _, traits, _ in rows for name in traits} | set(BY_HAND))
    x, y = matrix([row[3] for row in rows], names), np.array([row[4] for row in rows])
    scores = []
    for seed in range(ROUNDS):
        fold, chance = folds([row[0] for row in rows], seed), np.zeros(len(y))
        for number in range(FOLDS):
            model = LogisticRegression(C=0.3, max_iter=5000).fit(
                x[fold != number], y[fold != number]
            )
            chance[fold == number] = model.predict_proba(x[fold == number])[:, 1]
        scores.append(f1_score(y, chance >= NEEDS_ANSWER))
    print(f"\n# needs_answer, unseen stories, kinds as shipped: F1 {np.mean(scores):.3f}")
    model = LogisticRegression(C=0.3, max_iter=5000).fit(x, y)
    show("needs_answer", names, model.coef_[0], float(model.intercept_[0]))


def main() -> None:
    """Fit both on the towns of the command line."""
    rows = [row for argument in sys.argv[1:] for row in town_rows(read_town(argument))]
    fit_kinds(rows)
    fit_answer(rows)


if __name__ == "__main__":
    main()

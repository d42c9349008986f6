"""Labelled towns and single posts in, ``jobs/cluster/weights.toml`` out; run by hand.

    python scripts/fit_labels.py jobs/demo/heidebeek=sources.toml …

Each argument is a folder of ``posts-*.jsonl``, with its ``sources.toml`` in it or after ``=``.
``tests/quality/kinds-nl.tsv`` goes along at a fifth of the weight: posts without a thread, which
the towns have few of. Printed: accuracy and macro-F1 on stories kept out of the fit, and F1 of what
needs an answer on whole towns kept out. That is fitted on what is found to be a mention, as it is
asked of: what is none of ours needs no answer. The weights that are set by hand, from policy, are
kept as they stand in the file.
"""

import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from fit_links import Town, read_town
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score

from jobs.cluster import weights as shipped
from jobs.cluster.course import make_course
from jobs.cluster.label import NEEDS_ANSWER, kinds_of
from jobs.cluster.read import Reading, in_time, names_of, read
from jobs.cluster.traits import ask_traits, conduct_of, say_traits
from jobs.detect.context import judge
from jobs.detect.reading import Reader
from jobs.language import LANGUAGES
from jobs.model import Post, PostId, Role, SourceId, Speaker, ThreadId
from tests.make import MONDAY

SINGLE = Path("tests/quality/kinds-nl.tsv")
SINGLE_WEIGHT = 0.2
BY_HAND = ("hazard", "insulting", "peer_answered", "political", "solved")
FOLDS, ROUNDS = 5, 3
FIRMNESS = 1.0
"""How little the weights of an answer are held near zero; from .5 to 2 it makes no difference."""
Traits = dict[str, float]
Row = tuple[str, Traits, str]
Asked = tuple[Traits, bool]


def town_rows(town: Town) -> list[Row]:
    """Return story, traits of saying and kind of each post of ours."""
    threads = defaultdict(list)
    for reading in sorted(town.readings, key=in_time):
        threads[reading.post.thread_id].append(reading)
    rows = []
    for thread, readings in threads.items():
        root = next((one for one in readings if one.post.role is Role.OPENING), None)
        for one in readings:
            gold = town.gold[one.post.id]
            if one.post.speaker is not Speaker.VOICE or not gold.is_ours:
                continue
            if gold.intent not in shipped.KINDS:
                continue
            said = say_traits(one, root if one.post.role is Role.COMMENT else None)
            rows.append((gold.story or thread, said, gold.intent))
    return rows


def town_answers(town: Town) -> list[Asked]:
    """Return traits of asking and answer of each post that is found to be a mention."""
    conduct, rows = conduct_of(LANGUAGES), []
    for readings in judged(town):
        root = next((one for one in readings if one.post.role is Role.OPENING), None)
        course, last = make_course(readings), town.weeks[readings[-1].post.id]
        for one in readings:
            mine = one.kept and town.weeks[one.post.id] == last
            if mine and one.post.speaker is Speaker.VOICE:
                asked = ask_traits(one, kinds_of(one, root), course, conduct)
                rows.append((asked, town.gold[one.post.id].needs_answer))
    return rows


def judged(town: Town) -> Iterator[list[Reading]]:
    """Yield every thread until the end of each week in which it is added to, as it is judged."""
    reader, names = Reader(town.settings), names_of(town.settings)
    threads = defaultdict(list)
    for reading in sorted(town.readings, key=in_time):
        threads[reading.post.thread_id].append(reading.post)
    for posts in threads.values():
        for week in sorted({town.weeks[post.id] for post in posts}):
            so_far = [post for post in posts if town.weeks[post.id] <= week]
            wanted = frozenset(post.id for post in so_far)
            found = judge(reader.read_all(so_far), week, wanted, {})
            mentions = {mention.post_id: mention for mention in found}
            yield [read(post, mentions[post.id], names) for post in so_far]


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


def fit_kinds(rows: list[Row]) -> None:
    """Fit the kinds of posts."""
    single = single_rows()
    names = sorted({name for _, traits, _ in rows for name in traits})
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


def fit_answer(towns: dict[str, list[Asked]]) -> None:
    """Fit the need of an answer."""
    seen = {name for rows in towns.values() for traits, _ in rows for name in traits}
    names = sorted(seen | set(BY_HAND))
    kept = tomllib.loads(Path(shipped.__file__).with_name("weights.toml").read_text())
    held = {name: kept["needs_answer"][name] for name in BY_HAND}
    scores = []
    for town, rows in towns.items():
        others = [row for name, known in towns.items() if name != town for row in known]
        if not others:
            continue
        weights, bias = answer_model(others, names)
        weights = np.array([held.get(n, w) for n, w in zip(names, weights, strict=True)])
        odds = matrix([traits for traits, _ in rows], names) @ weights + bias
        scores.append(f1_score([y for _, y in rows], 1 / (1 + np.exp(-odds)) >= NEEDS_ANSWER))
        print(f"\n# needs_answer, {town} unseen, of what is found: F1 {scores[-1]:.3f}", end="")
    print(f"\n# mean {np.mean(scores):.3f}")
    show("needs_answer", names, *answer_model([r for rows in towns.values() for r in rows], names))


def answer_model(rows: list[Asked], names: list[str]) -> tuple[np.ndarray, float]:
    """Return the weights of *names* and the bias."""
    model = LogisticRegression(C=FIRMNESS, max_iter=5000)
    model.fit(matrix([traits for traits, _ in rows], names), [y for _, y in rows])
    return model.coef_[0], float(model.intercept_[0])


def main() -> None:
    """Fit both on the towns of the command line."""
    towns = {argument: read_town(argument) for argument in sys.argv[1:]}
    fit_kinds([row for town in towns.values() for row in town_rows(town)])
    fit_answer({Path(a.partition("=")[0]).name: town_answers(town) for a, town in towns.items()})


if __name__ == "__main__":
    main()

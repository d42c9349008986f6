"""Gold and predicted groups or labels in, figures out: F1, B-cubed, pairs, AMI, macro F1."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from math import exp, lgamma, log

Figures = dict[str, object]
"""Figures by name; a group of figures stands under its own name."""


def ratio(part: float, whole: float) -> float | None:
    """Return *part* of *whole*; None when there is no whole."""
    return part / whole if whole else None


def precision_recall(right: int, predicted: int, actual: int) -> Figures:
    """Return precision, recall and F1 of *right* hits among those predicted and those there."""
    f1 = 2 * right / (predicted + actual) if predicted + actual else None
    return {"precision": ratio(right, predicted), "recall": ratio(right, actual), "f1": f1}


def counted(pairs: Iterable[tuple[bool, bool]]) -> Figures:
    """Return the counts behind precision and recall, and these, of (found, there) *pairs*."""
    told = Counter(pairs)
    right, wrong, missed = told[True, True], told[True, False], told[False, True]
    counts: Figures = {"right": right, "wrong": wrong, "missed": missed}
    return counts | precision_recall(right, right + wrong, right + missed)


def average_precision(scored: Iterable[tuple[float, bool]]) -> float | None:
    """Return the area under precision and recall of (score, is right); ties count together."""
    groups: dict[float, list[bool]] = defaultdict(list)
    for score, hit in scored:
        groups[score].append(hit)
    area, seen, found = 0.0, 0, 0
    for score in sorted(groups, reverse=True):
        hits = sum(groups[score])
        seen, found = seen + len(groups[score]), found + hits
        area += hits * found / seen
    return ratio(area, found)


def clustering(pairs: Sequence[tuple[Hashable, Hashable]]) -> Figures:
    """Return B-cubed, pairwise F1 and AMI of (gold group, predicted group), one pair a post."""
    posts = len(pairs)
    if not posts:
        empty = ("b3_precision", "b3_recall", "b3_f1", "pair_f1", "ami")
        return {"posts": 0, **dict.fromkeys(empty)}
    gold = Counter(real for real, _ in pairs)
    predicted = Counter(said for _, said in pairs)
    both = Counter(pairs)
    precision = sum(k * k / predicted[said] for (_, said), k in both.items()) / posts
    recall = sum(k * k / gold[real] for (real, _), k in both.items()) / posts
    right, claimed, true = (_couples(counts) for counts in (both, predicted, gold))
    return {
        "posts": posts,
        "b3_precision": precision,
        "b3_recall": recall,
        "b3_f1": 2 * precision * recall / (precision + recall),
        "pair_f1": precision_recall(right, claimed, true)["f1"],
        "ami": adjusted_mutual_information(gold, predicted, both),
    }


def _couples(counts: Counter[Hashable] | Counter[tuple[Hashable, Hashable]]) -> int:
    return sum(k * (k - 1) // 2 for k in counts.values())


def adjusted_mutual_information(
    gold: Counter[Hashable],
    predicted: Counter[Hashable],
    both: Counter[tuple[Hashable, Hashable]],
) -> float:
    """Return AMI with the arithmetic mean (Vinh et al. 2010): 0 is chance, 1 is equal."""
    posts = gold.total()
    if len(gold) == len(predicted) == 1 or len(gold) == len(predicted) == posts:
        return 1.0
    mutual = sum(
        k / posts * log(posts * k / (gold[real] * predicted[said]))
        for (real, said), k in both.items()
    )
    expected = _expected_information(gold, predicted)
    spread = (_entropy(gold) + _entropy(predicted)) / 2 - expected
    return (mutual - expected) / spread if abs(spread) > 1e-12 else 0.0


def _entropy(counts: Counter[Hashable]) -> float:
    total = counts.total()
    return -sum(k / total * log(k / total) for k in counts.values())


def _expected_information(gold: Counter[Hashable], predicted: Counter[Hashable]) -> float:
    """Return the mutual information that groups of these sizes share by chance."""
    posts = gold.total()
    expected = 0.0
    for first, times in Counter(gold.values()).items():
        for second, times_too in Counter(predicted.values()).items():
            margins = (first, second, posts - first, posts - second)
            fixed = sum(lgamma(size + 1) for size in margins) - lgamma(posts + 1)
            for k in range(max(1, first + second - posts), min(first, second) + 1):
                cells = (k, first - k, second - k, posts - first - second + k)
                chance = exp(fixed - sum(lgamma(size + 1) for size in cells))
                gain = log(posts * k / (first * second))
                expected += times * times_too * k / posts * gain * chance
    return expected


def labels(pairs: Sequence[tuple[str, str | None]]) -> Figures:
    """Return accuracy and macro F1 of (gold label, predicted label); None counts as wrong."""
    right = Counter(real for real, said in pairs if real == said)
    gold = Counter(real for real, _ in pairs)
    predicted = Counter(said for _, said in pairs if said is not None)
    f1 = [2 * right[real] / (gold[real] + predicted[real]) for real in gold]
    return {
        "posts": len(pairs),
        "given": predicted.total(),
        "accuracy": ratio(right.total(), len(pairs)),
        "accuracy_where_given": ratio(right.total(), predicted.total()),
        "macro_f1": ratio(sum(f1), len(f1)),
    }


def majority(values: Iterable[str]) -> str | None:
    """Return the most frequent value, of equals the alphabetically first; None of nothing."""
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value)) if counts else None

"""Labelled towns in, what corrections teach out; run by hand, never at run time.

    python scripts/measure_corrections.py jobs/demo/heidebeek=sources.toml tests/quality/akker …

Arguments are as for ``fit_mentions.py``. A person corrects judgements of the first half of the
weeks: 30 at random, wrong and right ones; 30 wrong ones only; 100 at random. Printed: F1 of
mentions in the second half before and after, each week judged with what its posts make of them.
"""

import sys
from collections.abc import Callable

import numpy as np
from fit_mentions import Row, is_own, matrix_of, read_town
from sklearn.metrics import f1_score

from jobs.detect.learn import KINDS, firmness, most_probable
from jobs.detect.model import KEEP, SHIPPED

DRAWS = 30
MEAN = np.array([SHIPPED.bias, *(SHIPPED.weights.get(kind, 0.0) for kind in KINDS)])


def judged(constants: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return which posts are mentions."""
    kept: np.ndarray = 1 / (1 + np.exp(-(rows @ constants))) >= KEEP
    return kept


def main(arguments: list[str]) -> None:
    """Measure on the towns that *arguments* name."""
    for argument in arguments:
        rows = read_town(argument)
        seen = matrix_of(rows, np.array([row.reading.alone for row in rows]), KINDS)
        measure(argument, rows, np.hstack([np.ones((len(rows), 1)), seen]))


def measure(name: str, rows: list[Row], seen: np.ndarray) -> None:
    """Print the figures of one town."""
    truth = np.array([row.gold.is_ours for row in rows])
    others = np.array([not is_own(row) for row in rows])
    weeks = sorted({row.week for row in rows})
    week_of = np.array([weeks.index(row.week) for row in rows])
    early = np.flatnonzero(others & (week_of < len(weeks) // 2))
    late = [
        np.flatnonzero(others & (week_of == place)) for place in range(len(weeks) // 2, len(weeks))
    ]
    tested = np.concatenate(late)
    wrong = early[judged(MEAN, seen[early]) != truth[early]]
    before = f1_score(truth[tested], judged(MEAN, seen[tested]))

    def after(choose: Callable[[np.random.Generator], np.ndarray]) -> str:
        moved = []
        for seed in range(DRAWS):
            chosen = choose(np.random.default_rng(seed))
            said = [
                judged(
                    most_probable(
                        seen[chosen], truth[chosen].astype(float), MEAN, firmness(seen[week], MEAN)
                    ),
                    seen[week],
                )
                for week in late
            ]
            moved.append(f1_score(truth[tested], np.concatenate(said)))
        return f"{np.mean(moved):.3f} ({min(moved):.3f} to {max(moved):.3f})"

    def draw(of: np.ndarray, size: int) -> Callable[[np.random.Generator], np.ndarray]:
        return lambda rng: rng.choice(of, min(size, len(of)), replace=False)

    print(f"{name}: F1 {before:.3f}; 30 at random {after(draw(early, 30))};", end=" ")
    print(f"{min(30, len(wrong))} wrong {after(draw(wrong, 30))};", end=" ")
    print(f"100 at random {after(draw(early, 100))}")


if __name__ == "__main__":
    main(sys.argv[1:])

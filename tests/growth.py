"""How the cost of some work grows with its size, told from noise: a busy machine is no failure."""

from collections.abc import Callable
from time import process_time

TRIES = 5
"""Noise passes; what grows too fast does so each time."""
TIMES = 10
"""How many times as large the large one is: linear work costs 10 times as much, square 100."""
MOST = 40
"""How many times as much the large one may cost: as far from 10 as from 100."""
LEAST = 0.005
"""Seconds; less than that is measured too coarsely to be compared with."""


def is_linear(
    work: Callable[[int], object], size: int, *, clock: Callable[[], float] = process_time
) -> bool:
    """Tell whether *work* of ten times *size* costs about ten times as much processor time.

    The least of several tries stands for either size, as noise only adds.
    """

    def seconds(size: int) -> float:
        started = clock()
        work(size)
        return clock() - started

    small = large = float("inf")
    for _ in range(TRIES):
        small = min(small, *(seconds(size) for _ in range(3)))  # the first may load what is needed
        large = min(large, seconds(TIMES * size))
        if large < MOST * max(small, LEAST):
            return True
    return False

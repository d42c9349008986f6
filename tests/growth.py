"""What work costs as it grows, told from noise, and an end to what hangs: no test counts seconds.

A busy machine, or one ten times as slow, is no failure here.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import process_time
from typing import AnyStr

import pytest

TRIES = 5
"""Noise passes; what grows too fast does so each time."""
TIMES = 10
"""How many times as large the large one is: linear work costs 10 times as much, square 100."""
MOST = 40
"""How many times as much the large one may cost: as far from 10 as from 100."""
LEAST = 0.005
"""Seconds; less than that is measured too coarsely to be compared with."""
HANGS = 60.0
"""Seconds of processor time; what is guarded takes 4 on a quiet machine, and minutes if square."""


def is_linear(
    work: Callable[[int], object], size: int, *, clock: Callable[[], float] = process_time
) -> bool:
    """Tell whether *work* of ten times *size* costs about ten times as much processor time."""
    return is_cheap(lambda: work(TIMES * size), lambda: work(size), clock=clock)


def is_linear_in(whole: AnyStr, work: Callable[[AnyStr], object]) -> bool:
    """Tell whether *work* on *whole* costs about ten times as much as on its first tenth."""
    return is_linear(lambda size: work(whole[:size]), len(whole) // TIMES)


def is_cheap(
    work: Callable[[], object],
    usual: Callable[[], object],
    *,
    clock: Callable[[], float] = process_time,
) -> bool:
    """Tell whether *work* costs less than forty times what is *usual*.

    The least of several tries stands for either, as noise only adds.
    """

    def seconds(one: Callable[[], object]) -> float:
        started = clock()
        one()
        return clock() - started

    small = large = float("inf")
    for _ in range(TRIES):
        large = min(large, seconds(work))  # first, as the first may load what is needed
        small = min(small, seconds(usual), seconds(usual))
        if large < MOST * max(small, LEAST):
            return True
    return False


@contextmanager
def ends(seconds: float = HANGS) -> Iterator[None]:
    """Fail once what is inside took *seconds* of processor time."""

    def stop(*_: object) -> None:
        pytest.fail(f"no end after {seconds:g} s of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)

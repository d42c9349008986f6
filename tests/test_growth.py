"""What is called linear, by a clock that each piece of work moves on; and what hangs is ended."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from tests.growth import TRIES, ends, is_linear

SIZE = 1_000


class Machine:
    """A clock that moves on by what work costs; *noise* comes on top of each next piece."""

    def __init__(self, cost: Callable[[int], float], *noise: float) -> None:
        self.now = 0.0
        self._cost = cost
        self._noise = [*noise]

    def work(self, size: int) -> None:
        """Let the clock move on by what *size* costs."""
        self.now += self._cost(size) + (self._noise.pop(0) if self._noise else 0)

    def says_linear(self) -> bool:
        """Tell what the tries on this machine find."""
        return is_linear(self.work, SIZE, clock=lambda: self.now)


def linear(size: int) -> float:
    return 0.01 * size / SIZE


def square(size: int) -> float:
    return 0.01 * (size / SIZE) ** 2


def test_work_that_grows_with_its_size_is_linear_and_its_square_is_not() -> None:
    assert Machine(linear).says_linear()
    assert not Machine(square).says_linear()
    assert Machine(lambda size: linear(size) / 1_000).says_linear()


def test_a_busy_machine_neither_fails_what_is_linear_nor_saves_a_square() -> None:
    late = (9.0, 0.0, 0.0)

    assert Machine(linear, *late * (TRIES - 1)).says_linear()
    assert not Machine(linear, *late * TRIES).says_linear()
    assert not Machine(square, *(0.0, 9.0, 0.0) * TRIES).says_linear()


def stubborn() -> None:
    while True:
        with suppress(Exception):
            sum(range(1_000))


def test_what_hangs_is_ended_though_it_catches_every_error() -> None:
    with pytest.raises(pytest.fail.Exception, match="no end"), ends(0.01):
        stubborn()

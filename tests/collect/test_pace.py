"""Every host at its pace, whoever asks; a host that wants rest gets it."""

import asyncio
from datetime import timedelta

import pytest

from jobs.collect.limits import Limits
from jobs.collect.pace import HostGate
from jobs.collect.reasons import FetchReason, FetchStop
from tests.hostile.clock import FakeClock

TWO = timedelta(seconds=2)


def make_gate(clock: FakeClock, limits: Limits | None = None) -> HostGate:
    return HostGate(now=clock.now, sleep=clock.sleep, limits=limits or Limits())


async def times(gate: HostGate, clock: FakeClock, hosts: list[str], pace: timedelta) -> list[float]:
    """Return when each of *hosts* was asked, in seconds from the start."""
    start = clock.moment
    found = []
    for host in hosts:
        async with gate.turn(host, pace):
            found.append((clock.moment - start).total_seconds())
    return found


def test_a_host_is_asked_at_its_pace_and_another_does_not_wait_for_it() -> None:
    clock = FakeClock()

    at = asyncio.run(times(make_gate(clock), clock, ["a", "a", "b", "a", "b"], TWO))

    assert at == [0, 2, 2, 4, 4]


def test_the_slower_of_two_paces_counts_for_who_asks_it() -> None:
    clock = FakeClock()

    async def story() -> list[float]:
        gate = make_gate(clock)
        first = await times(gate, clock, ["a"], TWO)
        return first + await times(gate, clock, ["a"], timedelta(seconds=30))

    assert asyncio.run(story()) == [0, 30]


def test_two_at_a_time_keep_the_pace_between_them() -> None:
    clock = FakeClock()
    inside, most = 0, 0
    moments = []

    async def visit(gate: HostGate) -> None:
        nonlocal inside, most
        async with gate.turn("a", TWO):
            inside += 1
            most = max(most, inside)
            moments.append(clock.moment)
            await asyncio.sleep(0.001)
            inside -= 1

    async def story() -> None:
        gate = make_gate(clock)
        await asyncio.gather(*(visit(gate) for _ in range(6)))

    asyncio.run(story())
    assert most == 2
    assert len(moments) == 6
    assert moments[-1] - moments[0] >= 4 * TWO


def test_a_visit_without_pace_takes_no_turn() -> None:
    clock = FakeClock()

    async def story() -> list[float]:
        gate = make_gate(clock)
        free = await times(gate, clock, ["a", "a", "a"], timedelta())
        return free + await times(gate, clock, ["a"], timedelta(minutes=30))

    assert asyncio.run(story()) == [0, 0, 0, 0]


def test_a_pause_is_slept_through_up_to_a_minute() -> None:
    clock = FakeClock()

    async def story() -> list[float]:
        gate = make_gate(clock)
        gate.pause("a", clock.moment + timedelta(seconds=60))
        gate.pause("a", clock.moment + timedelta(seconds=5))
        return await times(gate, clock, ["b", "a"], TWO)

    assert asyncio.run(story()) == [0, 60]


def test_a_longer_pause_sends_us_away_with_a_time_to_come_back() -> None:
    clock = FakeClock()
    until = clock.moment + timedelta(seconds=61)

    async def story() -> None:
        gate = make_gate(clock)
        gate.pause("a", until)
        await times(gate, clock, ["a"], TWO)

    with pytest.raises(FetchStop) as caught:
        asyncio.run(story())
    assert caught.value.reason is FetchReason.RATE_LIMITED
    assert caught.value.retry_at == until


def test_a_pause_asked_while_we_wait_is_kept_too() -> None:
    clock = FakeClock()
    gate = make_gate(clock)

    async def sleep(seconds: float) -> None:
        await clock.sleep(seconds)
        if len(clock.slept) == 1:
            gate.pause("a", clock.moment + timedelta(seconds=10))

    async def story() -> list[float]:
        gate._sleep = sleep
        return await times(gate, clock, ["a", "a"], TWO)

    assert asyncio.run(story()) == [0, 12]


def test_a_clock_set_back_an_hour_costs_no_hour() -> None:
    clock = FakeClock()

    async def story() -> list[float]:
        gate = make_gate(clock)
        await times(gate, clock, ["a"], TWO)
        clock.move(hours=-1)
        return await times(gate, clock, ["a"], TWO)

    assert asyncio.run(story())[0] <= 3 * TWO.total_seconds()

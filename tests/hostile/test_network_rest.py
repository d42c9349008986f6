"""Hosts that ask for rest, in every spelling."""

from datetime import timedelta

import pytest

from jobs.collect.limits import Limits
from jobs.errors import FetchRefused
from tests.hostile.clock import FakeClock
from tests.hostile.fetching import ask, make_fetcher, reason_of, run, stopped
from tests.hostile.server import (
    Server,
    in_turn,
    raw,
    says,
)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("3600", 3600),
        ("Mon, 09 Nov 2026 09:00:00 GMT", 3600),
        ("99999999999999999999", 21_600),
        ("9" * 99, 21_600),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 21_600),
    ],
)
def test_a_long_rest_is_granted_to_the_whole_host(status: int, header: str, seconds: int) -> None:
    clock = FakeClock()
    busy = says("", status, [("Retry-After", header)])

    async def story() -> int:
        async with Server({"*": busy}) as server, make_fetcher(clock=clock) as fetcher:
            first = await stopped(fetcher, ask(server.url("/a")))
            other = await stopped(fetcher, ask(server.url("/b")))
            for error in (first, other):
                assert isinstance(error, FetchRefused)
                assert error.reason == "rate-limited"
                assert error.retry_at is not None
                rest = (error.retry_at - clock.now()).total_seconds()
                assert seconds * 0.999 <= rest <= seconds * 1.1
            return len(server.targets())

    assert run(story()) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("2", 2),
        ("-5", 1),
        ("0", 1),
        ("Mon, 09 Nov 2020 09:00:00 GMT", 1),
        ("1e309", 60),
        ("soon", 60),
        ("", 60),
        ("Sun, 31 Feb 2026 25:61:00 GMT", 60),
        ("٣", 60),
    ],
)
def test_a_short_rest_is_slept_through(header: str, seconds: int) -> None:
    clock = FakeClock()
    busy = raw(
        b"HTTP/1.1 429 Slow down\r\nContent-Length: 0\r\nRetry-After: "
        + header.encode()
        + b"\r\n\r\n"
    )
    limits = Limits(max_wait=timedelta(seconds=70))

    async def story() -> bytes:
        plays = {"/": in_turn(busy, says("nu wel"))}
        async with Server(plays) as server, make_fetcher(clock=clock, limits=limits) as fetcher:
            return (await fetcher.get(ask(server.url(), pace=timedelta()))).body

    assert run(story()) == b"nu wel"
    assert seconds <= sum(clock.slept) <= seconds * 1.1 + 2


def test_a_host_that_never_has_time_is_asked_three_times() -> None:
    busy = says("", 429, [("Retry-After", "1")])

    async def story() -> tuple[str, int]:
        async with Server({"/": busy}) as server, make_fetcher() as fetcher:
            return await reason_of(fetcher, ask(server.url())), len(server.targets())

    assert run(story()) == ("rate-limited", 3)


def test_a_rest_of_before_the_restart_still_holds() -> None:
    clock = FakeClock()

    async def story() -> tuple[str, bytes]:
        async with Server({"/": says("ja")}) as server, make_fetcher(clock=clock) as fetcher:
            fetcher.pause(server.url(), clock.now() + timedelta(hours=2))
            fetcher.pause("no address", clock.now())
            early = await reason_of(fetcher, ask(server.url()))
            clock.move(hours=2)
            return early, (await fetcher.get(ask(server.url()))).body

    assert run(story()) == ("rate-limited", b"ja")

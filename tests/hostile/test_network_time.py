"""Answers that take for ever, and pages without end."""

import gzip
from datetime import timedelta

import pytest

from jobs.collect.limits import Limits
from tests.hostile.fetching import SOURCE, ask, make_fetcher, reason_of, run
from tests.hostile.server import (
    Play,
    Server,
    drips,
    head,
    says,
)

ONCE = Limits(tries=1)


BRIEF = Limits(deadline=timedelta(milliseconds=300), tries=1)  # for what never ends by itself


def why(play: Play, limits: Limits | None = None) -> str:
    """Return the reason why the answer of *play* is not taken."""

    async def story() -> str:
        async with Server({"/": play}) as server, make_fetcher(limits=limits or ONCE) as fetcher:
            return await reason_of(fetcher, ask(server.url(), robots=False))

    return run(story())


@pytest.mark.parametrize(
    "play",
    [
        drips(head(200, [("Content-Length", "100000")]) + b"x" * 1000),
        drips(head(200, [("Transfer-Encoding", "chunked")]) + b"1\r\nx\r\n" * 1000, 0.002),
        drips(b"HTTP/1.1 200 OK\r\n" + b"X-Word: more\r\n" * 1000, 0.002),
        drips(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, 0.001),
        drips(b""),
        drips(gzip.compress(b"x" * 1000)),
    ],
    ids=["body", "chunks", "headers", "100 continue", "silence", "no http"],
)
def test_whatever_comes_slowly_ends_at_the_deadline(play: Play) -> None:
    assert why(play, BRIEF) in {"timeout", "connection"}


def test_a_drip_is_a_timeout_and_not_tried_again() -> None:
    slow = drips(head(200, [("Content-Length", "100000")]) + b"x" * 1000)

    async def story() -> tuple[str, int]:
        limits = Limits(deadline=timedelta(milliseconds=200))
        async with Server({"/": slow}) as server, make_fetcher(limits=limits) as fetcher:
            return await reason_of(fetcher, ask(server.url())), len(server.targets())

    assert run(story()) == ("timeout", 1)


def test_a_source_that_is_slow_each_time_uses_up_its_run() -> None:
    slow = drips(head(200, [("Content-Length", "9")]) + b"x" * 3)
    limits = Limits(
        deadline=timedelta(milliseconds=200), source_time=timedelta(milliseconds=300), tries=1
    )

    async def story() -> list[str]:
        async with Server({"/": slow}) as server, make_fetcher(limits=limits) as fetcher:
            request = ask(server.url(), robots=False)
            said = [await reason_of(fetcher, request) for _ in range(3)]
            fetcher.renew(SOURCE)
            return [*said, await reason_of(fetcher, request)]

    assert run(story()) == ["timeout", "budget", "budget", "timeout"]


@pytest.mark.parametrize(
    "headers",
    [
        [("X-Long", "x" * 300_000)],
        [("X-Long", "x" * 40_000)],
        [(f"X-{number}", "1") for number in range(101)],
        [("X" * 40_000, "1")],
    ],
    ids=["300 kB", "40 kB", "101 of them", "a long name"],
)
def test_headers_without_measure_are_refused(headers: list[tuple[str, str]]) -> None:
    assert why(says("x", headers=headers)) == "headers"


def test_pages_that_lead_to_new_pages_for_ever_use_up_the_run() -> None:
    async def story() -> tuple[str, int]:
        async with (
            Server({"*": says("volgende")}) as server,
            make_fetcher(limits=Limits(source_requests=20)) as fetcher,
        ):
            for page in range(19):  # one of the twenty was robots.txt
                await fetcher.get(ask(server.url(f"/?page={page}")))
            return await reason_of(fetcher, ask(server.url("/?page=20"))), len(server.asked)

    assert run(story()) == ("budget", 20)

"""robots.txt decides what is fetched, and how fast."""

import gzip
from datetime import timedelta

import pytest

from jobs.errors import FetchRefused
from tests.hostile.clock import FakeClock
from tests.hostile.fetching import ask, make_fetcher, reason_of, run, stopped
from tests.hostile.server import (
    Play,
    Server,
    says,
    sends_to,
)


def test_a_crawl_delay_slows_the_pace_down() -> None:
    clock = FakeClock()
    plays = {"*": says("ja"), "/robots.txt": says("User-agent: *\nCrawl-delay: 20")}

    async def story() -> None:
        async with Server(plays) as server, make_fetcher(clock=clock) as fetcher:
            for number in range(3):
                await fetcher.get(ask(server.url(f"/{number}")))

    run(story())
    assert sum(clock.slept) == 40


def test_a_crawl_delay_of_an_hour_gives_one_page_an_hour() -> None:
    clock = FakeClock()
    plays = {"*": says("ja"), "/robots.txt": says("User-agent: *\nCrawl-delay: 3600")}

    async def story() -> None:
        async with Server(plays) as server, make_fetcher(clock=clock) as fetcher:
            await fetcher.get(ask(server.url("/1")))
            error = await stopped(fetcher, ask(server.url("/2")))
            assert isinstance(error, FetchRefused)
            assert error.retry_at == clock.now() + timedelta(hours=1)
            clock.move(hours=1)
            await fetcher.get(ask(server.url("/2")))

    run(story())


def test_robots_txt_decides_for_every_page_and_is_read_once() -> None:
    plays = {"*": says("ja"), "/robots.txt": says("User-agent: *\nDisallow: /api/")}

    async def story() -> tuple[str, list[str]]:
        async with Server(plays) as server, make_fetcher() as fetcher:
            await fetcher.get(ask(server.url("/t/1")))
            reason = await reason_of(fetcher, ask(server.url("/api/t/1")))
            await fetcher.get(ask(server.url("/api/t/1"), robots=False))
            return reason, [asked.target for asked in server.asked]

    assert run(story()) == ("robots", ["/robots.txt", "/t/1", "/api/t/1"])


def test_robots_txt_decides_where_a_redirect_may_lead() -> None:
    plays = {"/": sends_to("/p/1"), "/robots.txt": says("User-agent: *\nDisallow: /p/")}

    async def story() -> tuple[str, list[str]]:
        async with Server(plays) as server, make_fetcher() as fetcher:
            return await reason_of(fetcher, ask(server.url())), server.targets()

    assert run(story()) == ("robots", ["/"])


def test_each_site_of_a_redirect_has_its_own_robots_txt() -> None:
    async def story() -> list[str]:
        async with Server({"/end": says("eind")}) as server, make_fetcher() as fetcher:
            server.plays["/"] = sends_to(server.url("/end", "www.forum.example"))
            await fetcher.get(ask(server.url("/", "forum.example")))
            return [f"{asked.headers['host'][:3]}{asked.target}" for asked in server.asked]

    assert run(story()) == ["for/robots.txt", "for/", "www/robots.txt", "www/end"]


@pytest.mark.parametrize("status", [401, 403, 404, 410, 418])
def test_no_robots_txt_means_that_all_may_be_read(status: int) -> None:
    async def story() -> bytes:
        plays = {"/": says("ja"), "/robots.txt": says("", status)}
        async with Server(plays) as server, make_fetcher() as fetcher:
            return (await fetcher.get(ask(server.url()))).body

    assert run(story()) == b"ja"


ODD_ROBOTS: dict[str, Play] = {
    "500": says("", 500),
    "206": says("", 206),
    "a circle": sends_to("/robots.txt"),
    "another site": sends_to("http://other.example/robots.txt"),
    "packed twice": says(b"", headers=[("Content-Encoding", "gzip, gzip")]),
    "endless headers": says(b"", headers=[("X", "x" * 90_000)]),
}


@pytest.mark.parametrize("name", ODD_ROBOTS)
def test_a_robots_txt_that_cannot_be_read_closes_the_site_for_now(name: str) -> None:
    async def story() -> tuple[str, list[str]]:
        plays = {"/": says("ja"), "/robots.txt": ODD_ROBOTS[name]}
        async with Server(plays) as server, make_fetcher() as fetcher:
            error = await stopped(fetcher, ask(server.url()))
            assert isinstance(error, FetchRefused)
            assert error.retry_at is not None
            return error.reason, server.targets()

    assert run(story()) == ("robots-unreachable", [])


def test_a_robots_txt_may_be_five_redirects_away() -> None:
    hops = {f"/r{hop}": sends_to(f"/r{hop + 1}") for hop in range(1, 5)}
    plays = hops | {
        "/": says("ja"),
        "/robots.txt": sends_to("/r1"),
        "/r5": says("User-agent: *\nDisallow: /"),
    }

    async def story() -> str:
        async with Server(plays) as server, make_fetcher() as fetcher:
            return await reason_of(fetcher, ask(server.url()))

    assert run(story()) == "robots"


def test_of_a_huge_robots_txt_the_start_counts() -> None:
    text = "User-agent: *\nDisallow: /p/\n" + "# x\n" * 500_000
    packing = [("Content-Encoding", "gzip")]

    async def story(play: Play) -> str:
        plays = {"*": says("ja"), "/robots.txt": play}
        async with Server(plays) as server, make_fetcher() as fetcher:
            await fetcher.get(ask(server.url("/t/1")))
            return await reason_of(fetcher, ask(server.url("/p/1")))

    assert run(story(says(text))) == "robots"
    assert run(story(says(gzip.compress(text.encode()), headers=packing))) == "robots"


def test_a_site_that_is_down_is_down_and_not_forbidden() -> None:
    async def story() -> str:
        async with Server({}) as server:
            url = server.url()
        async with make_fetcher() as fetcher:
            return await reason_of(fetcher, ask(url))

    assert run(story()) == "connection"

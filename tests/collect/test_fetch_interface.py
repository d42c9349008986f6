"""What the fetcher does for interfaces: tokens, and answers that tell what is wrong."""

from dataclasses import replace

import pytest

from jobs.model import SourceId
from tests.hostile.clock import FakeClock
from tests.hostile.fetching import ask, make_fetcher, reason_of, run
from tests.hostile.server import Server, in_turn, says, sends_to

TOKEN = (("Authorization", "Bearer geheim"),)
OTHER = SourceId("andere-bron")


def test_a_token_goes_to_the_host_that_is_asked_and_to_no_other() -> None:
    async def story() -> list[str]:
        async with Server({"/end": says("eind")}) as server, make_fetcher() as fetcher:
            server.plays["/"] = sends_to(server.url("/next", "api.example"))
            server.plays["/next"] = sends_to(server.url("/end", "www.api.example"))
            await fetcher.get(ask(server.url("/", "api.example"), headers=TOKEN, robots=False))
            return [asked.headers.get("authorization", "none") for asked in server.asked]

    assert run(story()) == ["Bearer geheim", "Bearer geheim", "none"]


def test_robots_txt_is_asked_without_the_token() -> None:
    async def story() -> list[tuple[str, bool]]:
        async with Server({"/": says("ja")}) as server, make_fetcher() as fetcher:
            await fetcher.get(ask(server.url("/", "api.example"), headers=TOKEN))
            return [(asked.target, "authorization" in asked.headers) for asked in server.asked]

    assert run(story()) == [("/robots.txt", False), ("/", True)]


@pytest.mark.parametrize("status", [400, 404, 410, 422])
def test_an_answer_that_was_asked_for_besides_comes_with_its_body(status: int) -> None:
    async def story() -> tuple[int, bytes, str]:
        play = says('{"error":"NotFound"}', status=status)
        async with Server({"/": play}) as server, make_fetcher() as fetcher:
            wanted = ask(server.url(), robots=False, also_answers=frozenset({status}))
            answer = await fetcher.get(wanted)
            refused = await reason_of(fetcher, ask(server.url(), robots=False))
            return answer.status, answer.body, refused

    got, body, refused = run(story())
    assert (got, body) == (status, b'{"error":"NotFound"}')
    assert refused.startswith("http-4")


def test_headers_of_an_answer_are_told_with_their_names_in_lower_case() -> None:
    async def story() -> str:
        play = says("[]", headers=[("X-WP-TotalPages", "7")])
        async with Server({"/": play}) as server, make_fetcher() as fetcher:
            return (await fetcher.get(ask(server.url(), robots=False))).headers["x-wp-totalpages"]

    assert run(story()) == "7"


@pytest.mark.parametrize("headers", [[("X-RateLimit-Reset", "45")], [("Retry-After", "45")]])
def test_a_host_that_had_enough_tells_when_to_come_back(headers: list[tuple[str, str]]) -> None:
    clock = FakeClock()

    async def story() -> float:
        async with (
            Server({"/": in_turn(says(status=429, headers=headers), says("ja"))}) as server,
            make_fetcher(clock=clock) as fetcher,
        ):
            before = clock.now()
            await fetcher.get(ask(server.url(), robots=False))
            return (clock.now() - before).total_seconds()

    assert 45 <= run(story()) < 60


def test_after_the_last_turn_the_whole_host_waits_whoever_asks() -> None:
    clock = FakeClock()
    spent = [("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "45")]

    async def story() -> float:
        async with (
            Server({"/": says("ja", headers=spent), "/b": says("ja")}) as server,
            make_fetcher(clock=clock) as fetcher,
        ):
            await fetcher.get(ask(server.url(), robots=False))
            before = clock.now()
            await fetcher.get(replace(ask(server.url("/b")), source_id=OTHER, robots=False))
            return (clock.now() - before).total_seconds()

    assert run(story()) == 45


def test_a_token_goes_over_https_to_a_public_host() -> None:
    async def story() -> str:
        async with make_fetcher(allow_private=False) as fetcher:
            return await reason_of(fetcher, ask("http://api.example/", headers=TOKEN))

    assert run(story()) == "scheme"

"""Answers that send us elsewhere."""

import pytest

from jobs.collect.limits import Limits
from tests.hostile.fetching import ask, make_fetcher, reason_of, run
from tests.hostile.server import (
    Play,
    Server,
    says,
    sends_to,
)

ONCE = Limits(tries=1)


def why(play: Play, limits: Limits | None = None) -> str:
    """Return the reason why the answer of *play* is not taken."""

    async def story() -> str:
        async with Server({"/": play}) as server, make_fetcher(limits=limits or ONCE) as fetcher:
            return await reason_of(fetcher, ask(server.url(), robots=False))

    return run(story())


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_circle_of_redirects_is_left(status: int) -> None:
    plays = {"/": sends_to("/b", status), "/b": sends_to("/", status)}

    async def story() -> tuple[str, list[str]]:
        async with Server(plays) as server, make_fetcher() as fetcher:
            return await reason_of(fetcher, ask(server.url())), server.targets()

    assert run(story()) == ("redirect-loop", ["/", "/b"])


def test_three_hops_are_followed_and_a_fourth_is_not() -> None:
    plays = {f"/{hop}": sends_to(f"/{hop + 1}") for hop in range(9)} | {"/9": says("eind")}

    async def story() -> tuple[bytes, str]:
        async with Server(plays) as server, make_fetcher() as fetcher:
            good = await fetcher.get(ask(server.url("/6")))
            return good.body, await reason_of(fetcher, ask(server.url("/5")))

    assert run(story()) == (b"eind", "redirect-loop")


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("file:///etc/passwd", "scheme"),
        ("data:text/html,hello", "scheme"),
        ("ftp://forum.example/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("gopher://127.0.0.1/", "scheme"),
        ("http://other.example/", "redirect-refused"),
        ("//other.example/", "redirect-refused"),
        ("http://forum.example.evil.example/", "redirect-refused"),
        ("http://127.0.0.1/", "redirect-refused"),
        ("http://169.254.169.254/latest/meta-data/", "redirect-refused"),
        ("http://user:secret@forum.example/", "url"),
        ("http://[::1", "url"),
        ("http://forum.example/" + "a" * 3000, "url"),
        ("http://\x7f/", "url"),
    ],
)
def test_a_redirect_out_of_the_site_is_refused(place: str, reason: str) -> None:
    async def story() -> tuple[str, list[str]]:
        async with Server({"/": sends_to(place)}) as server, make_fetcher() as fetcher:
            request = ask(server.url("/", "forum.example"), robots=False)
            return await reason_of(fetcher, request), server.targets()

    assert run(story()) == (reason, ["/"])


def test_a_redirect_without_a_place_is_no_answer() -> None:
    assert why(says("", 302)) == "http-status"
    assert why(says("", 300)) == "http-status"

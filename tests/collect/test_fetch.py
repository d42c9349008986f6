"""The fetcher is polite, remembers what it holds, and keeps to its site."""

import asyncio
import gzip
from datetime import timedelta

import httpx
import pytest

from jobs.collect.fetch import Fetcher, Fetches
from jobs.collect.fetch_answer import Answer
from jobs.collect.fetch_errand import header_text
from jobs.errors import SourceBroken
from tests.hostile.clock import FakeClock
from tests.hostile.fetching import AGENT, SOURCE, ask, make_fetcher, reason_of, run, stopped
from tests.hostile.server import (
    Asked,
    Server,
    hangs_up,
    head,
    in_turn,
    raw,
    says,
    sends_to,
)

BEFORE = ("", "Mon, 16 Nov 2026 05:59:59 GMT")
HELD = ('"v1"', "Mon, 02 Nov 2026 08:00:00 GMT")


def test_what_it_says_of_itself_is_all_that_it_says() -> None:
    async def story() -> dict[str, str]:
        async with Server({"/": says("ja")}) as server, make_fetcher() as fetcher:
            await fetcher.get(ask(server.url("/", "forum.example"), accept="text/html"))
            assert server.asked[1].headers.pop("host") == f"forum.example:{server.port}"
            return server.asked[1].headers

    assert run(story()) == {"user-agent": AGENT, "accept": "text/html", "accept-encoding": "gzip"}


def test_a_town_with_an_accent_can_be_named_to_sites() -> None:
    assert header_text("Buurtsignaal/1\r\nX: 1 (Liège, \x00 ☂ +mailto:a@b.be)") == (
        "Buurtsignaal/1 X: 1 (Liege, +mailto:a@b.be)"
    )


def test_a_packed_answer_is_unpacked_and_its_type_told() -> None:
    clock = FakeClock()
    headers = [
        ("Content-Encoding", "gzip"),
        ("Content-Type", "application/atom+xml; charset=UTF-8"),
    ]

    async def story() -> None:
        play = says(gzip.compress(b"<feed/>"), headers=headers)
        async with Server({"/f": play}) as server, make_fetcher(clock=clock) as fetcher:
            answer = await fetcher.get(ask(server.url("/f#deel")))
            assert answer.body == b"<feed/>"
            assert answer.url == server.url("/f")
            assert (answer.status, answer.content_type) == (200, "application/atom+xml")
            assert (answer.charset, answer.validators) == ("utf-8", ("", ""))
            assert answer.fetched_at == clock.now()

    run(story())


def test_a_cookie_is_never_sent_back() -> None:
    async def story() -> list[bool]:
        play = says("ja", headers=[("Set-Cookie", "session=1; Path=/"), ("Set-Cookie", "a=b")])
        async with Server({"/": play}) as server, make_fetcher() as fetcher:
            await fetcher.get(ask(server.url()))
            await fetcher.get(ask(server.url()))
            return ["cookie" in asked.headers for asked in server.asked]

    assert not any(run(story()))


def test_three_requests_use_one_connection() -> None:
    async def story() -> int:
        plays = {"*": says("ja"), "/robots.txt": says("")}
        async with Server(plays) as server, make_fetcher() as fetcher:
            for path in ("/a", "/b"):
                await fetcher.get(ask(server.url(path)))
            return server.connections

    assert run(story()) == 1


def test_at_most_two_connections_to_one_host_at_once() -> None:
    inside, most = 0, 0

    async def slow(asked: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0.01)
        inside -= 1
        await says("ja")(asked, writer)

    async def story() -> int:
        async with Server({"*": slow, "/robots.txt": slow}) as server, make_fetcher() as fetcher:
            urls = [server.url(f"/{number}") for number in range(8)]
            await asyncio.gather(*(fetcher.get(ask(url)) for url in urls))
            return server.connections

    assert run(story()) == 2
    assert most == 2


def test_what_we_hold_is_told_and_304_passes_through() -> None:
    unchanged = raw(head(304))

    async def story() -> None:
        play = in_turn(says("oud", headers=[("ETag", HELD[0]), ("Last-Modified", HELD[1])]))
        async with Server({"/": play, "/same": unchanged}) as server, make_fetcher() as fetcher:
            first = await fetcher.get(ask(server.url()))
            assert first.validators == HELD
            again = await fetcher.get(ask(server.url("/same"), validators=HELD))
            assert (again.status, again.body, again.validators) == (304, b"", HELD)
            sent = server.asked[-1].headers
            assert (sent["if-none-match"], sent["if-modified-since"]) == HELD

    run(story())


@pytest.mark.parametrize(
    ("headers", "held", "validators"),
    [
        ([("ETag", 'W/"2"')], HELD, ('W/"2"', "")),
        ([("ETag", "\x80\x81")], HELD, HELD),
        ([("ETag", '"' + "x" * 600 + '"')], ('"a"', ""), ('"a"', "")),
    ],
)
def test_a_304_may_bring_newer_marks(
    headers: list[tuple[str, str]], held: tuple[str, str], validators: tuple[str, str]
) -> None:
    async def story() -> tuple[str, str]:
        async with Server({"/": raw(head(304, headers))}) as server, make_fetcher() as fetcher:
            return (await fetcher.get(ask(server.url(), validators=held))).validators

    assert run(story()) == validators


@pytest.mark.parametrize(
    ("status", "headers", "validators"),
    [
        (200, [("Date", "Mon, 16 Nov 2026 06:00:00 GMT")], BEFORE),
        (200, [("Date", "Mon, 16 Nov 2026 07:00:00 +0100")], BEFORE),
        (200, [("Date", "Monday, 16-Nov-26 06:00:00 GMT")], BEFORE),
        (200, [("ETag", '"2"'), ("Date", "Mon, 16 Nov 2026 06:00:00 GMT")], ('"2"', "")),
        (200, [("Last-Modified", HELD[1]), ("Date", "Mon, 16 Nov 2026 06:00:00 GMT")],
         ("", HELD[1])),
        (200, [], ("", "")),
        (200, [("Date", "gisteren")], ("", "")),
        (200, [("Date", "Mon, 16 Nov 2026 06:00:00")], ("", "")),
        (200, [("Date", "Mon, 16 Nov 2026 25:00:00 GMT")], ("", "")),
        (304, [("Date", "Mon, 16 Nov 2026 06:00:00 GMT")], ("", HELD[1])),
        (410, [("Date", "Mon, 16 Nov 2026 06:00:00 GMT")], ("", "")),
    ],
)  # fmt: skip
def test_without_marks_the_date_of_a_200_is_the_moment_to_ask_with_next_time(
    status: int, headers: list[tuple[str, str]], validators: tuple[str, str]
) -> None:
    """On the clock of the server, a second before; a 304 leaves the moment of the full answer."""
    answer = Answer(status=status, headers=httpx.Headers(headers))
    assert answer.validators(("", HELD[1])) == validators


def test_only_the_mark_that_we_hold_is_sent() -> None:
    async def story() -> dict[str, str]:
        async with Server({"/": says("ja")}) as server, make_fetcher() as fetcher:
            await fetcher.get(ask(server.url(), validators=("", HELD[1])))
            return server.asked[-1].headers

    sent = run(story())
    assert "if-none-match" not in sent
    assert sent["if-modified-since"] == HELD[1]


def test_a_redirect_within_the_site_keeps_our_marks_and_another_host_gets_none() -> None:
    async def story() -> tuple[list[bool], str]:
        async with Server({"/end": says("eind")}) as server, make_fetcher() as fetcher:
            server.plays["/"] = sends_to(server.url("/next", "www.forum.example"))
            server.plays["/next"] = sends_to(server.url("/end", "pages.example"))
            url = server.url("/", "forum.example")
            answer = await fetcher.get(
                ask(url, validators=HELD, robots=False, also_hosts=("pages.example",))
            )
            assert answer.url == server.url("/end", "pages.example")
            told = ["if-none-match" in asked.headers for asked in server.asked]
            return told, await reason_of(fetcher, ask(url, robots=False))

    assert run(story()) == ([True, True, False], "redirect-refused")


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_trouble_that_passes_is_tried_again_after_a_while(status: int) -> None:
    clock = FakeClock()

    async def story() -> bytes:
        play = in_turn(says("", status), hangs_up(), says("daarna"))
        async with Server({"/": play}) as server, make_fetcher(clock=clock) as fetcher:
            return (await fetcher.get(ask(server.url(), robots=False, pace=timedelta()))).body

    assert run(story()) == b"daarna"
    assert len(clock.slept) == 2
    assert clock.slept[0] <= 2
    assert clock.slept[1] <= 4


def test_trouble_that_stays_is_given_up_after_three_tries() -> None:
    async def story() -> tuple[SourceBroken, int]:
        async with Server({"/": says("", 500)}) as server, make_fetcher() as fetcher:
            error = await stopped(fetcher, ask(server.url(), robots=False))
            assert isinstance(error, SourceBroken)
            return error, len(server.asked)

    error, tries = run(story())
    assert tries == 3
    assert (error.source_id, error.reason, error.detail) == (
        SOURCE,
        "http-500",
        "127.0.0.1 answered 500",
    )
    assert error.retry_at is None


def test_what_is_not_there_is_asked_once() -> None:
    async def story() -> int:
        async with Server({"/": says("", 404)}) as server, make_fetcher() as fetcher:
            assert await reason_of(fetcher, ask(server.url(), robots=False)) == "http-404"
            return len(server.asked)

    assert run(story()) == 1


def test_a_host_is_asked_at_its_pace() -> None:
    clock = FakeClock()

    async def story() -> None:
        async with Server({"*": says("ja")}) as server, make_fetcher(clock=clock) as fetcher:
            for number in range(4):
                await fetcher.get(ask(server.url(f"/{number}")))

    run(story())
    assert sum(clock.slept) == 6


def test_a_second_address_is_tried_when_the_first_does_not_answer() -> None:
    async def resolve(_host: str, _port: int) -> tuple[str, ...]:
        return ("::1", "127.0.0.1")

    async def story() -> bytes:
        async with Server({"/": says("ja")}) as server, make_fetcher(resolve=resolve) as fetcher:
            return (await fetcher.get(ask(server.url("/", "forum.example"), robots=False))).body

    assert run(story()) == b"ja"


def test_a_connection_that_was_closed_meanwhile_is_opened_anew() -> None:
    async def once(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await says("ja")(asked, writer)
        writer.close()

    async def story() -> int:
        async with Server({"*": once}) as server, make_fetcher() as fetcher:
            for path in ("/a", "/b"):
                assert (await fetcher.get(ask(server.url(path), robots=False))).body == b"ja"
                await asyncio.sleep(0.02)
            return server.connections

    assert run(story()) == 2


def test_the_fetcher_is_what_collectors_ask_for() -> None:
    def needs(fetches: Fetches) -> Fetches:
        return fetches

    fetcher = make_fetcher()

    assert isinstance(needs(fetcher), Fetcher)


@pytest.mark.parametrize(("private", "waited"), [(False, 0.5), (True, 0.0)])
def test_a_public_host_is_never_asked_in_a_rush_whatever_its_source_says(
    *, private: bool, waited: float
) -> None:
    clock = FakeClock()

    async def resolve(_host: str, _port: int) -> tuple[str, ...]:
        return ()

    async def story() -> None:
        async with make_fetcher(clock=clock, allow_private=private, resolve=resolve) as fetcher:
            for _ in range(2):
                request = ask("https://site.example/", pace=timedelta(), robots=False)
                await stopped(fetcher, request)

    began = clock.now()
    run(story())
    assert (clock.now() - began).total_seconds() == waited

"""Answers that are broken, lie, or should not be told on."""

import asyncio
import logging
from datetime import timedelta

import pytest

from jobs.collect.limits import Limits
from jobs.errors import SourceBroken
from tests.hostile.fetching import ask, make_fetcher, reason_of, run, stopped
from tests.hostile.server import (
    Play,
    Server,
    hangs_up,
    head,
    raw,
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


BROKEN: dict[str, tuple[Play, str]] = {
    "500": (says("{}", 500), "http-500"),
    "503 that does not say how long": (says("", 503), "http-500"),
    "599": (says("", 599), "http-500"),
    "404": (says("", 404), "http-404"),
    "410": (says("", 410), "http-404"),
    "401": (says("log in", 401), "closed"),
    "403": (says("", 403), "closed"),
    "451": (says("", 451), "closed"),
    "418": (says("", 418), "http-400"),
    "407": (says("", 407), "proxy"),
    "a part nobody asked for": (says("part", 206), "http-status"),
    "nothing": (raw(head(204)), "http-status"),
    "not changed, though we hold nothing": (raw(head(304)), "http-status"),
    "shorter than told, line open": (says("short", length=500), "timeout"),
    "shorter than told": (
        hangs_up(head(200, [("Content-Length", "500")]) + b"short"),
        "connection",
    ),
    "half a chunk": (
        hangs_up(head(200, [("Transfer-Encoding", "chunked")]) + b"5\r\nab"),
        "connection",
    ),
    "a chunk of zz": (
        hangs_up(head(200, [("Transfer-Encoding", "chunked")]) + b"zz\r\nab"),
        "connection",
    ),
    "a length that is no number": (
        hangs_up(head(200, [("Content-Length", "minus five")]) + b"ab"),
        "connection",
    ),
    "two lengths": (
        hangs_up(head(200, [("Content-Length", "5"), ("Content-Length", "2")]) + b"ab"),
        "connection",
    ),
    "hangs up": (hangs_up(), "connection"),
    "speaks ssh": (hangs_up(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "connection"),
    "speaks tls": (hangs_up(b"\x16\x03\x01\x00\x05"), "connection"),
    "a status of two digits": (hangs_up(b"HTTP/1.1 20 Odd\r\n\r\n"), "connection"),
    "another protocol": (
        hangs_up(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
        "connection",
    ),
    "a header with a space in its name": (raw(head(200, [("Bad Name", "1")])), "connection"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_every_broken_answer_has_its_reason(name: str) -> None:
    play, reason = BROKEN[name]

    assert why(play, BRIEF if reason == "timeout" else ONCE) == reason


def test_an_empty_200_and_a_login_page_are_handed_on_as_they_are() -> None:
    plays = {
        "/empty": says(),
        "/login": says("<form>", headers=[("Content-Type", "Text/HTML; Charset=UTF-8")]),
    }

    async def story() -> list[tuple[int, bytes, str, str | None]]:
        async with Server(plays) as server, make_fetcher() as fetcher:
            answers = [await fetcher.get(ask(server.url(path))) for path in plays]
            return [(one.status, one.body, one.content_type, one.charset) for one in answers]

    assert run(story()) == [(200, b"", "", None), (200, b"<form>", "text/html", "utf-8")]


def test_one_broken_source_leaves_the_others_alone() -> None:
    plays = {"/bad": says("", 500), "/good": says("goed")}

    async def story() -> tuple[str, bytes]:
        async with Server(plays) as server, make_fetcher() as fetcher:
            bad, good = await asyncio.gather(
                reason_of(fetcher, ask(server.url("/bad"))),
                fetcher.get(ask(server.url("/good"))),
            )
            return bad, good.body

    assert run(story()) == ("http-500", b"goed")


@pytest.mark.parametrize(
    ("declared", "charset"),
    [
        ("text/html; charset=iso-8859-1", "iso-8859-1"),
        ('text/html; charset="UTF-7"', "utf-7"),
        ("text/html; boundary=x; charset='utf-16'", "utf-16"),
        ("text/html;charset=windows-1252", "windows-1252"),
        ("text/html; charset=", None),
        ("text/html; charset=" + "x" * 500, "x" * 40),
        ("text/html; charset=\x80\x81", None),
        ("charset=utf-8", None),
        ("", None),
    ],
)
def test_a_declared_encoding_is_told_and_the_bytes_are_left_alone(
    declared: str, charset: str | None
) -> None:
    body = "geïsoleerd € \ufeff".encode("utf-16")

    async def story() -> tuple[str | None, bytes]:
        play = says(body, headers=[("Content-Type", declared)])
        async with Server({"/": play}) as server, make_fetcher() as fetcher:
            answer = await fetcher.get(ask(server.url()))
            return answer.charset, answer.body

    assert run(story()) == (charset, body)


def test_no_error_no_repr_and_no_log_holds_a_path_or_a_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "/t/buurman-anna-klaagt?access_token=SECRET123"

    async def story() -> str:
        async with Server({"/ok": says("tekst van anna")}) as server, make_fetcher() as fetcher:
            request = ask(server.url(secret))
            error = await stopped(fetcher, request)
            assert isinstance(error, SourceBroken)
            assert error.__cause__ is None
            answer = await fetcher.get(ask(server.url("/ok?token=SECRET123")))
            assert "SECRET123" in answer.url
            return f"{error} {error!r} {error.detail} {request!r} {answer!r}"

    said = run(story()) + caplog.text
    assert "SECRET123" not in said
    assert "anna" not in said

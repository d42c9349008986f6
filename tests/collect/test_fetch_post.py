"""What the fetcher sends: a POST of JSON, once, to the host that is asked and no further."""

import json
from dataclasses import replace

import pytest

from jobs.collect.request import Request
from tests.hostile.fetching import ask, make_fetcher, reason_of, run
from tests.hostile.server import Play, Server, hangs_up, says, sends_to

SENT = json.dumps({"password": "geheim"}).encode()


def test_json_is_sent_by_post_and_its_answer_is_an_answer_like_any() -> None:
    async def story() -> tuple[bytes, str, dict[str, str], bytes]:
        async with Server({"/": says('{"token":"t"}')}) as server, make_fetcher() as fetcher:
            answer = await fetcher.get(ask(server.url(), body=SENT, robots=False))
            (asked,) = server.asked
            return answer.body, asked.method, asked.headers, asked.body

    answer, method, headers, body = run(story())
    assert answer == b'{"token":"t"}'
    assert (method, body) == ("POST", SENT)
    assert headers["content-type"] == "application/json"
    assert headers["content-length"] == str(len(SENT))


def test_a_form_is_sent_as_one_when_its_headers_say_so() -> None:
    form = ("Content-Type", "application/x-www-form-urlencoded")

    async def story() -> tuple[str, bytes]:
        async with Server({"/": says("{}")}) as server, make_fetcher() as fetcher:
            sent = replace(ask(server.url(), body=b"a=b", robots=False), headers=(form,))
            await fetcher.get(sent)
            return server.asked[0].headers["content-type"], server.asked[0].body

    assert run(story()) == (form[1], b"a=b")


def test_what_is_only_read_goes_as_before() -> None:
    async def story() -> tuple[str, dict[str, str]]:
        async with Server({"/": says("ja")}) as server, make_fetcher() as fetcher:
            await fetcher.get(ask(server.url(), robots=False))
            return server.asked[0].method, server.asked[0].headers

    method, headers = run(story())
    assert method == "GET"
    assert not {"content-type", "content-length", "transfer-encoding"} & set(headers)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_post_is_never_sent_on(status: int) -> None:
    async def story() -> tuple[str, list[str]]:
        async with Server({"/next": says("ja")}) as server, make_fetcher() as fetcher:
            server.plays["/"] = sends_to(server.url("/next"), status)
            reason = await reason_of(fetcher, ask(server.url(), body=SENT, robots=False))
            return reason, server.targets()

    assert run(story()) == ("redirect-refused", ["/"])


@pytest.mark.parametrize(
    ("play", "reason"),
    [
        (says("later", 500), "http-500"),
        (says("later", 503), "http-500"),
        (says("later", 429, (("Retry-After", "1"),)), "rate-limited"),
        (hangs_up(), "connection"),
    ],
    ids=["500", "503", "429", "connection"],
)
def test_a_post_is_never_sent_twice(play: Play, reason: str) -> None:
    async def story() -> tuple[str, int]:
        async with Server({"/": play}) as server, make_fetcher() as fetcher:
            found = await reason_of(fetcher, ask(server.url(), body=SENT, robots=False))
            return found, len(server.asked)

    assert run(story()) == (reason, 1)


def test_a_post_goes_over_https_to_a_public_host() -> None:
    async def story() -> str:
        async with make_fetcher(allow_private=False) as fetcher:
            return await reason_of(fetcher, ask("http://pds.example/", body=SENT))

    assert run(story()) == "scheme"


def test_robots_txt_is_read_without_what_is_sent() -> None:
    async def story() -> list[tuple[str, str, bytes]]:
        async with Server({"/": says("ja")}) as server, make_fetcher() as fetcher:
            await fetcher.get(ask(server.url(), body=SENT))
            return [(asked.method, asked.target, asked.body) for asked in server.asked]

    assert run(story()) == [("GET", "/robots.txt", b""), ("POST", "/", SENT)]


def test_what_is_sent_is_not_printed() -> None:
    assert "geheim" not in repr(Request(source_id=ask("x").source_id, url="x", body=SENT))

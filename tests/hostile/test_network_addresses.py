"""Names and numbers that lead into our own network."""

import asyncio

import pytest

from tests.hostile.fetching import ask, make_fetcher, reason_of, run
from tests.hostile.server import (
    Server,
    says,
    sends_to,
)

FORMS = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://017700000001/",
    "http://0.0.0.0/",
    "http://0/",
    "http://[::]/",
    "http://[::1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://127。0。0。1/",
    "http://localhost/",
    "http://localhost./",
    "http://127.0.0.1./",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/",
    "http://168.63.129.16/",
    "http://192.0.0.192/",
    "http://100.100.100.200/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
]


@pytest.mark.parametrize("url", FORMS)
def test_no_spelling_of_a_private_address_is_reached(url: str) -> None:
    async def story() -> str:
        async with make_fetcher(allow_private=False, resolve=numbers_only) as fetcher:
            return await reason_of(fetcher, ask(url, robots=False))

    assert run(story()) == "address"


async def numbers_only(host: str, port: int) -> tuple[str, ...]:
    """Look up as this machine does, but never ask a name server."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port)
    return tuple(str(entry[4][0]) for entry in found)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://anna:geheim@forum.example/", "url"),
        ("http://anna@127.0.0.1/", "url"),
        ("http://forum.example@127.0.0.1/", "url"),
        ("http:///pad", "url"),
        ("http://\uff11\uff12\uff17.0.0.1/", "url"),
        ("http://for um.example/", "url"),
        ("http://forum%2eexample/", "url"),
        ("http://forum.example\\@127.0.0.1/", "url"),
        ("http://0177.0.0.1/", "url"),
        ("http://forum.example/\r\nHost: evil", "url"),
        ("forum.example/zonder-schema", "scheme"),
        ("https:forum.example", "url"),
        ("file:///etc/passwd", "scheme"),
        ("", "scheme"),
        ("http://forum.example:22/", "port"),
        ("http://forum.example:8080/", "port"),
        ("https://forum.example:6379/", "port"),
        ("http://" + "a" * 64 + ".example/", "url"),
    ],
)
def test_odd_addresses_are_refused_before_any_look_up(url: str, reason: str) -> None:
    looked_up: list[str] = []

    async def resolve(host: str, _port: int) -> tuple[str, ...]:
        looked_up.append(host)
        return ("127.0.0.1",)

    async def story() -> str:
        async with make_fetcher(allow_private=False, resolve=resolve) as fetcher:
            return await reason_of(fetcher, ask(url, robots=False))

    assert run(story()) == reason
    assert looked_up == []


@pytest.mark.parametrize(
    "answers",
    [
        ("93.184.216.34", "127.0.0.1"),
        ("2606:2800:220:1:248:1893:25c8:1946", "10.1.2.3"),
        ("93.184.216.34", "no address"),
        ("fe80::1%eth0",),
    ],
)
def test_one_private_answer_among_public_ones_spoils_them_all(answers: tuple[str, ...]) -> None:
    async def resolve(_host: str, _port: int) -> tuple[str, ...]:
        return answers

    async def story() -> str:
        async with make_fetcher(allow_private=False, resolve=resolve) as fetcher:
            return await reason_of(fetcher, ask("https://forum.example/"))

    assert run(story()) == "address"


def test_a_name_is_looked_up_once_and_the_connection_goes_there() -> None:
    answers = [("127.0.0.1",), ("10.0.0.1",)]

    async def resolve(_host: str, _port: int) -> tuple[str, ...]:
        return answers.pop(0)

    async def story() -> tuple[str, int]:
        async with Server({"/": says("ja")}) as server, make_fetcher(resolve=resolve) as fetcher:
            await fetcher.get(ask(server.url("/", "forum.example"), robots=False))
            return server.asked[0].headers["host"].partition(":")[0], server.connections

    assert run(story()) == ("forum.example", 1)
    assert answers == [("10.0.0.1",)]


def test_a_name_that_turns_private_between_two_requests_is_refused() -> None:
    answers: list[tuple[str, ...]] = [(), ("127.0.0.1",)]

    async def resolve(_host: str, _port: int) -> tuple[str, ...]:
        return answers.pop(0)

    async def story() -> list[str]:
        async with make_fetcher(allow_private=False, resolve=resolve) as fetcher:
            request = ask("http://forum.example/", robots=False)
            return [await reason_of(fetcher, request) for _ in range(2)]

    assert run(story()) == ["dns", "address"]


def test_every_hop_of_a_redirect_meets_the_same_wall() -> None:
    async def resolve(host: str, _port: int) -> tuple[str, ...]:
        return ("127.0.0.1",) if host == "forum.example" else ()

    async def story() -> tuple[str, list[str]]:
        play = sends_to("http://www.forum.example/")
        async with Server({"/": play}) as server, make_fetcher(resolve=resolve) as fetcher:
            url = server.url("/", "forum.example")
            return await reason_of(fetcher, ask(url, robots=False)), server.targets()

    assert run(story()) == ("dns", ["/"])


def test_an_unknown_name_says_so() -> None:
    async def resolve(_host: str, _port: int) -> tuple[str, ...]:
        raise OSError

    async def story() -> str:
        async with make_fetcher(resolve=resolve) as fetcher:
            return await reason_of(fetcher, ask("http://bestaat-niet.example/"))

    assert run(story()) == "dns"


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")

    async def story() -> bytes:
        async with Server({"/": says("recht")}) as server, make_fetcher() as fetcher:
            return (await fetcher.get(ask(server.url()))).body

    assert run(story()) == b"recht"

"""TLS is always checked, and the only proxy is the operator's."""

import base64
import ssl
from datetime import timedelta

import pytest
import trustme

from jobs.collect.fetch_wire import tls_context
from jobs.collect.limits import Limits
from tests.hostile.fetching import ask, make_fetcher, reason_of, run
from tests.hostile.server import (
    Server,
    says,
    sends_to,
)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def server_tls(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    """Return the context of a server that shows a certificate for *names*."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    """Return the context of a client that trusts *authority* alone."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def test_the_name_of_the_host_stays_on_the_certificate_and_in_the_header(
    authority: trustme.CA,
) -> None:
    names: list[str | None] = []
    context = server_tls(authority, "forum.example")
    context.sni_callback = lambda _socket, name, _context: names.append(name)

    async def story() -> bytes:
        fetcher = make_fetcher(tls=trusting(authority))
        async with Server({"/": says("veilig")}, tls=context) as server, fetcher:
            answer = await fetcher.get(ask(server.url("/", "Forum.Example."), robots=False))
            assert server.asked[-1].headers["host"] == f"forum.example:{server.port}"
            return answer.body

    assert run(story()) == b"veilig"
    assert names == ["forum.example"]


def test_a_certificate_of_an_unknown_authority_or_for_another_name_is_refused(
    authority: trustme.CA,
) -> None:
    async def story(client: ssl.SSLContext, host: str) -> str:
        context = server_tls(authority, "forum.example")
        fetcher = make_fetcher(tls=client)
        async with Server({"/": says("ja")}, tls=context) as server, fetcher:
            reason = await reason_of(fetcher, ask(server.url("/", host), robots=False))
            assert server.asked == []
            return reason

    assert run(story(tls_context(), "forum.example")) == "tls"
    assert run(story(trusting(authority), "other.example")) == "tls"


@pytest.mark.parametrize(
    ("greeting", "reason"), [(b"HTTP/1.1 400 Bad Request\r\n\r\n", "tls"), (b"", "timeout")]
)
def test_a_server_that_does_not_speak_tls_is_refused(
    authority: trustme.CA, greeting: bytes, reason: str
) -> None:
    async def story(limits: Limits) -> str:
        fetcher = make_fetcher(tls=trusting(authority), limits=limits)
        async with Server({}, greeting=greeting) as server, fetcher:
            url = server.url("/", "forum.example").replace("http:", "https:")
            return await reason_of(fetcher, ask(url, robots=False))

    brief = timedelta(milliseconds=200)
    assert run(story(Limits(deadline=brief))) == reason
    assert run(story(Limits(connect=brief))) == reason


def test_from_http_to_https_is_followed_and_never_back(authority: trustme.CA) -> None:
    context = server_tls(authority, "forum.example")

    async def story() -> tuple[bytes, str]:
        async with (
            Server({"*": says("veilig")}, tls=context) as safe,
            Server({}) as open_,
            make_fetcher(tls=trusting(authority)) as fetcher,
        ):
            open_.plays["/up"] = sends_to(safe.url("/end", "forum.example"))
            safe.plays["/down"] = sends_to(open_.url("/up", "forum.example"))
            up = await fetcher.get(ask(open_.url("/up", "forum.example")))
            down = await reason_of(fetcher, ask(safe.url("/down", "forum.example")))
            return up.body, down

    assert run(story()) == (b"veilig", "redirect-refused")


def test_certificates_and_names_are_always_checked() -> None:
    context = tls_context()

    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.cert_store_stats()["x509_ca"] > 100


async def public(_host: str, _port: int) -> tuple[str, ...]:
    return ("93.184.216.34",)


async def private(_host: str, _port: int) -> tuple[str, ...]:
    return ("10.0.0.5",)


async def unknown(_host: str, _port: int) -> tuple[str, ...]:
    return ()


def test_a_proxy_of_the_operator_is_used_and_told_who_we_are() -> None:
    async def story() -> None:
        async with Server({"*": says("ja")}) as proxy:
            address = f"http://wij:geheim@127.0.0.1:{proxy.port}"
            for resolve in (public, unknown):
                async with make_fetcher(
                    allow_private=False, resolve=resolve, proxy=address
                ) as fetcher:
                    answer = await fetcher.get(ask("http://forum.example/t/1", robots=False))
                    assert answer.body == b"ja"
            asked = proxy.asked[0]
            assert asked.target == "http://forum.example/t/1"
            assert asked.headers["host"] == "forum.example"
            word = asked.headers["proxy-authorization"].removeprefix("Basic ")
            assert base64.b64decode(word) == b"wij:geheim"

    run(story())


def test_a_private_address_is_refused_before_the_proxy_hears_of_it() -> None:
    async def story() -> tuple[str, int]:
        async with Server({"*": says("ja")}) as proxy:
            async with make_fetcher(
                allow_private=False, resolve=private, proxy=proxy.url("")
            ) as fetcher:
                reason = await reason_of(fetcher, ask("http://intra.example/", robots=False))
            return reason, proxy.connections

    assert run(story()) == ("address", 0)


def test_a_proxy_that_refuses_says_so() -> None:
    async def story() -> str:
        async with Server({"*": says("", 403)}) as proxy:
            fetcher = make_fetcher(allow_private=False, resolve=public, proxy=proxy.url(""))
            async with fetcher:
                return await reason_of(fetcher, ask("https://forum.example/", robots=False))

    assert run(story()) == "proxy"

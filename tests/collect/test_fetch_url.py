"""One way to read an address, and which hosts are one site."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.collect.fetch_url import checked, gate_of, next_hop, origin_of, same_site
from jobs.collect.reasons import FetchStop


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://forum.example", "https://forum.example"),
        ("HTTPS://Forum.Example:443/T/1?b=2&a=1#deel", "https://forum.example/T/1?b=2&a=1"),
        ("http://forum.example.:80/", "http://forum.example/"),
        ("http://café.example/", "http://xn--caf-dma.example/"),
        ("http://forum.example:443/", "http://forum.example:443/"),
        ("https://forum.example/é a?q=ë", "https://forum.example/%C3%A9%20a?q=%C3%AB"),
        ("https://forum.example/a/../b", "https://forum.example/b"),
        ("http://[2a02:1800::1]/", "http://[2a02:1800::1]/"),
        ("http://my_forum.example/", "http://my_forum.example/"),
    ],
)
def test_an_address_is_brought_in_one_form(text: str, url: str) -> None:
    assert str(checked(text)) == url


def test_odd_ports_are_for_intranets() -> None:
    with pytest.raises(FetchStop, match="port"):
        checked("http://intra.example:8101/")

    assert checked("http://intra.example:8101/", allow_private=True).port == 8101


@given(st.text(max_size=60) | st.text("htps:/@.#?[]%\\0127x ", max_size=40).map("http://".__add__))
def test_any_text_is_an_address_or_is_refused(text: str) -> None:
    """What is accepted has a plain host, no user name, and reads the same a second time."""
    try:
        url = checked(text)
    except FetchStop:
        return
    assert url.scheme in {"http", "https"}
    assert url.raw_host
    assert not url.userinfo
    assert not url.fragment
    assert checked(str(url)) == url


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("forum.example", "forum.example"),
        ("forum.example", "www.forum.example"),
        ("www.forum.example", "forum.example"),
        ("forum.example", "m.forum.example"),
        ("www.stad.example", "forum.stad.example"),
        ("forum.stad.example", "stad.example"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
    ],
)
def test_these_are_one_site(one: str, other: str) -> None:
    assert same_site(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("forum.example", "forum.example.evil.example"),
        ("forum.example", "evilforum.example"),
        ("forum.stad.example", "news.stad.example"),
        ("forum.example", "example"),
        ("forum.example", "www.example"),
        ("127.0.0.1", "127.0.0.2"),
        ("127.0.0.1", "0.1"),
        ("forum.example", "127.0.0.1"),
        ("localhost", "forum.localhost"),
    ],
)
def test_these_are_not(one: str, other: str) -> None:
    assert not same_site(one, other)
    assert not same_site(other, one)


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/t/2", "https://forum.example/t/2"),
        ("2?x=1", "https://forum.example/t/2?x=1"),
        ("//www.forum.example/", "https://www.forum.example/"),
        ("https://forum.example/#deel", "https://forum.example/"),
        ("", "https://forum.example/t/1"),
    ],
)
def test_a_redirect_is_read_from_where_it_stands(location: str, url: str) -> None:
    start = httpx.URL("https://forum.example/t/1")

    assert str(next_hop(start, location, also_hosts=(), allow_private=False)) == url


def test_a_host_has_one_pace_on_both_web_ports() -> None:
    both = {gate_of(checked(f"{scheme}://forum.example/")) for scheme in ("http", "https")}

    assert both == {"forum.example"}
    odd = checked("http://forum.example:8101/x", allow_private=True)
    assert gate_of(odd) == "forum.example:8101"
    assert origin_of(odd) == "http://forum.example:8101"

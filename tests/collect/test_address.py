"""Which addresses are the public internet, and which only look like it."""

import asyncio
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.collect.address import _is_public_text, is_public, look_up, vetted
from jobs.collect.reasons import FetchStop

NAT64 = int(IPv6Address("64:ff9b::"))
MAPPED = int(IPv6Address("::ffff:0:0"))


@pytest.mark.parametrize(
    "text",
    [
        "8.8.8.8",
        "93.184.216.34",
        "193.190.130.1",
        "2001:4860:4860::8888",
        "2a02:1800:100:2::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ],
)
def test_the_public_web_is_public(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:7f00:1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:0:53aa:64c::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_everything_else_is_not(text: str) -> None:
    assert not is_public(ip_address(text))


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_counts_as_itself(address: IPv4Address) -> None:
    """An IPv4 address is as public mapped into IPv6, or behind NAT64, as it is by itself."""
    assert is_public(IPv6Address(MAPPED + int(address))) == is_public(address)
    assert is_public(IPv6Address(NAT64 + int(address))) == is_public(address)
    assert not is_public(IPv6Address(int(address)))
    assert not is_public(IPv6Address((0x2002 << 112) + (int(address) << 80)))


@given(st.ip_addresses())
def test_nothing_that_the_standard_library_calls_special_is_public(
    address: IPv4Address | IPv6Address,
) -> None:
    """We are never more generous than Python."""
    special = (
        address.is_private
        or address.is_loopback
        or address.is_multicast
        or address.is_link_local
        or address.is_reserved
        or address.is_unspecified
    )
    inside = isinstance(address, IPv6Address) and int(address) >> 32 in {NAT64 >> 32, MAPPED >> 32}
    assert not (is_public(address) and special and not inside)


@settings(deadline=None)  # a machine may be busy
@given(st.lists(st.ip_addresses().map(str) | st.text(max_size=12), min_size=1, max_size=8))
def test_one_address_that_is_not_public_spoils_the_host(answers: list[str]) -> None:
    """Either every answer is public and at most four are used, or none is."""

    async def resolve(_host: str, _port: int) -> tuple[str, ...]:
        return tuple(answers)

    story = vetted("forum.example", 443, resolve=resolve)
    if all(_is_public_text(text) for text in answers):
        assert list(asyncio.run(story)) == answers[:4]
    else:
        with pytest.raises(FetchStop, match=r"address: forum\.example"):
            asyncio.run(story)


def test_an_intranet_may_be_read_when_the_operator_says_so() -> None:
    async def resolve(_host: str, _port: int) -> tuple[str, ...]:
        return ("10.0.0.1",)

    assert asyncio.run(vetted("intra", 80, resolve=resolve, allow_private=True)) == ("10.0.0.1",)


@pytest.mark.parametrize("host", ["a" * 64, "a..b", "."])
def test_a_name_that_dns_cannot_hold_is_not_known(host: str) -> None:
    with pytest.raises(FetchStop, match="dns"):
        asyncio.run(vetted(host, 80))


def test_the_machine_reads_numbers_as_addresses_too() -> None:
    assert asyncio.run(look_up("2130706433", 80)) == ("127.0.0.1",)
    assert asyncio.run(look_up("::1", 80)) == ("::1",)

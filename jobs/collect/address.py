"""Host and port in, the addresses we may connect to out; anything not public stops the request.

The check stands at connect time, on what the name resolves to at that moment, and the connection
goes to exactly that address: so every spelling of a host, every redirect and a name that answers
differently the second time meet the same wall.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from jobs.collect.reasons import FetchReason, FetchStop

Resolve = Callable[[str, int], Awaitable[tuple[str, ...]]]
"""Host and port in, addresses as text out; raises `OSError` when the name is not known."""

# What `is_global` calls global on some Python 3.11 and is not public web all the same.
_NOT_PUBLIC_4: Final = (
    IPv4Network("0.0.0.0/8"),  # this host
    IPv4Network("100.64.0.0/10"),  # carrier networks; a cloud's metadata lives at 100.100.100.200
    IPv4Network("168.63.129.16/32"),  # metadata of a cloud
    IPv4Network("192.0.0.0/24"),  # protocol assignments; metadata of a cloud at 192.0.0.192
    IPv4Network("192.88.99.0/24"),  # relays of 6to4
    IPv4Network("224.0.0.0/3"),  # multicast and reserved
)
_PUBLIC_6: Final = IPv6Network("2000::/3")  # the only space ever given out for the public
_NOT_PUBLIC_6: Final = (
    IPv6Network("2001::/23"),  # protocol assignments, Teredo among them
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("2002::/16"),  # 6to4: leads to any IPv4 address
    IPv6Network("3fff::/20"),  # documentation
)
_NAT64: Final = IPv6Network("64:ff9b::/96")
_MOST: Final = 4  # addresses tried of one host: two of each family


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return whether *address* is part of the public internet.

    An IPv4 address inside an IPv6 one (mapped, or NAT64) counts as itself.
    """
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in net for net in _NOT_PUBLIC_4)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    inside = address in _PUBLIC_6 and address.is_global
    return inside and not any(address in net for net in _NOT_PUBLIC_6)


async def look_up(host: str, port: int) -> tuple[str, ...]:
    """Ask the machine's own resolver; it also reads ``127.1``, ``2130706433`` and ``0x7f.1``."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


async def vetted(
    host: str, port: int, *, resolve: Resolve = look_up, allow_private: bool = False
) -> tuple[str, ...]:
    """Return at most four addresses of *host*, in the resolver's order.

    Raises:
        FetchStop: ``dns`` when the name is not known; ``address`` when any of its addresses, even
            one we would not use, is not public: an honest site has no such address.
    """
    try:
        found = await resolve(host, port)
    except (OSError, UnicodeError):  # UnicodeError: a label too long for DNS
        found = ()
    if not found:
        raise FetchStop(FetchReason.DNS, f"{host} is not known")
    if not allow_private and not all(_is_public_text(text) for text in found):
        raise FetchStop(FetchReason.ADDRESS, f"{host} leads into a private network")
    return found[:_MOST]


def _is_public_text(text: str) -> bool:
    """Return whether *text* is a public address; what cannot be read is not."""
    try:
        return is_public(ip_address(text))
    except ValueError:
        return False

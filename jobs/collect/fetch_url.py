"""The text of an address in, one checked `httpx.URL` out: what is checked is what is fetched."""

import re
from ipaddress import ip_address
from typing import Final

import httpx

from jobs.collect.reasons import FetchReason, FetchStop

_LONGEST: Final = 2_000  # characters; longer than any page of a forum or a feed
_WEB_PORTS: Final = frozenset({None, 80, 443})
_NAME: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63}){0,20}")


def checked(text: str, *, allow_private: bool = False) -> httpx.URL:
    """Return *text* as an address without fragment, its host in ASCII lower case, no final dot.

    Args:
        text: An absolute address.
        allow_private: Take any port, for an intranet.

    Raises:
        FetchStop: ``url``, ``scheme`` or ``port``.
    """
    try:
        url = httpx.URL(_short(text))
    except httpx.InvalidURL:
        raise FetchStop(FetchReason.URL, "not an address") from None
    if url.scheme not in {"http", "https"}:
        raise FetchStop(FetchReason.SCHEME, "write http:// or https://")
    if url.userinfo:
        raise FetchStop(FetchReason.URL, "holds a user name")
    host = url.raw_host.decode("ascii").removesuffix(".")
    if not _is_host(host):
        raise FetchStop(FetchReason.URL, "holds no host name")
    if not allow_private and url.port not in _WEB_PORTS:
        raise FetchStop(FetchReason.PORT, f"{host} at port {url.port}")
    return url.copy_with(host=host, fragment=None)


def next_hop(
    url: httpx.URL, location: str, *, also_hosts: tuple[str, ...], allow_private: bool
) -> httpx.URL:
    """Return where the answer of *url* sends us, checked like any address.

    Whether the new host is the same site is for `same_site`.

    Raises:
        FetchStop: As `checked`, and ``redirect-refused`` for a step from https to http or to
            another site.
    """
    try:
        text = str(url.join(_short(location)))
    except httpx.InvalidURL:
        raise FetchStop(FetchReason.URL, "sends to what is no address") from None
    target = checked(text, allow_private=allow_private)
    if url.scheme == "https" and target.scheme == "http":
        raise FetchStop(FetchReason.REDIRECT_REFUSED, f"{host_of(url)} sends from https to http")
    if not same_site(host_of(url), host_of(target)) and host_of(target) not in also_hosts:
        detail = f"{host_of(url)} sends to {host_of(target)}"
        raise FetchStop(FetchReason.REDIRECT_REFUSED, detail)
    return target


def same_site(one: str, other: str) -> bool:
    """Return whether two hosts are one site: equal but for ``www.``, or one inside the other.

    No list of public suffixes stands behind this, so two sisters (``forum.x.be``, ``news.x.be``)
    are not one site; name the second in `Request.also_hosts` where that is meant.
    """
    if _is_literal(one) or _is_literal(other):
        return one == other
    one, other = one.removeprefix("www."), other.removeprefix("www.")
    if "." not in one or "." not in other:
        return one == other
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def host_of(url: httpx.URL) -> str:
    """Return the host in ASCII."""
    return url.raw_host.decode("ascii")


def gate_of(url: httpx.URL) -> str:
    """Return the name under which the pace of this host is kept; the two web ports are one."""
    return host_of(url) if url.port in _WEB_PORTS else f"{host_of(url)}:{url.port}"


def origin_of(url: httpx.URL) -> str:
    """Return scheme, host and port: whose robots.txt counts."""
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _short(text: str) -> str:
    """Return *text*; raise `FetchStop` when it is longer than any address we read."""
    if len(text) > _LONGEST:
        raise FetchStop(FetchReason.URL, f"{len(text)} characters")
    return text


def _is_host(host: str) -> bool:
    """Return whether *host* is a name that DNS can hold, or an address."""
    return _is_literal(host) or _NAME.fullmatch(host) is not None


def _is_literal(host: str) -> bool:
    """Return whether *host* is an IP address, without brackets."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True

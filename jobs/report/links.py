"""Address of a post in, address that may be clicked out: http(s) with a host of its own source."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit, urlunsplit

MAX_LENGTH: Final = 2000
"""Longer addresses are not opened by every reader of mail."""


def safe_link(url: str | None, hosts: Iterable[str] = ()) -> str | None:
    """Return *url* when it may be clicked, without user name and password; None otherwise.

    Args:
        url: As stored with a post; anything.
        hosts: Hosts of the source it was read from; empty when the source names none.
    """
    if url is None or len(url) > MAX_LENGTH or not url.isascii() or not url.isprintable():
        return None
    if "\\" in url or " " in url:
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None:
        return None
    allowed = {site(known) for known in hosts}
    if allowed and site(host) not in allowed:
        return None
    place = host if port is None else f"{host}:{port}"
    return urlunsplit((parts.scheme, place, parts.path, parts.query, parts.fragment))


def site(host: str) -> str:
    """Return the last two labels of *host*: ``www.town.example`` is the site ``town.example``."""
    return ".".join(host.lower().rstrip(".").split(".")[-2:])


def hosts_in(value: object) -> frozenset[str]:
    """Return the hosts of all http(s) addresses in *value*, however deep they lie."""
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        try:
            host = urlsplit(value).hostname
        except ValueError:
            host = None
        return frozenset({host} if host else ())
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, list | tuple):
        return frozenset().union(*(hosts_in(part) for part in value))
    return frozenset()

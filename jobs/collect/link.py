"""The address of a post in, the same address or nothing out: only what a reader may safely open."""

from typing import Final
from urllib.parse import unquote, urlsplit

from jobs.collect.identifiers import names_person
from jobs.collect.names import Authors

_LONGEST: Final = 2000
"""Characters; longer addresses carry state of a session, not a place."""


def permalink(url: str | None, authors: Authors, own: str) -> str | None:
    """Return *url* when it is a plain web address that names nobody; else None.

    *authors* are those of the thread, *own* is the inhabitant who wrote the post, if it was one.
    """
    if url is None or len(url) > _LONGEST or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
        plain = parts.port is None or parts.port > 0
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or not plain or "\\" in url:
        return None
    readable = unquote(url)
    if "@" in readable or names_person(readable.lower()):
        return None
    return None if authors.stand_in(readable, own) else url

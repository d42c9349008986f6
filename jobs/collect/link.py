"""The address of a post in, the same address or nothing out: only what a reader may safely open.

Forums write the title of a topic in its address, so what redaction takes out of a text would stand
there still. In doubt there is no address: a reader then misses a link, and nobody's name is kept.
"""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from jobs.collect.identifiers import names_person
from jobs.collect.names import Authors
from jobs.collect.redact import Redactor
from jobs.language.folding import skeleton

_LONGEST: Final = 2000
"""Characters; longer addresses carry state of a session, not a place."""
_ROUNDS: Final = 4
"""Times that an address is taken out of its ``%`` signs; more is no honest address."""
_JOINTS: Final = re.compile(r"[-_+=&.,;:!?#~]+")
_WORDS: Final = re.compile(r"[^\W_]+")
_SHORT: Final = 5
"""Letters of a masked name that is also looked for inside a word."""
_PAGE: Final = re.compile(
    r"https?://(?P<host>[^/?#]+)/(?:(?:profile|s)/)?@?(?P<name>[^/?#]+)(?P<rest>(?:[/?#].*)?)",
    re.DOTALL,
)
"""An address and the name of a page in it, as Facebook, Mastodon, Bluesky and Telegram put it."""
_NOWHERE: Final = "page.invalid"
_FACEBOOK: Final = "facebook.com"
_SCRIPTS: Final = frozenset({"permalink.php", "story.php"})
_INSTAGRAM: Final = "instagram.com"
_CODES: Final = frozenset({"p", "reel", "tv"})
_EVERYONES: Final = frozenset({"www.reddit.com", "www.youtube.com"})
"""Hosts of platforms whose posts lie at numbers. They name nobody, not even ``Reddit_fan``: else
whoever is called so takes the addresses of a whole thread away."""


def permalink(
    url: str | None,
    redactor: Redactor,
    authors: Authors,
    own: str,
    pieces: frozenset[str],
    pages: frozenset[str] = frozenset(),
) -> str | None:
    """Return *url* when it is a plain web address that names nobody; else None.

    Args:
        url: As the source gives it.
        redactor: What is masked.
        authors: Those of the thread, and of the source.
        own: The inhabitant who wrote the post, if it was one.
        pieces: What was masked in the thread (`Redacted.pieces`).
        pages: What the municipality's own pages are called in addresses, in lower case.
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
    readable = _readable(url)
    if readable is not None:
        readable, host = _without_page(readable, host, pages)
    if readable is None or "@" in readable or names_person(readable.lower()):
        return None
    path = readable.split(host, 1)[-1]
    told = path if host in _EVERYONES else readable
    if authors.stand_in(told, own) or _holds(told, pieces):
        return None
    return None if _is_telling(path, redactor, authors) else url


def _readable(url: str) -> str | None:
    """Return *url* without ``%`` signs, as often as it takes; None when that never ends."""
    for _ in range(_ROUNDS):
        plain = unquote(url)
        if plain == url:
            return url
        url = plain
    return None


def _without_page(url: str, host: str, pages: frozenset[str]) -> tuple[str, str]:
    """Return *url* and its *host* as what is left to tell of somebody: a page of ours is nobody.

    Posts of Instagram lie at a code that names nobody either.
    """
    bare = host.removeprefix("www.")
    found = _PAGE.fullmatch(url)
    if found is None or found["host"].lower() != host:
        return url, host
    name = (found["name"] or "").lower()
    if name in pages or (bare == _INSTAGRAM and name in _CODES):
        return f"https://{_NOWHERE}{found['rest']}", _NOWHERE
    owners = parse_qs(urlsplit(url).query).get("id", [""])
    if name in _SCRIPTS and bare.endswith(_FACEBOOK) and {*owners} <= pages:
        return f"https://{_NOWHERE}/{found['rest']}", _NOWHERE
    return url, host


def _holds(url: str, pieces: frozenset[str]) -> bool:
    """Tell whether something that was masked stands in *url*."""
    words = _WORDS.findall(skeleton(url))
    squeezed = "".join(words)
    return any(piece in words or (len(piece) >= _SHORT and piece in squeezed) for piece in pieces)


def _is_telling(path: str, redactor: Redactor, authors: Authors) -> bool:
    """Tell whether redaction would mask something in *path*, read in one of three ways."""
    for text, names_only in _readings(path):
        kinds = redactor.redact(text, authors).kinds
        if "name" in kinds or (kinds and not names_only):
            return True
    return False


def _readings(path: str) -> Iterator[tuple[str, bool]]:
    """Yield *path* as texts, and whether only a name counts in it.

    As it is; as a sentence a step, for ``/molenstraat/12`` is no house but page 12; and with
    capitals all over, for an address has lost those of names.
    """
    yield path, False
    spaced = _JOINTS.sub(" ", path)
    yield spaced.replace("/", "\n"), False
    yield spaced.replace("/", " ").title(), True

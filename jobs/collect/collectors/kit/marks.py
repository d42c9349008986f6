"""Addresses in, short marks for the cursor out, and links of a page out of it again."""

from hashlib import sha256
from typing import Annotated, Final
from urllib.parse import urldefrag, urljoin, urlsplit

from pydantic import AfterValidator

_DIGITS: Final = 16
"""64 bits: enough to tell the pages of one source apart."""


def digest(*texts: str) -> str:
    """Return a short hash; a cursor holds no address or text, for those may hold a name."""
    joined = "\0".join(texts).encode("utf-8", "surrogatepass")
    return sha256(joined).hexdigest()[:_DIGITS]


def same_host(base: str, href: str) -> str | None:
    """Return where *href* on the page *base* leads, without fragment; None when off its host."""
    try:
        target = urldefrag(urljoin(base, href.strip())).url
        parts, home = urlsplit(target), urlsplit(base)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or parts.netloc.lower() != home.netloc.lower():
        return None
    return target


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        message = f"{value!r} is no web address; write one such as https://www.example.org/feed"
        raise ValueError(message)
    return value


WebAddress = Annotated[str, AfterValidator(_web_address)]
"""An absolute http or https address without a user name, as a key of sources.toml."""

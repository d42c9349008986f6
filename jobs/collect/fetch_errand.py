"""A `Request` in, the headers of each hop and what it may spend out."""

import unicodedata
from dataclasses import dataclass

from jobs.collect.allowance import Allowance
from jobs.collect.fetch_url import same_site
from jobs.collect.request import Request


def header_text(text: str) -> str:
    """Return *text* as a header may hold it: printable ASCII, ``Liège`` as ``Liege``, one line."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", errors="ignore").decode("ascii")
    words = "".join(letter if letter.isprintable() else " " for letter in plain).split()
    return " ".join(words)[:300]


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A request on its way.

    Attributes:
        request: What is asked.
        home: Host that it was asked of first.
        allowances: What it, and its source, may spend.
        cut: Keep the start of a body that is too long, instead of refusing it.
    """

    request: Request
    home: str
    allowances: tuple[Allowance, Allowance]
    cut: bool = False

    def asks_if_changed(self, host: str) -> bool:
        """Return whether *host* is told what we hold: only the site that told us."""
        return any(self.request.validators) and same_site(self.home, host)

    def headers(self, agent: str, host: str) -> dict[str, str]:
        """Return all that we send to *host*; never a cookie."""
        told = {}
        if self.asks_if_changed(host):
            etag, modified = self.request.validators
            told = {"If-None-Match": etag, "If-Modified-Since": modified}
        if host == self.home:
            told |= dict(self.request.headers)
        if self.request.body is not None:
            told.setdefault("Content-Type", "application/json")
        return {
            "User-Agent": agent,
            "Accept": self.request.accept,
            "Accept-Encoding": "gzip",
            **{name: value for name, value in told.items() if value},
        }

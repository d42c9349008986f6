"""An address in; why what is there may not be read by a program, and the lawful door, out."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A platform that is not read from its pages.

    Attributes:
        hosts: Its hosts; those below them are meant too. A bare word has any ending: ``nextdoor``.
        why: Why not, as a sentence.
        own: Kind that reads it with an account of the municipality itself; empty when none does.
        ways: Other kinds that take what people hand over.
        only: Part of the path of what is meant; empty when all of it is.
    """

    hosts: tuple[str, ...]
    why: str
    own: str = ""
    ways: tuple[str, ...] = ("capture",)
    only: str = ""

    def said(self) -> str:
        """Return the reason and the doors there are, for the operator."""
        own = (
            f"with a token of the municipality's own account: kind {self.own}; " if self.own else ""
        )
        ways = ", ".join(f"{_WAYS[way]} (kind {way})" for way in self.ways)
        return f"{self.why} What is lawful: {own}{ways}; or name it under [[unread]]."


_WAYS: Final = {
    "capture": "single posts by hand, with the consent of the admins",
    "mailbox": "the mails that a member of staff gets from it",
    "export": "files that the platform or a supplier gives you",
}
_FACEBOOK: Final = ("facebook.com", "fb.com", "fb.me", "fb.watch")
_ALL: Final = ("capture", "mailbox", "export")

DOORS: Final = (
    Door(
        hosts=_FACEBOOK,
        only="/groups/",
        why="Facebook groups have no interface since April 2024, and Meta's terms forbid programs.",
        ways=_ALL,
    ),
    Door(
        hosts=_FACEBOOK,
        why="Meta's terms forbid programs on its pages; comments go to the page's owner only.",
        own="facebook_page",
        ways=_ALL,
    ),
    Door(
        hosts=("instagram.com", "instagr.am"),
        why="Meta's terms forbid programs on the pages of Instagram.",
        own="instagram",
        ways=_ALL,
    ),
    Door(
        hosts=("threads.net", "threads.com"),
        why="Meta's terms forbid programs on the pages of Threads.",
        own="threads",
    ),
    Door(
        hosts=("nextdoor",),
        why="Nextdoor is behind a login and gives nobody what residents write.",
        ways=_ALL,
    ),
    Door(
        hosts=("hoplr.com",),
        why="Hoplr is behind a login and gives municipalities figures, not what residents write.",
        ways=_ALL,
    ),
    Door(
        hosts=("x.com", "twitter.com", "t.co"),
        why="The terms of X forbid programs on its pages; its interface is sold for other uses.",
        ways=("capture", "export"),
    ),
    Door(
        hosts=("tiktok.com",),
        why="TikTok has no interface for this use, and its terms forbid programs.",
        ways=("capture", "export"),
    ),
    Door(
        hosts=("whatsapp.com", "wa.me"),
        why="What is said in WhatsApp is between its members; there is no interface to it.",
        ways=("capture", "export"),
    ),
    *(
        Door(
            hosts=("t.me", "telegram.me"),
            only=only,
            why="What lies behind an invitation of Telegram is a private group.",
            ways=("capture", "export"),
        )
        for only in ("/+", "/joinchat/", "/c/")
    ),
    Door(
        hosts=("linkedin.com",),
        why="LinkedIn's terms forbid programs on its pages.",
        ways=("capture", "export"),
    ),
    Door(
        hosts=("youtube.com", "youtu.be"),
        why="YouTube is read through its interface, and only the municipality's own channel.",
        own="youtube",
    ),
    Door(
        hosts=("reddit.com", "redd.it"),
        why="Reddit answers only clients that it approved for the use.",
        own="reddit",
    ),
    Door(
        hosts=("google.com", "google.be", "google.nl", "maps.app.goo.gl"),
        only="/maps",
        why="Reviews on Google are read through its interface, and only those of own locations.",
        own="google_reviews",
    ),
)
"""Platforms that may not be crawled, the narrower first."""


def door_of(address: str) -> Door | None:
    """Return the platform that *address* lies on; None when it may be asked like any site."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    return next(
        (
            door
            for door in DOORS
            if any(_lies_on(host, known) for known in door.hosts) and door.only in f"{parts.path}/"
        ),
        None,
    )


def _lies_on(host: str, known: str) -> bool:
    if "." not in known:
        return known in host.split(".")[-3:-1]
    return host == known or host.endswith(f".{known}")

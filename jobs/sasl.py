"""A name and an access token in, what is said in a SASL login out (RFC 7628, and XOAUTH2)."""

from dataclasses import dataclass, field
from typing import Final

MECHANISMS: Final = ("OAUTHBEARER", "XOAUTH2")
"""The mechanisms that take an access token, the standard one first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """A login with an access token, as `smtplib.SMTP.auth` asks for it.

    Attributes:
        mechanism: One of `MECHANISMS`.
        grant: What lets us in.
        surrender: What is answered when it does not: the server sends its reason as a challenge.
    """

    mechanism: str
    grant: str = field(repr=False)
    surrender: str

    def __call__(self, challenge: bytes | None = None, /) -> str:
        """Return what to answer to nothing, to an empty challenge, or to a reason."""
        return self.surrender if challenge else self.grant


def choose(offered: str, user: str, token: str, server: tuple[str, int]) -> Bearer | None:
    """Return the login by the first mechanism of ours that is *offered*; None when none is.

    Args:
        offered: Names of mechanisms, as the server lists them behind AUTH.
        user: Whose mailbox.
        token: The access token.
        server: Name and port of the mail server.
    """
    name, (host, port) = user.replace("=", "=3D").replace(",", "=2C"), server
    standard = f"n,a={name},\1host={host}\1port={port}\1auth=Bearer {token}\1\1"
    logins = (
        Bearer(mechanism=MECHANISMS[0], grant=standard, surrender="\1"),
        Bearer(
            mechanism=MECHANISMS[1], grant=f"user={user}\1auth=Bearer {token}\1\1", surrender=""
        ),
    )
    known = {word.upper() for word in offered.split()}
    return next((login for login in logins if login.mechanism in known), None)

"""Where a mailbox is in, the `Door` to it out, or why nobody may knock there."""

from ipaddress import ip_address
from pathlib import Path
from typing import Final

from jobs.collect.address import vetted
from jobs.collect.collectors.mailbox.door import Door
from jobs.collect.reasons import FetchReason, FetchStop
from jobs.settings.schema import Mailbox

_PORTS: Final = {"tls": 993, "starttls": 143, "none": 143}


async def door_to(mailbox: Mailbox, folder: Path, password: str, *, allow_private: bool) -> Door:
    """Return the door to *mailbox*.

    Args:
        mailbox: Where it is.
        folder: Folder of sources.toml, against which the path of an authority is read.
        password: Its password, or token.
        allow_private: Whether it may lie on the own network, as the operator says.

    Raises:
        FetchStop: Its name leads nowhere, or to where we may not go.
    """
    port = mailbox.port or _PORTS[mailbox.security]
    return Door(
        host=mailbox.host,
        port=port,
        addresses=await _addresses(mailbox, port, allow_private=allow_private),
        security=mailbox.security,
        user=mailbox.user,
        login=mailbox.login,
        password=password,
        ca_file=None if mailbox.ca_file is None else folder / mailbox.ca_file,
    )


async def _addresses(mailbox: Mailbox, port: int, *, allow_private: bool) -> tuple[str, ...]:
    """Return where to knock: another machine by TLS only, a private one if the operator says so."""
    addresses = await vetted(mailbox.host, port, allow_private=True)
    if all(ip_address(one).is_loopback for one in addresses):
        return addresses
    if mailbox.security == "none":
        message = "a password goes to another machine by TLS only"
        raise FetchStop(FetchReason.TLS, message)
    return await vetted(mailbox.host, port, allow_private=allow_private)

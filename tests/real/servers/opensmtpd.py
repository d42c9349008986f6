"""OpenSMTPD on loopback: mails into folders, unknown recipients refused.

As the relay on the same machine that ``security = "none"`` is for. Its own TLS is left out: the
version of Debian 12 cannot shake hands with the OpenSSL of Debian 12. Our side of TLS and login is
tried against the server of `tests.real.servers.mail`.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from pwd import getpwnam
from tempfile import mkdtemp

from tests.real.servers.run import free_port, running

DOMAIN = "heidebeek.example"
_PATH = f"{os.environ['PATH']}:/usr/sbin"
_CONFIG = """\
table known {{ {known} }}
smtp max-message-size "{size}"
listen on 127.0.0.1 port {port}
action keep maildir "{folder}/mail/%{{user.username}}" userbase <known>
match from any for domain "{domain}" action keep
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostOffice:
    """Where the server listens, and the folders that it delivers into.

    Attributes:
        port: Its port.
        folder: Holds a Maildir for each recipient.
    """

    port: int
    folder: Path

    def mails(self, name: str) -> list[EmailMessage]:
        """Return the mails in the Maildir of *name*, in the order they came."""
        found = sorted(
            (self.folder / name / "new").glob("*"), key=lambda path: path.stat().st_mtime
        )
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in found]


@contextmanager
def opensmtpd(*names: str, size: int = 35_000_000) -> Iterator[PostOffice]:
    """Start the server, which knows the recipients *names* and takes mails up to *size* bytes."""
    program = shutil.which("smtpd", path=_PATH)
    assert program, "smtpd is missing; run tests/real/install.sh"
    assert os.geteuid() == 0, "OpenSMTPD starts as root only; run the real tests as root"
    folder = Path(mkdtemp(prefix="smtpd-", dir="/tmp"))
    try:
        office = _written(folder, names, size)
        command = [program, "-d", "-f", str(folder / "smtpd.conf")]
        with running(command, office.port, folder=folder):
            yield office
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _written(folder: Path, names: tuple[str, ...], size: int) -> PostOffice:
    """Write the configuration into *folder*."""
    folder.chmod(0o755)
    (folder / "mail").mkdir()
    shutil.chown(folder / "mail", "mail", "mail")
    office = PostOffice(port=free_port(), folder=folder / "mail")
    whose = f"{getpwnam('mail').pw_uid}:{getpwnam('mail').pw_gid}:{folder}/mail"
    known = ", ".join(f'{name} = "{whose}"' for name in names)
    text = _CONFIG.format(folder=folder, port=office.port, domain=DOMAIN, size=size, known=known)
    (folder / "smtpd.conf").write_text(text, "utf-8")
    return office

"""A Dovecot mail server on loopback, with TLS, and a mailbox that a client puts mails in."""

import imaplib
import json
import os
import re
import shutil
import ssl
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from pwd import getpwnam
from tempfile import mkdtemp
from threading import Thread
from urllib.parse import parse_qs

import trustme

from tests.real.servers.run import free_port, running

TOKEN = "eyJ0eXAiOiJKV1QifQ." + "canary-7f3a" * 90 + ".x-_"
"""An access token, as long as those of Microsoft 365."""
USER, PASSWORD = "signaal", 'canary "7f3a" \\ é'
FOLDER = "Signalen uit groepen é"
_WIRE = '"Signalen uit groepen &AOk-"'
_FETCHED = re.compile(r"in=\d+ out=\d+ .* body_count=(\d+)")
_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap
mail_location = maildir:{folder}/mail
{users}
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
auth_mechanisms = plain login {takes_tokens}
passdb {{
  driver = oauth2
  mechanisms = {takes_tokens}
  args = {folder}/tokens.conf
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={{PLAIN.b64}}{password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""
_TOKENS = """
introspection_mode = post
introspection_url = http://127.0.0.1:{port}/introspect
username_attribute = username
active_attribute = active
active_value = true
"""
_OWN = """default_login_user = {name}
default_internal_user = {name}
default_internal_group = {name}
first_valid_uid = 1"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postbox:
    """Where the server listens, and what a mail program does there.

    Attributes:
        port: Of clear text and STARTTLS.
        tls_port: Of TLS.
        ca_file: Authority of its certificate.
    """

    port: int
    tls_port: int
    ca_file: Path

    def put(self, *mails: bytes) -> None:
        """Append *mails* to the folder, as a mail program would."""
        with self._client() as client:
            for raw in mails:
                _right(client.append(_WIRE, "", "", raw))

    def delete(self, *places: int) -> None:
        """Delete the mails at *places*, counted from 1, for good."""
        with self._client() as client:
            _right(client.select(_WIRE))
            for place in places:
                _right(client.store(str(place), "+FLAGS", r"(\Deleted)"))
            _right(client.expunge())

    def renew(self) -> None:
        """Delete the folder and make it again: the server numbers its mails anew."""
        with self._client() as client:
            _right(client.delete(_WIRE))
            _right(client.create(_WIRE))

    def flags(self) -> list[bytes]:
        """Return the flags of every mail, as a mail program sees them."""
        with self._client() as client:
            _right(client.select(_WIRE, readonly=True))
            return [line for line in client.fetch("1:*", "(FLAGS)")[1] if isinstance(line, bytes)]

    def fetched(self) -> int:
        """Return how many mails the last session fetched, by the server's log of it."""
        log, deadline = self.ca_file.parent / "dovecot.log", time.monotonic() + 30
        while True:
            told = log.read_text("utf-8")
            ended = _FETCHED.findall(told)
            if len(ended) == told.count("Info: Login:"):
                return int(ended[-1])
            assert time.monotonic() < deadline, "a session did not end"
            time.sleep(0.05)

    @contextmanager
    def _client(self) -> Iterator[imaplib.IMAP4]:
        context = ssl.create_default_context(cafile=self.ca_file)
        with imaplib.IMAP4_SSL("127.0.0.1", self.tls_port, ssl_context=context) as client:
            client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
            client.create(_WIRE)  # says NO when it is there
            yield client


def _right(answer: tuple[str, object]) -> None:
    assert answer[0] == "OK", answer


class _Introspection(BaseHTTPRequestHandler):
    """Tells whose a token is, as RFC 7662 says: who asks is the mail server."""

    def do_POST(self) -> None:
        """Answer to a token in a form."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        known = form.get("token") == [TOKEN]
        told = {"active": True, "username": USER} if known else {"active": False}
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: a line would hold the token."""


@contextmanager
def _authority(folder: Path) -> Iterator[None]:
    """Serve who gave the tokens, and write where that is into *folder*."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Introspection) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        text = _TOKENS.format(port=server.server_address[1])
        (folder / "tokens.conf").write_text(text, "utf-8")
        yield
        server.shutdown()


@contextmanager
def dovecot(takes_tokens: str = "xoauth2 oauthbearer") -> Iterator[Postbox]:
    """Start the server, and who tells it of tokens; its one folder is there as soon as used."""
    program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "dovecot is missing; run tests/real/install.sh"
    folder = Path(mkdtemp(prefix="dv-", dir="/tmp"))  # the path of a socket must be short
    try:
        config, postbox = _written(folder, takes_tokens)
        with (
            _authority(folder),
            running([program, "-F", "-c", str(config)], postbox.port, folder=folder),
        ):
            yield postbox
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _written(folder: Path, takes_tokens: str) -> tuple[Path, Postbox]:
    """Write configuration and certificate into *folder*; only root may change users."""
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1", "localhost")
    authority.cert_pem.write_to_path(folder / "ca.pem")
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    for blob in certificate.cert_chain_pems:
        blob.write_to_path(folder / "cert.pem", append=True)
    root = os.geteuid() == 0
    uid, gid = (getpwnam("mail")[2:4]) if root else (os.geteuid(), os.getegid())
    for name in ("mail", "home", "run"):
        (folder / name).mkdir()
    if root:
        folder.chmod(0o755)
        os.chown(folder / "mail", uid, gid)
        os.chown(folder / "home", uid, gid)
    postbox = Postbox(port=free_port(), tls_port=free_port(), ca_file=folder / "ca.pem")
    text = _CONFIG.format(
        folder=folder, uid=uid, gid=gid, port=postbox.port, tls_port=postbox.tls_port,
        users="first_valid_uid = 1" if root else _OWN.format(name=os.environ.get("USER", "")),
        takes_tokens=takes_tokens, password=b64encode(PASSWORD.encode()).decode(),
    )  # fmt: skip
    (folder / "dovecot.conf").write_text(text, "utf-8")
    return folder / "dovecot.conf", postbox

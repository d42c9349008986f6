"""Bluesky's own development network on loopback: a directory, a server of accounts, an AppView.

What people do there they do through its own interfaces, each with a session of their own.
"""

import json
import os
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.real.servers.run import SERVERS, free_port, running

_START = Path(__file__).parent / "start_bluesky.cjs"
_SECRET = "geheim-geheim"
_POST = "app.bsky.feed.post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with an account."""

    handle: str
    did: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A post: where it lies, which text it is, and what opens its thread if it does not."""

    uri: str
    cid: str
    root: "Said | None" = None

    @property
    def name(self) -> dict[str, str]:
        """How other posts refer to it."""
        return {"uri": self.uri, "cid": self.cid}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bluesky:
    """A running network.

    Attributes:
        appview: Where everyone reads.
        server: Where the accounts are.
        door: Where we wait until all that was written can be read.
    """

    appview: str
    server: str
    door: str

    def person(self, handle: str) -> Person:
        """Open an account."""
        made = self.call(
            "com.atproto.server.createAccount",
            {"handle": handle, "email": f"{handle}@mail.example", "password": _SECRET},
        )
        return Person(handle=handle, did=made["did"], token=made["accessJwt"])

    def app_password(self, person: Person) -> str:
        """Return a new app password of *person*."""
        made = self.call("com.atproto.server.createAppPassword", {"name": "signaal"}, person)
        return str(made["password"])

    def say(
        self, person: Person, text: str, at: datetime, to: Said | None = None, **more: object
    ) -> Said:
        """Post *text*, or answer *to* something with it."""
        record: dict[str, object] = {"$type": _POST, "text": text, **more}
        record["createdAt"] = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        root = (to.root or to) if to is not None else None
        if to is not None and root is not None:
            record["reply"] = {"root": root.name, "parent": to.name}
        made = self._write(person, "createRecord", {"collection": _POST, "record": record})
        return Said(uri=made["uri"], cid=made["cid"], root=root)

    def mention(self, person: Person, of: Person, text: str, at: datetime) -> Said:
        """Post *text* with a mention in front of it, as apps write one."""
        end = len(f"@{of.handle}".encode())
        feature = {"$type": "app.bsky.richtext.facet#mention", "did": of.did}
        facet = {"index": {"byteStart": 0, "byteEnd": end}, "features": [feature]}
        return self.say(person, f"@{of.handle} {text}", at, facets=[facet])

    def quote(self, person: Person, said: Said, text: str, at: datetime) -> Said:
        """Post *text* with *said* shown below it."""
        embed = {"$type": "app.bsky.embed.record", "record": said.name}
        return self.say(person, text, at, embed=embed)

    def react(self, person: Person, what: str, said: Said, at: datetime) -> None:
        """Give *said* a ``like`` or a ``repost``."""
        record = {"subject": said.name, "createdAt": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
        collection = f"app.bsky.feed.{what}"
        self._write(person, "createRecord", {"collection": collection, "record": record})

    def delete(self, person: Person, said: Said) -> None:
        """Take a post away."""
        rkey = said.uri.rpartition("/")[2]
        self._write(person, "deleteRecord", {"collection": _POST, "rkey": rkey})

    def hide_from_strangers(self, person: Person) -> None:
        """Have *person* ask not to be shown to people without an account."""
        labels = {
            "$type": "com.atproto.label.defs#selfLabels",
            "values": [{"val": "!no-unauthenticated"}],
        }
        profile = {"$type": "app.bsky.actor.profile", "labels": labels}
        where = {"collection": "app.bsky.actor.profile", "rkey": "self"}
        self._write(person, "putRecord", {**where, "record": profile})

    def settle(self) -> None:
        """Wait until all that was written can be read."""
        with urllib.request.urlopen(self.door, timeout=60) as answer:  # noqa: S310 - our own
            assert answer.status == 200

    def call(self, method: str, body: object, person: Person | None = None) -> Any:  # noqa: ANN401
        """Do something on the server of the accounts; return what it answers."""
        headers = {"Content-Type": "application/json"}
        if person is not None:
            headers["Authorization"] = f"Bearer {person.token}"
        request = urllib.request.Request(  # noqa: S310 - our own loopback server
            f"{self.server}/xrpc/{method}", data=json.dumps(body).encode(), headers=headers
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - likewise
                return json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            with error:
                raise AssertionError(error.read().decode()) from None

    def _write(self, person: Person, what: str, values: dict[str, object]) -> Any:  # noqa: ANN401
        return self.call(f"com.atproto.repo.{what}", {"repo": person.did, **values}, person)


@contextmanager
def bluesky(folder: Path) -> Iterator[Bluesky]:
    """Start an empty network; yield it."""
    packages = SERVERS / "bluesky" / "node_modules"
    missing = [name for name in ("node", "redis-server", "initdb") if _which(name) is None]
    assert (packages / "@atproto").exists(), f"{packages}: run tests/real/install.sh"
    assert not missing, f"{missing}: run tests/real/install.sh"
    names = ("PLC_PORT", "PDS_PORT", "APPVIEW_PORT", "OZONE_PORT", "DOOR_PORT")
    ports = {name: free_port() for name in names}
    with ExitStack() as stack:
        port_of_data = stack.enter_context(_postgres())
        port_of_cache = stack.enter_context(_redis(folder / "redis"))
        (folder / "network").mkdir()
        door = stack.enter_context(
            running(
                ["node", str(_START)],
                ports["DOOR_PORT"],
                folder=folder / "network",
                NODE_PATH=str(packages),
                DB_POSTGRES_URL=f"postgresql://signaal@127.0.0.1:{port_of_data}/postgres",
                REDIS_HOST=f"127.0.0.1:{port_of_cache}",
                LOG_ENABLED="false",
                TMPDIR=str(folder / "network"),
                **{name: str(port) for name, port in ports.items()},
            )
        )
        yield Bluesky(
            appview=f"http://localhost:{ports['APPVIEW_PORT']}",
            server=f"http://localhost:{ports['PDS_PORT']}",
            door=door,
        )


@contextmanager
def _postgres() -> Iterator[int]:
    """Start an empty database; yield its port. It refuses to run as root, so then as its own."""
    as_other: list[str] = []
    with TemporaryDirectory(prefix="postgres-", dir="/tmp") as name:
        folder = Path(name)
        (folder / "data").mkdir()
        if os.geteuid() == 0:
            as_other = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
            for path in (folder, folder / "data"):
                shutil.chown(path, "postgres", "postgres")
        data = str(folder / "data")
        made = subprocess.run(
            [*as_other, str(_which("initdb")), "-D", data, "-U", "signaal", "-A", "trust", "-N"],
            cwd=folder, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert made.returncode == 0, f"{made.stdout}{made.stderr}"[-2000:]
        port = free_port()
        serve = [
            *as_other, str(_which("postgres")), "-D", data, "-p", str(port),
            "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-k", data,
        ]  # fmt: skip
        with running(serve, port, folder=folder):
            yield port


@contextmanager
def _redis(folder: Path) -> Iterator[int]:
    folder.mkdir()
    port = free_port()
    serve = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", ""]
    with running(serve, port, folder=folder):
        yield port


def _which(name: str) -> str | None:
    """Return where the program *name* is; Debian keeps those of PostgreSQL by version."""
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return shutil.which(name, path=":".join([os.environ["PATH"], *map(str, homes)]))

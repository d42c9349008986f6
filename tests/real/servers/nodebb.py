"""A NodeBB forum on loopback with a Redis of its own, filled through its own functions."""

import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.real.servers.run import SERVERS, START_TIMEOUT, free_port, running

ADMIN = 1
"""Number of the user that the set-up makes."""
CATEGORY = 2
"""Number of a category that the set-up makes, in which everybody may write."""
_SECRET = "geheim-geheim"
_DOOR = Path(__file__).parent / "door_nodebb.js"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeBB:
    """A running forum.

    Attributes:
        address: Where it is, without a slash at its end.
        door: Where its functions can be called.
    """

    address: str
    door: str

    def call(self, module: str, function: str, *args: object) -> Any:  # noqa: ANN401 - whatever
        """Call a function of NodeBB and return what it gives."""
        request = urllib.request.Request(  # noqa: S310 - our own loopback server
            self.door, data=json.dumps([module, function, args]).encode()
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from None

    def user(self, name: str) -> int:
        """Return the number of a new user called *name*."""
        return int(self.call("user", "create", {"username": name}))

    def topic(self, user: int, title: str, text: str, at: datetime) -> tuple[int, int]:
        """Open a topic; return its number and that of its first post."""
        data = {"uid": user, "cid": CATEGORY, "title": title, "content": text, "timestamp": _ms(at)}
        made = self.call("topics", "post", data)
        return int(made["topicData"]["tid"]), int(made["postData"]["pid"])

    def reply(self, user: int, topic: int, text: str, at: datetime, to: int | None = None) -> int:
        """Answer in *topic*, to the post *to* if any; return the number of the post."""
        data = {"uid": user, "tid": topic, "content": text, "timestamp": _ms(at)}
        made = self.call("topics", "reply", data | ({} if to is None else {"toPid": to}))
        return int(made["pid"])

    def edit(self, post: int, text: str) -> None:
        """Change the text of *post*."""
        self.call("posts", "edit", {"pid": post, "uid": ADMIN, "content": text})

    def delete(self, post: int) -> None:
        """Delete *post*, which can be restored."""
        self.call("posts", "tools.delete", ADMIN, post)

    def purge(self, post: int) -> None:
        """Delete *post* for ever."""
        self.call("posts", "tools.purge", ADMIN, post)

    def delete_topic(self, topic: int) -> None:
        """Delete *topic*, which can be restored."""
        self.call("topics", "tools.delete", topic, ADMIN)

    def purge_topic(self, topic: int) -> None:
        """Delete *topic* for ever."""
        self.call("topics", "tools.purge", topic, ADMIN)


@contextmanager
def nodebb(folder: Path) -> Iterator[NodeBB]:
    """Start an empty forum."""
    program = _copied(folder / "forum")
    data = free_port()
    with ExitStack() as stack:
        stack.enter_context(running(_redis(data, folder), data, folder=folder))
        port, door = free_port(), free_port()
        _set_up(program, port, data)
        # otherwise it downloads pictures when it starts
        keys = ("nodebb-plugin-emoji-one", "nodebb-plugin-emoji-extended")
        subprocess.run(
            ["redis-cli", "-p", str(data), "zrem", "plugins:active", *keys],
            check=True, capture_output=True,
        )  # fmt: skip
        start = ["node", "--require", str(_DOOR), "app.js"]
        env = {"DOOR_PORT": str(door), "bind_address": "127.0.0.1"}
        address = stack.enter_context(running(start, port, folder=program, **env))
        forum = NodeBB(address=address, door=f"http://127.0.0.1:{door}/")
        _settle(forum)
        yield forum


def _copied(program: Path) -> Path:
    """Return a folder with the program, in which it may write."""
    installed = SERVERS / "nodebb"
    assert (installed / "installed").exists(), f"{installed} is missing; run tests/real/install.sh"
    shutil.copytree(installed, program, ignore=shutil.ignore_patterns("node_modules", "*.tgz"))
    (program / "node_modules").symlink_to(installed / "node_modules")
    (program / "public" / "uploads" / "sounds").mkdir(parents=True)
    return program


def _redis(port: int, folder: Path) -> list[str]:
    """Return the command that starts a Redis that keeps nothing."""
    return ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "",
            "--dir", str(folder)]  # fmt: skip


def _set_up(program: Path, port: int, data: int) -> None:
    answers = {
        "url": f"http://127.0.0.1:{port}", "secret": _SECRET, "database": "redis",
        "redis:host": "127.0.0.1", "redis:port": str(data), "redis:password": "",
        "redis:database": "0", "admin:username": "beheer", "admin:password": _SECRET,
        "admin:password:confirm": _SECRET, "admin:email": "beheer@forum.example",
    }  # fmt: skip
    done = subprocess.run(
        ["node", "app.js", "--setup", json.dumps(answers)],
        cwd=program, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        timeout=180, env=dict(os.environ),
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"[-2000:]


def _settle(forum: NodeBB) -> None:
    """Wait until the forum answers, and let it take posts as fast as we give them."""
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        try:
            urllib.request.urlopen(f"{forum.address}/api/recent", timeout=30).close()  # noqa: S310
            break
        except (OSError, urllib.error.HTTPError):
            assert time.monotonic() < deadline, "NodeBB does not answer"
            time.sleep(0.2)
    for key in ("postDelay", "initialPostDelay", "newbiePostDelay", "minimumPostLength"):
        forum.call("meta", "configs.set", key, 0)
    forum.purge_topic(1)  # the one that welcomes the administrator


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)

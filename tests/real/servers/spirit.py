"""A Spirit forum on loopback, filled with threads through its own models.

What members and moderators do there later goes through its own forms (``act_spirit.py``).
"""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.real.servers.run import free_port, running, tool
from tests.real.servers.town import TownPost

SETTINGS = """
LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Brussels"
ST_RATELIMIT_ENABLE = False
"""
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Spirit:
    """A running forum.

    Attributes:
        address: Where it is, without a slash at its end.
        project: Folder of its settings and its data.
    """

    address: str
    project: Path

    def act(self, *acts: tuple[object, ...]) -> list[Any]:
        """Have *acts* of ``act_spirit.py`` done, in one process; return what each answers."""
        command = [str(tool("spirit", "python")), "-P", str(HERE / "act_spirit.py")]
        answers: list[Any] = json.loads(_call(command, self.project, json.dumps(acts)))
        return answers


@contextmanager
def spirit(folder: Path, threads: list[list[TownPost]]) -> Iterator[Spirit]:
    """Start a forum that holds *threads*."""
    _call([str(tool("spirit", "spirit")), "startproject", "forum"], folder)
    project = folder / "forum"
    with (project / "forum" / "settings" / "base.py").open("a") as settings:
        settings.write(SETTINGS)
    python = str(tool("spirit", "python"))
    _call([python, "manage.py", "spiritinstall"], project)
    filler = HERE / "fill_spirit.py"
    kept = _call([python, "-P", str(filler)], project, json.dumps(_topics(threads)))
    assert int(kept) == sum(len(thread) for thread in threads)
    port = free_port()
    serve = [python, "manage.py", "runserver", f"127.0.0.1:{port}", "--noreload"]
    with running(serve, port, folder=project, PATH=_path()) as address:
        yield Spirit(address=address, project=project)


def _topics(threads: list[list[TownPost]]) -> list[dict[str, object]]:
    return [
        {
            "title": " ".join(thread[0].text.split()[:6])[:100],
            "posts": [
                {"author": post.author, "at": post.at.isoformat(), "text": post.text}
                for post in thread
            ],
        }
        for thread in threads
    ]


def _path() -> str:
    return f"{tool('spirit', 'spirit').parent}:{os.environ['PATH']}"


def _call(command: list[str], folder: Path, text: str = "") -> str:
    done = subprocess.run(
        command, cwd=folder, input=text, capture_output=True, text=True, check=False,
        env={**os.environ, "PATH": _path()},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()

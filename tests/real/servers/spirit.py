"""A Spirit forum on loopback, filled with threads through its own models."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.real.servers.run import free_port, running, tool
from tests.real.servers.town import TownPost

SETTINGS = """
LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Brussels"
"""


@contextmanager
def spirit(folder: Path, threads: list[list[TownPost]]) -> Iterator[str]:
    """Start a forum that holds *threads*; yield its address."""
    path = f"{tool('spirit', 'spirit').parent}:{os.environ['PATH']}"
    _call([str(tool("spirit", "spirit")), "startproject", "forum"], folder, path)
    project = folder / "forum"
    with (project / "forum" / "settings" / "base.py").open("a") as settings:
        settings.write(SETTINGS)
    python = str(tool("spirit", "python"))
    _call([python, "manage.py", "spiritinstall"], project, path)
    filler = Path(__file__).parent / "fill_spirit.py"
    kept = _call([python, "-P", str(filler)], project, path, json.dumps(_topics(threads)))
    assert int(kept) == sum(len(thread) for thread in threads)
    port = free_port()
    serve = [python, "manage.py", "runserver", f"127.0.0.1:{port}", "--noreload"]
    with running(serve, port, folder=project, PATH=path) as address:
        yield address


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


def _call(command: list[str], folder: Path, path: str, text: str = "") -> str:
    done = subprocess.run(
        command, cwd=folder, input=text, capture_output=True, text=True, check=False,
        env={**os.environ, "PATH": path},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()

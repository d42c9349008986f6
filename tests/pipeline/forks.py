"""Words of a command in, a process that runs them out: forked from one that has the program loaded.

Loading the program takes most of a short run; a test that kills it fifty times has no time for it.
There is one such process for all tests: what it loads is said here alone, as the last word counts.
"""

import os
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.pipeline.forks", "tests.pipeline.loaded"])


def start(*words: str, folder: Path, **env: str) -> ForkServerProcess:
    """Start ``buurtsignaal`` with *words* in *folder*; what it says goes to ``said.txt`` there."""
    process = _CONTEXT.Process(target=_run, args=(words, folder, env), daemon=True)
    process.start()
    return process


def call(function: Callable[..., None], *arguments: object) -> ForkServerProcess:
    """Start *function* with *arguments* in a process of its own; both must be picklable."""
    process = _CONTEXT.Process(target=function, args=arguments, daemon=True)
    process.start()
    return process


def _run(words: tuple[str, ...], folder: Path, env: dict[str, str]) -> None:
    from jobs.cli import main  # noqa: PLC0415 - only the fork needs it

    os.chdir(folder)
    os.environ.update(env)
    said = os.open("said.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(said, 1)
    os.dup2(said, 2)
    main(words)

"""Words of a command in, a process that runs them out: forked from one that has the program loaded.

Loading the program takes most of a short run; a test that kills it fifty times has no time for it.
There is one such process for all tests: what it loads is said here alone, as the last word counts.
"""

import os
import subprocess
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

PATIENCE = 300.0
"""Seconds in which every command ends."""
_CONTEXT = get_context("forkserver")
_SAID = ("stdout.txt", "stderr.txt")
_CONTEXT.set_forkserver_preload(["tests.pipeline.forks", "tests.pipeline.loaded"])


def start(*words: str, folder: Path, **env: str) -> ForkServerProcess:
    """Start ``buurtsignaal`` with *words* in *folder*; `said` tells what it says."""
    everything = {**os.environ, **env}
    process = _CONTEXT.Process(target=_run, args=(words, folder, everything), daemon=True)
    process.start()
    return process


def ended(*words: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run ``buurtsignaal`` with *words* in *folder* to its end."""
    process = start(*words, folder=folder, **env)
    process.join(PATIENCE)
    assert process.exitcode is not None, "it does not end"
    return subprocess.CompletedProcess(words, process.exitcode, *said(folder))


def said(folder: Path) -> tuple[str, str]:
    """Return what the last command in *folder* said: standard output, and standard error."""
    output, errors = ((folder / name).read_text("utf-8") for name in _SAID)
    return output, errors


def call(function: Callable[..., None], *arguments: object) -> ForkServerProcess:
    """Start *function* with *arguments* in a process of its own; both must be picklable."""
    process = _CONTEXT.Process(target=function, args=arguments, daemon=True)
    process.start()
    return process


def _run(words: tuple[str, ...], folder: Path, env: dict[str, str]) -> None:
    from jobs.cli import main  # noqa: PLC0415 - only the fork needs it

    os.chdir(folder)
    os.environ.update(env)
    for stream, name in enumerate(_SAID, start=1):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), stream)
    main(words)

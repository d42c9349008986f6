"""Starting real servers on loopback: a command in, a base address out, stopped at the end."""

import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parents[3]
SERVERS = ROOT / ".cache" / "servers"
START_TIMEOUT = 60.0
"""Seconds; a server that is not there by then makes the tests fail, never skip."""


PORTS: Final = range(20_000, 32_000)
"""Below those that Linux hands to whoever connects or asks for any port: tests that run beside one
another would take a free one of these before its server does."""


def free_port() -> int:
    """Return a port that nothing listens on now."""
    while True:
        port = secrets.choice(PORTS)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def tool(server: str, name: str) -> Path:
    """Return the program *name* of the environment that install.sh made for *server*."""
    path = SERVERS / server / "bin" / name
    assert path.exists(), f"{path} is missing; run tests/real/install.sh"
    return path


@contextmanager
def running(command: list[str], port: int, *, folder: Path, **env: str) -> Iterator[str]:
    """Run *command* until the block ends; yield its address once *port* answers."""
    output = folder / "server.log"
    with output.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log, env={**os.environ, **env},
            start_new_session=True,
        )  # fmt: skip
    try:
        _wait(process, port, output)
        yield f"http://127.0.0.1:{port}"
    finally:
        with suppress(ProcessLookupError):  # its workers too, which some leave behind
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=10)


def _wait(process: subprocess.Popen[bytes], port: int, output: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    message = f"the server did not start:\n{output.read_text(errors='replace')[-2000:]}"
    raise AssertionError(message)

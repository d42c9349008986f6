"""The demo town in a folder of its own, with sources and mail server as a test needs them."""

import os
import re
import subprocess
from pathlib import Path

from tests.real.servers.run import ROOT

COMMAND = str(ROOT / ".venv" / "bin" / "buurtsignaal")

_TABLE = re.compile(r"^\[\[?([a-z_]+)[\].]", re.MULTILINE)


def without(text: str, *tables: str) -> str:
    """Return TOML *text* without the named top-level tables and what lies below them."""
    starts = [match.start() for match in _TABLE.finditer(text)] + [len(text)]
    names = [match[1] for match in _TABLE.finditer(text)]
    kept = [
        text[start:end]
        for name, start, end in zip(names, starts, starts[1:], strict=False)
        if name not in tables
    ]
    return text[: starts[0]] + "".join(kept)


def configuration(*, sources: str, delivery: str) -> str:
    """Return the shipped sources.toml with other sources, accounts and mail server."""
    shipped = (ROOT / "sources.toml").read_text(encoding="utf-8")
    return "\n".join([without(shipped, "source", "account", "delivery"), sources, delivery])


def command(*arguments: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run ``buurtsignaal`` in *folder* to its end."""
    return subprocess.run(
        [COMMAND, *arguments], cwd=folder, capture_output=True, text=True, check=False,
        timeout=300, env={**os.environ, **env},
    )  # fmt: skip

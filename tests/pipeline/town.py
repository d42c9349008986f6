"""The demo town in a folder of its own, with sources and mail server as a test needs them."""

import os
import re
import subprocess
from pathlib import Path

from jobs.collect.pseudonym import KEY_BYTES
from tests.real.servers.run import ROOT

COMMAND = str(ROOT / ".venv" / "bin" / "buurtsignaal")

_TABLE = re.compile(r"^\[\[?([a-z_]+)[\].]", re.MULTILINE)
_OWNED = frozenset({"department", "venue", "faq", "announcement"})
_ID = re.compile(r'^id = "([^"]+)"', re.MULTILINE)
_OWNER = re.compile(r'^department = "([^"]+)"', re.MULTILINE)


def without(text: str, *tables: str) -> str:
    """Return TOML *text* without the named top-level tables and what lies below them."""
    starts = [match.start() for match in _TABLE.finditer(text)]
    return text[: starts[0]] + "".join(part for name, part in _parts(text) if name not in tables)


def small(text: str, *departments: str) -> str:
    """Return TOML *text* with only these *departments*, and of what belongs to one only theirs."""
    start = min(match.start() for match in _TABLE.finditer(text))
    kept = []
    for name, part in _parts(text):
        owner = (_ID if name == "department" else _OWNER).search(part)
        if name not in _OWNED or owner is None or owner[1] in departments:
            kept.append(part)
    return text[:start] + "".join(kept)


def _parts(text: str) -> list[tuple[str, str]]:
    """Return the tables of *text* with the name of the top-level table each belongs to."""
    found = list(_TABLE.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [(match[1], text[match.start() : end]) for match, end in zip(found, ends, strict=True)]


def configuration(*, sources: str, delivery: str) -> str:
    """Return the shipped sources.toml with other sources, accounts and mail server."""
    shipped = (ROOT / "sources.toml").read_text(encoding="utf-8")
    return "\n".join([without(shipped, "source", "account", "delivery"), sources, delivery])


def known_key(folder: Path) -> None:
    """Give the demo town in *folder* a known key, from which references in reports follow."""
    key = folder / "data" / "heidebeek.key"
    key.parent.mkdir(mode=0o700, parents=True)
    key.touch(mode=0o600)
    key.write_bytes(bytes(KEY_BYTES))


def command(*arguments: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run ``buurtsignaal`` in *folder* to its end."""
    return subprocess.run(
        [COMMAND, *arguments], cwd=folder, capture_output=True, text=True, check=False,
        timeout=300, env={**os.environ, **env},
    )  # fmt: skip

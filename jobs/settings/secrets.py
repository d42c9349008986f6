"""Name of a secret in, its value out; the only reader of the environment."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from jobs.errors import ConfigError, Problem

_MAX_BYTES: Final = 65_536
"""Largest secret file read; a key or password takes a few hundred bytes."""


def secret(name: str, environ: Mapping[str, str] = os.environ) -> SecretStr | None:
    """Return the secret called *name*, such as ``smtp-password``, or None when there is none.

    Looked for in this order: the file *name* in ``$CREDENTIALS_DIRECTORY`` (systemd), the file
    named by ``BUURTSIGNAAL_SMTP_PASSWORD_FILE`` (or ``SMTP_PASSWORD_FILE``), the variable
    ``BUURTSIGNAAL_SMTP_PASSWORD``. A line end behind it is not part of it.

    Raises:
        ConfigError: The file that should hold it is missing, empty, or readable for everyone.
    """
    path = _file(name, environ)
    if path is not None:
        return SecretStr(_read(name, path))
    value = environ.get(variable(name))
    return SecretStr(value) if value else None


def variable(name: str) -> str:
    """Return the environment variable that may hold the secret called *name*."""
    return f"BUURTSIGNAAL_{_upper(name)}"


def data_folder(default: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of stores and keys: ``$BUURTSIGNAAL_DATA``, or *default*."""
    named = environ.get("BUURTSIGNAAL_DATA")
    return Path(named) if named else default


def may_read_private(environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether sources may lie at addresses of this machine or of the own network.

    ``BUURTSIGNAAL_ALLOW_PRIVATE=yes`` is for the operator of an intranet and for tests; it is no
    key of sources.toml, so that a file from elsewhere can never open this door.
    """
    return environ.get("BUURTSIGNAAL_ALLOW_PRIVATE") == "yes"


def _upper(name: str) -> str:
    return name.upper().replace("-", "_")


def _file(name: str, environ: Mapping[str, str]) -> Path | None:
    folder = environ.get("CREDENTIALS_DIRECTORY")
    if folder and (Path(folder) / name).exists():
        return Path(folder) / name
    named = environ.get(f"{variable(name)}_FILE") or environ.get(f"{_upper(name)}_FILE")
    return Path(named) if named else None


def _read(name: str, path: Path) -> str:
    try:
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            content = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        advice = f"the file of this secret cannot be read ({type(error).__name__})"
        raise _refused(name, path, advice) from error
    if mode & 0o007:
        raise _refused(name, path, f"everyone can read this secret; run: chmod o-rwx {path}")
    try:
        value = content.decode().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise _refused(name, path, "is no text; save the secret as UTF-8") from error
    if not value or len(content) > _MAX_BYTES:
        raise _refused(name, path, "is empty or far too large; write the secret on one line")
    return value


def _refused(name: str, path: Path, text: str) -> ConfigError:
    return ConfigError((Problem(str(path), 1, name, text),))

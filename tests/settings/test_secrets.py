"""Secrets come from a credential, a file or the environment, in this order."""

from pathlib import Path

import pytest

from jobs.errors import ConfigError
from jobs.settings.secrets import data_folder, may_read_private, secret, variable


def put(path: Path, content: bytes = b"canary\n", mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


def value(name: str, environ: dict[str, str]) -> str | None:
    found = secret(name, environ)
    return None if found is None else found.get_secret_value()


def test_the_first_place_that_has_it_wins(tmp_path: Path) -> None:
    put(tmp_path / "smtp-password", b"credential")
    environ = {
        "CREDENTIALS_DIRECTORY": str(tmp_path),
        "BUURTSIGNAAL_SMTP_PASSWORD_FILE": str(put(tmp_path / "one", b"file\r\n")),
        "SMTP_PASSWORD_FILE": str(put(tmp_path / "two", b"other file")),
        "BUURTSIGNAAL_SMTP_PASSWORD": "variable",
    }
    found = []
    for key in list(environ):
        found.append(value("smtp-password", environ))
        del environ[key]

    assert [*found, value("smtp-password", environ)] == [
        "credential", "file", "other file", "variable", None]  # fmt: skip


def test_a_credentials_folder_without_it_is_passed_over(tmp_path: Path) -> None:
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path), "BUURTSIGNAAL_KEY": "x"}

    assert value("key", environ) == "x"


def test_a_secret_is_not_shown_when_printed() -> None:
    assert "canary" not in repr(secret("key", {"BUURTSIGNAAL_KEY": "canary"}))


@pytest.mark.parametrize("mode", [0o604, 0o644, 0o602, 0o601])
def test_a_file_that_everyone_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    path = put(tmp_path / "key", mode=mode)
    with pytest.raises(ConfigError) as caught:
        secret("key", {"BUURTSIGNAAL_KEY_FILE": str(path)})

    assert str(caught.value) == (
        f"{path}:1: key: everyone can read this secret; run: chmod o-rwx {path}"
    )


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff", b"x" * 70_000])
def test_a_file_without_a_usable_secret_is_refused(tmp_path: Path, content: bytes) -> None:
    path = put(tmp_path / "key", content)
    with pytest.raises(ConfigError) as caught:
        secret("key", {"KEY_FILE": str(path)})

    assert "xxx" not in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read \\(FileNotFoundError\\)"):
        secret("key", {"KEY_FILE": str(tmp_path / "none")})


def test_the_variable_follows_from_the_name() -> None:
    assert variable("smtp-password") == "BUURTSIGNAAL_SMTP_PASSWORD"


def test_the_data_folder_can_be_moved() -> None:
    assert data_folder(Path("data"), {}) == Path("data")
    assert data_folder(Path("data"), {"BUURTSIGNAAL_DATA": "/srv/x"}) == Path("/srv/x")


def test_only_the_operator_opens_private_addresses() -> None:
    assert not may_read_private({})
    assert not may_read_private({"BUURTSIGNAAL_ALLOW_PRIVATE": "no"})
    assert may_read_private({"BUURTSIGNAAL_ALLOW_PRIVATE": "yes"})

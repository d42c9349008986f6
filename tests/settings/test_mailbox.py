"""The mailbox of answers is no source: what departments say never becomes a post."""

from pathlib import Path

import pytest

from jobs.collect.collectors.registry import KINDS
from jobs.errors import ConfigError
from jobs.settings import load
from tests.settings.stand_in import GOOD

BOX = """
[delivery.mailbox]
host = "imap.heidebeek.example"
user = "antwoord"
password = "feedback-mail"

[[source]]
id = "gehoord"
name = "Gehoord"
kind = "mailbox"
owner = "community"
access = "captured"
purpose = "to know"
legal_basis = "public task"
host = "IMAP.heidebeek.example"
user = "antwoord"
password = "gehoord-mail"
folder = "FOLDER"
use = "staff"
roles = { "@heidebeek.example" = "medewerker" }
"""


def write(folder: Path, inbox: str) -> Path:
    """Write a file whose source reads *inbox* of the mailbox of answers; return it."""
    start = GOOD.index('[[source]]\nid = "forum"')
    end = GOOD.index("[[", start + 2)
    text = GOOD[:start] + GOOD[end:] + BOX.replace("FOLDER", inbox)
    text = text.replace("sender =", 'feedback = "antwoord@heidebeek.example"\nsender =')
    path = folder / "sources.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_mailbox_of_answers_is_no_source(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, "INBOX"), KINDS)
    assert "source[2].folder: this is the mailbox of answers to reports" in str(caught.value)


def test_another_folder_of_it_may_be(tmp_path: Path) -> None:
    settings = load(write(tmp_path, "Gehoord"), KINDS)

    assert settings.delivery.mailbox is not None
    assert settings.delivery.mailbox.folder == "INBOX"
    assert settings.delivery.mailbox.security == "tls"

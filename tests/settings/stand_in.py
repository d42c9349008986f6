"""Files and source kinds for tests of the settings: a small correct file, and how to change it."""

from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from jobs.errors import ConfigError
from jobs.settings import load
from jobs.settings.schema import Duration, Settings


class Feed(BaseModel):
    """What a kind may ask for."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    url: str
    comments: bool = True


class Select(BaseModel):
    """A table inside the options."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    topic: str
    post: str = ".post"


class Forum(BaseModel):
    """What another kind may ask for."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    url: str
    pace: Duration
    selector: str = "a"
    select: Select = Select(topic="a")
    where: dict[str, str | tuple[str, ...]] = {}


KINDS: Final[dict[str, type[BaseModel]]] = {"feed": Feed, "html_forum": Forum}

GOOD: Final = """\
[municipality]
name = "Heidebeek"

[[source]]
id = "site"
name = "Website"
kind = "feed"
owner = "own"
access = "open"
purpose = "to know"
legal_basis = "public task"
every = "2h"
url = "https://www.heidebeek.example/feed"

[[source]]
id = "forum"
name = "Forum"
kind = "html_forum"
owner = "community"
access = "open"
purpose = "to hear"
legal_basis = "public task"
url = "https://forum.heidebeek.example/"
pace = "1min"

[[department]]
id = "groen"
name = "Groendienst"
about = "bomen en parken"
recipients = ["groen@heidebeek.example"]

[delivery]
sender = "signaal@heidebeek.example"
lead = ["lead@heidebeek.example"]
"""


def write(folder: Path, text: str) -> Path:
    """Write *text* as the sources.toml of *folder*."""
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def changed(old: str, new: str, text: str = GOOD) -> str:
    """Return *text* with *old*, which must be in it, replaced by *new*."""
    assert old in text
    return text.replace(old, new, 1)


def read(folder: Path, text: str = GOOD) -> Settings:
    """Load *text* as the sources.toml of *folder*."""
    return load(write(folder, text), KINDS)


def problems(folder: Path, text: str) -> list[str]:
    """Return what is wrong with *text*, a line a mistake, without the folder."""
    try:
        read(folder, text)
    except ConfigError as error:
        return [str(problem).replace(f"{folder}/", "") for problem in error.problems]
    return []

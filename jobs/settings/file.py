"""Path of a sources.toml in, frozen `Settings` out, or every mistake in it at once."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from jobs.errors import ConfigError
from jobs.settings.checks import check, rows
from jobs.settings.document import Document, read_document
from jobs.settings.keys import Kinds, known_keys, prune
from jobs.settings.lines import KeyPath
from jobs.settings.phrases import phrase
from jobs.settings.places import with_places
from jobs.settings.schema import Settings, Source


def load(path: Path, kinds: Kinds) -> Settings:
    """Read the sources.toml at *path*.

    Args:
        path: The file; names of other files in it are read from its folder.
        kinds: Source kind to the ``Options`` model of its collector, which checks the keys that
            only this kind knows and becomes `Source.options`.

    Raises:
        ConfigError: The file, or one it names, has mistakes; ``problems`` holds all of them.
    """
    folder = path.resolve().parent
    document = read_document(path)
    prune(document, kinds)
    check(document, folder, frozenset(kinds))
    for position, source in rows(document.tables, "source"):
        _options(document, position, source, kinds)
    settings = _validate(document)
    problems = document.findings.problems
    if settings is None or problems:
        raise ConfigError(tuple(problems))
    return with_places(settings.model_copy(update={"folder": folder}))


def _options(document: Document, position: int, source: dict[str, object], kinds: Kinds) -> None:
    """Take out of *source* what only its kind knows, and put it back as its options."""
    kind = source.get("kind")
    model = kinds.get(kind) if isinstance(kind, str) else None
    own = known_keys(Source)
    special = {key: source.pop(key) for key in list(source) if key not in own}
    if model is not None:
        options = _checked(document, model, special, position)
        if options is not None:
            source["options"] = options


def _checked(
    document: Document, model: type[BaseModel], table: dict[str, object], position: int
) -> BaseModel | None:
    try:
        return model.model_validate(table)
    except ValidationError as error:
        _note(document, error, table, ("source", position))
        return None


def _validate(document: Document) -> Settings | None:
    try:
        return Settings.model_validate(document.tables)
    except ValidationError as error:
        _note(document, error, document.tables)
        return None


def _note(
    document: Document, error: ValidationError, table: dict[str, object], base: KeyPath = ()
) -> None:
    """Add what pydantic found in *table*, which stands at *base*.

    A list is not called too short when its elements are wrong.
    """
    for found in error.errors(include_url=False):
        if found["type"] == "too_short" and found["input"]:
            continue
        loc = found["loc"] if found["type"] == "missing" else _within(table, found["loc"])
        document.findings.add((*base, *loc), phrase(found))


def _within(table: dict[str, object], loc: KeyPath) -> KeyPath:
    """Return as much of *loc* as leads somewhere; pydantic adds which sort of value it tried."""
    holder: Any = table
    for length, part in enumerate(loc):
        try:
            holder = holder[part]
        except (LookupError, TypeError):
            return loc[:length]
    return loc

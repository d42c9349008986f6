"""Path of any town's sources.toml in, `Settings` good enough to analyse with out, and what it lost.

Nothing is read or mailed with these settings, so they ask for a municipality and departments only;
what is unknown or wrong elsewhere is left out and reported.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from jobs.errors import ConfigError, Problem
from jobs.model import Access, Owner
from jobs.settings.checks import check, rows, texts
from jobs.settings.document import Document, read_document
from jobs.settings.keys import prune
from jobs.settings.lines import KeyPath
from jobs.settings.phrases import phrase
from jobs.settings.places import with_places
from jobs.settings.schema import Language, Settings, Source

_KEPT: Final = ("id", "name", "owner", "platform", "local", "language")
"""What the analysis looks at in a source; how it is read does not matter to it."""
_ASSUMED: Final[Mapping[str, object]] = {
    "kind": "export",
    "purpose": "analysis",
    "legal_basis": "analysis",
    "access": Access.IMPORTED,
}
_NO_MAIL: Final = {
    "smtp_host": "127.0.0.1",
    "smtp_port": 25,
    "security": "none",
    "sender": "buurtsignaal@localhost",
    "lead": ["buurtsignaal@localhost"],
}
_COMMUNITY: Final = ("group", "forum", "reddit", "telegram", "news", "mastodon", "bluesky")
"""Words in a platform's name that say: the municipality may answer there, but does not own it."""


def plain_source(
    source_id: str,
    *,
    name: str | None = None,
    owner: Owner = Owner.COMMUNITY,
    platform: str = "website",
    language: Language | None = None,
) -> Source:
    """Return a source of which no more is known; for posts whose source stands in no file."""
    return Source.model_validate(
        {**_ASSUMED, "id": source_id, "name": name or source_id, "owner": owner,
         "platform": platform, "language": language}
    )  # fmt: skip


def load_for_analysis(path: Path) -> tuple[Settings, tuple[Problem, ...]]:
    """Read the file at *path*; return what can be used of it, and what was left out.

    An ``[[account]]`` of the municipality whose source stands nowhere makes that source an own
    page, unless its platform says that others own it; the source of another account (press, an
    office holder) becomes a community place.

    Raises:
        ConfigError: It is no TOML file, or has no municipality or department that can be used.
    """
    document = read_document(path)
    folder = path.resolve().parent
    for position, source in rows(document.tables, "source"):
        _reduce(source, position)
    prune(document, {})
    _add_own_pages(document.tables)
    document.tables.setdefault("delivery", dict(_NO_MAIL))
    seen = len(document.findings.paths)
    check(document, folder, frozenset())
    _leave_out(document.tables, document.findings.paths[seen:])
    settings = _settle(document).model_copy(update={"folder": folder})
    left_out = document.findings.problems
    try:
        settings = with_places(settings)
    except ConfigError as error:
        left_out.extend(error.problems)
    return settings, tuple(sorted(left_out))


def _reduce(source: dict[str, object], position: int) -> None:
    """Keep of *source* what the analysis looks at, and assume the rest."""
    kept: dict[str, object] = {key: source[key] for key in _KEPT if key in source}
    name = kept.get("id", f"source-{position + 1}")
    source.clear()
    source.update({"id": name, "name": name, "owner": Owner.COMMUNITY, **_ASSUMED, **kept})


def _add_own_pages(tables: dict[str, object]) -> None:
    known = texts(tables, "source", "id")
    listed = tables.setdefault("source", [])
    for name, position in texts(tables, "account", "source").items():
        account = dict(rows(tables, "account"))[position]
        ours = account.get("role", "municipality") == "municipality"
        if name in known or not isinstance(listed, list):
            continue
        platform = account.get("platform", "website")
        shared = not ours or any(word in str(platform) for word in _COMMUNITY)
        owner = Owner.COMMUNITY if shared else Owner.OWN
        listed.append({**_ASSUMED, "id": name, "name": name, "owner": owner, "platform": platform})


def _settle(document: Document) -> Settings:
    """Leave out what the schema refuses, and what that lays bare, until it accepts the rest."""
    while True:
        try:
            return Settings.model_validate(document.tables)
        except ValidationError as error:
            paths: list[KeyPath] = []
            for found in error.errors(include_url=False):
                document.findings.add(found["loc"], phrase(found))
                paths.append(found["loc"])
            if not _leave_out(document.tables, paths):
                raise ConfigError(tuple(document.findings.problems)) from error


def _leave_out(tables: dict[str, object], paths: list[KeyPath]) -> bool:
    """Take what stands at *paths* out of *tables*, last first; return whether anything was there.

    Where nothing stands, something is missing: then the table that misses it goes.
    """
    dropped = False
    for path in sorted(paths, key=_order, reverse=True):
        shorter = (path[:length] for length in range(len(path), 0, -1))
        dropped |= any(_remove(tables, part) for part in shorter)
    return dropped


def _order(path: KeyPath) -> tuple[str, ...]:
    return tuple(f"{part:09}" if isinstance(part, int) else part for part in path)


def _remove(tables: dict[str, object], path: KeyPath) -> bool:
    holder: Any = tables
    try:
        for part in path[:-1]:
            holder = holder[part]
        del holder[path[-1]]
    except (LookupError, TypeError):
        return False
    return True

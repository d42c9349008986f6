"""A CSV of streets and places in, the municipality's names out; each bad row with its line.

One column must be called ``name`` or ``street``; ``kind`` and ``department`` may be there.
A row with a department, or whose kind is ``venue``, is a venue; every other row is a street.
"""

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from jobs.errors import ConfigError, Problem
from jobs.settings.document import read_text
from jobs.settings.phrases import one_of, show
from jobs.settings.schema import Settings, Venue

MAX_BYTES: Final = 5_000_000
"""Largest list read; the 20,000 names of the largest cities take 0.6 MB."""
_MAX_NAME: Final = 300
_HEADERS: Final = ("name", "street")


@dataclass(slots=True)
class _Places:
    """What the rows came to."""

    streets: list[str] = field(default_factory=list)
    venues: list[str] = field(default_factory=list)
    departments: list[Venue] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def with_places(settings: Settings) -> Settings:
    """Return *settings* with the names of its ``places_file`` among its streets and venues.

    Raises:
        ConfigError: The file cannot be read or has mistakes; each problem names its line.
    """
    named = settings.municipality.places_file
    if named is None:
        return settings
    path = settings.folder / named
    places = _read(path, str(named), frozenset(item.id for item in settings.departments))
    if places.problems:
        raise ConfigError(tuple(places.problems))
    town = settings.municipality
    streets = tuple(dict.fromkeys((*town.streets, *places.streets)))
    venues = tuple(dict.fromkeys((*town.venues, *places.venues)))
    town = town.model_copy(update={"streets": streets, "venues": venues})
    all_venues = (*settings.venues, *places.departments)
    return settings.model_copy(update={"municipality": town, "venues": all_venues})


def _read(path: Path, name: str, departments: frozenset[str]) -> _Places:
    text = read_text(path, MAX_BYTES)
    header = text.partition("\n")[0]
    reader = csv.DictReader(
        text.splitlines(), delimiter=";" if header.count(";") > header.count(",") else ","
    )
    places = _Places()
    try:
        columns = [column.strip().lower() for column in reader.fieldnames or ()]
        reader.fieldnames = columns
        column = next((title for title in _HEADERS if title in columns), None)
        if column is None:
            advice = "no column is called name or street; call one so in the first line"
            places.problems.append(Problem(name, 1, "", advice))
            return places
        for row in reader:
            _add(places, {k: v.strip() for k, v in row.items() if k and v}, column,
                 Problem(name, reader.line_num, "", ""), departments)  # fmt: skip
    except csv.Error as error:
        advice = f"is no CSV ({error}); save it as CSV UTF-8 again"
        places.problems.append(Problem(name, reader.line_num + 1, "", advice))
    return places


def _add(
    places: _Places,
    row: dict[str, str],
    column: str,
    at: Problem,
    departments: frozenset[str],
) -> None:
    """Put *row* where it belongs; *at* says where it stands."""
    text, department = row.get(column, ""), row.get("department", "")
    if not text:
        return
    if len(text) > _MAX_NAME or not text.isprintable():
        advice = f"is no name of at most {_MAX_NAME} characters on one line"
        places.problems.append(Problem(at.file, at.line, column, advice))
    elif department and department not in departments:
        advice = one_of(department, departments) if departments else f"{show(department)}?"
        places.problems.append(Problem(at.file, at.line, "department", advice))
    elif department:
        places.departments.append(Venue(name=text, department=department))
    elif row.get("kind", "").lower() == "venue":
        places.venues.append(text)
    else:
        places.streets.append(text)

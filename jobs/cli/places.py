"""``buurtsignaal places import``: a public address register in, the file of our streets out."""

import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobs.cells import to_csv
from jobs.cli.display import progress_display
from jobs.cli.options import Config
from jobs.errors import UsageError

if TYPE_CHECKING:
    from jobs.settings import Settings
    from jobs.settings.registers import Register


class Act(StrEnum):
    """What is to be done with places."""

    IMPORT = "import"


def places(
    act: Annotated[Act, typer.Argument(help="take the streets out of an address register")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, also in .zip or .gz")],
    out: Annotated[
        Path | None, typer.Option(help="file to write; without it: places.csv beside --config")
    ] = None,
    config: Config = Path("sources.toml"),
    *,
    force: Annotated[bool, typer.Option("--force", help="replace a file that is there")] = False,
) -> None:
    """Write the streets of the municipality from an address register, and say what else it holds.

    Knows BeSt (Belgium), the Flemish Adressenregister, the Dutch BAG, and a list of streets.
    """
    from jobs.settings import load_for_analysis
    from jobs.settings.bulk import open_bulk
    from jobs.settings.registers import read_register

    del act  # there is only one
    settings, _ = load_for_analysis(config)
    target = out or config.parent / "places.csv"
    if target.exists() and not force:
        message = f"{target} is there already; write another with --out, or over it with --force"
        raise UsageError(message)
    with progress_display() as progress, open_bulk(file) as bulk:
        found = read_register(
            bulk, settings.municipality, lambda done, all_: progress(file.name, done, all_)
        )
    _write(target, found.streets)
    _show(found, settings, target, config)


def _write(target: Path, streets: Iterable[str]) -> None:
    content = to_csv(("name", "kind"), ({"name": name, "kind": "street"} for name in streets))
    try:
        target.write_bytes(content)
    except OSError as error:
        message = f"{target} cannot be written ({error.strerror}); choose another --out"
        raise UsageError(message) from error


def _show(found: "Register", settings: "Settings", target: Path, config: Path) -> None:
    town = settings.municipality
    print(f"{found.layout}: {found.rows:,} rows, {found.ours:,} of {town.name}")
    if found.unusable:
        print(
            f"left out: {found.unusable:,} without a street that can be used, the first on line "
            f"{found.first_unusable}"
        )
    print(f"{target} is written: {len(found.streets):,} streets")
    print("Put under [municipality] in sources.toml:\n")
    folder = config.resolve().parent
    named = target.resolve()
    inside = named.relative_to(folder) if named.is_relative_to(folder) else named
    print(f"places_file = {json.dumps(inside.as_posix(), ensure_ascii=False)}")
    _list("postcodes", found.postcodes)
    _list("sub_municipalities", found.places)
    print(f"\nNext: buurtsignaal check --config {config}")


def _list(key: str, names: tuple[str, ...]) -> None:
    """Print the line of *key*; nothing when the file does not say."""
    if names:
        shown = ", ".join(json.dumps(name, ensure_ascii=False) for name in names)
        print(f"{key} = [{shown}]")

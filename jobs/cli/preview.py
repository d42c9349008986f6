"""``buurtsignaal preview``: the reports of a week as files to look at; nothing is sent."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobs.cli.options import Config, parse_week
from jobs.errors import UsageError
from jobs.model import RunState, Stage, Week

if TYPE_CHECKING:
    from jobs.store import Store


def preview(
    week: Annotated[str, typer.Argument(help="ISO week, such as 2026-W46")],
    to: Annotated[Path, typer.Option("--to", help="folder for the files; made if need be")],
    config: Config = Path("sources.toml"),
) -> None:
    """Write PDF, web page, mail and its HTML of each reader of a week; send and keep nothing.

    Reports that were made are written as they were made, others as they would be made now.
    """
    from jobs import mailing
    from jobs.wiring import open_workplace

    chosen = parse_week(week)
    with open_workplace(config, create=False) as work:
        _refuse_unanalysed(work.store, chosen)
        count = 0
        found = mailing.preview(work.settings, work.reports, work.store, chosen, work.key)
        for reader, files in found:
            for ending, content in files.items():
                print(f"  {_write(to / f'{reader}.{ending}', content)}")
                count += 1
    print(f"{count} files written; nothing was sent")


def _refuse_unanalysed(store: "Store", week: Week) -> None:
    """Refuse a week of which nobody knows yet what was said and what to do with it."""
    done = {run.stage for run in store.runs.of_week(week) if run.state is RunState.DONE}
    if Stage.ADVISE not in done:
        message = (
            f"{week} is not analysed yet; run collect, detect, cluster and advise first, each with "
            f"`buurtsignaal run STAGE --week {week}`"
        )
        raise UsageError(message)


def _write(path: Path, content: bytes) -> Path:
    """Write a file that only its owner may read, as reports are."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(content)
    except OSError as error:
        message = f"{path} cannot be written ({type(error).__name__}); choose another --to"
        raise UsageError(message) from error
    return path

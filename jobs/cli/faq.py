"""``buurtsignaal faq drafts``: a week's questions without an approved answer, ready to paste."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from jobs.cli.options import Config, parse_week
from jobs.cli.policy import Language


class Act(StrEnum):
    """What is to be done about the FAQ."""

    DRAFTS = "drafts"


def faq(
    act: Annotated[
        Act, typer.Argument(help="drafts: questions that no entry answers", show_default=False)
    ],
    *,
    week: Annotated[
        str | None, typer.Option("--week", "-w", help="ISO week; without it: last week")
    ] = None,
    language: Annotated[
        Language | None, typer.Option("--language", "-l", help="without it: the municipality's")
    ] = None,
    config: Config = Path("sources.toml"),
) -> None:
    """Print draft `[[faq]]` entries of a week; a person writes each answer and approves it."""
    from jobs.cli.week import last_week
    from jobs.language.wording import load_wording
    from jobs.model import LEAD
    from jobs.report.desk import Pen
    from jobs.report.entries import entries_of
    from jobs.report.job import desk_of
    from jobs.wiring import open_workplace

    del act  # there is one
    asked = parse_week(week) if week else None
    with open_workplace(config, create=False) as work:
        words = load_wording(language or work.settings.municipality.language)
        chosen = asked or last_week(work)
        desk = desk_of(work.store, work.settings, chosen, work.key, close=False)
        print(entries_of(Pen(desk=desk, reader=LEAD, words=words)), end="")

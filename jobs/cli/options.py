"""Options that several verbs share, and how a week is read from one."""

from pathlib import Path
from typing import Annotated

import typer

from jobs.errors import UsageError
from jobs.model import Week

Config = Annotated[
    Path, typer.Option("--config", "-c", help="the municipality's file", show_default=True)
]
WeekOption = Annotated[str, typer.Option("--week", "-w", help="ISO week, such as 2026-W46")]


def parse_week(text: str) -> Week:
    """Read an ISO week; raise `UsageError` that says how to write one."""
    try:
        return Week.parse(text)
    except ValueError as error:
        message = f"--week {text}: {error}"
        raise UsageError(message) from error

"""Progress and results for a person: a moving line on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from jobs.model import Counts, Progress, Stage, silent


@contextmanager
def progress_display() -> Iterator[Progress]:
    """Yield a `Progress` that draws on a terminal and keeps silent elsewhere."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None)

        def show(what: str, done: int, total: int) -> None:
            bars.update(task, description=what, completed=done, total=total or None)

        yield show


def counts_line(stage: Stage, counts: Counts) -> str:
    """Return one line, such as ``collect   read 1005, new 1005``; zeros are left out."""
    parts = [f"{name.replace('_', ' ')} {count}" for name, count in counts.items() if count]
    return f"  {stage:<8} {', '.join(parts) or 'nothing to do'}"


def show_counts(done: Mapping[Stage, Counts]) -> None:
    """Print a line a stage."""
    for stage, counts in done.items():
        print(counts_line(stage, counts))

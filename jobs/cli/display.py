"""Progress and results for a person: a moving line on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from jobs.model import Counts, Progress, Stage


@contextmanager
def progress_display() -> Iterator[Progress]:
    """Yield a `Progress`: moving on a terminal, elsewhere a line as each stage begins."""
    if not sys.stderr.isatty():
        yield _begin
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


def _begin(what: str, done: int, total: int) -> None:
    if done == 0 and total == 0:
        print(f"→ {what}", file=sys.stderr)


def counts_line(stage: Stage, counts: Counts) -> str:
    """Return one line, such as ``collect   read 1005, new 1005``; zeros are left out."""
    parts = [f"{name.replace('_', ' ')} {count}" for name, count in counts.items() if count]
    return f"  {stage:<8} {', '.join(parts) or 'nothing to do'}"


def show_counts(done: Mapping[Stage, Counts]) -> None:
    """Print a line a stage that was done now; one line when everything was done before."""
    if not done:
        print("  everything was done before; nothing was done again")
    for stage, counts in done.items():
        print(counts_line(stage, counts))

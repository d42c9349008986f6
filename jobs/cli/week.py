"""``buurtsignaal week`` and ``run``: the chain of one week, or one stage of it, now."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from jobs import clock
from jobs.cli.display import progress_display, show_counts
from jobs.cli.options import Config, parse_week
from jobs.errors import DeliveryError, UsageError
from jobs.model import NOTICES, Counts, DeliveryState, Progress, RunState, Stage, Week

if TYPE_CHECKING:
    from jobs.wiring import Workplace


def week(
    week: Annotated[
        str | None, typer.Option("--week", "-w", help="ISO week; without it: last week")
    ] = None,
    config: Config = Path("sources.toml"),
) -> None:
    """Run the whole chain of one week, once: collect to mail. What is done is not done again."""
    from jobs.mailing import send
    from jobs.wiring import open_workplace

    asked = parse_week(week) if week else None
    with open_workplace(config) as work:
        chosen = asked or last_week(work)
        _refuse_unfinished(chosen, work)
        print(f"{work.settings.municipality.name}, {chosen}")
        try:
            with progress_display() as progress:
                done = run_chain(work, chosen, progress)
        except Exception:
            with suppress(DeliveryError):  # said already, or it is the reason
                send(work.settings, work.reports, work.store, work.key)  # the operator hears of it
            raise
        show_counts(done)
        _show_results(work, chosen)


def run(
    stage: Annotated[Stage, typer.Argument(help="the stage to run, again if it was done")],
    week: Annotated[
        str | None, typer.Option("--week", "-w", help="ISO week; without it: last week")
    ] = None,
    config: Config = Path("sources.toml"),
) -> None:
    """Run one stage for one week, also when it was done before; reports once made stay."""
    from jobs.wiring import open_workplace

    asked = parse_week(week) if week else None
    with open_workplace(config) as work:
        chosen = asked or last_week(work)
        with progress_display() as progress:
            done = run_chain(work, chosen, progress, only=stage)
        show_counts(done)
        _show_left(work, chosen)


def run_chain(
    work: "Workplace", week: Week, progress: Progress, *, only: Stage | None = None
) -> Mapping[Stage, Counts]:
    """Run the stages of *week* that are not done yet, or *only* that one; return what was done."""
    from jobs.schedule.chain import run_week
    from jobs.wiring import chain

    before = set() if only else _done(work, week)
    again = only is not None
    done = asyncio.run(run_week(chain(work), week, only=only, again=again, progress=progress))
    return {
        stage: counts
        for stage, counts in done.items()
        if stage not in before and only in {None, stage}
    }


def _done(work: "Workplace", week: Week) -> set[Stage]:
    return {run.stage for run in work.store.runs.of_week(week) if run.state is RunState.DONE}


def last_week(work: "Workplace") -> Week:
    """Return the last week that is over on the municipality's clocks."""
    zone = ZoneInfo(work.settings.municipality.timezone)
    return Week.of(clock.now(), zone).previous


def _refuse_unfinished(week: Week, work: "Workplace") -> None:
    """Refuse a week that is not over: what is still to be said in it would never be reported."""
    if week > last_week(work):
        message = f"{week} is not over before {week.next.monday:%d-%m-%Y}; choose an earlier week"
        raise UsageError(message)


def _show_left(work: "Workplace", week: Week) -> None:
    """Say what running one stage means for the rest of the week."""
    reported = bool(work.store.reports.of_week(week))
    pending = [run.stage for run in work.store.runs.of_week(week) if run.state is RunState.PENDING]
    if reported:
        print(f"  the reports of {week} were made before and stay as they are")
    elif pending:
        stages = ", ".join(pending)
        print(f"  still to do: {stages}; run `buurtsignaal week --week {week}`")


def _show_results(work: "Workplace", week: Week) -> None:
    reports = work.store.reports.of_week(week)
    deliveries = [row for row in work.store.outbox.of_week(week) if row.reader not in NOTICES]
    sent = sum(row.sent_at is not None for row in deliveries)
    print(f"{len(reports)} editions, {sent} of {len(deliveries)} mails sent")
    if any(row.state is DeliveryState.QUEUED for row in deliveries):
        print("  the others wait; `buurtsignaal mail send` tries those that are due")
    if any(row.state is DeliveryState.ASKED for row in deliveries):
        print(f"  the lead was asked; `buurtsignaal approve {week}` lets the others go")
    for report in reports:
        if report.pdf_path is not None:
            print(f"  {work.reports / report.pdf_path}")

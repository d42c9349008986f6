"""``buurtsignaal status``: what ran, which source stands how, which mails are on their way."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from jobs import clock
from jobs.cli.options import Config
from jobs.model import Delivery, DeliveryState

if TYPE_CHECKING:
    from jobs.wiring import Workplace


_SHOWN_WEEKS: Final = 4
"""Weeks of the ledger that are shown, also those in which nothing was found or all went wrong."""


def status(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="for a program to read")] = False,
    config: Config = Path("sources.toml"),
) -> None:
    """Show sources, runs and mails; exit code 1 when something needs a person."""
    from jobs.wiring import open_workplace

    with open_workplace(config, create=False) as work:
        state = collect_state(work)
    if as_json:
        print(json.dumps(state, ensure_ascii=False, indent=2))
    else:
        _show(state)
    if state["attention"]:
        raise typer.Exit(1)


State = dict[str, list[dict[str, str | int]]]


def collect_state(work: "Workplace") -> State:
    """Return sources, the runs of the latest four weeks, open mails, and what needs a person."""
    known = work.store.sources.all()
    sources: list[dict[str, str | int]] = []
    for source in work.settings.sources:
        row = next((item for key, item in known.items() if key == source.id), None)
        sources.append(
            {
                "source": source.id,
                "state": row.state if row else "untried",
                "reason": row.reason if row else "",
                "read_at": _moment(row.read_at if row else None),
                "failures": row.failures if row else 0,
            }
        )
    ledger = work.store.runs
    weeks = ledger.weeks_known()[-_SHOWN_WEEKS:]
    runs: list[dict[str, str | int]] = [
        {"week": str(run.week), "stage": run.stage, "state": run.state,
         "attempt": run.attempt, "error": run.error}
        for week in weeks for run in ledger.of_week(week)
    ]  # fmt: skip
    waiting = work.store.outbox.waiting()
    troubled = work.store.outbox.troubled()
    recent = (row for week in weeks for row in work.store.outbox.of_week(week))
    mails = [_mail(row) for row in {row.id: row for row in (*recent, *waiting, *troubled)}.values()]
    now = clock.now()
    late = [row for row in waiting if row.state is DeliveryState.HELD or row.next_at <= now]
    attention: list[dict[str, str | int]] = [
        *(row for row in sources if row["state"] in {"broken", "closed", "cut"}),
        *(row for row in runs if row["state"] == "failed"),
        *(_mail(row) for row in (*troubled, *late)),
    ]
    return {"sources": sources, "runs": runs, "mails": mails, "attention": attention}


def _mail(row: Delivery) -> dict[str, str | int]:
    return {
        "mail": row.id,
        "week": str(row.week),
        "reader": row.reader,
        "state": row.state,
        "tries": row.tries,
        "reply": row.reply,
    }


def _moment(moment: object) -> str:
    return "never" if moment is None else f"{moment:%Y-%m-%d %H:%M} UTC"


def _show(state: State) -> None:
    for title, rows in state.items():
        print(f"{title}: {'none' if not rows else len(rows)}")
        for row in rows:
            print("  " + "  ".join(str(value) for value in row.values() if value != ""))

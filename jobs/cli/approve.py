"""``buurtsignaal approve``: let the editions of a week go that wait for the lead."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobs import clock
from jobs.cli.options import Config, parse_week
from jobs.errors import UsageError
from jobs.model import Delivery, Week

if TYPE_CHECKING:
    from jobs.store import Store


def approve(
    week: Annotated[str, typer.Argument(help="ISO week, such as 2026-W46")],
    departments: Annotated[
        list[str] | None, typer.Argument(metavar="[DEPARTMENT]...", help="only these; else all")
    ] = None,
    config: Config = Path("sources.toml"),
) -> None:
    """Let the reports of one week go to the departments: the lead has seen them."""
    from jobs.wiring import open_workplace

    chosen = parse_week(week)
    with open_workplace(config, create=False) as work:
        store, now = work.store, clock.now()
        with store.transaction():
            mails = _waiting(store, chosen, departments or [])
            store.outbox.approve([mail.id for mail in mails], now)
            store.audit.add(now, "operator", "approve", str(chosen), f"{len(mails)} mails")
    for mail in mails:
        print(f"  {mail.reader}: {mail.recipient}")
    count = f"{len(mails)} mails go" if len(mails) > 1 else "1 mail goes"
    print(f"{count} out within a minute under `serve`, else with `buurtsignaal mail send`")


def _waiting(store: "Store", week: Week, departments: list[str]) -> list[Delivery]:
    """Return the mails of *week* that wait, of *departments* or of all; there is one at least."""
    waiting = [mail for mail in store.outbox.waiting() if mail.week == week]
    known = sorted({mail.reader for mail in waiting})
    if not waiting:
        message = f"no mail of {week} waits for approval; `buurtsignaal mail list` shows what does"
        raise UsageError(message)
    for name in departments:
        if name not in known:
            message = f"no mail of {week} for {name} waits; there are those for {', '.join(known)}"
            raise UsageError(message)
    return [mail for mail in waiting if not departments or mail.reader in departments]

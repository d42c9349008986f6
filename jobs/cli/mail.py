"""``buurtsignaal mail``: the mails that have not arrived for certain; sent again, or given up."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobs import clock
from jobs.cli.options import Config
from jobs.errors import UsageError
from jobs.model import APPROVAL, AT_ONCE, LEAD, OPERATOR, Delivery, DeliveryState

if TYPE_CHECKING:
    from jobs.settings import Settings
    from jobs.store import Store
    from jobs.wiring import Workplace


class Act(StrEnum):
    """What is to be done with a mail."""

    LIST = "list"
    SEND = "send"
    RESEND = "resend"
    DROP = "drop"


def mail(
    act: Annotated[
        Act, typer.Argument(help="show them, send what is due, send one again, give one up")
    ],
    number: Annotated[int | None, typer.Argument(metavar="[ID]", help="of the mail")] = None,
    config: Config = Path("sources.toml"),
) -> None:
    """Show the mails that did not arrive for certain, send what is due, or decide about one.

    A mail is sent again to the address it had, or to the one that sources.toml has now.
    """
    from jobs.wiring import open_workplace

    if (number is None) != (act in {Act.LIST, Act.SEND}):
        wanted = "no ID" if number is not None else "the ID that `mail list` shows"
        message = f"`buurtsignaal mail {act}` takes {wanted}"
        raise UsageError(message)
    with open_workplace(config, create=False) as work:
        if act is Act.SEND:
            _send(work)
        elif number is None:
            _show(work.store)
        elif act is Act.RESEND:
            _resend(work, number)
        else:
            _drop(work.store, number)


def _send(work: "Workplace") -> None:
    from jobs.mailing import send

    counts = send(work.settings, work.reports, work.store, work.key)
    said = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items() if count)
    print(said or "no mail was due")


def _show(store: "Store") -> None:
    rows = {row.id: row for row in (*store.outbox.all_open(), *store.outbox.troubled())}
    if not rows:
        print("every mail was sent")
    for row in sorted(rows.values(), key=lambda row: row.id):
        parts = (row.id, row.week, row.state, row.reader, row.recipient, f"{row.tries}x", row.reply)
        print("  ".join(str(part) for part in parts if part != ""))


def _resend(work: "Workplace", number: int) -> None:
    store, now = work.store, clock.now()
    with store.transaction():  # nobody can begin to send it meanwhile
        row = _idle(store, number, waiting=False)
        carried = store.reports.of(row)
        if carried is None or not carried.text:
            message = f"the report of mail {number} was erased; give it up: `mail drop {number}`"
            raise UsageError(message)
        recipient = _address(store, work.settings, row)
        if recipient != row.recipient:
            store.outbox.readdress(number, recipient)
        store.outbox.requeue(number, now)
        detail = "same address" if recipient == row.recipient else "new address"
        store.audit.add(now, "operator", "resend", f"mail {number}", f"{row.week} {detail}")
    print(f"mail {number} waits to go to {recipient}: it does within a minute under `serve`,")
    print("else run `buurtsignaal mail send`")


def _drop(store: "Store", number: int) -> None:
    now = clock.now()
    with store.transaction():
        row = _idle(store, number, waiting=True)
        store.outbox.drop(number)
        store.audit.add(now, "operator", "drop", f"mail {number}", str(row.week))
    print(f"mail {number} to {row.recipient} was given up")


def _idle(store: "Store", number: int, *, waiting: bool) -> Delivery:
    """Return a mail that may be touched; raise `UsageError` that says why not."""
    row = store.outbox.by_id(number)
    if row is None:
        message = f"there is no mail {number}; `buurtsignaal mail list` shows those that wait"
    elif row.state is DeliveryState.SENT:
        message = f"mail {number} was sent at {row.sent_at:%Y-%m-%d %H:%M} UTC"
    elif row.state in {DeliveryState.HELD, DeliveryState.ASKED} and not waiting:
        message = f"mail {number} waits for approval: `buurtsignaal approve {row.week}`"
    elif row.state is DeliveryState.SENDING:
        message = f"mail {number} is being sent right now; look again in some minutes"
    else:
        return row
    raise UsageError(message)


def _address(store: "Store", settings: "Settings", row: Delivery) -> str:
    """Return where *row* is to go: as before while sources.toml has that, else as it has now.

    Raises:
        UsageError: Every address that this reader has now has a mail of this edition.
    """
    named = {department.id: department.recipients for department in settings.departments}
    how = settings.delivery
    named |= {LEAD: how.lead, AT_ONCE: how.at_once, APPROVAL: how.lead}
    named |= {OPERATOR: how.watching}
    addresses = named.get(row.reader, ())
    if row.recipient in addresses:
        return row.recipient
    edition = (row.reader, row.language, row.revision)
    served = {
        other.recipient
        for other in store.outbox.of_week(row.week)
        if (other.reader, other.language, other.revision) == edition
    }
    for address in addresses:
        if address not in served:
            return address
    message = (
        f"{row.recipient} is not in sources.toml any more, and every address of {row.reader} that "
        f"is has its own mail; add one, or give this mail up: `mail drop {row.id}`"
    )
    raise UsageError(message)

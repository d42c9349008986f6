"""Mails on their way: claimed one at a time under a lease, and what the mail server said.

held --ask--> asked --approve--> queued
queued --claim--> sending --sent----------> sent
   ^                 |-----retry, give_back-> queued, later
   |                 |-----failed-----------> failed
   |                 +-----in_doubt---------> in_doubt
   +--requeue, by a person-- failed, in_doubt --drop, by a person--> failed for good
                                 ^---bounced--- sent, in_doubt
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from jobs.errors import LeaseLostError
from jobs.model import Delivery, DeliveryState, Week
from jobs.store.area import Area, among
from jobs.store.rows import fields_of, values_of
from jobs.store.tables import outbox

DROPPED: Final = "dropped by the operator"
"""What is kept as reply of a mail that a person gave up."""

EXPIRED: Final = "its report was past its term"
"""What is kept as reply of a mail that was still open when its report was erased."""

_LATEST: Final = 40
"""Mails of one address that are looked back at: more than two weeks of any have."""
_COLUMNS: Final = [outbox.c[name] for name in fields_of(Delivery)]
_SENDING: Final = (DeliveryState.SENDING,)
_WAITING: Final = (DeliveryState.HELD, DeliveryState.ASKED)
_OPEN: Final = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.IN_DOUBT)
_TRIED: Final = (DeliveryState.QUEUED, DeliveryState.IN_DOUBT, DeliveryState.FAILED)
_IDLE: Final = (*_WAITING, *_TRIED)
_OVER: Final = (DeliveryState.SENT, DeliveryState.FAILED)


class Outbox(Area):
    """One row an edition and recipient; each is handed to the mail server by one process."""

    def claim(self, now: datetime, lease: timedelta) -> Delivery | None:
        """Take the mail that waits longest: queued and due → sending; None when there is none."""
        ready = [
            self._mine(outbox),
            outbox.c.state == DeliveryState.QUEUED,
            outbox.c.next_at <= now,
        ]
        order = (outbox.c.next_at, outbox.c.id)
        first = select(outbox.c.id).where(*ready).order_by(*order).limit(1)
        taken = update(outbox).where(
            outbox.c.id == first.with_for_update(skip_locked=True).scalar_subquery()
        )
        changes = {
            "state": DeliveryState.SENDING,
            "tries": outbox.c.tries + 1,
            "lease_until": now + lease,
        }
        with self._desk.writing() as connection:
            row = connection.execute(taken.values(changes).returning(*_COLUMNS)).first()
            return None if row is None else Delivery(**row._asdict())

    def compose(self, delivery_id: int, mime: bytes) -> None:
        """Keep the very bytes that are sent on every try; bytes kept before stay."""
        bare = [self._mine(outbox), outbox.c.id == delivery_id, outbox.c.mime.is_(None)]
        with self._desk.writing() as connection:
            connection.execute(update(outbox).where(*bare).values(mime=mime))

    def sent(self, delivery_id: int, at: datetime, reply: str) -> None:
        """Record that the server accepted it, whatever was thought of it meanwhile."""
        states = (*_OPEN, DeliveryState.SENT)
        self._move(delivery_id, states, state=DeliveryState.SENT, sent_at=at, reply=reply)

    def retry(
        self, delivery_id: int, next_at: datetime, reply: str, mime: bytes | None = None
    ) -> None:
        """Queue it again, not before *next_at*: the server said "not now", or "not so large".

        Args:
            delivery_id: The mail.
            next_at: When it is due, UTC.
            reply: What the server said.
            mime: The smaller mail that goes instead from now on; None when it stays as it is.

        Raises:
            LeaseLostError: It is not being sent any more.
        """
        changes: dict[str, object] = {"state": DeliveryState.QUEUED, "next_at": next_at}
        if mime is not None:
            changes["mime"] = mime
        self._move(delivery_id, _SENDING, reply=reply, **changes)

    def failed(self, delivery_id: int, reply: str) -> None:
        """Give it up: the server said "never".

        Raises:
            LeaseLostError: It is not being sent any more.
        """
        self._move(delivery_id, _SENDING, state=DeliveryState.FAILED, reply=reply)

    def in_doubt(self, delivery_id: int, reply: str) -> None:
        """Keep it for a person: the server may have accepted it.

        Raises:
            LeaseLostError: It is not being sent any more.
        """
        self._move(delivery_id, _SENDING, state=DeliveryState.IN_DOUBT, reply=reply)

    def bounced(self, message_id: str, reply: str) -> bool:
        """Note that a mail came back; return whether one of that Message-ID had gone out."""
        gone = (DeliveryState.SENT, DeliveryState.IN_DOUBT)
        which = [self._mine(outbox), outbox.c.message_id == message_id, outbox.c.state.in_(gone)]
        changes = {"state": DeliveryState.FAILED, "reply": reply}
        with self._desk.writing() as connection:
            return bool(connection.execute(update(outbox).where(*which).values(changes)).rowcount)

    def requeue(self, delivery_id: int, next_at: datetime) -> None:
        """Queue it again with the same bytes and Message-ID: a person asks, so all tries are left.

        What the server said last stays: a mail that was in doubt is sent once more, not often.

        Raises:
            LeaseLostError: It was sent meanwhile, or is being sent.
        """
        changes = {"state": DeliveryState.QUEUED, "tries": 0, "next_at": next_at}
        self._move(delivery_id, _TRIED, **changes)

    def waiting(self) -> tuple[Delivery, ...]:
        """Return the mails that nobody approved yet, of any week, by id."""
        return self._read(outbox.c.state.in_(_WAITING))

    def ask(self, ids: Iterable[int], until: datetime) -> None:
        """Note that the lead was asked about mails, and until when an answer is waited for."""
        self._move_all(ids, state=DeliveryState.ASKED, next_at=until)

    def approve(self, ids: Iterable[int], at: datetime) -> int:
        """Queue those of *ids* that wait for approval; return how many."""
        return self._move_all(ids, state=DeliveryState.QUEUED, next_at=at)

    def readdress(self, delivery_id: int, recipient: str) -> None:
        """Have it go to another address, composed anew; the state stays.

        Raises:
            LeaseLostError: It was sent meanwhile, or is being sent.
            StoreError: That address has a mail of this edition.
        """
        self._move(delivery_id, _IDLE, recipient=recipient, mime=None, reply="")

    def drop(self, delivery_id: int) -> None:
        """Give it up for good, and erase its bytes: a person said so.

        Raises:
            LeaseLostError: It was sent meanwhile, or is being sent.
        """
        changes = {"state": DeliveryState.FAILED, "reply": DROPPED, "mime": None}
        with self._desk.writing():
            self._move(delivery_id, _IDLE, **changes)
            self._desk.connections.forget()

    def give_back(self, delivery_id: int, next_at: datetime) -> None:
        """Queue it again as if it had not been claimed: no server ever saw this try.

        Raises:
            LeaseLostError: It is not being sent any more.
        """
        back = {"tries": outbox.c.tries - 1, "next_at": next_at}
        self._move(delivery_id, _SENDING, state=DeliveryState.QUEUED, **back)

    def stale(self, now: datetime) -> tuple[Delivery, ...]:
        """Return the mails that are being sent by a process whose lease is over, by id."""
        return self._read(outbox.c.state == DeliveryState.SENDING, outbox.c.lease_until <= now)

    def expire_leases(self, now: datetime) -> None:
        """End the lease of every mail that is being sent: whoever sent it is known to be gone."""
        which = [self._mine(outbox), outbox.c.state == DeliveryState.SENDING]
        with self._desk.writing() as connection:
            connection.execute(update(outbox).where(*which).values(lease_until=now))

    def of_week(self, week: Week) -> tuple[Delivery, ...]:
        """Return the mails of *week*, by id."""
        return self._read(outbox.c.week == week)

    def all_open(self) -> tuple[Delivery, ...]:
        """Return the mails that are waiting, queued, being sent or in doubt, by id."""
        return self._read(outbox.c.state.in_((*_WAITING, *_OPEN)))

    def troubled(self) -> tuple[Delivery, ...]:
        """Return the mails that wait for a person, of any week, by id: in doubt, or failed.

        A mail that was dropped, or whose report was erased, waits for nobody any more.
        """
        given_up = outbox.c.reply.in_((DROPPED, EXPIRED))
        lost = and_(outbox.c.state == DeliveryState.FAILED, ~given_up)
        return self._read(or_(outbox.c.state == DeliveryState.IN_DOUBT, lost))

    def sent_to(self, recipient: str) -> tuple[tuple[Week, str], ...]:
        """Return week and last reply of the latest mails sent to *recipient*, the latest first.

        One that came back or is to be sent again was sent too.
        """
        which = [self._mine(outbox), outbox.c.recipient == recipient, outbox.c.sent_at.is_not(None)]
        wanted = select(outbox.c.week, outbox.c.reply).where(*which)
        ordered = wanted.order_by(outbox.c.sent_at.desc(), outbox.c.id.desc()).limit(_LATEST)
        with self._desk.connections.reading() as connection:
            return tuple((row.week, row.reply) for row in connection.execute(ordered))

    def by_id(self, delivery_id: int) -> Delivery | None:
        """Return one mail; None when there is none of that number."""
        return next(iter(self._read(outbox.c.id == delivery_id)), None)

    def with_bytes(self, before: datetime, weeks: Collection[Week]) -> tuple[int, ...]:
        """Return the ids of mails whose bytes nobody needs any more.

        These are mails sent before *before*, or failed and then not tried again; and every mail of
        *weeks* that is not being sent now.
        """
        last = func.coalesce(outbox.c.sent_at, outbox.c.next_at)
        over = and_(outbox.c.state.in_(_OVER), last < before)
        of_weeks = and_(outbox.c.week.in_(weeks), outbox.c.state != DeliveryState.SENDING)
        held = [self._mine(outbox), outbox.c.mime.is_not(None), or_(over, of_weeks)]
        with self._desk.connections.reading() as connection:
            return tuple(connection.scalars(select(outbox.c.id).where(*held).order_by(outbox.c.id)))

    def strip(self, ids: Iterable[int]) -> None:
        """Erase the bytes of mails for ever; one being sent now keeps them. The rows stay."""
        idle = [self._mine(outbox), outbox.c.state != DeliveryState.SENDING]
        with self._desk.writing() as connection:
            which = [*idle, among(outbox.c.id, ids)]
            connection.execute(update(outbox).where(*which).values(mime=None))
            self._desk.connections.forget()

    def expire(self, weeks: Collection[Week]) -> None:
        """Give up the mails of *weeks* that are not sent: their reports are erased."""
        which = [self._mine(outbox), outbox.c.week.in_(weeks), outbox.c.state.in_(_IDLE)]
        with self._desk.writing() as connection:
            changes = {"state": DeliveryState.FAILED, "reply": EXPIRED}
            connection.execute(update(outbox).where(*which).values(changes))

    def _move_all(self, ids: Iterable[int], **changes: object) -> int:
        """Change those of *ids* that wait for approval; return how many."""
        waiting = [self._mine(outbox), outbox.c.state.in_(_WAITING), among(outbox.c.id, ids)]
        with self._desk.writing() as connection:
            return connection.execute(update(outbox).where(*waiting).values(changes)).rowcount

    def _move(self, delivery_id: int, states: tuple[DeliveryState, ...], **changes: object) -> None:
        """Change a row that is in one of *states*."""
        which = [self._mine(outbox), outbox.c.id == delivery_id, outbox.c.state.in_(states)]
        values: dict[str, Any] = {"lease_until": None, **changes}
        with self._desk.writing() as connection:
            if connection.execute(update(outbox).where(*which).values(values)).rowcount == 0:
                message = f"delivery {delivery_id} is not {' or '.join(states)} any more"
                raise LeaseLostError(message)

    def _read(self, *conditions: ColumnElement[bool]) -> tuple[Delivery, ...]:
        wanted = select(*_COLUMNS).where(self._mine(outbox), *conditions).order_by(outbox.c.id)
        with self._desk.connections.reading() as connection:
            return values_of(Delivery, connection.execute(wanted).all())

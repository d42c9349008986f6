"""How the program does in, what the operator is told of it out: `Event`, each of them once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from jobs.language.wording import Wording
from jobs.model import (
    NOTICES,
    OPERATOR,
    SUSPENDED,
    TRIES_OF_A_DAY,
    Delivery,
    DeliveryState,
    Run,
    RunState,
    SourceId,
    SourceState,
    SourceStatus,
    Week,
)
from jobs.tell.letter import Letter

_BAD = frozenset({SourceState.BROKEN, SourceState.CLOSED})
_MOST = 20
"""Points of one mail; the others are in ``buurtsignaal status``."""
_SURE = 2
"""Readings in a row that must fail before a source that was never read is told of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something the operator is told, once.

    Attributes:
        key: By what it is known; the same event always has the same.
        line: What is said of it.
    """

    key: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a week came to, once its mails have gone out.

    Attributes:
        week: The week.
        read: Sources that were read.
        sources: Sources there are.
        posts: Posts of that week.
        signals: Signals that were shown.
        mails: Its mails of editions, wherever they are.
        reports: Its editions.
    """

    week: Week
    read: int
    sources: int
    posts: int
    signals: int
    reports: int
    mails: tuple[Delivery, ...]


def of_runs(runs: Iterable[Run], words: Wording) -> Iterator[Event]:
    """Yield the stages that failed."""
    for run in runs:
        if run.state is RunState.FAILED:
            number, stage = run.week.number, run.stage.value
            line = words.say("notice.stage", stage=stage, week=number, error=run.error)
            yield Event(key=f"stage/{run.week}/{stage}", line=line)


def of_sources(
    statuses: Iterable[SourceStatus],
    names: Mapping[SourceId, str],
    words: Wording,
    since: datetime,
    zone: ZoneInfo,
) -> Iterator[Event]:
    """Yield the sources that cannot be read any more, the last time being before *since*."""
    for status in statuses:
        name = names.get(status.source_id)
        if name is None or status.state not in _BAD:
            continue
        reason = words.first_of(
            [f"reason.{status.reason or 'none'}", "reason.unknown"], code=status.reason
        )
        facts: dict[str, str] = {"source": name, "id": status.source_id, "reason": reason}
        if status.read_at is None and status.failures >= _SURE:
            line = words.say("notice.source_never", **facts)
            yield Event(key=f"source/{status.source_id}/never", line=line)
        elif status.read_at is not None and status.read_at <= since:
            day = words.short_day(status.read_at.astimezone(zone).date())
            line = words.say("notice.source", day=day, **facts)
            yield Event(key=f"source/{status.source_id}/{status.read_at:%Y-%m-%d}", line=line)


def of_mails(mails: Iterable[Delivery], words: Wording) -> Iterator[Event]:
    """Yield the mails that were refused, are in doubt, or wait for a day; never those about us."""
    for mail in mails:
        if mail.reader == OPERATOR:
            continue
        facts: dict[str, str | int] = {
            "address": mail.recipient, "week": mail.week.number, "reader": mail.reader,
            "reply": mail.reply, "id": mail.id,
        }  # fmt: skip
        if mail.state in {DeliveryState.FAILED, DeliveryState.IN_DOUBT}:
            key = f"mail/{mail.id}/{mail.state}/{mail.next_at:%Y%m%dT%H%M%S}"  # resent: told anew
            how = "suspended" if mail.reply == SUSPENDED else mail.state
            yield Event(key=key, line=words.say(f"notice.{how}", **facts))
        elif mail.state is DeliveryState.QUEUED and mail.tries >= TRIES_OF_A_DAY:
            yield Event(key=f"mail/{mail.id}/late", line=words.say("notice.late", **facts))


def of_unreached(
    mails: Iterable[Delivery], names: Mapping[str, str], words: Wording
) -> Iterator[Event]:
    """Yield for the lead who gets no report any more, as the mailbox is gone; *names* by reader."""
    for mail in mails:
        if mail.reply == SUSPENDED and mail.reader in names:
            line = words.say(
                "notice.unreached",
                name=names[mail.reader],
                address=mail.recipient,
                week=mail.week.number,
            )
            yield Event(key=f"unreached/{mail.id}", line=line)


def of_approvals(
    mails: Iterable[Delivery], words: Wording, now: datetime, otherwise: str
) -> Iterator[Event]:
    """Yield the weeks about which the lead was asked and nobody answered in time."""
    late = (mail for mail in mails if mail.state is DeliveryState.ASKED and mail.next_at <= now)
    for week, until in dict.fromkeys((mail.week, mail.next_at) for mail in late):
        yield Event(
            key=f"unapproved/{week}/{until:%Y%m%dT%H%M%S}",
            line=words.say(f"notice.unapproved_{otherwise}", week=week.number, iso=str(week)),
        )


def week_key(week: Week) -> str:
    """Return by what it is known that the operator was told that *week* is done."""
    return f"week/{week}"


def letter(
    events: Sequence[Event],
    figures: Figures | None,
    words: Wording,
    municipality: str,
    *,
    operator: bool,
) -> Letter:
    """Return the mail about *events* and about a week that is done, of which there is one at least.

    Args:
        events: What needs attention.
        figures: Of the week that is done; None when none is.
        words: Of its language.
        municipality: Name of the municipality.
        operator: Whether it goes to an operator; else to the lead, who is told why.
    """
    done = () if figures is None else tuple(_done(figures, words))
    if figures is not None and not events:
        done = (*done, words.say("notice.well"))
        number = figures.week.number
        subject = words.say("notice.good", municipality=municipality, week=number)
        title = words.say("notice.title_good", week=number)
    else:
        subject = words.count("notice.points", len(events), municipality=municipality)
        title = words.say("notice.title_points")
    return Letter(
        language=words.language,
        subject=subject,
        title=title,
        paragraphs=done if not events else (),
        heading="",
        points=tuple(event.line for event in events[:_MOST]),
        after=done if events else (),
        closing=words.say("notice.closing" if operator else "notice.closing_lead"),
    )


def _done(figures: Figures, words: Wording) -> Iterator[str]:
    states = [mail.state for mail in figures.mails if mail.reader not in NOTICES]
    yield words.say("notice.week", week=figures.week.number, span=words.span(figures.week))
    yield words.say(
        "notice.figures",
        read=words.number(figures.read),
        sources=words.number(figures.sources),
        posts=words.number(figures.posts),
        signals=words.number(figures.signals),
        reports=words.number(figures.reports),
        sent=words.number(states.count(DeliveryState.SENT)),
        mails=words.number(len(states)),
    )
    if {DeliveryState.HELD, DeliveryState.ASKED} & set(states):
        yield words.say("notice.waiting")


def tellable(week: Week, runs: Iterable[Run], mails: Iterable[Delivery], now: datetime) -> bool:
    """Return whether *week* is done: its reports are made, and none of its mails is under way.

    A week that was done more than a week ago is not told of: the program is new here, or it was
    only read to know how stories began.
    """
    made = any(
        run.stage == "report" and run.state is RunState.DONE and run.finished_at is not None
        and run.finished_at > now - timedelta(days=7)
        for run in runs
    )  # fmt: skip
    under_way = {DeliveryState.QUEUED, DeliveryState.SENDING}
    return made and not any(mail.week == week and mail.state in under_way for mail in mails)

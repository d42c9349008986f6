"""Sources and what the store knows of them in, the cells that are shown of each out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from jobs.collect.collectors.mailbox.troubled import troubled_in
from jobs.collect.collectors.registry import COLLECTORS
from jobs.collect.standing import due_at
from jobs.language.wording import load_wording
from jobs.model import Coverage, Readings, SourceId, SourceState, SourceStatus, Week
from jobs.settings.schema import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the sources gave in one week.

    Attributes:
        week: The week.
        coverage: Their posts of the week, and how many are usual.
        readings: What their readings in the week gave.
    """

    week: Week
    coverage: tuple[Coverage, ...]
    readings: Mapping[SourceId, Readings]


def verified_against(kind: str) -> str:
    """Return what the collector of *kind* was tried against; one of a third party may not say."""
    return str(getattr(COLLECTORS[kind], "VERIFIED", "nothing that its maker tells"))


def why(code: str) -> str:
    """Return the reason *code* in words, with the code itself for who looks it up."""
    words = load_wording("en")
    if not words.has(f"reason.{code}"):
        return words.say("reason.unknown", code=code)
    return f"{words.say(f'reason.{code}')} ({code})"


def state_rows(
    settings: Settings,
    known: Mapping[SourceId, SourceStatus],
    shown: Shown,
    now: datetime,
) -> Iterator[tuple[str, ...]]:
    """Yield how each source stands.

    Args:
        settings: The municipality.
        known: What the store knows of its sources.
        shown: What they gave in a week.
        now: The present moment, UTC.
    """
    zone = ZoneInfo(settings.municipality.timezone)
    held = {one.source_id: one for one in shown.coverage}
    for source in settings.sources:
        name = SourceId(source.id)
        status, week = known.get(name), held.get(name)
        gave = shown.readings.get(name, Readings())
        due = due_at(source, status)
        yield (
            source.id,
            status.state if status else SourceState.UNTRIED,
            f"read {_moment(status.read_at if status else None, zone)}",
            f"next {_moment(due, zone) if due is not None and due > now else 'now'}",
            counted(status.failures if status else 0, "failure"),
            f"in {shown.week}: {_times(gave)}",
            f"{gave.new} new, {gave.changed} changed, {gave.gone} gone",
            _posts(week.posts, week.usual) if week else _posts(0, 0),
            _told(status) if status else "",
        )


def unread_rows(settings: Settings) -> Iterator[tuple[str, ...]]:
    """Yield the groups that are known and not read, and why not."""
    yield from ((group.name, f"not read: {group.why}") for group in settings.unread)


def _times(gave: Readings) -> str:
    failed = f", {gave.failed} failed" if gave.failed else ""
    return f"read {counted(gave.done, 'time')}{failed}"


def _told(status: SourceStatus) -> str:
    """Return why a source stands as it does, and how much of it could not be read."""
    troubled = troubled_in(status.cursor)
    told = (
        why(status.reason) if status.reason else "",
        f"{counted(troubled, 'mail')} could not be read" if troubled else "",
    )
    return "; ".join(filter(None, told))


def _posts(count: int, usual: int) -> str:
    return f"{counted(count, 'post')} of that week, usually {usual}"


def _moment(moment: datetime | None, zone: ZoneInfo) -> str:
    return "never" if moment is None else f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def counted(count: int, what: str) -> str:
    """Return *count* and *what* as people say it: ``1 post``, ``2 posts``."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"

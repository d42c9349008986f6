"""``buurtsignaal check``: every mistake of sources.toml, or what will be read and when."""

from collections.abc import Callable, Coroutine, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from zoneinfo import ZoneInfo

import typer

from jobs import clock
from jobs.cli.options import Config
from jobs.errors import BuurtsignaalError

if TYPE_CHECKING:
    from jobs.settings import Settings
    from jobs.settings.schema import Delivery, Schedule, Source

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHOWN_RUNS: Final = 3


def check(
    *,
    config: Config = Path("sources.toml"),
    online: Annotated[
        bool, typer.Option("--online", help="also try every source, the mail server and mailbox")
    ] = False,
) -> None:
    """Show every mistake in sources.toml, the policy file and the look, or what is next."""
    from jobs.advise.policy import load_policy
    from jobs.collect.collectors.registry import KINDS
    from jobs.report.assets import Assets
    from jobs.settings import load

    settings = load(config, KINDS)
    look = Assets.of(settings.folder).look()  # likewise: contrast, font and logo
    policy = load_policy(settings)  # its mistakes are told now, not on the first Monday
    for line in summary(settings, config, clock.now()):
        print(line)
    rules, own = len(policy.rules), sum(rule.own for rule in policy.rules)
    print(f"\nPolicy: {policy.name}, version {policy.version}: {rules} rules, {own} your own")
    print(f"Look: letters of {look.font}, {'a logo' if look.logo else 'no logo'}")
    if online:
        from jobs.mailing import try_mail
        from jobs.postbox import try_mailbox
        from jobs.wiring import try_source

        delivery = settings.delivery
        doors = {f"{delivery.smtp_host}:{delivery.smtp_port}": try_mail}
        if delivery.mailbox is not None:
            doors[f"mailbox {delivery.mailbox.host}"] = try_mailbox
        print("\nTried now")
        try_everything(settings, try_source, doors)


def summary(settings: "Settings", config: Path, now: datetime) -> Iterator[str]:
    """Yield what a person wants to know of a file without mistakes; *now* decides the next runs."""
    from jobs.cluster.embed import load_embedder
    from jobs.model import Owner, Speaker

    town = settings.municipality
    yield f"{config}: no mistakes. {town.name} ({town.country}, {town.language})"
    yield f"\nWill be read ({len(settings.sources)})"
    width = max((len(source.id) for source in settings.sources), default=0)
    for source in settings.sources:
        every = in_words(source.every)
        yield (
            f"  {source.id:<{width}}  {source.owner:<9}  {source.kind:<10}  "
            f"every {every:<10}  {source.name}"
        )
    if settings.unread:
        yield f"\nKnown, not read, named in the report ({len(settings.unread)})"
        yield from (f"  {group.name}: {group.why}" for group in settings.unread)
    readers = sum(len(department.recipients) for department in settings.departments)
    delivery = settings.delivery
    yield (
        f"\nWill be mailed: {readers} addresses of departments, {len(delivery.lead)} of the lead, "
        f"by {delivery.smtp_host}:{delivery.smtp_port}"
    )
    known = {one.source for one in settings.accounts if one.role is Speaker.MUNICIPALITY}
    for source in settings.sources:
        if source.owner is Owner.OWN and source.id not in known:
            yield (
                f"\nNote: no [[account]] says as whom the municipality writes on {source.id}: "
                "its own replies there would count as those of an inhabitant"
            )
    embedder = load_embedder(settings.analysis.embedder)
    if embedder is not None:
        yield f"\nCompared by meaning too: {embedder.name}"
    yield f"\nNext runs ({town.timezone})"
    for moment in next_runs(settings.schedule, ZoneInfo(town.timezone), now, _SHOWN_RUNS):
        week = "-W".join(f"{part:02}" for part in (moment - timedelta(days=7)).isocalendar()[:2])
        yield f"  {moment:%A %-d %B %Y, %H:%M}  report of {week}"
    yield from _of_mails(delivery)


def _of_mails(delivery: "Delivery") -> Iterator[str]:
    """Yield what waits for the lead, who is told of trouble, and what the mail server lacks."""
    from jobs.settings.secrets import secret, variable

    if delivery.approve:
        within = in_words(delivery.approve_within)
        then = "stay" if delivery.without_approval == "hold" else "go all the same"
        yield f"\nDepartments get nothing before the lead approves; after {within} reports {then}"
    if delivery.operator is None:
        yield (
            "\nThere is no operator under [delivery]: the lead is told of mails and stages "
            "that fail, and of broken sources only the report tells"
        )
    wanted = f"smtp-{delivery.login}"
    if delivery.username is not None and secret(wanted) is None:
        yield f"\nNote: no {delivery.login} for the mail server is set here ({variable(wanted)})"


def next_runs(
    schedule: "Schedule", zone: ZoneInfo, now: datetime, count: int
) -> tuple[datetime, ...]:
    """Return the next *count* moments after *now* that the week is closed, on clocks of *zone*."""
    here = now.astimezone(zone)
    hour, minute = map(int, schedule.at.split(":"))
    first = here.replace(hour=hour, minute=minute, second=0, microsecond=0, fold=0)
    first += timedelta(days=(_DAYS.index(schedule.weekday) - here.weekday()) % 7)
    if first <= here:
        first += timedelta(weeks=1)
    return tuple(first + timedelta(weeks=number) for number in range(count))


def in_words(length: timedelta) -> str:
    """Return a length of time as people say it: ``6 hours``, ``2 days``, ``30 minutes``."""
    minutes = length // timedelta(minutes=1)
    for size, word in ((1440, "day"), (60, "hour")):
        if minutes % size == 0:
            count = minutes // size
            return f"{count} {word}" if count == 1 else f"{count} {word}s"
    return f"{minutes} minute" if minutes == 1 else f"{minutes} minutes"


def try_everything(
    settings: "Settings",
    try_source: Callable[["Settings", "Source"], Coroutine[object, object, str]],
    doors: Mapping[str, Callable[["Settings"], str]],
) -> None:
    """Try each source, then each of *doors* by its name, and print how each did.

    Raises:
        BuurtsignaalError: At least one gave a reason why it does not work.
    """
    import asyncio

    width = max((len(source.id) for source in settings.sources), default=0)
    failed = 0
    for source in settings.sources:
        reason = asyncio.run(try_source(settings, source))
        failed += bool(reason)
        print(f"  {source.id:<{width}}  {reason or 'answers'}", flush=True)
    for name, try_door in doors.items():
        reason = try_door(settings)
        failed += bool(reason)
        print(f"  {name}  {reason or 'answers'}")
    if failed:
        asked = len(settings.sources) + len(doors)
        message = f"{failed} of {asked} did not answer as they should"
        raise BuurtsignaalError(message)

"""``buurtsignaal source``: the sources one by one; tried, shown as they stand, or found anew."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobs import clock
from jobs.cli.options import Config, parse_week
from jobs.errors import BuurtsignaalError, UsageError

if TYPE_CHECKING:
    from jobs.model import Week
    from jobs.settings import Settings
    from jobs.settings.schema import Source


class Act(StrEnum):
    """What is to be done with sources."""

    LIST = "list"
    CHECK = "check"
    TRY = "try"
    STATES = "states"
    RETRY = "retry"


def source(
    act: Annotated[
        Act, typer.Argument(help="show all, try all or one, find new, show states or retry")
    ],
    what: Annotated[
        str | None,
        typer.Argument(metavar="ID|URL|FILE", help="of a source, or an address or file to try"),
    ] = None,
    week: Annotated[
        str | None, typer.Option("--week", "-w", help="ISO week of `states`; else this one")
    ] = None,
    config: Config = Path("sources.toml"),
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="ask nothing about a file")] = False,
) -> None:
    """Show the sources, try them, show how each stands, or find how a place or file can be read.

    `try` writes nothing: it shows a [[source]] for sources.toml and what one reading gives.
    `retry ID` lets the next reading try the mails again that could not be read.
    """
    from jobs.collect.collectors.registry import KINDS
    from jobs.settings import load

    wanted = {Act.TRY: "an address or a file", Act.RETRY: "the id of a source"}.get(
        act, "nothing more"
    )
    if (what is None) if act in {Act.TRY, Act.RETRY} else (what is not None and act != Act.CHECK):
        message = f"`buurtsignaal source {act}` takes {wanted}"
        raise UsageError(message)
    if week is not None and act is not Act.STATES:
        message = f"`buurtsignaal source {act}` takes no --week"
        raise UsageError(message)
    settings = load(config, KINDS)
    if act is Act.LIST:
        _list(settings)
    elif act is Act.CHECK:
        _check(settings, what)
    elif act is Act.STATES:
        _states(settings, config, parse_week(week) if week else None)
    elif act is Act.RETRY:
        _retry(settings, config, what or "")
    else:
        _try(settings, what or "", plain=yes)


def _try(settings: "Settings", what: str, *, plain: bool) -> None:
    """Show how the file or address *what* can be read."""
    from jobs.cli.source_file import as_file, asker, try_file
    from jobs.cli.source_try import try_address

    path = as_file(what)
    if path is None:
        try_address(settings, what)
    else:
        try_file(settings, path, None if plain else asker())


def _list(settings: "Settings") -> None:
    from jobs.cli.check import in_words
    from jobs.cli.source_rows import verified_against

    rows = (
        (
            source.id,
            source.kind,
            source.owner,
            source.access,
            f"every {in_words(source.every)}",
            f"verified against {verified_against(source.kind)}",
            source.name,
        )
        for source in settings.sources
    )
    _print(rows)


def _check(settings: "Settings", wanted: str | None) -> None:
    """Try the sources, or the one that is *wanted*, and print how each did.

    Raises:
        BuurtsignaalError: At least one gave a reason why it does not work.
    """
    import asyncio

    from jobs.cli.source_rows import why
    from jobs.wiring import try_source

    chosen = _chosen(settings, wanted)
    width = max((len(one.id) for one in chosen), default=0)
    failed = 0
    for one in chosen:
        reason = asyncio.run(try_source(settings, one))
        failed += bool(reason)
        print(f"{one.id:<{width}}  {why(reason) if reason else 'answers'}", flush=True)
    if failed:
        message = f"{failed} of {len(chosen)} did not answer as they should"
        raise BuurtsignaalError(message)


def _chosen(settings: "Settings", wanted: str | None) -> "list[Source]":
    """Return the source that is *wanted*, or all.

    Raises:
        UsageError: There is no such source.
    """
    chosen = [one for one in settings.sources if wanted in {None, one.id}]
    if wanted is not None and not chosen:
        message = f"there is no source {wanted}; `buurtsignaal source list` shows them"
        raise UsageError(message)
    return chosen


def _retry(settings: "Settings", config: Path, wanted: str) -> None:
    """Let the next reading of one source try again what could not be read."""
    from jobs.cli.source_rows import counted
    from jobs.collect.collectors.mailbox.troubled import asked_again, troubled_in
    from jobs.model import SourceId
    from jobs.wiring import open_workplace

    (chosen,) = _chosen(settings, wanted)
    with open_workplace(config, settings, create=False) as work:
        status = work.store.sources.get(SourceId(chosen.id))
        count = troubled_in(status.cursor) if status else 0
        if status is None or not count:
            print(f"{chosen.id}: nothing is left to try again")
            return
        work.store.sources.put(replace(status, cursor=asked_again(status.cursor)))
    print(f"{chosen.id}: {counted(count, 'mail')} will be tried again at the next reading")


def _states(settings: "Settings", config: Path, asked: "Week | None") -> None:
    """Print how each source stands, and what it gave in the week that is *asked* or in this one."""
    from zoneinfo import ZoneInfo

    from jobs.cli.source_rows import Shown, state_rows, unread_rows
    from jobs.model import Week
    from jobs.report.honesty import USUAL_WEEKS
    from jobs.wiring import open_workplace

    zone, now = ZoneInfo(settings.municipality.timezone), clock.now()
    week = asked or Week.of(now, zone)
    before = [week.plus(-age).bounds(zone) for age in range(1, USUAL_WEEKS + 1)]
    with open_workplace(config, settings, create=False) as work:
        known = work.store.sources.all()
        shown = Shown(
            week=week,
            coverage=work.store.posts.coverage(*week.bounds(zone), before=before),
            readings=work.store.sources.readings(week),
        )
    _print(state_rows(settings, known, shown, now))
    _print(unread_rows(settings))


def _print(rows: Iterable[Sequence[str]]) -> None:
    """Print *rows* in columns; the last one is as wide as it is."""
    table = list(rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())

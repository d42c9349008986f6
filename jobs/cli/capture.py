"""``buurtsignaal capture``: one post of a closed group, copied or retold, without its author."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from zoneinfo import ZoneInfo

import typer

from jobs import clock
from jobs.cli.options import Config
from jobs.errors import UsageError
from jobs.model import Post, PostId, RawPost, Readings, SourceId, SourceState, Tally, Week

if TYPE_CHECKING:
    from jobs.settings import Settings
    from jobs.settings.schema import Source
    from jobs.wiring import Workplace

KIND: Final = "capture"
_LONGEST: Final = 50_000
"""Characters that are read; five times what is kept of a post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed about one post, not checked yet.

    Attributes:
        role: In which role it was captured.
        date: When it was posted; empty for now.
        url: Its address, if any.
        text: What was said; may hold names.
    """

    role: str
    date: str
    url: str | None = field(repr=False)
    text: str = field(repr=False)


def capture(  # noqa: PLR0913 - one argument an option
    *,
    group: Annotated[
        str, typer.Option("--group", "-g", help='id or name of a source of kind "capture"')
    ] = "",
    role: Annotated[str, typer.Option("--role", help="your role, as sources.toml has it")] = "",
    date: Annotated[str, typer.Option("--date", help="when it was posted; now if absent")] = "",
    url: Annotated[str | None, typer.Option("--url", help="address of the post, if any")] = None,
    text: Annotated[
        str | None, typer.Option("--text", help="what was said; else read from standard input")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="store without asking")] = False,
    past: Annotated[bool, typer.Option("--list", help="show what was captured before")] = False,
    config: Config = Path("sources.toml"),
) -> None:
    """Store one post that somebody copied or retold, without its author.

    What will be stored is shown first, with names, numbers and addresses masked.
    """
    from jobs.wiring import open_workplace

    if past:
        with open_workplace(config, create=False) as work:
            for line in history(work):
                print(line)
        return
    with open_workplace(config) as work:
        source = source_of(work.settings, group, role)
        said = _standard_input() if text is None else text[:_LONGEST]
        typed = Typed(role=role, date=date, url=url, text=said)
        post = kept(work, source, typed, clock.now())
        for line in preview(post, source, typed):
            print(line)
        if not yes and not _agreed(piped=text is None):
            print("nothing was stored")
            return
        print(outcome(_store(work, source, typed, post), post))


def _standard_input() -> str:
    from jobs.collect.charset import decode

    return decode(sys.stdin.buffer.read(4 * _LONGEST))[:_LONGEST]


def source_of(settings: "Settings", group: str, role: str) -> "Source":
    """Return the group that is meant.

    Raises:
        UsageError: There is no such group, or nobody captures there in that role.
    """
    from jobs.collect.collectors.capture import Options

    known = [one for one in settings.sources if one.kind == KIND]
    wanted = group.strip().casefold()
    source = next((one for one in known if wanted in {one.id, one.name.casefold()}), None)
    if source is None:
        names = ", ".join(one.id for one in known) or 'none: write a [[source]] of kind "capture"'
        message = f"--group {group!r}: sources.toml has {names}"
        raise UsageError(message)
    options = source.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    if role not in options.roles:
        message = f"--role {role!r}: {source.id} has {', '.join(options.roles)}"
        raise UsageError(message)
    return source


def kept(work: "Workplace", source: "Source", typed: Typed, now: datetime) -> Post:
    """Return what is kept of what was *typed*, masked as every post is.

    Raises:
        UsageError: No moment or no text is left.
    """
    import html

    from jobs.collect.collectors.kit.marks import digest
    from jobs.collect.collectors.mailbox.text import unsigned
    from jobs.collect.keep import Keeping, keep_each
    from jobs.collect.moments import to_utc

    zone = ZoneInfo(work.settings.municipality.timezone)
    moment, doubtful = to_utc(typed.date or now, now=now, zone=zone)
    if doubtful:
        message = f"--date {typed.date!r}: write a day that has been, such as 2026-11-12"
        raise UsageError(message)
    moment = min(moment, now)  # a day is read as its noon
    said = unsigned(typed.text)
    name = digest(typed.url or f"{' '.join(said.split()).casefold()} {moment:%Y-%m-%d}")
    raw = RawPost(
        source_id=SourceId(source.id),
        native_id=name,
        body=html.escape(said, quote=False),
        posted_at=moment,
        url=typed.url,
    )
    keeping = Keeping.of(work.settings, source, work.key, now)
    post = keep_each([raw], keeping)[0]
    if not isinstance(post, Post):
        message = "there is no text to store; give it with --text, or on standard input"
        raise UsageError(message)
    return post


def preview(post: Post, source: "Source", typed: Typed) -> Iterator[str]:
    """Yield what will be stored."""
    yield f"group   {source.name}"
    yield f"posted  {post.posted_at:%Y-%m-%d %H:%M} UTC"
    yield f"role    {typed.role}"
    yield f"address {post.url or 'none'}"
    yield f"masked  {', '.join(post.redacted) or 'nothing'}"
    yield ""
    yield post.text
    yield ""


def _agreed(*, piped: bool) -> bool:
    """Ask; what came from a file or another program leaves nobody to answer."""
    if piped and not sys.stdin.isatty():
        message = "nothing was stored: look at it, then say the same with --yes"
        raise UsageError(message)
    return typer.confirm("Store this?")


def _store(work: "Workplace", source: "Source", typed: Typed, post: Post) -> Tally:
    """Store *post* and whence it comes, both or neither."""
    from jobs.collect.collectors.capture import Provenance, noted
    from jobs.collect.standing import untried

    now = clock.now()
    before = work.store.sources.get(post.source_id) or untried(source)
    whence = Provenance(role=typed.role, group=source.name, on=now.date())
    status = replace(
        before,
        cursor=noted(before.cursor, {post.id: whence}),
        state=SourceState.OK,
        reason="",
        read_at=now,
        tried_at=now,
        failures=0,
    )
    week = Week.of(now, ZoneInfo(work.settings.municipality.timezone))
    with work.store.transaction():
        tally = work.store.posts.save([post], (), status, {})
        gave = Readings.of(tally) + Readings(done=1, read_at=now)
        work.store.sources.add(status.source_id, week, gave)
    return tally


def outcome(tally: Tally, post: Post) -> str:
    """Return what became of *post*, as a sentence."""
    if tally.refused:
        return "it was stored and erased before, and stays erased"
    if tally.same:
        return f"it was stored before, as {post.id}"
    return f"stored as {post.id}; take note of it to ask `buurtsignaal why {post.id[:12]}`"


def history(work: "Workplace") -> Iterator[str]:
    """Yield a line a captured post: when, in which role, in which group, and its id; no text."""
    from jobs.collect.collectors.capture import Provenance, provenances

    found: list[tuple[Provenance, PostId]] = []
    for status in work.store.sources.all().values():
        found += [(whence, post) for post, whence in provenances(status.cursor).items()]
    if not found:
        yield "nobody captured anything"
    for whence, post in sorted(found, key=lambda one: (one[0].on, one[1])):
        yield f"{whence.on}  {whence.role}  {whence.group}  {post[:12]}"

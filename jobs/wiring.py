"""Composition root: sources.toml and folders in; an open store and runnable stages out."""

import fcntl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from jobs import clock, cycles, mailing, postbox
from jobs.advise import job as advise_job
from jobs.cluster import job as cluster_job
from jobs.collect import job as collect_job
from jobs.collect import tongue, visits
from jobs.collect.collectors.registry import KINDS
from jobs.collect.fetch import Fetcher
from jobs.collect.pseudonym import fingerprint, load_key
from jobs.detect import job as detect_job
from jobs.errors import StoreError
from jobs.model import Counts, Progress, SourceId, Stage, Week, silent
from jobs.report import job as report_job
from jobs.report.assets import Assets
from jobs.retain import job as retain_job
from jobs.schedule.chain import Chain
from jobs.schedule.periods import Rhythm
from jobs.schedule.serve import Chore, Service
from jobs.schedule.stages import StageCall, in_thread
from jobs.settings import load
from jobs.settings.schema import Settings, Source
from jobs.settings.secrets import data_folder, may_read_private
from jobs.store import Store

VERSION: Final = "0.1.0"
"""Version of the program, as in pyproject.toml; a test compares the two."""

USER_AGENT: Final = "buurtsignaal/{version} (weekly overview for {town}; contact: {contact})"
"""Who we are, for the operator of a site; the contact is ``[privacy] contact`` or the sender."""

READ_EVERY: Final = timedelta(minutes=5)
"""How often the service looks which sources are due; each source has its own ``every``."""

ERASE_EVERY: Final = timedelta(hours=1)
"""How often the service erases what is past its term; the shortest term is a day."""

SEND_EVERY: Final = timedelta(minutes=1)
"""How often the service looks which mails are due: the shortest wait between two tries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """One municipality, ready to work.

    Attributes:
        settings: Its sources.toml.
        store: Its store, open.
        reports: Folder of its PDFs.
        key: Key of the voice pseudonyms; never printed.
        alone: No other process works here, so leases left behind by a crash are void.
    """

    settings: Settings
    store: Store
    reports: Path
    key: bytes
    alone: bool

    def __repr__(self) -> str:
        return f"<Workplace {self.settings.municipality.key}>"


@contextmanager
def open_workplace(
    config: Path, settings: Settings | None = None, *, create: bool = True
) -> Iterator[Workplace]:
    """Open the store and key that belong to *config*.

    Args:
        config: The municipality's sources.toml.
        settings: What it says, when it was read already or is to be read otherwise.
        create: Make store and key when there are none; a verb that only shows must not.

    Raises:
        ConfigError: sources.toml has mistakes.
        StoreError: The store or its key is missing, damaged or someone else's.
    """
    cycles.look_seldom()
    settings = settings or load(config, KINDS)
    own_folder = config.resolve().parent
    data = data_folder(own_folder / "data")
    reports = own_folder / "reports" if data.parent == own_folder else data / "reports"
    name = settings.municipality.key
    database, key_file = data / f"{name}.sqlite", data / f"{name}.key"
    if not create and not database.exists():
        message = f"{database}: there is no database yet; run `buurtsignaal week` first"
        raise StoreError(message)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data / f"{name}.lock").open("a") as lock:
        alone = _lock(lock.fileno())
        with Store.open(database, name, create=True) as store:
            key = _key(store, key_file)
            if alone:
                store.runs.expire_leases(clock.now())
                store.outbox.expire_leases(clock.now())
                fcntl.flock(lock.fileno(), fcntl.LOCK_SH)
            yield Workplace(settings=settings, store=store, reports=reports, key=key, alone=alone)


def _lock(descriptor: int) -> bool:
    """Take the lock that the kernel lets go of when a process dies, even by ``kill -9``.

    Returns whether nobody else held it; it is then ours alone, and must be shared once the leases
    of the dead have been ended, so that a later process knows that it is not alone.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        return False
    return True


def _key(store: Store, path: Path) -> bytes:
    """Return the pseudonym key; a store never goes on with another key than it began with."""
    known = store.meta.get("key_fingerprint")
    key = load_key(path, create=known is None)
    if known is None:
        store.meta.put("key_fingerprint", fingerprint(key))
    elif known != fingerprint(key):
        message = f"{path}: is not the key this store began with; restore it from its backup"
        raise StoreError(message)
    return key


def stages(work: Workplace, shared: Fetcher | None = None) -> Mapping[Stage, StageCall]:
    """Return every stage, ready to run for one week of *work*.

    Args:
        work: The municipality.
        shared: The fetcher of the service; without it each reading has one of its own.

    Raises:
        ConfigError: The municipality's own look has mistakes.
    """
    settings = work.settings
    Assets.of(settings.folder).look()  # its mistakes are told now, not when the week is over

    async def collect_posts(store: Store, week: Week, progress: Progress) -> Counts:
        """Read every source, whatever the week: reading goes on where it was."""
        del week
        counts = await _read(work, store, shared, progress=progress)
        tongue.forget()  # the stages that follow need the memory
        await in_thread(partial(tell_dangers, settings, store))
        return counts

    def make_reports(store: Store, week: Week, progress: Progress) -> Counts:
        return report_job.run(store, settings, week, work.reports, work.key, progress)

    def send_mails(store: Store, week: Week, progress: Progress) -> Counts:
        del week  # whatever is due goes out, late mails of earlier weeks too
        return mailing.send(settings, work.reports, store, work.key, progress)

    def erase_texts(store: Store, week: Week, progress: Progress) -> Counts:
        del week
        return retain_job.run(store, settings, clock.now(), progress, folder=work.reports)

    return {
        Stage.COLLECT: collect_posts,
        Stage.FEEDBACK: lambda store, *_: postbox.hear(store, settings, work.key),
        Stage.DETECT: lambda store, week, shown: detect_job.run(store, settings, week, shown),
        Stage.CLUSTER: lambda store, week, shown: cluster_job.run(store, settings, week, shown),
        Stage.ADVISE: lambda store, week, shown: advise_job.run(store, settings, week, shown),
        Stage.REPORT: make_reports,
        Stage.DELIVER: send_mails,
        Stage.RETAIN: erase_texts,
    }


def tell_dangers(settings: Settings, store: Store) -> Counts:
    """Queue a mail about every danger in what was read since the last look."""
    if not settings.policy.danger_at_once:
        return {}
    about = partial(detect_job.threads_about_us, store, settings)
    found = advise_job.watch(store, settings, clock.now(), about)
    return found | report_job.tell(store, settings, clock.now())


async def _read(
    work: Workplace,
    store: Store,
    shared: Fetcher | None,
    *,
    progress: Progress = silent,
    due_only: bool = False,
) -> Counts:
    """Read the sources; a shared fetcher remembers robots.txt and which hosts asked for rest."""
    settings = work.settings
    if shared is None:
        async with fetcher(settings) as own:
            collect_job.let_rest(settings, store, own)
            return await collect_job.run(
                store, settings, own, work.key, clock.now, progress, due_only=due_only
            )
    for source in settings.sources:
        shared.renew(SourceId(source.id))
    collect_job.let_rest(settings, store, shared)
    return await collect_job.run(
        store, settings, shared, work.key, clock.now, progress, due_only=due_only
    )


def chain(work: Workplace, shared: Fetcher | None = None) -> Chain:
    """Return what running a week of *work* needs; *shared* is as in `stages`."""
    return Chain(
        store=work.store,
        stages=stages(work, shared),
        now=clock.now,
        zone=ZoneInfo(work.settings.municipality.timezone),
        first=_first_week(work.settings),
    )


def _first_week(settings: Settings) -> Week | None:
    first = settings.schedule.first_week
    return None if first is None else Week.parse(first)


def service(work: Workplace, shared: Fetcher) -> Service:
    """Return what the daemon does for *work*: the weeks, and between them reading and sending."""
    settings = work.settings

    async def read_sources(store: Store) -> Counts:
        """Read the sources that are due."""
        return await _read(work, store, shared, due_only=True)

    look_for_dangers = partial(tell_dangers, settings)

    def send_mails(store: Store) -> Counts:
        return mailing.send(settings, work.reports, store, work.key)

    def erase_texts(store: Store) -> Counts:
        return retain_job.run(store, settings, clock.now(), folder=work.reports)

    hear = partial(postbox.hear, settings=settings, key=work.key)
    return Service(
        chain=chain(work, shared),
        rhythm=Rhythm.of(settings),
        configured_first=_first_week(settings),
        chores=(
            Chore(name="read", lane="week", every=READ_EVERY, work=read_sources),
            Chore(name="watch", lane="week", every=READ_EVERY, work=look_for_dangers),
            Chore(name="feedback", lane="week", every=READ_EVERY, work=hear),
            Chore(name="erase", lane="week", every=ERASE_EVERY, work=erase_texts),
            Chore(name="send", lane="mail", every=SEND_EVERY, work=send_mails),
        ),
        version=VERSION,
    )


def fetcher(settings: Settings) -> Fetcher:
    """Return the one fetcher, which names the municipality to the sites it reads."""
    contact = settings.privacy.contact or settings.delivery.sender
    agent = USER_AGENT.format(version=VERSION, town=settings.municipality.name, contact=contact)
    return Fetcher(user_agent=agent, now=clock.now, allow_private=may_read_private())


async def try_source(settings: Settings, source: Source) -> str:
    """Read the first page of *source* and store nothing; return "" or the code of what is wrong."""
    async with fetcher(settings) as fetch:
        return await visits.try_source(settings, source, fetch, clock.now)

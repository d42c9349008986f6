"""One week through its stages: each claimed, kept, run under its fence, and recorded."""

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from jobs import log
from jobs.errors import BuurtsignaalError, LeaseLostError, UsageError
from jobs.model import Counts, Progress, Run, RunState, Stage, Week, silent
from jobs.schedule.lease import kept
from jobs.schedule.ledger import ANALYSIS, CHAIN, LEASE, NEEDS, needing, retry_after, stopped_by
from jobs.schedule.periods import weeks_to_analyse
from jobs.schedule.reconcile import first_known
from jobs.schedule.stages import StageCall, call
from jobs.schedule.stopping import StopRequested, heeding
from jobs.store import Store

MEMORY = "memory"
"""Why a stage of an earlier week is skipped: the week was only read to know how stories began."""

_MADE = (Stage.REPORT, Stage.DELIVER)  # what is made once, and stays as it was made
_OVER = frozenset({RunState.DONE, RunState.SKIPPED})
_NOT_DONE = frozenset({RunState.FAILED, RunState.SKIPPED})  # what a person who asks wants done
_LOOK_AGAIN = 1.0  # seconds between two looks at a stage that another process holds
_LOG = log.get(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What running a week needs.

    Attributes:
        store: The store.
        stages: Every stage.
        now: The clock.
        zone: The municipality's zone.
        first: First week to report on, when sources.toml names one.
        lease: How long a claim holds without a sign of life.
        sleep: How to wait, in seconds.
        stop: Set to have the stage that runs leave early.
    """

    store: Store
    stages: Mapping[Stage, StageCall]
    now: Callable[[], datetime]
    zone: ZoneInfo
    first: Week | None = None
    lease: timedelta = LEASE
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    stop: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """How a week is to be run.

    Attributes:
        asked: A person waits for it: stages that failed or were skipped are run at once, and one
            that another process holds is waited for. Else what cannot be had now is left for later.
        again: Run what is done once more.
        progress: Told what each stage is doing; also that a stage begins (0 of 0).
    """

    asked: bool = True
    again: bool = False
    progress: Progress = silent


class _Later(Exception):
    """A stage cannot be had now: another process has it, or it is not to be tried again yet."""


async def run_week(
    chain: Chain,
    week: Week,
    *,
    only: Stage | None = None,
    again: bool = False,
    asked: bool = True,
    progress: Progress = silent,
) -> dict[Stage, Counts]:
    """Run the stages of *week* that are not done yet, or *only* one of them.

    Earlier weeks that hold posts and were never analysed are analysed first. A stage that is run
    again makes what needs it stale: that is to be done again too. Reports that exist never change.

    Args:
        chain: What it needs.
        week: The week.
        only: The one stage to run; what it needs must be done.
        again: Run also what is done.
        asked: See `Request`.
        progress: See `Request`.

    Returns:
        What each stage that is done counted, now or before.

    Raises:
        UsageError: What *only* needs is not done.
        BuurtsignaalError: A stage failed; those that do not need it were run nevertheless.
        LeaseLostError: Another process took a stage over.
    """
    request = Request(asked=asked, again=again, progress=progress)
    if only is not None:
        _refuse_early(chain, week, only)
    with contextlib.suppress(_Later):
        errors = await _run_all(chain, week, CHAIN if only is None else (only,), request)
        if errors:
            raise errors[0]
    done = (one for one in _runs(chain, week).values() if one.state is RunState.DONE)
    return {one.stage: one.counts for one in done}


async def _run_all(
    chain: Chain, week: Week, stages: tuple[Stage, ...], request: Request
) -> list[Exception]:
    """Run *stages* in order; one that fails stops only those that need it. Return the errors."""
    failed: dict[Stage, Exception] = {}
    for stage in stages:
        if stopped_by(stage, set(failed)):
            continue
        if stage is Stage.DETECT and stages is CHAIN:
            await _remember(chain, week, request)
        try:
            await _run_stage(chain, week, stage, request)
        except (LeaseLostError, _Later):
            raise
        except Exception as error:  # noqa: BLE001 - raised by the caller, once the others have run
            failed[stage] = error
    return list(failed.values())


async def _remember(chain: Chain, week: Week, request: Request) -> None:
    """Analyse the weeks before *week* that stories need, and report on none of them.

    Whether they are still to be reported on is for `jobs.schedule.reconcile` to say; only of weeks
    before the first one it never will. An earlier week that fails is recorded as failed, and does
    not keep *week* from its report.
    """
    own = _runs(chain, week).get(Stage.DETECT)
    if own is not None and own.state in _OVER and not request.again:
        return
    first = chain.store.posts.first_at()
    start = None if first is None else Week.of(first, chain.zone)
    analysed = chain.store.runs.weeks(ANALYSIS[-1], RunState.DONE)
    first_reported = first_known(chain.store, chain.first)
    for earlier in weeks_to_analyse(start, week, analysed):
        await _run_all(chain, earlier, ANALYSIS, replace(request, again=False))
        if first_reported is not None and earlier >= first_reported:
            continue
        known = _runs(chain, earlier)
        for stage in _MADE:
            if stage not in known:
                chain.store.runs.skip(stage, earlier, chain.now(), MEMORY)


async def _run_stage(chain: Chain, week: Week, stage: Stage, request: Request) -> None:
    """Have *stage* of *week* done; raise `_Later` when it cannot be had now."""
    runs = chain.store.runs
    runs.ensure(stage, week)
    state = _runs(chain, week)[stage].state
    if (request.again and state in _OVER) or (request.asked and state in _NOT_DONE):
        _reopen(chain, week, stage, request.progress)
    while (run := runs.claim(stage, week, chain.now(), chain.lease)) is None:
        if _runs(chain, week)[stage].state in _OVER:
            return
        if not request.asked:
            raise _Later
        await _wait(chain, f"{week} {stage}: waiting for another process", request.progress)
    await _work(chain, run, request.progress)


def _reopen(chain: Chain, week: Week, stage: Stage, progress: Progress) -> None:
    """Have *stage* run again, and later what needs it and is done; reports that exist stay."""
    store = chain.store
    with store.transaction():
        stale = [one for one in needing(stage) if _is_done(chain, week, one)]
        made = bool(stale) and bool(store.reports.of_week(week))
        for one in (stage, *stale):
            if one is stage or not (made and one in _MADE):
                store.runs.reopen(one, week)
    if made and Stage.REPORT in stale:
        progress(f"{week} report: was made before, and stays as it is", 0, 0)


def _is_done(chain: Chain, week: Week, stage: Stage) -> bool:
    known = _runs(chain, week)
    return stage in known and known[stage].state is RunState.DONE


async def _wait(chain: Chain, what: str, progress: Progress) -> None:
    heeding(chain.stop, progress)(what, 0, 0)
    await chain.sleep(_LOOK_AGAIN)


async def _work(chain: Chain, run: Run, progress: Progress) -> None:
    """Run a claimed stage and record how it ended."""
    runs, names = chain.store.runs, {"stage": run.stage, "week": str(run.week), "fence": run.fence}
    _LOG.info("stage.started", **names, attempt=run.attempt)
    steps = heeding(chain.stop, progress)
    try:
        with kept(chain.store, run, chain.now, chain.lease):
            steps(f"{run.week} {run.stage}", 0, 0)
            counts = await call(chain.stages[run.stage], chain.store.fenced(run), run.week, steps)
        runs.finish(run, counts, chain.now())
    except (StopRequested, asyncio.CancelledError):
        runs.release(run)
        _LOG.info("stage.released", **names)
        raise
    except LeaseLostError:
        _LOG.warning("lease.lost", **names)
        raise
    except Exception as error:
        now = chain.now()
        runs.fail(run, describe(error), now + retry_after(run.attempt), now)
        _LOG.error("stage.failed", **names, error=describe(error))
        raise
    _LOG.info("stage.done", **names, counts=counts)


def describe(error: Exception) -> str:
    """Return what may be kept of *error*: our own message, else only its kind.

    Messages of others may hold text of a post.
    """
    return str(error) if isinstance(error, BuurtsignaalError) else type(error).__name__


def _refuse_early(chain: Chain, week: Week, stage: Stage) -> None:
    """Refuse *stage* while what it needs is not done."""
    needed = NEEDS[stage]
    known = _runs(chain, week)
    if needed in {None, Stage.COLLECT}:  # posts of a week come in with any reading, or by import
        return
    if needed not in known or known[needed].state not in _OVER:
        message = f"{stage} of {week} needs {needed}, which is not done yet: run {needed} first"
        raise UsageError(message)


def _runs(chain: Chain, week: Week) -> dict[Stage, Run]:
    return {run.stage: run for run in chain.store.runs.of_week(week)}

"""One week through its stages: in order, each once, whatever fails or is killed."""

import asyncio
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from jobs.errors import (
    DeliveryError,
    LeaseLostError,
    SourceBroken,
    StoreError,
    UsageError,
)
from jobs.model import LEAD, Counts, Progress, Report, RunState, Stage, Week
from jobs.schedule.chain import MEMORY, run_week
from jobs.schedule.ledger import ANALYSIS, CHAIN, LEASE
from jobs.schedule.reconcile import TOO_OLD, first_week, reconcile
from jobs.schedule.stopping import StopRequested
from jobs.store import Store
from tests.make import WEEK
from tests.schedule.toy import RHYTHM, Make, Toy, failing

SECOND = timedelta(seconds=1)
REPORT = Report(
    week=WEEK,
    reader=LEAD,
    language="nl",
    revision=1,
    subject="Heidebeek",
    text="tekst",
    html="<p>tekst</p>",
    pdf_path=None,
    pdf_sha256=None,
    pages=0,
)


def states(toy: Toy, week: Week = WEEK) -> dict[Stage, RunState]:
    return {run.stage: run.state for run in toy.store.runs.of_week(week)}


def test_a_week_goes_through_its_stages_in_order_and_says_what_they_counted(toy: Toy) -> None:
    done = asyncio.run(run_week(toy.chain, WEEK))

    assert toy.ran == [f"{WEEK} {stage}" for stage in CHAIN]
    assert done == {stage: {"effects": 1} for stage in CHAIN}


def test_what_is_done_is_not_done_again_unless_asked(toy: Toy) -> None:
    asyncio.run(run_week(toy.chain, WEEK))

    done = asyncio.run(run_week(toy.chain, WEEK))
    assert set(toy.effects(WEEK).values()) == {"1"}
    assert done == {stage: {"effects": 1} for stage in CHAIN}

    asyncio.run(run_week(toy.chain, WEEK, again=True))
    assert set(toy.effects(WEEK).values()) == {"2"}


def test_progress_names_each_stage_and_passes_on_what_it_tells(toy: Toy) -> None:
    seen: list[tuple[str, int, int]] = []

    asyncio.run(run_week(toy.chain, WEEK, progress=lambda *told: seen.append(told)))

    assert seen[:3] == [("2026-W46 collect", 0, 0), ("collect", 1, 1), ("2026-W46 feedback", 0, 0)]


def test_one_stage_alone_runs_only_after_what_it_needs(toy: Toy) -> None:
    with pytest.raises(UsageError, match=r"cluster of 2026-W46 needs detect, .* run detect first"):
        asyncio.run(run_week(toy.chain, WEEK, only=Stage.CLUSTER))
    assert toy.ran == []

    asyncio.run(run_week(toy.chain, WEEK, only=Stage.DETECT))
    done = asyncio.run(run_week(toy.chain, WEEK, only=Stage.CLUSTER))

    assert set(done) == {Stage.DETECT, Stage.CLUSTER}
    assert states(toy) == dict.fromkeys((Stage.DETECT, Stage.CLUSTER), RunState.DONE)


def test_earlier_weeks_that_hold_posts_are_analysed_first_and_not_reported(toy: Toy) -> None:
    toy.posted(0, 2)

    asyncio.run(run_week(toy.chain, WEEK))

    early = [f"{week} {stage}" for week in ("2026-W44", "2026-W45") for stage in ANALYSIS]
    own = [f"2026-W46 {stage}" for stage in CHAIN]
    assert toy.ran == [*own[:2], *early, *own[2:]]
    assert states(toy, WEEK.previous)[Stage.REPORT] is RunState.SKIPPED
    assert {run.error for run in toy.store.runs.of_week(WEEK.previous)} == {"", MEMORY}

    toy.posted(1)
    asyncio.run(run_week(toy.chain, WEEK))
    asyncio.run(run_week(toy.chain, WEEK.next))
    assert toy.store.meta.get("2026-W45 detect") == "1"


def test_an_earlier_week_that_is_due_itself_keeps_its_report(toy: Toy) -> None:
    toy.posted(0, 1)
    for stage in CHAIN:
        toy.store.runs.ensure(stage, WEEK.previous)

    asyncio.run(run_week(toy.chain, WEEK))

    assert states(toy, WEEK.previous)[Stage.ADVISE] is RunState.DONE
    assert states(toy, WEEK.previous)[Stage.REPORT] is RunState.PENDING


def test_missed_weeks_are_left_to_the_calendar_and_lose_no_report(toy: Toy) -> None:
    """The service was off for two weeks, and a person asks for the newest one first."""
    missed = (WEEK.plus(-2), WEEK.previous)
    assert first_week(toy.store, RHYTHM, RHYTHM.due_at(missed[0].previous), None) == missed[0]
    toy.posted(0, 1)

    asyncio.run(run_week(toy.chain, WEEK))

    assert states(toy, WEEK.previous) == dict.fromkeys(ANALYSIS, RunState.DONE)
    assert reconcile(toy.store, RHYTHM, missed[0], toy.clock()) == missed
    for week in missed:
        asyncio.run(run_week(toy.chain, week, asked=False))
        assert toy.effects(week)["report"] == toy.effects(week)["deliver"] == "1"


def test_weeks_from_the_configured_first_one_on_are_left_to_the_calendar(toy: Toy) -> None:
    toy.posted(0, 1, 2)

    asyncio.run(run_week(replace(toy.chain, first=WEEK.previous), WEEK))

    assert Stage.REPORT not in states(toy, WEEK.previous)
    assert states(toy, WEEK.plus(-2))[Stage.REPORT] is RunState.SKIPPED
    assert set(toy.effects(WEEK.plus(-2)).values()) == {None, "1"}


@pytest.mark.parametrize("why", [MEMORY, TOO_OLD])
def test_a_person_who_names_a_skipped_week_gets_its_report(toy: Toy, why: str) -> None:
    for stage in (Stage.REPORT, Stage.DELIVER):
        toy.store.runs.skip(stage, WEEK, toy.clock(), why)

    asyncio.run(run_week(toy.chain, WEEK, asked=False))
    assert toy.effects(WEEK)["report"] is None
    asyncio.run(run_week(toy.chain, WEEK))

    assert set(toy.effects(WEEK).values()) == {"1"}
    assert set(states(toy).values()) == {RunState.DONE}


def test_an_earlier_week_that_fails_does_not_keep_the_week_from_its_report(toy: Toy) -> None:
    toy.posted(0, 1)
    good = toy.stages[Stage.CLUSTER]

    def picky(store: Store, week: Week, progress: Progress) -> Counts:
        if week != WEEK:
            message = "an old post"
            raise RuntimeError(message)
        result = good(store, week, progress)
        assert isinstance(result, dict)
        return result

    toy.stages[Stage.CLUSTER] = picky
    done = asyncio.run(run_week(toy.chain, WEEK))

    assert set(done) == set(CHAIN)
    assert states(toy, WEEK.previous)[Stage.CLUSTER] is RunState.FAILED


def test_a_stage_run_again_has_what_needs_it_run_again_too(toy: Toy) -> None:
    asyncio.run(run_week(toy.chain, WEEK))

    asyncio.run(run_week(toy.chain, WEEK, only=Stage.CLUSTER, again=True))
    pending = {stage for stage, state in states(toy).items() if state is RunState.PENDING}
    assert pending == {Stage.ADVISE, Stage.REPORT, Stage.DELIVER}
    with pytest.raises(UsageError, match="report of 2026-W46 needs advise"):
        asyncio.run(run_week(toy.chain, WEEK, only=Stage.REPORT))
    asyncio.run(run_week(toy.chain, WEEK))

    assert toy.effects(WEEK) == {
        stage: "2" if stage in {Stage.CLUSTER, *pending} else "1" for stage in Stage
    }


def test_a_week_that_has_reports_keeps_them_and_says_so(toy: Toy) -> None:
    asyncio.run(run_week(toy.chain, WEEK))
    assert toy.store.reports.save(REPORT, [])
    told: list[str] = []

    asyncio.run(
        run_week(
            toy.chain,
            WEEK,
            only=Stage.DETECT,
            again=True,
            progress=lambda what, *_: told.append(what),
        )
    )

    pending = {stage for stage, state in states(toy).items() if state is RunState.PENDING}
    assert pending == {Stage.CLUSTER, Stage.ADVISE}
    assert "2026-W46 report: was made before, and stays as it is" in told
    asyncio.run(run_week(toy.chain, WEEK))
    assert toy.effects(WEEK)["report"] == "1"


def test_a_week_that_was_only_analysed_is_not_reported_on_for_a_stage_run_again(toy: Toy) -> None:
    toy.posted(0, 1)
    asyncio.run(run_week(toy.chain, WEEK))

    asyncio.run(run_week(toy.chain, WEEK.previous, only=Stage.CLUSTER, again=True))

    assert states(toy, WEEK.previous)[Stage.REPORT] is RunState.SKIPPED
    assert states(toy, WEEK.previous)[Stage.ADVISE] is RunState.PENDING
    asyncio.run(run_week(toy.chain, WEEK.next))
    assert toy.effects(WEEK.previous)["advise"] == "2"


def test_a_failed_stage_stops_what_needs_it_and_is_recorded_without_others_words(
    toy: Toy,
) -> None:
    toy.stages[Stage.CLUSTER] = failing(RuntimeError("text of a post"), times=1)

    with pytest.raises(RuntimeError):
        asyncio.run(run_week(toy.chain, WEEK))

    assert toy.ran == [f"{WEEK} {stage}" for stage in ("collect", "feedback", "detect", "retain")]
    failed = {run.stage: run for run in toy.store.runs.of_week(WEEK)}[Stage.CLUSTER]
    assert (failed.state, failed.error) == (RunState.FAILED, "RuntimeError")
    assert failed.next_at == toy.clock() + timedelta(minutes=1)


def test_a_person_who_asks_again_does_not_wait(toy: Toy) -> None:
    toy.stages[Stage.CLUSTER] = failing(StoreError("store.db: full"), times=1)
    with pytest.raises(StoreError):
        asyncio.run(run_week(toy.chain, WEEK))

    asyncio.run(run_week(toy.chain, WEEK))

    assert set(states(toy).values()) == {RunState.DONE}


def test_a_daemon_tries_a_failed_stage_again_when_it_is_due(toy: Toy) -> None:
    toy.stages[Stage.DELIVER] = failing(DeliveryError("mail.h.example: refused"), times=2)
    waits = []
    for _ in range(4):
        try:
            asyncio.run(run_week(toy.chain, WEEK, asked=False))
        except DeliveryError:
            failed = {run.stage: run for run in toy.store.runs.of_week(WEEK)}[Stage.DELIVER]
            assert failed.next_at is not None
            waits.append(failed.next_at - toy.clock())
            asyncio.run(run_week(toy.chain, WEEK, asked=False))  # not due: nothing happens
            toy.clock.moment = failed.next_at

    assert waits == [timedelta(minutes=1), timedelta(minutes=2)]
    assert toy.effects(WEEK)["report"] == "1"
    assert set(states(toy).values()) == {RunState.DONE}


def test_a_stage_may_be_a_coroutine_or_return_one(toy: Toy) -> None:
    async def collect(store: Store, week: Week, progress: Progress) -> Counts:
        del store, week, progress
        await asyncio.sleep(0)
        return {"read": 2}

    toy.stages[Stage.COLLECT] = collect
    toy.stages[Stage.DETECT] = lambda *given: collect(*given)  # noqa: PLW0108 - no coroutine itself

    done = asyncio.run(run_week(toy.chain, WEEK))

    assert done[Stage.COLLECT] == done[Stage.DETECT] == {"read": 2}


def test_two_chains_on_one_store_do_each_stage_once(make_toy: Make) -> None:
    one, two = make_toy(), make_toy()

    async def nap(seconds: float) -> None:
        await asyncio.sleep(seconds / 100)

    async def both() -> None:
        chains = [replace(toy.chain, sleep=nap) for toy in (one, two)]
        await asyncio.gather(*(run_week(chain, WEEK) for chain in chains))

    asyncio.run(both())

    assert sorted(one.ran + two.ran) == sorted(f"{WEEK} {stage}" for stage in CHAIN)
    assert set(one.effects(WEEK).values()) == {"1"}


def test_a_stage_left_by_a_killed_process_is_taken_over_when_its_lease_is_over(
    make_toy: Make,
) -> None:
    dead, heir = make_toy(), make_toy()
    dead.store.runs.ensure(Stage.COLLECT, WEEK)
    assert dead.store.runs.claim(Stage.COLLECT, WEEK, dead.clock(), LEASE)
    begun = heir.clock()

    asyncio.run(run_week(heir.chain, WEEK, asked=False))
    assert heir.ran == []
    told: list[str] = []
    asyncio.run(run_week(heir.chain, WEEK, progress=lambda what, *_: told.append(what)))

    assert heir.clock() - begun == LEASE
    assert "2026-W46 collect: waiting for another process" in told
    assert set(heir.effects(WEEK).values()) == {"1"}


def test_a_stage_whose_run_was_taken_over_cannot_write_nor_finish(make_toy: Make) -> None:
    zombie, heir = make_toy(), make_toy()

    def overtaken(store: Store, week: Week, progress: Progress) -> Counts:
        del progress
        moment = zombie.clock() + 2 * LEASE
        run = heir.store.runs.claim(Stage.COLLECT, week, moment, LEASE)
        assert run is not None
        store.meta.put("written", "by the zombie")
        return {}

    zombie.stages[Stage.COLLECT] = overtaken
    with pytest.raises(LeaseLostError):
        asyncio.run(run_week(zombie.chain, WEEK))

    assert zombie.store.meta.get("written") is None
    (run,) = zombie.store.runs.of_week(WEEK)
    assert (run.state, run.fence) == (RunState.RUNNING, 2)


def test_a_stage_asked_to_stop_gives_its_run_back(toy: Toy) -> None:
    chain = toy.chain
    good = toy.stages[Stage.DETECT]

    def stopped(store: Store, week: Week, progress: Progress) -> Counts:
        del store, week
        chain.stop.set()
        progress("half-way", 1, 2)
        pytest.fail("went on")

    toy.stages[Stage.DETECT] = stopped
    with pytest.raises(StopRequested):
        asyncio.run(run_week(chain, WEEK))

    assert states(toy)[Stage.DETECT] is RunState.PENDING
    toy.stages[Stage.DETECT] = good
    asyncio.run(run_week(toy.chain, WEEK))
    assert set(toy.effects(WEEK).values()) == {"1"}


def test_a_chain_that_is_cancelled_gives_its_run_back_and_fences_the_thread_off(toy: Toy) -> None:
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()
    refused: list[bool] = []

    def slow(store: Store, week: Week, progress: Progress) -> Counts:
        del week, progress
        begun.set()
        go_on.wait(10)
        try:
            store.meta.put("written", "too late")
        except LeaseLostError:
            refused.append(True)
        ended.set()
        return {}

    async def cancel() -> None:
        toy.stages[Stage.COLLECT] = slow
        work = asyncio.create_task(run_week(toy.chain, WEEK))
        await asyncio.to_thread(begun.wait, 10)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        go_on.set()
        await asyncio.to_thread(ended.wait, 10)

    asyncio.run(cancel())

    assert refused == [True]
    assert states(toy) == {Stage.COLLECT: RunState.PENDING}


def test_a_mailbox_that_is_down_keeps_nobody_from_a_report(toy: Toy) -> None:
    toy.stages[Stage.FEEDBACK] = failing(SourceBroken("feedback", "timeout"), times=1)

    with pytest.raises(SourceBroken):
        asyncio.run(run_week(toy.chain, WEEK))

    known = states(toy)
    assert known.pop(Stage.FEEDBACK) is RunState.FAILED
    assert set(known.values()) == {RunState.DONE}

    asyncio.run(run_week(toy.chain, WEEK))
    assert states(toy)[Stage.FEEDBACK] is RunState.DONE

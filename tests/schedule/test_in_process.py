"""Wake-ups in one process: each lane is drained after it was woken, one drain at a time."""

import asyncio
from datetime import timedelta

from jobs.schedule.in_process import InProcessRunner


def test_a_lane_woken_while_it_is_drained_is_drained_once_more() -> None:
    drained: list[str] = []

    async def main() -> None:
        runner = InProcessRunner(("week", "mail"))
        twice = asyncio.Event()

        async def drain(lane: str) -> None:
            drained.append(lane)
            if len(drained) == 1:
                await runner.wake("week")
                await runner.wake("week")
            else:
                twice.set()

        async def tick() -> None:
            if not drained:
                await runner.wake("week")

        await runner.start(drain, tick, timedelta(hours=1))
        await asyncio.wait_for(twice.wait(), 10)
        await runner.stop(5)

    asyncio.run(main())

    assert drained == ["week", "week"]


def test_a_runner_that_was_never_started_stops() -> None:
    asyncio.run(InProcessRunner(("week",)).stop(1))


def test_work_that_does_not_end_in_its_grace_is_cancelled() -> None:
    ended: list[str] = []

    async def main() -> None:
        runner = InProcessRunner(("week",))
        begun = asyncio.Event()

        async def drain(lane: str) -> None:
            begun.set()
            try:
                await asyncio.sleep(60)
            finally:
                ended.append(lane)

        async def tick() -> None:
            await runner.wake("week")

        await runner.start(drain, tick, timedelta(hours=1))
        await asyncio.wait_for(begun.wait(), 10)
        await runner.stop(0.05)

    asyncio.run(main())

    assert ended == ["week"]

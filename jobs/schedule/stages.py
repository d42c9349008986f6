"""A stage, called: on the event loop when it is a coroutine, else in a thread of its own."""

import asyncio
import inspect
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import TypeVar

from jobs.model import Counts, Progress, Week
from jobs.store import Store

_Result = TypeVar("_Result")

StageCall = Callable[[Store, Week, Progress], Awaitable[Counts] | Counts]
"""A stage as wiring builds it: bound to everything but the store, the week and the progress."""


async def call(stage: StageCall, store: Store, week: Week, progress: Progress) -> Counts:
    """Run *stage* and return what it counted.

    When the caller is cancelled a thread cannot be: it goes on as long as the program does, and
    the fence of *store* refuses what it still writes.
    """
    if inspect.iscoroutinefunction(stage):
        result: Awaitable[Counts] | Counts = stage(store, week, progress)
    else:
        result = await in_thread(lambda: stage(store, week, progress))
    return await result if inspect.isawaitable(result) else result


async def in_thread(work: Callable[[], _Result]) -> _Result:
    """Run *work* in a thread that does not keep the program from leaving, as those of pools do."""
    future: Future[_Result] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        """Work, and hand result or error to the caller."""
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - handed to the caller as it is
            future.set_exception(error)

    threading.Thread(target=run, name="stage", daemon=True).start()
    return await asyncio.wrap_future(future)

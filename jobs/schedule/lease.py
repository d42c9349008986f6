"""A claimed run is kept while its stage works: a thread of its own gives signs of life."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from jobs import log
from jobs.errors import LeaseLostError, StoreError
from jobs.model import Run
from jobs.schedule.ledger import RENEWALS
from jobs.store import Store

_LOG = log.get(__name__)


@contextmanager
def kept(store: Store, run: Run, now: Callable[[], datetime], lease: timedelta) -> Iterator[None]:
    """Renew *run* `RENEWALS` times a *lease* for as long as the block lasts.

    It is a thread, no task, so that a stage that keeps the event loop busy stays alive too. When
    the run was taken over the renewing ends; the fence then refuses what the stage still writes.
    """
    over = threading.Event()

    def renew() -> None:
        while not over.wait(lease.total_seconds() / RENEWALS):
            try:
                store.runs.renew(run, now() + lease)
            except LeaseLostError:
                _LOG.warning("lease.lost", stage=run.stage, week=str(run.week), fence=run.fence)
                return
            except StoreError:  # the database was busy; the next sign of life may come through
                _LOG.warning("lease.late", stage=run.stage, week=str(run.week), fence=run.fence)

    beats = threading.Thread(target=renew, name=f"lease {run.stage} {run.week}", daemon=True)
    beats.start()
    try:
        yield
    finally:
        over.set()
        beats.join()

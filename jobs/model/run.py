"""Which stage ran for which week: `Run`, one row of the ledger."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from jobs.model.week import Week


class Stage(StrEnum):
    """The folders of the pipeline, in order."""

    COLLECT = "collect"
    FEEDBACK = "feedback"
    DETECT = "detect"
    CLUSTER = "cluster"
    ADVISE = "advise"
    REPORT = "report"
    DELIVER = "deliver"
    RETAIN = "retain"


class RunState(StrEnum):
    """Where a run is."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One execution of one stage for one week; unique on (municipality, stage, week).

    Attributes:
        id: Row number.
        stage: The stage.
        week: The week.
        state: Where it is.
        attempt: Times it was started.
        fence: Grows at each claim; a result under an older fence is refused.
        lease_until: Others may take it over after this moment, UTC; None when not running.
        next_at: Not to be started before this moment, UTC; None when it may start now.
        started_at: Start of the last attempt, UTC.
        finished_at: End of the last attempt, UTC.
        error: What went wrong, in our own words; empty when nothing did.
        counts: What the stage counted, such as posts read or mails sent.
    """

    id: int
    stage: Stage
    week: Week
    state: RunState
    attempt: int
    fence: int
    lease_until: datetime | None
    next_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    error: str
    counts: dict[str, int]


Counts = dict[str, int]
"""What a stage counted, by name; kept with the run and shown by ``status``."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and how many there are in all (0 = unknown)."""


def silent(what: str, done: int, total: int) -> None:
    """Take progress and show nothing; the default where nobody watches."""
    del what, done, total

"""The rules of the run ledger: what needs what, how long a lease lasts, when to try again."""

from datetime import timedelta
from typing import Final

from jobs.model import Stage

CHAIN: Final = tuple(Stage)
"""Every stage of a week, in order."""

ANALYSIS: Final = (Stage.DETECT, Stage.CLUSTER, Stage.ADVISE)
"""What is done for an earlier week that is only read to know how stories began."""

NEEDS: Final[dict[Stage, Stage | None]] = {
    Stage.COLLECT: None,
    Stage.FEEDBACK: None,  # a mailbox that is down keeps nobody from a report
    Stage.DETECT: Stage.COLLECT,
    Stage.CLUSTER: Stage.DETECT,
    Stage.ADVISE: Stage.CLUSTER,
    Stage.REPORT: Stage.ADVISE,
    Stage.DELIVER: Stage.REPORT,
    Stage.RETAIN: None,  # what is past its term is erased, whether or not the mail works
}
"""The stage that must be done before; in a chain, one that failed also stops what needs it."""

LEASE: Final = timedelta(seconds=60)
"""How long a claim holds without a sign of life; a killed stage is taken over after this."""

RENEWALS: Final = 4
"""Signs of life in one lease: three may be lost before another process takes over."""

_FIRST_RETRY = timedelta(minutes=1)
_LAST_RETRY = timedelta(hours=1)


def retry_after(attempt: int) -> timedelta:
    """Return how long to wait after failed attempt number *attempt*: 1, 2, 4 … up to 60 minutes."""
    doublings = min(max(attempt, 1) - 1, 10)  # beyond that it is the hour anyway
    return min(_FIRST_RETRY * (1 << doublings), _LAST_RETRY)


def needing(stage: Stage) -> tuple[Stage, ...]:
    """Return the stages that need *stage*, near or far, in order: stale once it runs again."""
    return tuple(later for later in CHAIN if stopped_by(later, {stage}))


def stopped_by(stage: Stage, failed: set[Stage]) -> bool:
    """Return whether *stage* cannot start because one it needs, near or far, has *failed*."""
    needed = NEEDS[stage]
    while needed is not None:
        if needed in failed:
            return True
        needed = NEEDS[needed]
    return False

"""Which stage runs when, exactly once: the calendar, the run ledger, and what wakes them."""

from jobs.schedule.chain import Chain, run_week
from jobs.schedule.in_process import InProcessRunner
from jobs.schedule.periods import Rhythm
from jobs.schedule.serve import LANES, Chore, Service, serve
from jobs.schedule.stages import StageCall

__all__ = [
    "LANES",
    "Chain",
    "Chore",
    "InProcessRunner",
    "Rhythm",
    "Service",
    "StageCall",
    "run_week",
    "serve",
]

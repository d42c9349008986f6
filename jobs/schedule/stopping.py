"""How work is asked to leave early: a flag that each step of progress looks at."""

import threading

from jobs.model import Progress


class StopRequested(BaseException):
    """The program was asked to leave; the stage ends here and is done again later."""


def heeding(stop: threading.Event, progress: Progress) -> Progress:
    """Return *progress*, which from now on raises `StopRequested` once *stop* is set."""

    def step(what: str, done: int, total: int) -> None:
        if stop.is_set():
            raise StopRequested
        progress(what, done, total)

    return step

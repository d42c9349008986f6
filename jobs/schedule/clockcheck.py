"""Wall clock against a clock that only counts: a jump ahead is noticed before mails go out."""

from datetime import datetime, timedelta
from typing import Final

JUMP: Final = timedelta(days=1)
"""A wall clock this far ahead of the time that passed has jumped."""

PAUSE: Final = timedelta(hours=1)
"""How long a clock that jumped must then run steadily: time for NTP or a person to put it right."""


class ClockCheck:
    """Fed at each tick; says whether the wall clock can be believed.

    Only jumps while this process runs are noticed. A machine that was down for weeks is no jump:
    what it missed is caught up.
    """

    def __init__(self) -> None:
        self._wall: datetime | None = None
        self._counted = 0.0
        self._from = float("-inf")

    def steady(self, wall: datetime, counted: float) -> bool:
        """Return whether the wall clock can be believed.

        Args:
            wall: The present moment.
            counted: Seconds on a clock that never jumps.
        """
        if self._wall is not None:
            ahead = (wall - self._wall) - timedelta(seconds=counted - self._counted)
            if ahead > JUMP:
                self._from = counted + PAUSE.total_seconds()
            elif ahead < -JUMP:  # put right, or wrong the other way: then nothing new is due
                self._from = counted
        self._wall, self._counted = wall, counted
        return counted >= self._from

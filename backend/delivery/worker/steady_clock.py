"""The worker's two clocks, which run evenly whatever happens to the machine's: one to reckon with, one to prove with.

Asking them changes nothing; `check` finds out whether the machine's clock was set."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from backend.clock import Clock

DRIFT = 1.0
"""Seconds a clock may be off before it counts as set."""


class SteadyClock:
    """`wall` is the machine's clock; `monotonic` counts seconds and is never set."""

    def __init__(self, wall: Clock, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._monotonic = wall, monotonic
        self._wall = self._order = wall().timestamp() - monotonic()

    def now(self) -> datetime:
        """The wall clock as it stood at the last check, run on: what is due, what has expired."""
        return datetime.fromtimestamp(self._wall + self._monotonic(), UTC)

    def order_time(self) -> datetime:
        """The wall clock as it ran since the last `rejoin`: it never jumps in between."""
        return datetime.fromtimestamp(self._order + self._monotonic(), UTC)

    def check(self) -> timedelta:
        """Follows the wall clock where it was set; answers how far, which is nearly always not at all."""
        moved = self._clock().timestamp() - self._monotonic() - self._wall
        if abs(moved) < DRIFT:
            return timedelta()
        self._wall += moved
        return timedelta(seconds=moved)

    def rejoin(self) -> None:
        """From now on both clocks tell the same."""
        self._order = self._wall

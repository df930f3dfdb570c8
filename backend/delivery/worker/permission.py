"""Whether a message may leave: as the database was seen to stand, and only for as long as that is fresh."""

import time

from backend.delivery.outbox.rows import State, Wave
from backend.delivery.worker.steady_clock import SteadyClock
from backend.domain.deliveries.rule import FRESH


class Permission:
    """What one worker may send."""

    def __init__(self, worker: str, clock: SteadyClock) -> None:
        self.state: State | None = None
        """The newest that was seen."""
        self._worker, self._clock = worker, clock

    def see(self, state: State) -> bool:
        """Takes in how things stand, unless something newer is known; answers whether it did."""
        if self.state is not None and state.seen < self.state.seen:
            return False
        self.state = state
        return True

    def allows(self, wave: Wave) -> bool | None:
        """Whether a message of this wave may leave: yes, no (it ended, expired or was withdrawn), or not for now:
        nobody knows, or a halt keeps it."""
        state = self.state
        if state is None or time.monotonic() - state.seen >= FRESH or state.sender != self._worker:
            return None
        if wave.id in state.withdrawn:
            return False
        lasts = self._lasts(wave, state)
        return None if lasts and any(halt.covers(wave) for halt in state.halts) else lasts

    def _lasts(self, wave: Wave, state: State) -> bool | None:
        if not wave.stops_at_end:
            return self._clock.now() < wave.expires_at
        end = state.running.get(wave.action_id or "")
        if end is None:
            # Somebody who looked before the wave was there may not have seen its action either.
            return False if state.seen > wave.known_at else None
        past = (self._clock.now() - end).total_seconds()
        if past < 0:
            return True
        # It may just have been extended: given up only once somebody looked a while after its end.
        return False if time.monotonic() - state.seen < past - FRESH else None

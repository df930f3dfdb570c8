"""What happened at the sockets and is not in the database yet: what was written, what phones report, who is gone.

Any thread adds to it; one thread of the hub writes it down, and it is kept until that has succeeded."""

import threading
from collections import defaultdict, deque
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from backend.clock import Clock
from backend.db import Database
from backend.delivery.doorbell import WORKERS, Bus
from backend.domain.deliveries import locks, open_sockets, receipts, states
from backend.domain.refusals import NotFound

AT_ONCE = 500


class Journal:
    """Added to from any thread; `write_down` in one."""

    def __init__(self, db: Database, bus: Bus, clock: Clock) -> None:
        self._db, self._bus, self._clock = db, bus, clock
        self._written: deque[tuple[str, str]] = deque()
        self._receipts: deque[tuple[str, str, str]] = deque()
        self._gone: deque[str] = deque()
        self.added = threading.Event()

    def add_written(self, notice_id: str, participant_id: str) -> None:
        """A notice went out whole, and counts as handed over."""
        self._written.append((notice_id, participant_id))
        self.added.set()

    def add_receipt(self, participant_id: str, notice_id: str, state: str) -> None:
        """A phone says that it showed or opened a notice; whether it got it at all is asked when it is written down."""
        self._receipts.append((participant_id, notice_id, state))
        self.added.set()

    def add_gone(self, socket_ids: Iterable[str]) -> None:
        """Sockets that are no more."""
        self._gone.extend(socket_ids)
        self.added.set()

    @property
    def pending(self) -> bool:
        """Whether there is anything to write down."""
        return bool(self._written or self._receipts or self._gone)

    def write_down(self) -> None:
        """The oldest of each kind; what could not be written down is still there when this raises."""
        now = self._clock()
        written = list(self._written)[:AT_ONCE]
        by_notice: dict[str, list[str]] = defaultdict(list)
        for notice_id, participant_id in written:
            by_notice[notice_id].append(participant_id)
        for notice_id, participants in by_notice.items():
            with self._db.write() as session:
                if states.hand_over(session, notice_id, participants, now):
                    self._bus.ring(session, WORKERS)
        _drop(self._written, len(written))
        reported = list(self._receipts)[:AT_ONCE]
        if reported:
            with self._db.write() as session:
                rest = [told for told in reported if not states.mark_seen_if_settled(session, *told, now)]
            if rest:
                # Apart: nobody waits for an action with messages in hand.
                with self._db.write() as session:
                    locks.lock_actions_of_notices(session, [notice_id for _, notice_id, _ in rest])
                    for told in rest:
                        with suppress(NotFound):
                            if receipts.record_receipt(session, *told, now):
                                self._bus.ring(session, WORKERS)
            _drop(self._receipts, len(reported))
        gone = list(self._gone)[:AT_ONCE]
        if gone:
            with self._db.write() as session:
                open_sockets.close_all(session, gone)
            _drop(self._gone, len(gone))


def _drop(line: deque[Any], count: int) -> None:
    for _ in range(count):
        line.popleft()

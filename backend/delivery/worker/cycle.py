"""The cycle of a worker with the database: one exchange at a time brings results and fetches work.

Driven by Worker, between whose rounds it tells whether the next exchange is worth its transaction."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime
from typing import ParamSpec, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.clock import Clock
from backend.db import Database
from backend.delivery.channel import AddressTable
from backend.delivery.doorbell import Bus
from backend.delivery.outbox.rows import Settled, State
from backend.delivery.worker import retry_room
from backend.delivery.worker.batch import Batch, BatchResult
from backend.delivery.worker.exchange import exchange, recover, surrender
from backend.delivery.worker.sending import Sending
from backend.models import new_id

BEAT_EVERY = 1.0
AGAIN_AFTER = 0.2
"""Seconds after one that failed."""
SETTLE_AFTER = 0.05
SETTLE_AT = 250
SHARE, LONGEST_REST = 4, 2.0
"""Times as long as it took, and seconds at most, that nobody looks again for retries when none had room."""
P = ParamSpec("P")
T = TypeVar("T")
log = structlog.get_logger()


class Cycle:
    """`leading`: whether this worker is the one that sends, as the last exchange found."""

    def __init__(
        self,
        worker: str,
        db: Database,
        bus: Bus,
        addresses: AddressTable,
        sending: Sending,
        threads: Executor,
    ) -> None:
        self.leading = False
        self.retries_in_flight: Counter[retry_room.Stream] = Counter()
        """Of each stream, from being leased until being settled."""
        self._worker, self._db, self._bus, self._addresses = worker, db, bus, addresses
        self._sending, self._threads = sending, threads
        self._beat = -BEAT_EVERY
        self._lost: list[Batch] = []
        self._known_states: dict[str, str] = {}
        """Of the services, as the database has them."""
        self._retries_at = 0.0
        """Before this moment nobody asks again for retries that are due and have no room."""
        self._rung = True

    def ring(self) -> None:
        """Somebody says that there is work."""
        self._rung = True

    def wants_exchange(self) -> bool:
        """Whether there is enough to bring or to fetch; each exchange is one transaction."""
        now, sending, attempts = time.monotonic(), self._sending, self._sending.attempts
        if self._rung or now - self._beat >= BEAT_EVERY:
            return True
        if not self.leading:
            return False
        if attempts.results and (
            len(attempts.results) >= self._enough() or now - attempts.oldest_result >= SETTLE_AFTER
        ):
            return True
        state = sending.permission.state
        if state is not None and self._finds_work(state, now):
            return True
        moment, closed = sending.clock.now(), sending.services.closed(now)
        return bool(sending.next_pass_overs(closed)) or any(
            (run.hungry() and run.next_leases(moment, attempts.settling.get(wave, Counter()), closed))
            or run.finished()
            for wave, run in sending.runs.items()
        )

    async def exchange(self) -> None:
        """Brings results and fetches work; what could not be brought is brought next time."""
        self._sending.check_clock()
        results, settling = self._sending.attempts.hand_in()
        now, began = self._sending.clock.now(), time.monotonic()
        batch = self._next_batch(results, settling, now, began)
        self._rung = False
        try:
            answer = await self._in_thread(self._bring, batch, now)
        except Exception as error:
            # A worker that dies sends nothing at all: whatever went wrong, what was answered is kept and brought again.
            log.error(
                "exchange-failed", error=type(error).__name__, exc_info=not isinstance(error, SQLAlchemyError)
            )
            # Nobody knows whether it was committed: the next one asks for the same places, and finds either way.
            self._sending.attempts.take_back(results)
            self._lost.append(batch)
            self._rung = True
            await asyncio.sleep(AGAIN_AFTER)
            return
        self._beat, self._lost = (began if batch.beat else self._beat), []
        self._known_states |= batch.service_states
        self._sending.moved -= batch.moved
        self._take_in(batch, answer, settling)
        if answer.state is not None and answer.state.retries_due and not answer.retries:
            # Looking through all that wait for a service that takes nothing may take long: not all the time, then.
            ended = time.monotonic()
            self._retries_at = ended + min(LONGEST_REST, max(AGAIN_AFTER, SHARE * (ended - began)))

    async def surrender(self, clock: Clock) -> None:
        """Brings the last results, hands back what was never begun, and lets another worker lead."""
        if not self.leading:
            return
        sending = self._sending
        lines = [line for run in sending.runs.values() for line in run.pending.values()]
        first = [line[0].place for line in lines if line]
        resting = [leased.place for leased, _ in sending.retry_queue]
        asked = (self._worker, sending.attempts.results, first, resting, clock())
        try:
            await self._in_thread(surrender, self._db, self._addresses, *asked)
        except SQLAlchemyError as error:
            # As after a crash, then: the next worker finds out by itself what may have left.
            log.warning("not-handed-back", worker=self._worker, error=type(error).__name__)

    def _enough(self) -> int:
        """Results worth an exchange: a part of the windows, so that the rest is on its way meanwhile."""
        return min(SETTLE_AT, max(16, sum(run.window.width for run in self._sending.runs.values()) // 2))

    def _finds_work(self, state: State, now: float) -> bool:
        retries = state.retries_due and now >= self._retries_at
        return retries or not state.open_waves <= self._sending.runs.keys()

    def _next_batch(
        self, results: list[Settled], settling: dict[int, Counter[int]], now: datetime, began: float
    ) -> Batch:
        sending, state = self._sending, self._sending.permission.state
        closed, states = sending.services.closed(began), sending.services.states()
        if self._lost:
            # The same once more, with the same room beside it.
            wanted, room = self._lost[0].lease_requests, self._lost[0].retry_room
        else:
            wanted = [
                one
                for wave, run in sending.runs.items()
                for one in run.next_leases(now, settling.get(wave, Counter()), closed)
            ]
            room = retry_room.make(self.retries_in_flight, sending.runs)
        # Whatever was asked for has to be taken in, and let go, also when its action has ended since.
        asked = {one.wave_id for one in wanted}
        return Batch(
            id=new_id(),
            worker=self._worker,
            results=results,
            lease_requests=wanted,
            pass_over_requests=[] if self._lost else sending.next_pass_overs(closed),
            actions={run.wave.action_id for run in sending.runs.values() if run.wave.action_id},
            known_waves=set(sending.runs),
            full_services=sending.services.full(began),
            retry_room=room,
            waited={wave: run.window.waited for wave, run in sending.runs.items() if run.spent_more()},
            finished=[wave for wave, run in sending.runs.items() if run.finished() and wave not in asked],
            service_states={name: its for name, its in states.items() if self._known_states.get(name) != its},
            lost=[lost.id for lost in self._lost],
            moved=sending.moved,
            beat=not self.leading or began - self._beat >= BEAT_EVERY,
            look=self._rung or state is None or self._finds_work(state, began),
            listeners=state is None or state.listeners,
        )

    def _bring(self, batch: Batch, now: datetime) -> BatchResult:
        if not self.leading and not recover(self._db, self._worker, now):
            return BatchResult(leading=False)
        return exchange(self._db, self._bus, self._addresses, batch, now)

    def _take_in(self, batch: Batch, answer: BatchResult, settling: dict[int, Counter[int]]) -> None:
        sending, runs = self._sending, self._sending.runs
        if answer.leading != self.leading:
            log.info("worker-leads" if answer.leading else "worker-stands-by", worker=self._worker)
        self.leading = answer.leading
        if not answer.leading:
            # Another worker sends: it has taken over whatever was leased here.
            runs.clear()
            sending.retry_queue.clear()
            sending.attempts.hand_in()
            self.retries_in_flight.clear()
            return
        for wave, line in settling.items():
            if wave in runs:
                runs[wave].unsettled.subtract(line)
        self.retries_in_flight -= Counter(r.place[:2] for r in batch.results if r.is_retry)
        for wave, seconds in batch.waited.items():
            runs[wave].recorded = seconds
        for wave in batch.finished:
            del runs[wave]
        for wanted, leased, ahead in answer.leases:
            runs[wanted.wave_id].receive(wanted.service_id, leased, ahead)
        for wanted, passed, ahead in answer.passed_over:
            runs[wanted.wave_id].pass_over(wanted.service_id, passed, ahead)
        for wave in answer.had_retries & runs.keys():
            # From the next exchange on there is a reserve for them.
            runs[wave].had_retries = True
        for run in answer.runs:
            runs[run.wave.id] = run
        for retry, its_wave in answer.retries:
            sending.retry_queue.append((retry, its_wave))
            self.retries_in_flight[retry.place[:2]] += 1
        for wave, run in runs.items():
            run.retrying = retry_room.of_wave(self.retries_in_flight, wave)
        if answer.state is not None:
            sending.see(answer.state)

    async def _in_thread(self, work: Callable[P, T], *asked: P.args, **named: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, lambda: work(*asked, **named))

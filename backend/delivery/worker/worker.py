"""The worker: looks, leases, sends, settles; one sends, others stand by until its lease ends.

SIGTERM lets what is in flight end and hands the rest back. Called by `burgernet worker`, and embedded by `serve`."""

import asyncio
import gc
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Protocol

import structlog
import uvloop
from sqlalchemy.exc import SQLAlchemyError

from backend.clock import Clock
from backend.db import Database
from backend.delivery.doorbell import Bus
from backend.delivery.outbox import lead
from backend.delivery.outbox.rows import State
from backend.delivery.push.clients import Clients
from backend.delivery.worker.exchange import Batch, BatchResult, exchange, recover, surrender
from backend.delivery.worker.sending import Sending
from backend.delivery.worker.sweeps import Sweeps
from backend.models import new_id
from backend.settings import Settings

LOOK_EVERY = 0.2
SWEEP_EVERY = 0.5
BEAT_EVERY = 1.0
TICK = 0.002
IDLE = 0.1
SETTLE_AFTER = 0.05
SETTLE_AT = 250
LAST_WAIT = 8.0
SHARE, LONGEST_REST = 4, 2.0
"""Times as long as it took, and seconds at most, that nobody looks again for retries when none had room."""
log = structlog.get_logger()


class Supplies(Protocol):
    """What a worker needs of the house."""

    @property
    def settings(self) -> Settings: ...
    @property
    def db(self) -> Database: ...
    @property
    def bus(self) -> Bus: ...
    @property
    def clock(self) -> Clock: ...


class Worker:
    """One worker; `run` ends after `stop`."""

    def __init__(self, supplies: Supplies, clients: Clients | None = None) -> None:
        self.id = new_id()
        self._db, self._bus, self._clock = supplies.db, supplies.bus, supplies.clock
        self._sending = Sending(self.id, supplies.settings, supplies.clock, clients)
        self._sweeps = Sweeps(supplies.db, supplies.bus, supplies.settings)
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="worker-db")
        """One for each of those who look, sweep, retain and exchange: none of them waits for another's."""
        self._lane_out: Counter[tuple[int, int]] = Counter()
        """Retries in flight of each stream (wave, push service when enlisted)."""
        self._view: State | None = None
        self._leading = False
        self._beat = -BEAT_EVERY
        self._lost: list[Batch] = []
        self._told: dict[str, str] = {}
        self._retries_at = 0.0
        """Before this moment nobody asks again for retries that are due and have no room."""
        self._rung = True
        self._stopping = False
        self._began = threading.Event()

    async def run(self) -> None:
        """Works until stopped."""
        self._loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()
        unlisten = self._bus.listen(lambda: self._from_outside(self._ring))
        others = [asyncio.create_task(one) for one in (self._look(), self._sweep(), self._retain())]
        self._began.set()
        log.info("worker-started", worker=self.id)
        try:
            await self._pump()
        finally:
            self._stopping = True
            unlisten()
            for task in others:
                task.cancel()
            await self._finish()
            self._threads.shutdown()
            log.info("worker-stopped", worker=self.id)

    def stop(self) -> None:
        """Begins nothing more; may be called from any thread."""
        self._began.wait(5)
        self._from_outside(self._stop)

    def _from_outside(self, what: Callable[[], None]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(what)

    def _stop(self) -> None:
        self._stopping = True
        self._wake.set()

    def _ring(self) -> None:
        self._rung = True
        self._wake.set()

    async def _look(self) -> None:
        """Keeps the view fresh, independent of writers that may make an exchange wait."""
        while True:
            try:
                self._see(await self._loop.run_in_executor(self._threads, self._read_view))
            except Exception as error:
                # Whatever it was: a worker that no longer looks would keep the lead and send nothing.
                log.warning(
                    "database-unseen",
                    error=type(error).__name__,
                    exc_info=not isinstance(error, SQLAlchemyError),
                )
            self._sending.services.renew(time.monotonic())
            # Also while nothing leaves, so that retries whose moment is in the database move along with the clock.
            self._sending.now()
            await asyncio.sleep(LOOK_EVERY)

    def _read_view(self) -> State:
        with self._db.read() as session:
            return lead.read_state(session, self._clock())

    def _see(self, view: State) -> None:
        self._sending.see(view)
        self._view = view
        if view.retries_due or view.open_waves - self._sending.runs.keys():
            self._wake.set()

    async def _sweep(self) -> None:
        while True:
            if self._leading:
                try:
                    await self._loop.run_in_executor(self._threads, self._sweeps.sweep, self._clock)
                except Exception as error:
                    # Say, the database is out of reach: the next round looks again.
                    log.warning(
                        "sweep-failed",
                        error=type(error).__name__,
                        exc_info=not isinstance(error, SQLAlchemyError),
                    )
            await asyncio.sleep(SWEEP_EVERY)

    async def _retain(self) -> None:
        """Beside the sweep, so that nobody who moves into an area waits for it."""
        while True:
            if self._leading:
                retain = self._sweeps.retain
                await self._loop.run_in_executor(self._threads, retain, self._clock, self._may_retain)
            await asyncio.sleep(SWEEP_EVERY)

    def _may_retain(self) -> bool:
        return self._leading and not self._stopping

    async def _pump(self) -> None:
        """Begins what may begin, while one exchange at a time brings results and fetches places beside it."""
        sending, exchanging = self._sending, asyncio.create_task(self._exchange())
        while not self._stopping:
            self._wake.clear()
            busy = self._leading and sending.begin_round() > 0
            if exchanging.done() and self._wants_exchange():
                await exchanging
                exchanging = asyncio.create_task(self._exchange())
                exchanging.add_done_callback(lambda _: self._wake.set())
                busy = True
            if busy:
                await asyncio.sleep(0)
            elif sending.runs or sending.results or sending.lane:
                # Answers come in by the thousand: looking at each as it comes would cost more than sending it.
                await asyncio.sleep(TICK)
            else:
                await self._rest()
        await exchanging

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), IDLE)
        except TimeoutError:
            return

    def _wants_exchange(self) -> bool:
        """Whether there is enough to bring or to fetch; each exchange is one transaction."""
        now, sending, view = time.monotonic(), self._sending, self._view
        if self._rung or now - self._beat >= BEAT_EVERY:
            return True
        if not self._leading:
            return False
        if sending.results and (
            len(sending.results) >= self._enough() or now - sending.oldest_result >= SETTLE_AFTER
        ):
            return True
        if view is not None and self._finds_work(view, now):
            return True
        moment, closed = sending.now(), sending.closed()
        return bool(sending.passes(closed)) or any(
            (run.hungry() and run.asks(moment, sending.settling[wave], closed)) or run.finished()
            for wave, run in sending.runs.items()
        )

    def _enough(self) -> int:
        """Results worth an exchange: a part of the windows, so that the rest is on its way meanwhile."""
        return min(SETTLE_AT, max(16, sum(run.window.width for run in self._sending.runs.values()) // 2))

    def _finds_work(self, view: State, now: float) -> bool:
        retries = view.retries_due and now >= self._retries_at
        return retries or not view.open_waves <= self._sending.runs.keys()

    async def _exchange(self) -> None:
        """Brings results and fetches work; what could not be brought is brought next time."""
        sending = self._sending
        now, began = sending.now(), time.monotonic()
        results, settling = sending.hand_in()
        look = self._rung or self._view is None or self._finds_work(self._view, began)
        self._rung = False
        states, moved = sending.services.states(), sending.moved
        closed = sending.closed()
        asks = (
            self._lost[0].asks
            if self._lost
            else [ask for wave, run in sending.runs.items() for ask in run.asks(now, settling[wave], closed)]
        )
        # Whatever was asked for has to be taken in, and let go, also when its action has ended since.
        asked = {ask.wave_id for ask in asks}
        request = Batch(
            id=new_id(),
            worker=self.id,
            results=results,
            asks=asks,
            passes=[] if self._lost else sending.passes(closed),
            actions={run.wave.action_id for run in sending.runs.values() if run.wave.action_id},
            known=set(sending.runs),
            closed_origins=sending.services.closed(began),
            lane_room=self._lane_room,
            waited={wave: run.window.waited for wave, run in sending.runs.items() if run.spent_more()},
            finished=[wave for wave, run in sending.runs.items() if run.finished() and wave not in asked],
            states={origin: state for origin, state in states.items() if self._told.get(origin) != state},
            lost=[lost.id for lost in self._lost],
            moved=moved,
            beat=not self._leading or began - self._beat >= BEAT_EVERY,
            look=look,
            listeners=self._view is None or self._view.listeners,
        )
        try:
            answer = await self._loop.run_in_executor(self._threads, self._bring, request, now)
        except Exception as error:
            # A worker that dies sends nothing at all: whatever went wrong, what was answered is kept and brought again.
            log.error(
                "exchange-failed", error=type(error).__name__, exc_info=not isinstance(error, SQLAlchemyError)
            )
            # Nobody knows whether it was committed: the next one asks for the same places, and finds either way.
            sending.take_back(results)
            self._lost.append(request)
            self._rung = True
            await asyncio.sleep(LOOK_EVERY)
            return
        self._beat, self._lost = (began if request.beat else self._beat), []
        self._told = states
        sending.moved -= moved
        self._take_in(request, answer, settling)
        if answer.view is not None and answer.view.retries_due and not answer.retries:
            # Looking through all that wait for a push service that takes nothing may take long: not all the time, then.
            ended = time.monotonic()
            self._retries_at = ended + min(LONGEST_REST, max(LOOK_EVERY, SHARE * (ended - began)))

    def _bring(self, request: Batch, now: datetime) -> BatchResult:
        if not self._leading and not recover(self._db, self.id, now):
            return BatchResult(leading=False)
        return exchange(self._db, self._bus, request, now)

    def _take_in(self, request: Batch, answer: BatchResult, settling: dict[int, Counter[int]]) -> None:
        sending = self._sending
        if answer.leading != self._leading:
            log.info("worker-leads" if answer.leading else "worker-stands-by", worker=self.id)
        self._leading = answer.leading
        if not answer.leading:
            # Another worker sends: it has taken over whatever was leased here.
            sending.runs.clear()
            sending.lane.clear()
            sending.hand_in()
            self._lane_out.clear()
            return
        for wave, line in settling.items():
            if wave in sending.runs:
                sending.runs[wave].unsettled.subtract(line)
        self._lane_out -= Counter(r.place[:2] for r in request.results if r.from_lane)
        for wave in request.finished:
            del sending.runs[wave]
        for ask, leased, ahead in answer.leases:
            sending.runs[ask.wave_id].receive(ask.service_id, leased, ahead)
        for ask, passed, ahead in answer.passed:
            sending.runs[ask.wave_id].pass_over(ask.service_id, passed, ahead)
        for run in answer.runs:
            sending.runs[run.wave.id] = run
        for retry, its_wave in answer.retries:
            sending.lane.append((retry.leased, its_wave))
            self._lane_out[retry.leased.place[:2]] += 1
        for wave, run in sending.runs.items():
            run.retrying = _of_wave(self._lane_out, wave)
        if answer.view is not None:
            self._see(answer.view)

    def _lane_room(self, stream: tuple[int, int], width: int, taken: Counter[tuple[int, int]]) -> int:
        """A stream uses half of what its wave has for retries, so that a push service that is stuck leaves some."""
        wave, _ = stream
        run = self._sending.runs.get(wave)
        reserve = room = width
        if run is not None:
            # Without a reserve, what this exchange asks for may use all of W; from the next one on there is a reserve.
            run.had_retries = True
            reserve, room = run.reserve, min(run.reserve, width - sum(run.unsettled.values()))
        out = self._lane_out + taken
        small = run.wave.small if run is not None else frozenset()
        # Many services that few people use together take no more than one that many use.
        like_it = [its for its in out if its == stream or (its[1] in small and stream[1] in small)]
        return min(room - _of_wave(out, wave), reserve // 2 - sum(out[its] for its in like_it))

    async def _finish(self) -> None:
        sending = self._sending
        await sending.finish(LAST_WAIT)
        if self._leading:
            results, now = sending.results, self._clock()
            lines = [line for run in sending.runs.values() for line in run.pending.values()]
            first = [line[0].place for line in lines if line]
            resting = [leased.place for leased, _ in sending.lane]
            try:
                await self._loop.run_in_executor(
                    self._threads, surrender, self._db, self.id, results, first, resting, now
                )
            except SQLAlchemyError as error:
                # As after a crash, then: the next worker finds out by itself what may have left.
                log.warning("not-handed-back", worker=self.id, error=type(error).__name__)


def _of_wave(counts: Counter[tuple[int, int]], wave: int) -> int:
    return sum(count for (its, _), count in counts.items() if its == wave)


def run(supplies: Supplies) -> None:
    """Works until SIGINT or SIGTERM; in the main thread."""
    worker = Worker(supplies)
    # What was loaded stays: looking through it again for garbage would stop everything for a tenth of a second.
    gc.freeze()

    async def work() -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, worker.stop)
        await worker.run()

    uvloop.run(work())


class Handle:
    """A worker in a thread of this process."""

    def __init__(self, worker: Worker, thread: threading.Thread) -> None:
        self._worker, self._thread = worker, thread

    def stop(self) -> None:
        """Lets it end; returns when it has, or after the longest it may take."""
        self._worker.stop()
        self._thread.join(LAST_WAIT + 5)


def start_thread(supplies: Supplies, clients: Clients | None = None) -> Handle:
    """Starts a worker beside the web server of the embedded installation."""
    worker = Worker(supplies, clients)
    thread = threading.Thread(target=lambda: uvloop.run(worker.run()), name="worker", daemon=True)
    thread.start()
    return Handle(worker, thread)

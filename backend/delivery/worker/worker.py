"""The worker: looks, leases, sends, settles; one sends, others stand by until its lease ends.

SIGTERM lets what is in flight end and hands the rest back. Called by `burgernet worker`, and embedded by `serve`."""

import asyncio
import gc
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import structlog
import uvloop
from sqlalchemy.exc import SQLAlchemyError

from backend.clock import Clock
from backend.db import Database
from backend.delivery.channel import Channel
from backend.delivery.doorbell import Bus
from backend.delivery.outbox.lead import read_state
from backend.delivery.outbox.rows import State
from backend.delivery.worker.cycle import Cycle
from backend.delivery.worker.sending import Sending
from backend.delivery.worker.sweeps import Sweeps
from backend.models import new_id
from backend.settings import Settings

LOOK_EVERY = 0.2
SWEEP_EVERY = 0.5
TICK = 0.002
IDLE = 0.1
LAST_WAIT = 8.0
log = structlog.get_logger()


class Supplies(Protocol):
    """What a worker needs of whoever starts it, beside the channel: the web's services have it, and a test's town."""

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

    def __init__(self, supplies: Supplies, channel: Channel[Any]) -> None:
        self.id = new_id()
        self._db, self._bus, self._clock = supplies.db, supplies.bus, supplies.clock
        self._channel = channel
        self._sending = Sending(self.id, channel, supplies.clock)
        self._sweeps = Sweeps(supplies.db, supplies.bus, supplies.settings)
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="worker-db")
        """One for each of those who look, sweep, retain and exchange: none of them waits for another's."""
        self._cycle = Cycle(
            self.id, supplies.db, supplies.bus, channel.addresses, self._sending, self._threads
        )
        self._stopping = False
        self._began = threading.Event()

    @property
    def state(self) -> State | None:
        """How things stood when it last looked."""
        return self._sending.permission.state

    @property
    def retries_in_flight(self) -> int:
        """Leased, and not settled yet."""
        return self._cycle.retries_in_flight.total()

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
            await self._sending.finish(LAST_WAIT)
            await self._cycle.surrender(self._clock)
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
        self._cycle.ring()
        self._wake.set()

    async def _look(self) -> None:
        """Keeps fresh what is known, independent of writers that may make an exchange wait."""
        while True:
            try:
                self._see(await self._loop.run_in_executor(self._threads, self._read))
            except Exception as error:
                # Whatever it was: a worker that no longer looks would keep the lead and send nothing.
                log.warning(
                    "database-unseen",
                    error=type(error).__name__,
                    exc_info=not isinstance(error, SQLAlchemyError),
                )
            now = time.monotonic()
            self._channel.tend(now)
            self._sending.attempts.cut_late(now)
            # Also while nothing leaves, so that retries whose moment is in the database move along with the clock.
            self._sending.check_clock()
            await asyncio.sleep(LOOK_EVERY)

    def _read(self) -> State:
        with self._db.read() as session:
            return read_state(session, self._clock())

    def _see(self, state: State) -> None:
        self._sending.see(state)
        if state.retries_due or state.open_waves - self._sending.runs.keys():
            self._wake.set()

    async def _sweep(self) -> None:
        while True:
            if self._cycle.leading:
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
            if self._cycle.leading:
                retain = self._sweeps.retain
                await self._loop.run_in_executor(self._threads, retain, self._clock, self._may_retain)
            await asyncio.sleep(SWEEP_EVERY)

    def _may_retain(self) -> bool:
        return self._cycle.leading and not self._stopping

    async def _pump(self) -> None:
        """Begins what may begin, while one exchange at a time brings results and fetches places beside it."""
        sending, cycle, exchanging = self._sending, self._cycle, self._exchange()
        while not self._stopping:
            self._wake.clear()
            busy = cycle.leading and sending.begin_round() > 0
            if exchanging.done() and cycle.wants_exchange():
                await exchanging
                exchanging = self._exchange()
                busy = True
            if busy:
                await asyncio.sleep(0)
            elif sending.runs or sending.attempts.results or sending.retry_queue:
                # Answers come in by the thousand: looking at each as it comes would cost more than sending it.
                await asyncio.sleep(TICK)
            else:
                await self._rest()
        await exchanging

    def _exchange(self) -> "asyncio.Task[None]":
        exchanging = asyncio.create_task(self._cycle.exchange())
        exchanging.add_done_callback(lambda _: self._wake.set())
        return exchanging

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), IDLE)
        except TimeoutError:
            return


def run(supplies: Supplies, channel: Channel[Any]) -> None:
    """Works until SIGINT or SIGTERM; in the main thread."""
    worker = Worker(supplies, channel)
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
        self.worker, self._thread = worker, thread

    def stop(self) -> None:
        """Lets it end; returns when it has, or after the longest it may take."""
        self.worker.stop()
        self._thread.join(LAST_WAIT + 5)


def start_thread(supplies: Supplies, channel: Channel[Any]) -> Handle:
    """Starts a worker beside the web server of the embedded installation."""
    worker = Worker(supplies, channel)
    thread = threading.Thread(target=lambda: uvloop.run(worker.run()), name="worker", daemon=True)
    thread.start()
    return Handle(worker, thread)

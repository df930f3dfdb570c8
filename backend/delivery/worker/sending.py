"""What one worker sends: in turns over its waves and the retry queue, made ready in small batches, and begun.

Nothing begins unless the database was seen less than 0.8 s ago and said that this worker sends and the action runs."""

import time
from collections import deque
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from backend.clock import Clock
from backend.delivery.channel import Channel, Undeliverable
from backend.delivery.outbox.rows import Leased, State, Wave
from backend.delivery.worker.attempts import Attempts
from backend.delivery.worker.permission import Permission
from backend.delivery.worker.services import Service, Services
from backend.delivery.worker.steady_clock import SteadyClock
from backend.delivery.worker.wave_run import TRIED_AGAIN_AFTER, PassOverRequest, WaveRun
from backend.models.delivery import FAILED, RETRYING, UNREACHABLE

BATCH = 32
GIVES_WAY = 0.02
"""Seconds between messages of no action, while one has messages on their way."""
SOCKET_PATIENCE = 2.0
"""Seconds an open socket has before its place counts as unreachable."""
log = structlog.get_logger()


class Sending:
    """The waves on their way, the retries at hand, and the turns they take; `attempts` has what was begun."""

    def __init__(self, worker: str, channel: Channel[Any], clock: Clock) -> None:
        self.runs: dict[int, WaveRun] = {}
        self.retry_queue: deque[tuple[Leased, Wave]] = deque()
        self.clock = SteadyClock(clock)
        self.moved = timedelta()
        """How far the clock was set since the database was told."""
        self.permission = Permission(worker, self.clock)
        self.services = Services(channel)
        self.attempts = Attempts(channel, self.clock, self.permission, self.retry_queue)
        self._channel = channel
        self._turns: deque[int] = deque()
        self._gave_way_at = 0.0

    def see(self, state: State) -> None:
        """Takes in how things stand, unless something newer is known."""
        # It may speak of a time that the clock was set to since.
        self.check_clock()
        if self.permission.see(state):
            for run in self.runs.values():
                end = state.running.get(run.wave.action_id or "")
                if end is not None and run.wave.stops_at_end:
                    run.extend(end)

    def check_clock(self) -> None:
        """When the clock was set, whatever waits for a moment here moves along."""
        moved = self.clock.check()
        if moved:
            log.warning("clock-moved", seconds=round(moved.total_seconds()))
            self.moved += moved
            self.attempts.shift(moved)
            for run in self.runs.values():
                run.wave.started_at += moved
        if not self.runs:
            # The order of a wave is proven from its times: between its first and its last, no jump.
            self.clock.rejoin()

    def begin_round(self) -> int:
        """Begins what may begin, a batch of each wave in turn; answers how many messages it began or gave up.

        While an action has a wave on its way, whatever belongs to none (reminders, news) gives way: one at a time."""
        self.check_clock()
        now = time.monotonic()
        begun = 0
        urgent = any(run.wave.action_id for run in self.runs.values())
        if len(self._turns) != len(self.runs) or any(wave not in self.runs for wave in self._turns):
            self._turns = deque(self.runs)
        self._turns.rotate(-1)
        for wave_id in self._turns:
            run = self.runs[wave_id]
            run.count_waiting(now, partial(self._in_hand, run, now))
            allowed = self.permission.allows(run.wave)
            if not allowed:
                begun += self._drop(run) if allowed is False else 0
                continue
            patient = urgent and run.wave.action_id is None
            for line in run.pending.values():
                if not line or (patient and now - self._gave_way_at < GIVES_WAY):
                    continue
                begun += self._begin(line, run.wave, run, 1 if patient else BATCH)
                if patient:
                    self._gave_way_at = now
        begun += self._begin_retries()
        return begun

    def next_pass_overs(self, closed: frozenset[int]) -> list[PassOverRequest]:
        """What to pass over of each wave that may leave, as these services take nothing now."""
        if not closed:
            return []
        now, passed_at = self.clock.now(), self.clock.order_time()
        return [
            one
            for run in self.runs.values()
            if self.permission.allows(run.wave)
            for one in run.next_pass_overs(now, passed_at, closed)
        ]

    async def finish(self, longest: float) -> None:
        """Waits for the attempts in flight, and lets the channel end."""
        await self.attempts.finish(longest)
        await self._channel.close()

    def _begin(self, line: deque[Leased], wave: Wave, run: WaveRun | None, most: int) -> int:
        """Makes ready and starts at most so many of one stream, as its service has room for."""
        limit = 1 if run is not None and not run.started else most
        batch: list[tuple[Leased, Service, object]] = []
        begun = 0
        while line and begun < limit:
            leased = line[0]
            address = leased.address
            if address is None or (run is not None and address.service_id != leased.place.service_id):
                line.popleft()
                self._settle_unsent(leased, wave, run)
                begun += 1
                continue
            service = self.services.at(address)
            if not service.breaker.allows(time.monotonic()):
                line.popleft()
                due_at = self.clock.now() + TRIED_AGAIN_AFTER
                answered_at = self.clock.order_time()
                self.attempts.settle(leased, wave, RETRYING, run, answered_at=answered_at, due_at=due_at)
                begun += 1
                continue
            if not service.room(time.monotonic()):
                break
            line.popleft()
            begun += 1
            payloads = run.payloads if run is not None else {k: v.encode() for k, v in wave.payloads.items()}
            try:
                prepared = self._channel.prepare(address, payloads[leased.language])
            except Undeliverable:
                self.attempts.settle(leased, wave, FAILED, run)
                continue
            service.in_flight += 1
            if run is not None:
                service.small = leased.place.service_id in run.wave.small
            service.breaker.begin()
            batch.append((leased, service, prepared))
        if run is not None and batch:
            run.started = True
        for leased, service, prepared in batch:
            self.attempts.begin(leased, wave, run, service, prepared)
        return begun

    def _settle_unsent(self, leased: Leased, wave: Wave, run: WaveRun | None) -> None:
        """Its turn came, and there is no address now, or one elsewhere: then it is tried beside the wave."""
        now, state = self.clock.now(), RETRYING
        due_at = now
        if leased.address is None:
            # With a socket open the hub is writing it, and has a moment to say so.
            state = RETRYING if leased.listening else UNREACHABLE
            due_at = now + timedelta(seconds=SOCKET_PATIENCE)
        self.attempts.settle(leased, wave, state, run, answered_at=self.clock.order_time(), due_at=due_at)

    def _in_hand(self, run: WaveRun, now: float, service_id: int) -> bool:
        """Whether this service has places that could begin at once."""
        line = run.pending.get(service_id)
        if not line:
            return False
        address = line[0].address
        return address is None or self.services.at(address).room(now)

    def _begin_retries(self) -> int:
        begun, waiting = 0, len(self.retry_queue)
        for _ in range(min(waiting, BATCH)):
            leased, wave = self.retry_queue.popleft()
            allowed = self.permission.allows(wave)
            if allowed is None:
                self.retry_queue.append((leased, wave))
            elif not allowed:
                self.attempts.give_up(leased, wave, None)
                begun += 1
            else:
                single = deque([leased])
                begun += self._begin(single, wave, None, 1)
                self.retry_queue.extend((item, wave) for item in single)
        return begun

    def _drop(self, run: WaveRun) -> int:
        dropped = run.drop()
        for leased in dropped:
            self.attempts.give_up(leased, run.wave, run)
        return len(dropped)

"""The attempts of one worker: in turns over its waves and the retry lane, encrypted in small batches, posted, answered.

Nothing begins unless the database was seen less than 0.8 s ago and said that this worker sends and the action runs."""

import asyncio
import random
import time
from collections import Counter, defaultdict, deque
from datetime import datetime, timedelta
from functools import partial

import structlog

from backend.clock import Clock
from backend.delivery.channel import Message, Outcome, Result
from backend.delivery.outbox.rows import Leased, Settled, State, Wave
from backend.delivery.push.clients import Clients
from backend.delivery.push.push_services import Service, Services
from backend.delivery.push.webpush import Undeliverable, WebPush, encrypt
from backend.delivery.worker.wave_run import TRIED_AGAIN_AFTER, PassOverRequest, WaveRun, moment
from backend.domain.participants.subscriptions import origin_of
from backend.models.delivery import FAILED, GONE, HANDED_OVER, RETRYING, UNREACHABLE, WITHDRAWN
from backend.settings import Settings

FRESH = 0.8
BATCH = 32
LONGEST_PAUSE, DOUBLED = 60.0, 6
"""Seconds between tries, and after how many doublings that is reached: a float ends after a thousand of them."""
JITTER = (1.0, 1.7)
"""The first try again leaves within two seconds, and what is due is only looked for each LOOK_EVERY."""
DRIFT = 1.0
"""Seconds a clock may be off before it counts as set."""
GIVES_WAY = 0.02
"""Seconds between messages of no action, while one has messages on their way."""
SOCKET_PATIENCE = 2.0
"""Seconds an open socket has before its place counts as unreachable."""
log = structlog.get_logger()


def pause_after(attempts: int) -> float:
    """Seconds until a message is tried again that was tried so often before this time."""
    return min(LONGEST_PAUSE, 2.0 ** min(attempts, DOUBLED) * random.uniform(*JITTER))


class Sending:
    """Attempts begun here end in `results`."""

    def __init__(self, worker: str, settings: Settings, clock: Clock, clients: Clients | None = None) -> None:
        self.services = Services(settings, clients or Clients(settings))
        self.runs: dict[int, WaveRun] = {}
        self.lane: deque[tuple[Leased, Wave]] = deque()
        self.results: list[Settled] = []
        self.settling: dict[int, Counter[int]] = defaultdict(Counter)
        """Places of each wave and push service among the results."""
        self.oldest_result = 0.0
        self.moved = timedelta()
        """How far the clock was set since the database was told."""
        self._worker, self._clock = worker, clock
        self._wall = self._steady = clock().timestamp() - time.monotonic()
        self._service_of: dict[int, Service] = {}
        self._turns: deque[int] = deque()
        self._gave_way_at = 0.0
        self._attempts: set[asyncio.Task[None]] = set()
        self._view: State | None = None

    def see(self, view: State) -> None:
        """Takes in how things stand, unless something newer is known."""
        if self._view is None or view.seen >= self._view.seen:
            self._view = view
            for run in self.runs.values():
                end = view.running.get(run.wave.action_id or "")
                if end is not None and run.wave.stops_at_end:
                    run.extend(end)

    def now(self) -> datetime:
        """The wall clock, to reckon with: what is due, what has expired.

        When the clock was set, whatever waits for a moment here has moved along before this answers."""
        monotonic = time.monotonic()
        moved = self._clock().timestamp() - monotonic - self._wall
        if abs(moved) >= DRIFT:
            self._move(timedelta(seconds=moved))
        if not self.runs:
            # The order of a wave is proven from its times: between its first and its last, no jump.
            self._steady = self._wall
        return moment(self._wall + monotonic)

    def _move(self, by: timedelta) -> None:
        log.warning("clock-moved", seconds=round(by.total_seconds()))
        self._wall += by.total_seconds()
        self.moved += by
        for run in self.runs.values():
            run.wave.started_at += by
        for settled in self.results:
            settled.due_at = settled.due_at and settled.due_at + by

    def hand_in(self) -> tuple[list[Settled], dict[int, Counter[int]]]:
        """Gives the results to whoever brings them to the database, counted by wave and push service."""
        results, settling = self.results, self.settling
        self.results, self.settling = [], defaultdict(Counter)
        return results, settling

    def take_back(self, results: list[Settled]) -> None:
        """They could not be brought: they go in front of what has come since."""
        self.results = results + self.results
        for settled in results:
            if not settled.from_lane:
                self.settling[settled.place.wave_id][settled.place.service_id] += 1

    def begin_round(self) -> int:
        """Begins what may begin, a batch of each wave in turn; answers how many messages it began or gave up.

        While an action has a wave on its way, whatever belongs to none (reminders, news) gives way: one at a time."""
        now = time.monotonic()
        begun = 0
        urgent = any(run.wave.action_id for run in self.runs.values())
        if len(self._turns) != len(self.runs) or any(wave not in self.runs for wave in self._turns):
            self._turns = deque(self.runs)
        self._turns.rotate(-1)
        for wave_id in self._turns:
            run = self.runs[wave_id]
            run.count_waiting(now, partial(self._in_hand, run, now))
            allowed = self.allows(run.wave)
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
        begun += self._begin_lane()
        return begun

    def allows(self, wave: Wave) -> bool | None:
        """Whether a message of this wave may leave: yes, no (it ended or expired), or unknown for now."""
        view = self._view
        if view is None or time.monotonic() - view.seen >= FRESH or view.sender != self._worker:
            return None
        if not wave.stops_at_end:
            return self.now() < wave.expires_at
        end = view.running.get(wave.action_id or "")
        if end is None:
            # Somebody who looked before the wave was there may not have seen its action either.
            return False if view.seen > wave.known_at else None
        past = (self.now() - end).total_seconds()
        if past < 0:
            return True
        # It may just have been extended: given up only once somebody looked a while after its end.
        return False if time.monotonic() - view.seen < past - FRESH else None

    def closed(self) -> frozenset[int]:
        """Push services that take nothing now."""
        now = time.monotonic()
        return frozenset(one for one, its in self._service_of.items() if not its.breaker.allows(now))

    def passes(self, closed: frozenset[int]) -> list[PassOverRequest]:
        """What to pass over of each wave that may leave."""
        if not closed:
            return []
        now, passed_at = self.now(), self._order_time()
        return [
            one
            for run in self.runs.values()
            if self.allows(run.wave)
            for one in run.passes(now, passed_at, closed)
        ]

    async def finish(self, longest: float) -> None:
        """Waits for the attempts in flight; those without an answer by then are cut and count as unanswered."""
        if self._attempts:
            _, late = await asyncio.wait(self._attempts, timeout=longest)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self.services.close()

    def _order_time(self) -> datetime:
        """The wall clock as it ran since nothing was being sent: it never jumps within a wave."""
        return moment(self._steady + time.monotonic())

    def _begin(self, line: deque[Leased], wave: Wave, run: WaveRun | None, most: int) -> int:
        """Encrypts and starts at most so many of one stream, as its push service has room for."""
        limit = 1 if run is not None and not run.started else most
        batch: list[tuple[Leased, Service, bytes]] = []
        begun = 0
        while line and begun < limit:
            leased = line[0]
            service = self._service(leased)
            if service is None or (
                run is not None and leased.address and leased.address.service_id != leased.place.service_id
            ):
                line.popleft()
                state, now = UNREACHABLE if service is None else RETRYING, self.now()
                if service is None and leased.listening:
                    # Its turn has come: the hub at its socket is writing it, and has a moment to say so.
                    state = RETRYING
                # No subscription when enlisted but one now, or one elsewhere: it is tried beside the wave.
                due_at = now if service is not None else now + timedelta(seconds=SOCKET_PATIENCE)
                self._settle(leased, wave, state, run, answered_at=self._order_time(), due_at=due_at)
                begun += 1
                continue
            if not service.breaker.allows(time.monotonic()):
                line.popleft()
                due_at = self.now() + TRIED_AGAIN_AFTER
                self._settle(leased, wave, RETRYING, run, answered_at=self._order_time(), due_at=due_at)
                begun += 1
                continue
            if not service.room(time.monotonic()):
                break
            line.popleft()
            begun += 1
            payloads = run.payloads if run is not None else {k: v.encode() for k, v in wave.payloads.items()}
            try:
                assert leased.address is not None
                body = encrypt(leased.address, payloads[leased.language])
            except Undeliverable:
                self._settle(leased, wave, FAILED, run)
                continue
            service.in_flight += 1
            if run is not None:
                service.small = leased.place.service_id in run.wave.small
            service.breaker.begin()
            batch.append((leased, service, body))
        if run is not None and batch:
            run.started = True
        for leased, service, body in batch:
            task = asyncio.create_task(self._attempt(leased, wave, run, service, body))
            self._attempts.add(task)
            task.add_done_callback(self._attempts.discard)
        return begun

    def _in_hand(self, run: WaveRun, now: float, service_id: int) -> bool:
        """Whether this service has places that could begin at once."""
        line = run.pending.get(service_id)
        service = self._service(line[0]) if line else None
        return bool(line) and (service is None or service.room(now))

    def _begin_lane(self) -> int:
        begun, waiting = 0, len(self.lane)
        for _ in range(min(waiting, BATCH)):
            leased, wave = self.lane.popleft()
            allowed = self.allows(wave)
            if allowed is None:
                self.lane.append((leased, wave))
            elif not allowed:
                self._give_up(leased, wave, None)
                begun += 1
            else:
                single = deque([leased])
                begun += self._begin(single, wave, None, 1)
                self.lane.extend((item, wave) for item in single)
        return begun

    async def _attempt(
        self, leased: Leased, wave: Wave, run: WaveRun | None, service: Service, body: bytes
    ) -> None:
        """One POST: the last look at whether it may leave, the attempt, what it came to."""
        if not self.allows(wave):
            service.in_flight -= 1
            service.breaker.trial = False
            self._return(leased, wave, run)
            return
        assert leased.address is not None
        ttl = max(1, int((wave.expires_at - self.now()).total_seconds()))
        message = Message(leased.address.endpoint, body, wave.action_id or wave.notice_id, ttl)
        began_at, began = self._order_time(), time.monotonic()

        def may_begin() -> bool:
            # Looking up its push service can take seconds, in which the action may have ended.
            nonlocal began_at, began
            began_at, began = self._order_time(), time.monotonic()
            return bool(self.allows(wave))

        result: Result | None = Result(Outcome.UNKNOWN)
        try:
            result = await WebPush(service).send(message, may_begin)
        finally:
            service.in_flight -= 1
            if result is None:
                service.breaker.trial = False
                self._return(leased, wave, run)
            else:
                ended = time.monotonic()
                service.breaker.note(result, ended, ended - began)
                self._conclude(leased, wave, run, result, began_at)

    def _return(self, leased: Leased, wave: Wave, run: WaveRun | None) -> None:
        """It may not leave now: back to the front of its line, or given up for good."""
        if self.allows(wave) is False:
            self._give_up(leased, wave, run)
        elif run is None:
            self.lane.appendleft((leased, wave))
        else:
            line = run.pending[leased.place.service_id]
            line.appendleft(leased)
            ordered = sorted(line, key=lambda item: item.place.seq)
            line.clear()
            line.extend(ordered)

    def _conclude(
        self, leased: Leased, wave: Wave, run: WaveRun | None, result: Result, began_at: datetime
    ) -> None:
        outcome = result.outcome
        state = {Outcome.ACCEPTED: HANDED_OVER, Outcome.GONE: GONE, Outcome.REFUSED: FAILED}.get(
            outcome, RETRYING
        )
        pause = pause_after(leased.attempts)
        self._settle(
            leased,
            wave,
            state,
            run,
            attempted=True,
            unanswered=outcome is Outcome.UNKNOWN,
            began_at=began_at,
            answered_at=self._order_time(),
            due_at=self.now() + timedelta(seconds=max(pause, result.retry_after or 0.0))
            if state == RETRYING
            else None,
            accepted=outcome is Outcome.ACCEPTED,
        )

    def _give_up(self, leased: Leased, wave: Wave, run: WaveRun | None) -> None:
        self._settle(leased, wave, FAILED if leased.unanswered else WITHDRAWN, run)

    def _drop(self, run: WaveRun) -> int:
        dropped = run.drop()
        for leased in dropped:
            self._give_up(leased, run.wave, run)
        return len(dropped)

    def _settle(
        self,
        leased: Leased,
        wave: Wave,
        result: str,
        run: WaveRun | None,
        *,
        attempted: bool = False,
        unanswered: bool = False,
        began_at: datetime | None = None,
        answered_at: datetime | None = None,
        due_at: datetime | None = None,
        accepted: bool = False,
    ) -> None:
        if not self.results:
            self.oldest_result = time.monotonic()
        self.results.append(
            Settled(
                leased.place,
                wave.action_id,
                leased.participant_id,
                result,
                attempted,
                unanswered,
                began_at,
                answered_at,
                due_at,
                accepted,
                stops_at_end=wave.stops_at_end,
                may_have_arrived=unanswered or leased.unanswered,
                endpoint=leased.address.endpoint if leased.address else None,
                from_lane=run is None,
            )
        )
        if run is not None:
            self.settling[wave.id][leased.place.service_id] += 1
            run.window.resolve(leased.place.service_id, leased.place.seq)
            run.had_retries = run.had_retries or (result == RETRYING and leased.address is not None)

    def _service(self, leased: Leased) -> Service | None:
        if leased.address is None:
            return None
        known = self._service_of.get(leased.address.service_id)
        if known is None:
            known = self.services.at(origin_of(leased.address.endpoint))
            self._service_of[leased.address.service_id] = known
        return known

"""The attempts of one worker: each begins with a last look at whether it may leave, and ends as a result.

Begun by Sending; the results are brought to the database by Cycle."""

import asyncio
import random
import time
from collections import Counter, defaultdict, deque
from datetime import datetime, timedelta
from typing import Any

from backend.delivery.channel import Channel, Message, Outcome, Result
from backend.delivery.outbox.rows import Leased, Settled, Wave
from backend.delivery.worker.permission import Permission
from backend.delivery.worker.services import Service
from backend.delivery.worker.steady_clock import SteadyClock
from backend.delivery.worker.wave_run import WaveRun
from backend.models.delivery import FAILED, HANDED_OVER, RETRYING, WITHDRAWN

LONGEST_PAUSE, DOUBLED = 60.0, 6
"""Seconds between tries, and after how many doublings that is reached: a float ends after a thousand of them."""
JITTER = (1.0, 1.7)
"""The first try again leaves within two seconds, and what is due is only looked for each LOOK_EVERY."""
OVERTIME = 1.0
"""Seconds after the longest an attempt may last at which it is cut off here."""


def pause_after(attempts: int) -> float:
    """Seconds until a message is tried again that was tried so often before this time."""
    return min(LONGEST_PAUSE, 2.0 ** min(attempts, DOUBLED) * random.uniform(*JITTER))


class Attempts:
    """Those in flight, and the `results` of those that ended and were not brought to the database yet."""

    def __init__(
        self,
        channel: Channel[Any],
        clock: SteadyClock,
        permission: Permission,
        retry_queue: deque[tuple[Leased, Wave]],
    ) -> None:
        self.results: list[Settled] = []
        self.settling: dict[int, Counter[int]] = defaultdict(Counter)
        """Places of each wave and service among the results."""
        self.oldest_result = 0.0
        self._channel, self._clock, self._permission = channel, clock, permission
        self._retry_queue = retry_queue
        self._in_flight: dict[asyncio.Task[None], float] = {}
        """When each began, in monotonic seconds; infinity until it may."""

    def begin(
        self, leased: Leased, wave: Wave, run: WaveRun | None, service: Service, prepared: object
    ) -> None:
        """Starts one; without a `run` it is a retry."""
        task = asyncio.create_task(self._attempt(leased, wave, run, service, prepared))
        self._in_flight[task] = float("inf")
        task.add_done_callback(self._in_flight.pop)

    def hand_in(self) -> tuple[list[Settled], dict[int, Counter[int]]]:
        """Gives the results to whoever brings them to the database, counted by wave and service."""
        results, settling = self.results, self.settling
        self.results, self.settling = [], defaultdict(Counter)
        return results, settling

    def take_back(self, results: list[Settled]) -> None:
        """They could not be brought: they go in front of what has come since."""
        self.results = results + self.results
        for settled in results:
            if not settled.is_retry:
                self.settling[settled.place.wave_id][settled.place.service_id] += 1

    def shift(self, by: timedelta) -> None:
        """The clock was set: what is to be tried again waits as long as it would have."""
        for settled in self.results:
            settled.due_at = settled.due_at and settled.due_at + by

    def cut_late(self, now: float) -> None:
        """Ends those that their channel should have ended: without an answer by then they count as unanswered."""
        latest = now - self._channel.attempt_seconds - OVERTIME
        for task, began in list(self._in_flight.items()):
            if began < latest:
                task.cancel()

    async def finish(self, longest: float) -> None:
        """Waits for the attempts in flight; those without an answer by then are cut and count as unanswered."""
        if self._in_flight:
            _, late = await asyncio.wait(self._in_flight, timeout=min(longest, self._channel.attempt_seconds))
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _attempt(
        self, leased: Leased, wave: Wave, run: WaveRun | None, service: Service, prepared: object
    ) -> None:
        """The last look at whether it may leave, the attempt, what it came to."""
        if not self._permission.allows(wave):
            service.in_flight -= 1
            service.breaker.trial = False
            self._return(leased, wave, run)
            return
        ttl = max(1, int((wave.expires_at - self._clock.now()).total_seconds()))
        topic = (wave.action_id or wave.notice_id) if self._channel.replaces else None
        began_at, began, task = self._clock.order_time(), time.monotonic(), asyncio.current_task()
        assert task is not None

        def may_begin() -> bool:
            # Looking up its service can take seconds, in which the action may have ended.
            nonlocal began_at, began
            began_at, began = self._clock.order_time(), time.monotonic()
            self._in_flight[task] = began
            return bool(self._permission.allows(wave))

        result: Result | None = Result(Outcome.UNKNOWN)
        try:
            result = await self._channel.send(prepared, Message(topic, ttl, service.small), may_begin)
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
        if self._permission.allows(wave) is False:
            self.give_up(leased, wave, run)
        elif run is None:
            self._retry_queue.appendleft((leased, wave))
        else:
            line = run.pending[leased.place.service_id]
            line.appendleft(leased)
            ordered = sorted(line, key=lambda item: item.place.seq)
            line.clear()
            line.extend(ordered)

    def _conclude(
        self, leased: Leased, wave: Wave, run: WaveRun | None, result: Result, began_at: datetime
    ) -> None:
        meaning = self._channel.meanings[result.outcome]
        due_at = None
        if meaning.result == RETRYING:
            pause = max(pause_after(leased.attempts), result.retry_after or 0.0)
            due_at = self._clock.now() + timedelta(seconds=pause)
        self.settle(
            leased,
            wave,
            meaning.result,
            run,
            attempted=True,
            unanswered=meaning.may_have_arrived,
            began_at=began_at,
            answered_at=self._clock.order_time(),
            due_at=due_at,
            accepted=meaning.result == HANDED_OVER,
            removes_address=meaning.removes_address,
        )

    def give_up(self, leased: Leased, wave: Wave, run: WaveRun | None) -> None:
        """Nothing of it will leave any more."""
        self.settle(leased, wave, FAILED if leased.unanswered else WITHDRAWN, run)

    def settle(
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
        removes_address: bool = False,
    ) -> None:
        """What became of one delivery, with an attempt or without."""
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
                address=leased.address.identity if leased.address else None,
                removes_address=removes_address,
                is_retry=run is None,
            )
        )
        if run is not None:
            self.settling[wave.id][leased.place.service_id] += 1
            run.window.resolve(leased.place.service_id, leased.place.seq)
            run.had_retries = run.had_retries or (result == RETRYING and leased.address is not None)

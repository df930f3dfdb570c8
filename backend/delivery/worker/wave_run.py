"""One wave in a worker's memory: what is leased, what may be begun, and how much more to ask for.

At most W places of a wave are leased and not yet settled, so at most W messages repeat after a crash; they are
shared among the services, so that a dead one can't use them all up."""

from collections import Counter, deque
from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.delivery.outbox.rows import Leased, Wave
from backend.delivery.worker.window import Window
from backend.domain.messages.payload import lasting

BLOCK = 250
PASSED_AT_ONCE = 500
TRIED_AGAIN_AFTER = timedelta(seconds=1)
SMALL_PART = 4
"""Of W, the part that services with few places in a wave have together, while there are larger ones."""


@dataclass(slots=True, frozen=True)
class LeaseRequest:
    """How many places to lease of which stream, from which place and up to which."""

    wave_id: int
    service_id: int
    first: int
    limit: int | None
    count: int


@dataclass(slots=True, frozen=True)
class PassOverRequest:
    """Places of a stream to pass over, from this one on: its service takes nothing now."""

    lease: LeaseRequest
    """The same places, were they leased."""
    action_id: str | None
    stops_at_end: bool
    passed_at: datetime
    due_at: datetime
    """When they are to be tried again."""


class WaveRun:
    """A wave on its way."""

    def __init__(self, wave: Wave) -> None:
        self.wave = wave
        self.window = Window(wave.width, wave.lines, ordered=wave.ordered, waited=wave.waited)
        self.pending: dict[int, deque[Leased]] = {service: deque() for service in wave.lines}
        self.unsettled: Counter[int] = Counter()
        self.retrying = 0
        """Of this wave in the retry queue and in flight: they share its W."""
        self.had_retries = False
        self.recorded = wave.waited
        """What is written down of the budget it spent, in seconds."""
        self.started = False
        self._counted: float | None = None
        self._encode()

    @property
    def reserve(self) -> int:
        """How much of its W is kept back for retries."""
        return self.window.width // 4 if self.had_retries else 0

    def spent_more(self) -> bool:
        """Whether more of the budget is gone than is written down."""
        return self.window.waited > self.recorded

    def extend(self, end: datetime) -> None:
        """The action lasts until then, and so does what still waits to leave."""
        if end != self.wave.expires_at:
            self.wave.expires_at = end
            self.wave.payloads = lasting(self.wave.payloads, end)
            self._encode()

    def pass_over(self, service_id: int, places: list[int], ahead: int | None) -> None:
        """Takes in what was passed over."""
        self.window.lease(service_id, places, ahead)
        for place in places:
            self.window.resolve(service_id, place)
        self.had_retries = True

    def receive(self, service_id: int, leased: list[Leased], ahead: int | None) -> None:
        """Takes in what was leased."""
        self.window.lease(service_id, [item.place.seq for item in leased], ahead)
        self.pending.setdefault(service_id, deque()).extend(leased)
        self.unsettled[service_id] += len(leased)

    def hungry(self) -> bool:
        """Whether some service has nothing left to begin."""
        return any(not self.pending.get(service) for service in self.window.services())

    def next_pass_overs(self, now: datetime, passed_at: datetime, closed: Set[int]) -> list[PassOverRequest]:
        """What to pass over, as these services take nothing now. It leaves nothing in flight, so W is no limit."""
        found, limit = [], self._due(None, now)
        for service in closed & set(self.window.services()):
            ahead = self.window.ahead(service)
            if ahead is not None and (limit is None or ahead <= limit):
                lease = LeaseRequest(self.wave.id, service, ahead, limit, PASSED_AT_ONCE)
                action, due_at = self.wave.action_id, now + TRIED_AGAIN_AFTER
                found.append(PassOverRequest(lease, action, self.wave.stops_at_end, passed_at, due_at))
        return found

    def next_leases(
        self, now: datetime, settling: Counter[int], closed: Set[int] = frozenset()
    ) -> list[LeaseRequest]:
        """What to lease next, given how many places per service are being settled in the same transaction, and which
        services are `closed`: these are passed over, and need no share."""
        width, small = self.window.width, self.wave.small
        open_services = [service for service in self.window.services() if service not in closed]
        unsettled = {service: count - settling[service] for service, count in self.unsettled.items()}
        busy = {service for service, count in unsettled.items() if count} | set(open_services)
        left = width - max(self.reserve, self.retrying) - sum(unsettled.values())
        # A thousand services that one person each uses count as one, as long as there are large ones to serve.
        sharing = busy - small or busy
        few_at_large = sharing != busy
        left_to_small = (width - self.reserve) // SMALL_PART - sum(unsettled.get(one, 0) for one in small)
        share = max(1, (width - self.reserve) // max(1, len(sharing) + few_at_large))
        wanted = []
        # Farthest first: what the others wait for must not wait itself for a share.
        for service in sorted(open_services, key=lambda one: self.window.ahead(one) or 0):
            if not self.window.may_lease(service):
                continue
            held = unsettled.get(service, 0)
            count = min(BLOCK, share - held, left)
            bounded = few_at_large and service in small
            if bounded:
                count = min(count, left_to_small)
            if count < 1 or (held and count < min(BLOCK, share) // 2):
                continue
            limit = self._due(self.window.limit(service), now)
            ahead = self.window.ahead(service)
            if ahead is None or (limit is not None and ahead > limit):
                continue
            wanted.append(LeaseRequest(self.wave.id, service, ahead, limit, count))
            left -= count
            left_to_small -= count if bounded else 0
        return wanted

    def count_waiting(self, now: float, in_hand: Callable[[int], bool]) -> None:
        """Spends the wave's budget for as long as one service waits for answers of another; `now` in monotonic seconds.

        `in_hand` tells whether a service has places this worker could begin: then it waits for the worker, not for the
        service, and a wave would lose its order across services just for being large."""
        if self._counted is not None:
            self.window.waited += now - self._counted
        holding = self.window.waits_for() if self.window.held_up() else None
        self._counted = now if holding is not None and not in_hand(holding) else None

    def drop(self) -> list[Leased]:
        """Nothing more may leave: answers what was leased and not begun."""
        dropped = [leased for line in self.pending.values() for leased in line]
        for line in self.pending.values():
            line.clear()
        self.window.stop()
        return dropped

    def finished(self) -> bool:
        """Everything was leased and settled; what is left of it is in the retry queue."""
        return not self.window.services() and not any(self.unsettled.values())

    def _encode(self) -> None:
        self.payloads = {language: payload.encode() for language, payload in self.wave.payloads.items()}

    def _due(self, limit: int | None, now: datetime) -> int | None:
        if not self.wave.spread_seconds:
            return limit
        elapsed = (now - self.wave.started_at).total_seconds()
        if elapsed >= self.wave.spread_seconds:
            return limit
        due = int(max(0.0, elapsed) / self.wave.spread_seconds * self.wave.size)
        return due if limit is None else min(limit, due)

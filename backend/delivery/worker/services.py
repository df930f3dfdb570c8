"""Per service of a channel (a push service, say): one limit and one breaker.

A dead service must not hold up the others, and one participant's bogus address must not silence a service."""

from dataclasses import dataclass, field
from typing import Any

from backend.delivery.channel import Address, Channel, Outcome, Result

UNANSWERED_TO_OPEN = 5
TRIAL_AFTER = 5.0
REFUSED_TO_ALARM = 20
SLOW = 2.0
"""Seconds an answer takes: then a wave waits longer than the two it has for others."""
PACE_OF = 5


@dataclass(slots=True)
class Breaker:
    """Opens after five unanswered attempts in a row and lets one trial through every five seconds."""

    unanswered: int = 0
    refused: int = 0
    open_until: float | None = None
    trial: bool = False
    pace: float = 0.0
    """Seconds an answer takes, the last ones counting most."""

    def allows(self, now: float) -> bool:
        """Whether an attempt may begin; an open breaker allows one at a time, when its pause is over."""
        return self.open_until is None or (now >= self.open_until and not self.trial)

    def begin(self) -> None:
        self.trial = self.open_until is not None

    def note(self, result: Result, now: float, seconds: float) -> None:
        """Learns from an answer, or from its absence, and from how long it took."""
        self.trial = False
        self.pace += (seconds - self.pace) / PACE_OF
        if result.outcome in (Outcome.UNKNOWN, Outcome.UNREACHED):
            self.unanswered += 1
            if self.unanswered >= UNANSWERED_TO_OPEN or self.open_until is not None:
                self.open_until = now + TRIAL_AFTER
            return
        self.unanswered, self.open_until = 0, None
        if result.outcome is Outcome.REFUSED:
            self.refused += 1
        elif result.outcome is Outcome.ACCEPTED:
            self.refused = 0

    @property
    def state(self) -> str:
        """How the service stands, for whoever watches."""
        if self.open_until is not None:
            return "open"
        if self.refused >= REFUSED_TO_ALARM:
            return "refusing"
        return "slow" if self.pace >= SLOW else "ok"


@dataclass(slots=True)
class Service:
    """One service of a channel as this worker knows it."""

    name: str
    most: int
    """Attempts at a time."""
    in_flight: int = 0
    small: bool = False
    """Few of those now being alerted use it; see `leasing.LARGE`."""
    breaker: Breaker = field(default_factory=Breaker)

    def room(self, now: float) -> bool:
        """Whether another attempt may begin here."""
        return self.in_flight < self.most and self.breaker.allows(now)


class Services:
    """All services of a channel met so far."""

    def __init__(self, channel: Channel[Any]) -> None:
        self._channel = channel
        self._by_id: dict[int, Service] = {}

    def at(self, address: Address) -> Service:
        """The service of this address, known from its first use on."""
        service = self._by_id.get(address.service_id)
        if service is None:
            service = Service(self._channel.service_of(address), self._channel.most_in_flight)
            self._by_id[address.service_id] = service
        return service

    def closed(self, now: float) -> frozenset[int]:
        """Those (ids) whose breaker lets nothing through now."""
        return frozenset(one for one, service in self._by_id.items() if not service.breaker.allows(now))

    def full(self, now: float) -> list[str]:
        """Those (names) at which nothing more may begin now."""
        return [service.name for service in self._by_id.values() if not service.room(now)]

    def states(self) -> dict[str, str]:
        """State by name."""
        return {service.name: service.breaker.state for service in self._by_id.values()}

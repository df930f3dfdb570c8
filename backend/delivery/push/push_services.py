"""Per push service (the origin of its endpoints): one VAPID header, one limit, one breaker.

A dead service must not hold up the others, and one participant's bogus address must not silence a service."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from py_vapid import Vapid02

from backend.delivery.channel import Outcome, Result
from backend.delivery.push.clients import IN_FLIGHT, Clients
from backend.settings import Settings

UNANSWERED_TO_OPEN = 5
TRIAL_AFTER = 5.0
REFUSED_TO_ALARM = 20
SLOW = 2.0
"""Seconds an answer takes: then a wave waits longer than the two it has for others."""
PACE_OF = 5
HEADER_SECONDS = 6 * 3600


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
    """One push service as this worker knows it."""

    origin: str
    clients: Clients
    sign: Callable[[dict[str, str | int]], str]
    subject: str
    in_flight: int = 0
    small: bool = False
    """Few of those now being alerted use it; see `outbox.LARGE`."""
    breaker: Breaker = field(default_factory=Breaker)
    _header: str = ""
    _renew_at: float = 0.0

    def authorization(self) -> str:
        """The VAPID header, reused for half its life as RFC 8292 asks."""
        now = time.time()
        if not 0 < self._renew_at - now <= HEADER_SECONDS / 2:
            self._header = self.sign(
                {"aud": self.origin, "exp": int(now) + HEADER_SECONDS, "sub": self.subject}
            )
            self._renew_at = now + HEADER_SECONDS / 2
        return self._header

    def room(self, now: float) -> bool:
        """Whether another attempt may begin here."""
        return self.in_flight < IN_FLIGHT and self.breaker.allows(now)


class Services:
    """All push services met so far, by origin."""

    def __init__(self, settings: Settings, clients: Clients) -> None:
        self._settings = settings
        key = Vapid02.from_raw(settings.vapid_private_key.encode())
        self._sign: Callable[[dict[str, str | int]], str] = lambda claims: key.sign(claims)["Authorization"]
        self._known: dict[str, Service] = {}
        self._clients = clients

    def at(self, origin: str) -> Service:
        """The service with this origin, its client made at first use."""
        if origin not in self._known:
            subject = self._settings.vapid_subject
            self._known[origin] = Service(origin, self._clients, self._sign, subject)
        return self._known[origin]

    def closed(self, now: float) -> list[str]:
        """Origins that take nothing now."""
        return [origin for origin, service in self._known.items() if not service.room(now)]

    def states(self) -> dict[str, str]:
        """State by origin."""
        return {origin: service.breaker.state for origin, service in self._known.items()}

    def renew(self, now: float) -> None:
        """Lets the clients look up their hosts again, when it is time."""
        self._clients.renew(now)

    async def close(self) -> None:
        await self._clients.close()

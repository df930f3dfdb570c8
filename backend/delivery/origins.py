"""Per push service (the origin of its endpoints): one client, one VAPID header, one limit, one breaker.

A dead service must not hold up the others, and one participant's bogus address must not silence a service."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import structlog
from py_vapid import Vapid02
from pyreqwest.client import Client, ClientBuilder

from backend.delivery.channel import Outcome, Result
from backend.settings import Settings

IN_FLIGHT = 256
ATTEMPT_SECONDS = 10.0
UNANSWERED_TO_OPEN = 5
TRIAL_AFTER = 5.0
REFUSED_TO_ALARM = 20
HEADER_SECONDS = 6 * 3600
log = structlog.get_logger()


@dataclass(slots=True)
class Breaker:
    """Opens after five unanswered attempts in a row and lets one trial through every five seconds."""

    unanswered: int = 0
    refused: int = 0
    open_until: float | None = None
    trial: bool = False

    def allows(self, now: float) -> bool:
        """Whether an attempt may begin; an open breaker allows one at a time, when its pause is over."""
        return self.open_until is None or (now >= self.open_until and not self.trial)

    def begin(self) -> None:
        self.trial = self.open_until is not None

    def note(self, result: Result, now: float) -> None:
        """Learns from an answer, or from its absence."""
        self.trial = False
        if result.outcome is Outcome.UNKNOWN:
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
        return "refusing" if self.refused >= REFUSED_TO_ALARM else "ok"


@dataclass(slots=True)
class Service:
    """One push service as this worker knows it."""

    origin: str
    client: Client
    sign: Callable[[dict[str, str | int]], str]
    subject: str
    in_flight: int = 0
    breaker: Breaker = field(default_factory=Breaker)
    _header: str = ""
    _renew_at: float = 0.0

    def authorization(self) -> str:
        """The VAPID header, reused for half its life as RFC 8292 asks."""
        now = time.time()
        if now >= self._renew_at:
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

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        key = Vapid02.from_raw(settings.vapid_private_key.encode())
        self._sign: Callable[[dict[str, str | int]], str] = lambda claims: key.sign(claims)["Authorization"]
        self._known: dict[str, Service] = {}
        self._authority = Path(settings.push_ca_file).read_bytes() if settings.push_ca_file else None

    def at(self, origin: str) -> Service:
        """The service with this origin, its client made at first use."""
        if origin not in self._known:
            subject = self._settings.vapid_subject
            self._known[origin] = Service(origin, self._client(origin), self._sign, subject)
        return self._known[origin]

    def closed(self, now: float) -> list[str]:
        """Origins that take nothing now."""
        return [origin for origin, service in self._known.items() if not service.room(now)]

    def states(self) -> dict[str, str]:
        """State by origin."""
        return {origin: service.breaker.state for origin, service in self._known.items()}

    async def close(self) -> None:
        for service in self._known.values():
            await service.client.close()

    def _client(self, origin: str) -> Client:
        builder = (
            ClientBuilder()
            .follow_redirects(False)
            .no_proxy()
            .referer(False)
            .timeout(timedelta(seconds=ATTEMPT_SECONDS))
            .http2(origin.startswith("https:"))
            .pool_max_idle_per_host(IN_FLIGHT)
        )
        if self._authority is not None:
            builder = builder.add_root_certificate_pem(self._authority)
        return builder.build()

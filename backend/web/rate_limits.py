"""How often a caller may try. Shared by all processes when there is a Redis, else each counts for itself."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from limits import RateLimitItem, parse
from limits.storage import RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter

from backend.domain.refusals import TooMany

SIGN_IN_FAILURES = parse("5/15minutes")
SIGN_IN_ADDRESS = parse("20/minute")
JOINING = parse("60/minute")
CODES = parse("20/minute")
LOOK_UPS = parse("20/minute")
PARTICIPANT = parse("120/minute")
REDIS_PATIENCE = 0.25
REDIS_REST = 5.0

Answer = TypeVar("Answer")
log = structlog.get_logger()


class Limits:
    """Counts per limit and key; raises TooMany. Without a reachable Redis it counts in this process."""

    def __init__(self, enabled: bool, redis_url: str | None = None) -> None:
        self.enabled = enabled
        self._own = FixedWindowRateLimiter(Tally())
        self._url = redis_url
        self._shared: FixedWindowRateLimiter | None = None
        self._rest_until = 0.0

    def count(self, limit: RateLimitItem, what: str, key: str) -> None:
        """One more try. Raises TooMany when that is one too many."""
        if self.enabled and not self._ask(lambda limiter: limiter.hit(limit, what, key)):
            reset = self._ask(lambda limiter: limiter.get_window_stats(limit, what, key).reset_time)
            raise TooMany(max(1, round(reset - time.time() + 0.5)))

    def forgive(self, limit: RateLimitItem, what: str, key: str) -> None:
        """Takes one try back: it turned out well."""
        if self.enabled:
            self._ask(lambda limiter: limiter.hit(limit, what, key, cost=-1))

    def _ask(self, question: Callable[[FixedWindowRateLimiter], Answer]) -> Answer:
        if self._url and time.monotonic() >= self._rest_until:
            try:
                if self._shared is None:
                    self._shared = FixedWindowRateLimiter(
                        RedisStorage(
                            self._url, socket_timeout=REDIS_PATIENCE, socket_connect_timeout=REDIS_PATIENCE
                        )
                    )
                return question(self._shared)
            except Exception as error:  # whatever Redis does, calls go on
                self._rest_until = time.monotonic() + REDIS_REST
                log.warning("redis unreachable, counting here", error=type(error).__name__)
        return question(self._own)


class Tally(Storage):
    """Counters in memory. The library's own starts a thread at nearly every hit and walks all keys in it."""

    STORAGE_SCHEME = None

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._counts: dict[str, tuple[int, float]] = {}
        self._sweep_at = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = time.time()
        with self._lock:
            if now >= self._sweep_at:
                self._counts = {name: entry for name, entry in self._counts.items() if entry[1] > now}
                self._sweep_at = now + 60
            count, until = self._counts.get(key, (0, 0.0))
            if until <= now:
                count, until = 0, now + expiry
            count = max(0, count + amount)
            self._counts[key] = (count, until)
            return count

    def get(self, key: str) -> int:
        count, until = self._counts.get(key, (0, 0.0))
        return count if until > time.time() else 0

    def get_expiry(self, key: str) -> float:
        return self._counts.get(key, (0, time.time()))[1]

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with self._lock:
            gone = len(self._counts)
            self._counts.clear()
        return gone

    def clear(self, key: str) -> None:
        with self._lock:
            self._counts.pop(key, None)

"""One HTTP client a push service, pinned to an address that was looked up and checked; renewed each minute.

A name may lead elsewhere a moment after it was checked: a pinned client never asks again. There is a bounded number of
clients and of look-ups, and the hosts few people use have a bound of their own, so that nobody can use up everything
by bringing a thousand of them."""

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from pyreqwest.client import Client, ClientBuilder

from backend.delivery.push import public_hosts
from backend.delivery.push.public_hosts import Allowed, Forbidden, Resolve
from backend.settings import Settings

ATTEMPT_SECONDS = 10.0
RENEW_AFTER = 60.0
LOOK_UP_SECONDS = 5.0
LOOK_UPS, LOOK_UPS_OF_SMALL = 16, 48
"""At once; one that the resolver does not answer keeps its place until the resolver gives up."""
HEADERS = {
    "Content-Encoding": "aes128gcm",
    "Content-Type": "application/octet-stream",
    "Urgency": "high",
}
"""Of every message; given to the client once, since setting them on each costs a part of what posting it does."""
MOST_CLIENTS = 64
"""Kept between attempts, each about 100 kB; one that is being used is never closed."""
IN_FLIGHT = 256
T = TypeVar("T")


class Unreachable(Exception):
    """No client for this push service: its name leads nowhere, or where nobody may be sent."""


@dataclass(slots=True)
class Pinned:
    """A client and the address it speaks to; None for an origin that is exempt, which is looked up by itself."""

    client: Client
    address: str | None
    looked_up: float
    in_use: int = 0


class Clients:
    """All clients of a worker. `resolve` and `allowed` are arguments, so that tests can play every host there is."""

    def __init__(
        self,
        settings: Settings,
        resolve: Resolve = public_hosts.system,
        allowed: Allowed = public_hosts.is_public,
    ) -> None:
        self._exempt = settings.push_allow_origins
        self._authority = Path(settings.push_ca_file).read_bytes() if settings.push_ca_file else None
        self._resolve, self._allowed = resolve, allowed
        self.pinned: OrderedDict[str, Pinned] = OrderedDict()
        self.making: dict[str, asyncio.Task[None]] = {}
        self._small, self._large = asyncio.Semaphore(LOOK_UPS_OF_SMALL), asyncio.Semaphore(LOOK_UPS)

    @property
    def attempt_seconds(self) -> float:
        """How long a client waits for an answer."""
        return ATTEMPT_SECONDS

    async def take(self, origin: str, *, small: bool) -> Pinned:
        """The client of this push service, to be given back. Raises Unreachable."""
        if origin not in self.pinned:
            await self._make(origin, small)
        pinned = self.pinned.get(origin)
        if pinned is None:
            raise Unreachable
        pinned.in_use += 1
        self.pinned.move_to_end(origin)
        return pinned

    def give_back(self, pinned: Pinned) -> None:
        """Its attempt has ended."""
        pinned.in_use -= 1
        too_many = len(self.pinned) - MOST_CLIENTS
        if too_many > 0:
            idle = [origin for origin, other in self.pinned.items() if not other.in_use]
            for origin in idle[:too_many]:
                del self.pinned[origin]

    def renew(self, now: float) -> None:
        """Looks up once more, beside everything else, what was looked up a minute ago; `now` in monotonic seconds."""
        for origin, pinned in self.pinned.items():
            if pinned.address is not None and now - pinned.looked_up >= RENEW_AFTER:
                self._begin(origin, small=False)

    async def close(self) -> None:
        for task in self.making.values():
            task.cancel()
        for pinned in self.pinned.values():
            await pinned.client.close()

    async def _make(self, origin: str, small: bool) -> None:
        await asyncio.wait([self._begin(origin, small)])

    def _begin(self, origin: str, small: bool) -> asyncio.Task[None]:
        """One look-up of an origin at a time, however many wait for it."""
        if origin not in self.making:
            task = asyncio.create_task(self._look_up(origin, small))
            self.making[origin] = task
            task.add_done_callback(lambda _: self.making.pop(origin, None))
        return self.making[origin]

    async def _look_up(self, origin: str, small: bool) -> None:
        """Pins the origin anew; where the name cannot be looked up just now, the address it had stays good."""
        slots = self._small if small else self._large
        before = self.pinned.get(origin)
        if before is not None:
            before.looked_up = time.monotonic()
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                await slots.acquire()
                answer = _in_thread(lambda: self._pin(origin, before), slots.release)
                pinned = await asyncio.shield(answer)
        except Forbidden:
            self.pinned.pop(origin, None)
        except (OSError, RuntimeError, ValueError):
            return
        else:
            self.pinned[origin] = pinned

    def _pin(self, origin: str, before: Pinned | None) -> Pinned:
        """In a thread: resolvers block, and making a client takes some milliseconds too."""
        now = time.monotonic()
        if origin in self._exempt:
            return Pinned(self._build(origin).build(), None, now)
        host = urlsplit(origin).hostname or ""
        addresses = public_hosts.checked(host, self._resolve, self._allowed)
        if before is not None and before.address in addresses:
            before.looked_up = now
            return before
        client = self._build(origin).resolve(host, addresses[0], 0).build()
        return Pinned(client, addresses[0], now)

    def _build(self, origin: str) -> ClientBuilder:
        """Follows no redirect, uses no proxy of the environment, and unpacks nothing."""
        builder = (
            ClientBuilder()
            .follow_redirects(False)
            .no_proxy()
            .referer(False)
            .gzip(False)
            .brotli(False)
            .zstd(False)
            .deflate(False)
            .timeout(timedelta(seconds=ATTEMPT_SECONDS))
            .default_headers(HEADERS)
            .http2(origin.startswith("https:"))
            .pool_max_idle_per_host(IN_FLIGHT)
        )
        if self._authority is not None:
            builder = builder.add_root_certificate_pem(self._authority)
        return builder


def _in_thread(work: Callable[[], T], ended: Callable[[], None]) -> "asyncio.Future[T]":
    """Runs it in a thread that nobody has to wait for, not even the end of the program."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def tell(result: T | None, error: BaseException | None) -> None:
        ended()
        if answer.cancelled():
            return
        if error is not None:
            answer.set_exception(error)
            # Whoever asked may have stopped waiting.
            answer.exception()
        else:
            answer.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except Exception as problem:
            error = problem
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, result, error)

    threading.Thread(target=run, name="look-up", daemon=True).start()
    return answer

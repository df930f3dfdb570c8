"""The push service in a thread with a loop of its own, so that a program or a test can wait for arrivals."""

import asyncio
import ssl
import threading
import time
from collections.abc import Callable, Container, Coroutine
from typing import Any, TypeVar
from urllib.parse import urlsplit

import uvloop

from backend.demo.push_service.service import CREATED, Arrival, PushService, Respond

T = TypeVar("T")


class PushServiceThread:
    """Runs from construction to stop(); a port of 0 is a free one. Raises OSError when the port is taken."""

    makes: type[Any] = PushService
    """The service that runs in it."""

    def __init__(
        self,
        port: int = 0,
        *,
        respond: Respond = lambda _: CREATED,
        known: Container[str] | None = None,
        public_key: str | None = None,
        on_arrival: Callable[[Arrival], None] = lambda _: None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._changed = threading.Condition()
        self._tls = tls
        self._told = on_arrival
        self.service = self.makes(
            respond=respond, known=known, public_key=public_key, on_arrival=self._arrived
        )
        self._loop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="push-service", daemon=True)
        self._thread.start()
        try:
            self.origin: str = self._call(self.service.start(port=port, tls=tls))
        except BaseException:
            self._end()
            raise

    @property
    def arrivals(self) -> list[Arrival]:
        """All so far, in order."""
        return list(self.service.arrivals)

    @property
    def respond(self) -> Respond:
        respond: Respond = self.service.respond
        return respond

    @respond.setter
    def respond(self, respond: Respond) -> None:
        self.service.respond = respond

    def endpoint(self, token: str) -> str:
        return f"{self.origin}/push/{token}"

    def wait_for(
        self, count: int, timeout: float = 10.0, that: Callable[[Arrival], bool] = lambda _: True
    ) -> list[Arrival]:
        """The arrivals that satisfy `that`, once there are `count`. Raises TimeoutError."""
        deadline = time.monotonic() + timeout
        seen, found = 0, list[Arrival]()
        with self._changed:
            while True:
                fresh = self.service.arrivals[seen:]
                seen += len(fresh)
                found += [arrival for arrival in fresh if that(arrival)]
                if len(found) >= count:
                    return found
                if not self._changed.wait(deadline - time.monotonic()):
                    raise TimeoutError(f"{len(found)} of {count} messages arrived in {timeout} s.")

    def close(self) -> None:
        """Ends every connection and refuses new ones; what arrived stays known."""
        self._call(self.service.stop())

    def reopen(self) -> None:
        """Listens again, where it did before."""
        self._call(self.service.start(port=urlsplit(self.origin).port or 0, tls=self._tls))

    def stop(self) -> None:
        if self._thread.is_alive():
            self._call(self.service.stop())
            self._end()

    def _arrived(self, arrival: Arrival) -> None:
        self._told(arrival)
        with self._changed:
            self._changed.notify_all()

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

"""Threads are few, and a caller who sends a byte a minute would keep one: a call has its seconds, then is cut off.

Only the embedded server (gunicorn.py) needs it; gevent has room for thousands, and a proxy waits in its place."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR, socket
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

SECONDS = 15.0
"""From the first byte of a call to the last of its answer; 64 kB at 35 kbit/s."""


class Deadline:
    """Ends connections whose time is up, from a thread of its own; `with deadline.watching(connection)`."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._due: dict[socket, float] = {}
        self._changed = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="slow-callers", daemon=True)
        self._thread.start()

    @contextmanager
    def watching(self, connection: socket) -> Iterator[None]:
        """Cuts `connection` off unless the block ends in time."""
        with self._changed:
            self._due[connection] = time.monotonic() + self._seconds
            # Due times only grow, so the thread's next one is nearer unless there was none.
            if len(self._due) == 1:
                self._changed.notify()
        try:
            yield
        finally:
            self.release(connection)

    def release(self, connection: socket) -> None:
        """Lets it last: what is now spoken is no longer a call, such as a WebSocket."""
        with self._changed:
            self._due.pop(connection, None)

    def stop(self) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        with self._changed:
            while not self._ended:
                now = time.monotonic()
                for connection in [found for found, due in self._due.items() if due <= now]:
                    del self._due[connection]
                    with suppress(OSError):
                        connection.shutdown(SHUT_RDWR)
                self._changed.wait(min(self._due.values()) - now if self._due else None)


class Worker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's worker of threads, each of which a caller can hold for SECONDS at most."""

    def init_process(self) -> None:
        self._deadline = Deadline()
        super().init_process()

    def handle(self, conn: Any) -> Any:
        with self._deadline.watching(conn.sock):
            return super().handle(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:
        if any(name == "UPGRADE" for name, _ in req.headers):
            self._deadline.release(conn.sock)
        return super().handle_request(req, conn)

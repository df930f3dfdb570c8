"""A cable between the house and its database, which a test cuts and mends."""

import socket
import threading
from contextlib import suppress

from sqlalchemy.engine import make_url

from tests.support.postgresql import free_port


class Cable:
    """Carries TCP to `host:port` from construction to stop(); whoever connects while it is cut is refused."""

    def __init__(self, host: str, port: int) -> None:
        self.port = free_port()
        self._far = (host, port)
        self._lock = threading.Lock()
        self._ends: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self._left: int | None = None
        self.mend()

    def through(self, url: str) -> str:
        """The address of a database, by way of this cable."""
        changed = make_url(url).set(host="127.0.0.1", port=self.port)
        return changed.render_as_string(hide_password=False)

    def cut(self, after: int = 0) -> None:
        """Breaks every connection; or does so once the house has said something `after` times more."""
        with self._lock:
            self._left = after
        if not after:
            self._break()

    def mend(self) -> None:
        with self._lock:
            self._left = None
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self.port))
            threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def stop(self) -> None:
        self._break()

    def _break(self) -> None:
        with self._lock:
            listener, self._listener = self._listener, None
            ends, self._ends = self._ends, set()
        for end in [listener, *ends] if listener else ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
                far = socket.create_connection(self._far)
            except OSError:
                return
            with self._lock:
                self._ends |= {near, far}
            threading.Thread(target=self._carry, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, False), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, outward: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if outward and self._breaks_now():
                    self._break()
                    return
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _breaks_now(self) -> bool:
        with self._lock:
            if self._left is None:
                return False
            self._left -= 1
            return self._left < 0

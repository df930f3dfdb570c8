"""A long line to a push service: whatever it answers arrives later. Bytes are passed on as they are, so TLS and HTTP/2
reach from end to end."""

import asyncio
import socket
import threading
from functools import partial
from typing import Self

import uvloop

from tests.bench.child import Child, ignore_interrupt, serve
from tests.bench.sink import Sink


class Delayed:
    """Runs in a process of its own from entering to leaving; `origin` leads to the sink."""

    def __init__(self, sink: Sink, seconds: float) -> None:
        self._port, self._seconds = int(sink.origin.rpartition(":")[2]), seconds

    def __enter__(self) -> Self:
        self._child = Child("delayed", pass_on, self._port, self._seconds)
        self.origin = f"https://127.0.0.1:{self._child.ask('port')}"
        return self

    def __exit__(self, *_: object) -> None:
        self._child.stop()


def pass_on(connection: object, port: int, seconds: float) -> None:
    """In the child: answers the port it listens on."""
    ignore_interrupt()
    loop = uvloop.new_event_loop()
    making = loop.create_server(partial(_Near, port, seconds), "127.0.0.1", 0)
    server = loop.run_until_complete(making)
    listening: socket.socket = server.sockets[0]
    threading.Thread(target=loop.run_forever, daemon=True).start()
    serve(connection, lambda _: listening.getsockname()[1])  # type: ignore[arg-type]


class _Near(asyncio.Protocol):
    """The sender's end: what it says goes on at once."""

    def __init__(self, port: int, seconds: float) -> None:
        self._port, self._seconds = port, seconds
        self._early: list[bytes] = []
        self._far: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self._connecting = asyncio.ensure_future(self._connect())

    def data_received(self, data: bytes) -> None:
        if self._far is None:
            self._early.append(data)
        else:
            self._far.write(data)

    def connection_lost(self, error: Exception | None) -> None:
        if self._far is not None:
            self._far.close()

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        far, _ = await loop.create_connection(partial(_Far, self, self._seconds), "127.0.0.1", self._port)
        self._far = far
        far.writelines(self._early)


class _Far(asyncio.Protocol):
    """The push service's end: what it says waits."""

    def __init__(self, near: _Near, seconds: float) -> None:
        self._near, self._seconds = near, seconds

    def data_received(self, data: bytes) -> None:
        asyncio.get_running_loop().call_later(self._seconds, self._tell, data)

    def connection_lost(self, error: Exception | None) -> None:
        asyncio.get_running_loop().call_later(self._seconds, self._near.transport.close)

    def _tell(self, data: bytes) -> None:
        if not self._near.transport.is_closing():
            self._near.transport.write(data)  # type: ignore[attr-defined]

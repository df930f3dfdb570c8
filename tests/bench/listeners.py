"""Thousands of open apps in a process of its own: each says hello and notes when it hears a notice, and no more.

The WebSocket is spoken by hand, so that it is not these phones that take the time."""

import asyncio
import json
import socket
import threading
import time
from typing import Any, Self

import uvloop

from tests.bench.child import Child, ignore_interrupt, serve
from tests.bench.failure import BenchFailed

AT_ONCE = 100
TRIES = 20
OPENS_WITHIN = 60.0
SMALLEST_BUFFER = 2_048
"""Bytes the system keeps for a phone, so that one that does not read has little room for what it is told."""
UPGRADE = (
    "GET /v1/stream HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class Listeners:
    """From entering to leaving; participants are told apart by their tokens."""

    def __init__(self, address: str) -> None:
        self._address = address

    def __enter__(self) -> Self:
        self._child = Child("listeners", work, self._address)
        return self

    def __exit__(self, *_: object) -> None:
        self._child.stop()

    def open(self, tokens: list[str]) -> None:
        """Each opens a socket and says hello. Raises BenchFailed when one cannot."""
        failed = self._child.ask(("open", tokens))
        if failed:
            raise BenchFailed(f"{failed} of {len(tokens)} sockets could not be opened.")

    def freeze(self, tokens: list[str]) -> None:
        """These take nothing from their line any more."""
        self._child.ask(("freeze", tokens))

    def heard(self, *, forget: bool = False) -> dict[str, float]:
        """When each heard its first notice since that was last forgotten, in seconds since the epoch."""
        heard: dict[str, float] = self._child.ask(("heard", forget))
        return heard

    def lost(self) -> int:
        """How many sockets the server has closed."""
        lost: int = self._child.ask(("lost", None))
        return lost


def work(connection: Any, address: str) -> None:
    """In the child."""
    ignore_interrupt()
    loop = uvloop.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    room = _Room(address)

    def answer(question: tuple[str, Any]) -> Any:
        what, argument = question
        return asyncio.run_coroutine_threadsafe(getattr(room, what)(argument), loop).result()

    serve(connection, answer)


class _Room:
    def __init__(self, address: str) -> None:
        self._address = address
        self._phones: dict[str, _Phone] = {}
        self._heard: dict[str, float] = {}

    async def open(self, tokens: list[str]) -> int:
        gate = asyncio.Semaphore(AT_ONCE)

        async def come(token: str) -> bool:
            async with gate:
                # A process that is full says so; the next connection may meet the other one.
                for _ in range(TRIES):
                    if await self._connect(token):
                        return True
            return False

        return (await asyncio.gather(*map(come, tokens))).count(False)

    async def freeze(self, tokens: list[str]) -> None:
        for token in tokens:
            self._phones[token].transport.pause_reading()

    async def heard(self, forget: bool) -> dict[str, float]:
        heard = dict(self._heard)
        if forget:
            self._heard.clear()
        return heard

    async def lost(self, _: object) -> int:
        return sum(phone.transport.is_closing() for phone in self._phones.values())

    async def _connect(self, token: str) -> bool:
        host, _, port = self._address.rpartition(":")
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALLEST_BUFFER)
        line.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(line, (host, int(port)))
        phone = _Phone(self._address, token, self._heard)
        await loop.create_connection(lambda: phone, sock=line)
        try:
            opened = await asyncio.wait_for(phone.opened, OPENS_WITHIN)
        except TimeoutError:
            opened = False
        if opened:
            self._phones[token] = phone
        else:
            phone.transport.abort()
        return opened


class _Phone(asyncio.Protocol):
    def __init__(self, address: str, token: str, heard: dict[str, float]) -> None:
        self._address, self._token, self._heard = address, token, heard
        self._said = b""
        self._greeted = False
        self.opened: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(UPGRADE.format(address=self._address).encode())

    def data_received(self, data: bytes) -> None:
        self._said += data
        if not self._greeted:
            head, found, rest = self._said.partition(b"\r\n\r\n")
            if not found:
                return
            self._greeted, self._said = True, rest
            upgraded = head.startswith(b"HTTP/1.1 101")
            if upgraded:
                self.transport.write(_frame(json.dumps({"type": "hello", "token": self._token}).encode()))
            self.opened.set_result(upgraded)
        while (end := _end(self._said)) is not None:
            message, self._said = self._said[:end], self._said[end:]
            if b'"type": "notice"' in message:
                self._heard.setdefault(self._token, time.time())

    def connection_lost(self, error: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_result(False)


def _frame(text: bytes) -> bytes:
    """A text frame of a client; masked with zeros, it reads as it is."""
    assert len(text) < 126
    return bytes((0x81, 0x80 | len(text), 0, 0, 0, 0)) + text


def _end(said: bytes) -> int | None:
    """Where the first frame ends; None while it has not come whole. The server's are below 64 kB and not masked."""
    if len(said) < 4:
        return None if len(said) < 2 or said[1] else 2
    end = 4 + int.from_bytes(said[2:4], "big") if said[1] == 126 else 2 + said[1]
    return end if len(said) >= end else None

"""As much of HTTP/1.1 as a push service needs, fast: keep-alive, one request of a connection at a time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast

MOST_HEAD = 16_384
MOST_BODY = 65_536
_CREATED = "HTTP/1.1 201 Created"


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes
    too_large: bool


class Wire(asyncio.Protocol):
    """One connection. `take(request, reply)` is called for each request, the next one after its answer."""

    def __init__(self, take: "Take", connections: "set[Wire]") -> None:
        self._take = take
        self._connections = connections
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._busy = False
        self._head: tuple[int, str, str, dict[str, str], int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._connections.discard(self)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        self._advance()

    def abort(self) -> None:
        if self._transport:
            self._transport.abort()

    def answered(self, data: bytes, *, last: bool = False) -> None:
        """Sends the answer to the request at hand, then turns to the next."""
        if self._transport is None:
            return
        if data:
            self._transport.write(data)
        if last:
            self._transport.close()
            return
        self._busy = False
        self._advance()

    def _advance(self) -> None:
        while not self._busy and self._transport and not self._transport.is_closing():
            if self._head is None and not self._read_head():
                return
            assert self._head is not None
            end, method, path, headers, length = self._head
            too_large = length > MOST_BODY
            if not too_large and len(self._buffer) < end + length:
                return
            body = b"" if too_large else bytes(self._buffer[end : end + length])
            del self._buffer[: end + length]
            self._head, self._busy = None, True
            self._take(Request(method, path, headers, body, too_large), Reply(self, last=too_large))

    def _read_head(self) -> bool:
        """Whether the head of a request is complete."""
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self._buffer) > MOST_HEAD:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            return False
        first, *lines = self._buffer[:end].decode("latin-1").split("\r\n")
        parts = first.split(" ")
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        length = headers.get("content-length", "0")
        if len(parts) != 3 or parts[2] != "HTTP/1.1" or not (length.isascii() and length.isdigit()):
            self._refuse(HTTPStatus.BAD_REQUEST)
            return False
        if "transfer-encoding" in headers:
            self._refuse(HTTPStatus.LENGTH_REQUIRED)
            return False
        self._head = (end + 4, parts[0], parts[1], headers, int(length))
        return True

    def _refuse(self, status: HTTPStatus) -> None:
        self._busy = True
        Reply(self, last=True).send(status, {})


@dataclass(frozen=True, slots=True)
class Reply:
    """How one request is answered, once, then or later."""

    wire: Wire
    last: bool

    def send(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        first = _CREATED if status == 201 else f"HTTP/1.1 {status} {_phrase(status)}"
        lines = [first, *(f"{name}: {value}" for name, value in headers.items())]
        lines.append(f"Content-Length: {len(body)}")
        if self.last:
            lines.append("Connection: close")
        self.wire.answered(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body, last=self.last)

    def close(self) -> None:
        self.wire.answered(b"", last=True)

    def garbage(self) -> None:
        self.wire.answered(b"\x00\xff this is not HTTP\r\n\r\n", last=True)


Take = Callable[[Request, Reply], None]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"

"""Hosts on the loopback network for tests of the wire: each address is one, and what it answers is up to the test."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from tests.support.postgresql import free_port

Answering = Callable[[asyncio.StreamWriter], Awaitable[None]]


class Host:
    """Answers each request on its address; `asked` counts them, `connected` the connections."""

    def __init__(self, answer: Answering) -> None:
        self.asked = self.connected = 0
        self.left = asyncio.Event()
        """Someone closed a connection."""
        self._answer = answer

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connected += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                lengths = [
                    line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
                ]
                await reader.readexactly(int(lengths[0].split(b":")[1]))
                self.asked += 1
                await self._answer(writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            self.left.set()
            writer.close()


async def created(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")


@asynccontextmanager
async def hosts(*answers: Answering, port: int = 0) -> AsyncIterator[tuple[int, list[Host]]]:
    """Hosts at 127.0.0.2, 127.0.0.3, … on one port."""
    port, made = port or free_port(), [Host(answer) for answer in answers]
    servers = [
        await asyncio.start_server(host.serve, f"127.0.0.{number}", port)
        for number, host in enumerate(made, 2)
    ]
    try:
        yield port, made
    finally:
        for server in servers:
            server.close()

"""The other end of the second channel: a service on loopback that takes messages line by line over TCP, and is strict.

    → LINE 1                                      ← LINE 1
    → TELL <number> <password> <seconds> <bytes>
      <the message>                               ← TAKEN | LATER <seconds> | NOBODY | NEVER

One message at a time on a connection, each answered before the next; whatever else is said ends it with BAD and why.
`behave` speaks in the statuses of Web Push, so that one scene plays over either wire."""

import asyncio
import email.utils
import hashlib
import json
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

from backend.demo.push_service.thread import PushServiceThread
from tests.support.push_service import Answer, Arrival, Odd, Response

GREETING = b"LINE 1\n"
TELL = re.compile(rb"TELL ([0-9]{1,9}) ([0-9a-f]{8}) ([1-9][0-9]{0,6}) ([1-9][0-9]{0,4})")
LONGEST_HEAD, LARGEST = 64, 4_096


def password(number: str) -> str:
    """Without it nobody may tell this number anything."""
    return hashlib.sha256(f"line {number}".encode()).hexdigest()[:8]


class LineService:
    """Keeps every arrival in order, and in `refusals` why it hung up."""

    def __init__(
        self,
        *,
        respond: Callable[[Arrival], Answer | Awaitable[Answer]],
        on_arrival: Callable[[Arrival], None],
        **_: object,
    ) -> None:
        self.respond, self.on_arrival = respond, on_arrival
        self.arrivals: list[Arrival] = []
        self.refusals: list[str] = []
        self.connections: set[_Line] = set()
        self._waiting: set[asyncio.Task[None]] = set()

    async def start(self, host: str = "127.0.0.1", port: int = 0, **_: object) -> str:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Line(self), host, port, backlog=1_024)
        port = self._server.sockets[0].getsockname()[1]
        return f"line://{host}:{port}"

    async def stop(self) -> None:
        self._server.close()
        for task in self._waiting:
            task.cancel()
        await asyncio.gather(*self._waiting, return_exceptions=True)
        while self.connections:
            for connection in list(self.connections):
                connection.transport.abort()
            await asyncio.sleep(0)

    def take(self, line: "_Line", number: str, seconds: int, text: bytes) -> None:
        """One well-formed message in, sooner or later one answer out."""
        topic = json.loads(text)["notification"]["tag"]
        now = (time.monotonic(), time.time())
        arrival = Arrival(len(self.arrivals), number, *now, topic, seconds, "high", text, "")
        self.arrivals.append(arrival)
        self.on_arrival(arrival)
        answer = self.respond(arrival)
        if isinstance(answer, Odd) or (isinstance(answer, Response) and not answer.delay):
            line.answer(answer)
        else:
            task = asyncio.ensure_future(self._later(line, answer))
            self._waiting.add(task)
            task.add_done_callback(self._waiting.discard)

    async def _later(self, line: "_Line", answer: Answer | Awaitable[Answer]) -> None:
        if not isinstance(answer, Odd | Response):
            answer = await answer
        if isinstance(answer, Response) and answer.delay:
            await asyncio.sleep(answer.delay)
        line.answer(answer)


class LineThread(PushServiceThread):
    """Such a service in a thread with a loop of its own."""

    makes = LineService


class _Line(asyncio.Protocol):
    """One connection."""

    def __init__(self, service: LineService) -> None:
        self._service = service
        self._said = b""
        self._greeted = self._busy = False

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self._service.connections.add(self)

    def connection_lost(self, _: Exception | None) -> None:
        self._service.connections.discard(self)

    def data_received(self, data: bytes) -> None:
        if self._busy:
            self._refuse("You were not answered yet.")
            return
        self._said += data
        head, complete, rest = self._said.partition(b"\n")
        if not complete:
            if len(head) > LONGEST_HEAD:
                self._refuse("Is there no end to this line?")
        elif not self._greeted:
            self._greet(head + complete, rest)
        elif (found := TELL.fullmatch(head)) is None:
            self._refuse("What do you say?")
        else:
            number, secret, seconds, length = (part.decode() for part in found.groups())
            if len(rest) > int(length):
                self._hear(number, secret, int(seconds), rest[: int(length)], rest[int(length) :])

    def answer(self, answer: Answer) -> None:
        self._busy = False
        if self.transport.is_closing():
            # Whoever told it has gone: ended where it stood, perhaps.
            return
        if answer is Odd.NEVER:
            self._busy = True
        elif answer is Odd.CLOSED:
            self.transport.abort()
        elif answer is Odd.GARBAGE:
            self._last(b"\x00\xff?\n")
        else:
            self.transport.write(_said(answer))

    def _greet(self, said: bytes, rest: bytes) -> None:
        if said != GREETING or rest:
            self._refuse("Say hello, and wait for it.")
            return
        self._greeted, self._said = True, b""
        self.transport.write(GREETING)

    def _hear(self, number: str, secret: str, seconds: int, text: bytes, end: bytes) -> None:
        if end != b"\n":
            self._refuse("The message is longer than you said.")
        elif secret != password(number):
            self._refuse("That is not the password.")
        elif len(text) > LARGEST or not _is_message(text):
            self._refuse("That is no message.")
        else:
            self._said, self._busy = b"", True
            self._service.take(self, number, seconds, text)

    def _refuse(self, why: str) -> None:
        self._service.refusals.append(why)
        self._last(f"BAD {why}\n".encode())

    def _last(self, said: bytes) -> None:
        self._busy = True
        self.transport.write(said)
        self.transport.close()


def _is_message(text: bytes) -> bool:
    try:
        return isinstance(json.loads(text)["notification"]["data"]["kind"], str)
    except (ValueError, KeyError, TypeError):
        return False


def _said(answer: Response) -> bytes:
    if answer.status == 201:
        return b"TAKEN\n"
    if answer.status in (404, 410):
        return b"NOBODY\n"
    if answer.status in (406, 429) or answer.status >= 500:
        pause = answer.headers.get("Retry-After", "0")
        if not pause.isdigit():
            pause = str(max(0, round(email.utils.parsedate_to_datetime(pause).timestamp() - time.time())))
        return f"LATER {pause}\n".encode()
    return b"NEVER\n"

"""A push service as RFC 8030 describes one, for the demo and for tests: it takes messages and tells no phone.

It keeps every arrival in order, checks what a strict push service checks, and answers as `respond` says."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable, Container
from dataclasses import dataclass, field
from enum import Enum, auto

from backend.demo.push_service.vapid import VapidCheck, key_of
from backend.demo.push_service.wire import Reply, Request, Wire

LARGEST = 4096
URGENCIES = ("very-low", "low", "normal", "high")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message that was well formed and came from a server known by its VAPID key."""

    number: int
    """In order of arrival, from 0."""
    token: str
    monotonic: float
    at: float
    """Seconds since 1970."""
    topic: str | None
    ttl: int
    urgency: str
    body: bytes
    key: str
    """The sender's VAPID key, base64url without padding."""


@dataclass(frozen=True, slots=True)
class Response:
    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    """Seconds before it is sent."""


class Odd(Enum):
    """Answers that are none."""

    NEVER = auto()
    """Nothing is answered; the connection stays."""
    CLOSED = auto()
    GARBAGE = auto()
    """Bytes that are not HTTP, then the end of the connection."""


Answer = Response | Odd
Respond = Callable[[Arrival], Answer | Awaitable[Answer]]
CREATED = Response()


class PushService:
    """`known`: the tokens there are (all, when None) · `gone`: those answered with 410 · `public_key`: the
    only VAPID key taken (any, when None) · `on_arrival` runs in the service's own loop and must be quick."""

    def __init__(
        self,
        *,
        respond: Respond = lambda _: CREATED,
        known: Container[str] | None = None,
        public_key: str | None = None,
        on_arrival: Callable[[Arrival], None] = lambda _: None,
    ) -> None:
        self.respond = respond
        self.known = known
        self.gone: set[str] = set()
        self.arrivals: list[Arrival] = []
        self.refusals: list[tuple[int, str]] = []
        """(status, reason) of what never became an arrival."""
        self.on_arrival = on_arrival
        self.origin = ""
        self.connections: set[Wire] = set()
        self._public_key = public_key
        self._vapid = VapidCheck("", public_key)
        self._server: asyncio.Server | None = None
        self._waiting: set[asyncio.Task[None]] = set()

    async def start(
        self, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None, backlog: int = 1024
    ) -> str:
        """Listens, on a free port when it is 0; answers the origin. Raises OSError when the port is taken."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Wire(self.take, self.connections), host, port, ssl=tls, backlog=backlog
        )
        port = self._server.sockets[0].getsockname()[1]
        self.origin = f"{'https' if tls else 'http'}://{host}:{port}"
        self._vapid = VapidCheck(self.origin, self._public_key)
        return self.origin

    async def stop(self) -> None:
        if self._server:
            self._server.close()
        for task in self._waiting:
            task.cancel()
        await asyncio.gather(*self._waiting, return_exceptions=True)
        # Again and again: one that was accepted just before may only now come in.
        while self.connections:
            for connection in list(self.connections):
                connection.abort()
            await asyncio.sleep(0)

    def take(self, request: Request, reply: Reply) -> None:
        """One request in, sooner or later one answer out."""
        if refusal := self._refusal(request):
            self.refusals.append(refusal)
            reply.send(refusal[0], {"Content-Type": "text/plain"}, refusal[1].encode())
            return
        headers = request.headers
        arrival = Arrival(
            number=len(self.arrivals),
            token=request.path.removeprefix("/push/"),
            monotonic=time.monotonic(),
            at=time.time(),
            topic=headers.get("topic"),
            ttl=int(headers["ttl"]),
            urgency=headers.get("urgency", "normal"),
            body=request.body,
            key=key_of(headers["authorization"]),
        )
        self.arrivals.append(arrival)
        self.on_arrival(arrival)
        if arrival.token in self.gone:
            self._answer(arrival, Response(410), reply)
        elif self.known is not None and arrival.token not in self.known:
            self._answer(arrival, Response(404), reply)
        else:
            answer = self.respond(arrival)
            if isinstance(answer, Odd) or (isinstance(answer, Response) and not answer.delay):
                self._answer(arrival, answer, reply)
            else:
                task = asyncio.ensure_future(self._answer_later(arrival, answer, reply))
                self._waiting.add(task)
                task.add_done_callback(self._waiting.discard)

    async def _answer_later(self, arrival: Arrival, answer: Answer | Awaitable[Answer], reply: Reply) -> None:
        if not isinstance(answer, (Odd, Response)):
            answer = await answer
        if isinstance(answer, Response) and answer.delay:
            await asyncio.sleep(answer.delay)
        self._answer(arrival, answer, reply)

    def _answer(self, arrival: Arrival, answer: Answer, reply: Reply) -> None:
        if isinstance(answer, Response):
            headers = dict(answer.headers)
            if answer.status == 201:
                headers = {"Location": f"/message/{arrival.number}", "TTL": str(arrival.ttl)} | headers
            reply.send(answer.status, headers)
        elif answer is Odd.CLOSED:
            reply.close()
        elif answer is Odd.GARBAGE:
            reply.garbage()

    def _refusal(self, request: Request) -> tuple[int, str] | None:
        """What a strict push service would say no to."""
        headers = request.headers
        if not request.path.startswith("/push/") or "/" in request.path[6:] or not request.path[6:]:
            return 404, "There is no such push resource."
        if request.method != "POST":
            return 405, "Messages are posted."
        if len(request.body) > LARGEST or request.too_large:
            return 413, f"A message holds at most {LARGEST} bytes."
        ttl = headers.get("ttl", "")
        if not (ttl.isascii() and ttl.isdigit()):
            return 400, "TTL is needed: whole seconds."
        if headers.get("urgency", "normal") not in URGENCIES:
            return 400, "Urgency is one of " + ", ".join(URGENCIES) + "."
        topic = headers.get("topic", "x")
        if not 0 < len(topic) <= 32 or not topic.replace("-", "").replace("_", "").isalnum():
            return 400, "Topic is at most 32 characters of base64url."
        if request.body and headers.get("content-encoding") != "aes128gcm":
            return 400, "Content-Encoding is aes128gcm."
        problem = self._vapid.problem(headers.get("authorization", ""), time.time())
        return (403, problem) if problem else None

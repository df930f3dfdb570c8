"""A push service for Firefox on this machine: takes messages as RFC 8030 says and hands them to the browser in the
protocol of Mozilla's autopush (https://mozilla-push-service.readthedocs.io/en/latest/design/).

What senders may do is judged by the demo's strict push service; an endpoint takes only the VAPID key it was
made for. Messages wait while the browser is away, go in order, and go again until it acknowledged them.
"""

import asyncio
import base64
import json
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any, TypeVar
from uuid import UUID, uuid4

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from backend.demo.push_service.service import Answer, Arrival, PushService, Response

T = TypeVar("T")
Said = dict[str, Any]


class Breach(Exception):
    """The browser said what the protocol does not know; the connection ends."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a sender handed over, until the browser acknowledges it."""

    version: str
    channel: str
    topic: str | None
    expires: float
    body: bytes


@dataclass(slots=True)
class Browser:
    """What is remembered of one, also while it is away."""

    waiting: list[Message] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    connection: ServerConnection | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    browser: Browser
    channel: str
    key: str
    """The only VAPID key it takes messages from, base64url."""


class Autopush:
    """Runs in a thread of its own from construction to stop().

    `origin` is where senders go, `address` where browsers do."""

    def __init__(self) -> None:
        self.acknowledged: list[Arrival] = []
        """What a browser has taken, in that order."""
        self.undeciphered: list[Said] = []
        """What a browser sent back because it could not read it."""
        self.breaches: list[str] = []
        self._http = PushService(respond=self._respond)
        self._browsers: dict[str, Browser] = {}
        self._subscriptions: dict[str, Subscription] = {}
        self._handed: dict[str, Arrival] = {}
        self._shut = False
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="autopush", daemon=True)
        self._thread.start()
        self.origin = self._call(self._http.start())
        self._server = self._call(self._listen())
        port = next(iter(self._server.sockets)).getsockname()[1]
        self.address = f"ws://127.0.0.1:{port}/"

    @property
    def arrivals(self) -> list[Arrival]:
        """What senders brought, in order; refused ones are in `refusals`."""
        return list(self._http.arrivals)

    @property
    def refusals(self) -> list[tuple[int, str]]:
        return list(self._http.refusals)

    @property
    def endpoints(self) -> list[str]:
        """Of the subscriptions there are now, oldest first."""
        return [f"{self.origin}/push/{token}" for token in list(self._subscriptions)]

    @property
    def connected(self) -> bool:
        """Whether a browser is here."""
        return any(browser.connection for browser in list(self._browsers.values()))

    def wait_for(self, condition: Callable[[], T | None], seconds: float = 30.0) -> T:
        """What `condition` answers once it counts as true; asked after each change here. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while not (answer := condition()):
                if not self._changed.wait(deadline - time.monotonic()):
                    raise TimeoutError(f"Not within {seconds:g} s; at last it was {answer!r}.")
        return answer

    def forget(self) -> None:
        """Loses all it knew: the endpoints are gone, and a browser that comes back is a new one."""
        self._call(self._forget())

    @contextmanager
    def unreachable(self) -> Iterator[None]:
        """Browsers are away for as long as this lasts; senders are not."""
        self._shut = True
        self._call(self._hang_up())
        self.wait_for(lambda: not self.connected)
        yield
        self._shut = False

    def stop(self) -> None:
        self._call(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _respond(self, arrival: Arrival) -> Answer:
        subscription = self._subscriptions.get(arrival.token)
        if subscription is None:
            return Response(410)
        if arrival.key != subscription.key:
            return Response(403)
        browser = subscription.browser
        if arrival.topic:
            browser.waiting = [message for message in browser.waiting if message.topic != arrival.topic]
        if arrival.ttl or browser.connection:
            version, expires = uuid4().hex, arrival.at + arrival.ttl
            self._handed[version] = arrival
            browser.waiting.append(
                Message(version, subscription.channel, arrival.topic, expires, arrival.body)
            )
            browser.news.set()
        self._tell()
        return Response(201)

    async def _listen(self) -> Server:
        # Firefox leaves the end of a connection to the server, and would wait 10 s for it.
        return await serve(self._attend, "127.0.0.1", 0, close_timeout=0.1)

    async def _attend(self, connection: ServerConnection) -> None:
        """One browser, from its hello until it goes."""
        if self._shut:
            return await connection.close(1013)
        with suppress(ConnectionClosed):
            try:
                browser = await self._greeted(connection, _read(await connection.recv()))
                async with self._delivering(browser, connection):
                    async for text in connection:
                        if answer := self._answer(browser, _read(text)):
                            await connection.send(json.dumps(answer))
            except Breach as breach:
                self.breaches.append(str(breach))
                await connection.close(4774, str(breach)[:100])

    async def _greeted(self, connection: ServerConnection, hello: Said) -> Browser:
        if hello.get("messageType") != "hello" or hello.get("use_webpush") is not True:
            raise Breach(f"not a hello for Web Push: {hello}")
        uaid = hello.get("uaid")
        if uaid not in self._browsers:
            uaid = uuid4().hex
            self._browsers[uaid] = Browser()
        welcome = {"messageType": "hello", "uaid": uaid, "status": 200, "use_webpush": True, "broadcasts": {}}
        await connection.send(json.dumps(welcome))
        return self._browsers[uaid]

    @asynccontextmanager
    async def _delivering(self, browser: Browser, connection: ServerConnection) -> AsyncIterator[None]:
        if browser.connection:
            await browser.connection.close()
        browser.connection = connection
        now = time.time()
        browser.waiting = [message for message in browser.waiting if message.expires > now]
        delivering = asyncio.create_task(_deliver(browser, connection))
        self._tell()
        try:
            yield
        finally:
            delivering.cancel()
            if browser.connection is connection:
                browser.connection = None
            self._tell()

    def _answer(self, browser: Browser, said: Said) -> Said | None:
        match said:
            case {"messageType": "register", "channelID": str(channel), "key": str(key)}:
                return self._register(browser, channel, key.rstrip("="))
            case {"messageType": "unregister", "channelID": str(channel)}:
                for token, held in list(self._subscriptions.items()):
                    if held.browser is browser and held.channel == channel:
                        del self._subscriptions[token]
                self._tell()
                return {"messageType": "unregister", "channelID": channel, "status": 200}
            case {"messageType": "ack", "updates": list(updates)}:
                for update in updates:
                    self._settle(browser, update["version"])
            case {"messageType": "nack", "version": str(version)}:
                self.undeciphered.append(said)
                self._settle(browser, version)
            case {"messageType": "broadcast_subscribe"}:
                pass
            case _ if not said:
                return {}
            case _:
                raise Breach(f"unknown: {said}")
        return None

    def _register(self, browser: Browser, channel: str, key: str) -> Said:
        try:
            UUID(channel)
            point = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
        except ValueError as error:
            raise Breach(f"register with {channel}, {key}: {error}") from error
        if len(point) != 65:
            raise Breach(f"a key of {len(point)} bytes")
        token = token_urlsafe(24)
        self._subscriptions[token] = Subscription(browser, channel, key)
        self._tell()
        endpoint = f"{self.origin}/push/{token}"
        return {"messageType": "register", "channelID": channel, "status": 200, "pushEndpoint": endpoint}

    def _settle(self, browser: Browser, version: str) -> None:
        if version not in self._handed:
            raise Breach(f"{version} was never handed over")
        browser.waiting = [message for message in browser.waiting if message.version != version]
        self.acknowledged.append(self._handed[version])
        self._tell()

    async def _forget(self) -> None:
        await self._hang_up()
        self._browsers.clear()
        self._subscriptions.clear()

    async def _hang_up(self) -> None:
        for browser in list(self._browsers.values()):
            if browser.connection:
                await browser.connection.close()

    async def _end(self) -> None:
        self._server.close()
        await self._server.wait_closed()
        await self._http.stop()

    def _tell(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(15)


async def _deliver(browser: Browser, connection: ServerConnection) -> None:
    """What waits and comes, each once for this connection, in the order it came."""
    sent: set[str] = set()
    with suppress(ConnectionClosed):
        while True:
            browser.news.clear()
            for message in [message for message in browser.waiting if message.version not in sent]:
                sent.add(message.version)
                await connection.send(json.dumps(_notification(message)))
            await browser.news.wait()


def _notification(message: Message) -> Said:
    data = base64.urlsafe_b64encode(message.body).rstrip(b"=").decode()
    return {
        "messageType": "notification",
        "channelID": message.channel,
        "version": message.version,
        "data": data,
        "headers": {"encoding": "aes128gcm"},
    }


def _read(text: str | bytes) -> Said:
    try:
        said = json.loads(text)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Breach(f"not a JSON object: {text!r}")
    return said

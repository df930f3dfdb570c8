"""One phone's open socket: one thread that writes, a bounded queue before it, and pings so that both know it is open.

Every frame goes out whole or not at all, and nobody ever waits for a phone that does not read."""

import json
import select
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sized
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from simple_websocket import ConnectionClosed
from wsproto.events import CloseConnection, Event, TextMessage
from wsproto.utilities import LocalProtocolError

from backend.ids import ID
from backend.models import new_id

PING_EVERY = 25.0
QUEUE = 64
SLOW_AFTER = 5.0
"""Seconds in which a phone must have made room for one more frame."""
CLOSED_WITHIN = 1.0
"""Seconds after which a writer that waits for room notices that it is to end; a thousand of them may wait at once."""
SEND_BUFFER = 16 * 1024
"""Bytes the system keeps for a phone that does not read; room for one frame of 4 kB is room for all of it."""
UNHEARD_AFTER = 20_000
"""Milliseconds after which what was sent and never confirmed by the other side's system ends the connection."""
LAST_WORDS = 1.0
HEARD_AT_ONCE, HEARD_A_SECOND = 32 * 1024, 1024
"""Bytes, of which a receipt is a hundred; a phone that goes on saying more is closed."""

NORMAL, GOING_AWAY, SLOW_OR_FULL, BAD_TOKEN, NO_HELLO = 1000, 1001, 1013, 4401, 4408
PING = json.dumps({"type": "ping"})


@dataclass(slots=True)
class Item:
    """A notice on its way to one phone."""

    notice_id: str
    frame: str
    until: float | None
    """In monotonic seconds: not to be written after it, since its action may have ended or been halted."""
    counts: bool
    """Whether writing it hands it over."""


class Reader(threading.Thread):
    """Reads nothing before its connection is there to bound it."""

    def start(self) -> None:
        """The library's; `begin` is ours."""

    def begin(self, ended: Callable[[], None]) -> None:
        self._over = ended
        super().start()

    def run(self) -> None:
        super().run()
        # The library tells of some ends before they show: whoever waits would sleep on until the next ping.
        self._over()


class MeteredSocket:
    """The socket as its reader sees it: with gevent, who always finds more to read would let nobody else run."""

    def __init__(self, raw: Any, too_much: Callable[[], None], unread: Sized) -> None:
        self._raw, self._too_much, self._unread = raw, too_much, unread
        self._said, self._at, self._rest = 0.0, time.monotonic(), 0.0

    def recv(self, size: int) -> bytes:
        if len(self._unread) > QUEUE:
            self._refuse()
        time.sleep(self._rest)
        data: bytes = self._raw.recv(size)
        now = time.monotonic()
        self._said = max(0.0, self._said - (now - self._at) * HEARD_A_SECOND) + len(data)
        self._at = now
        if self._said > HEARD_AT_ONCE:
            self._refuse()
        return data

    def _refuse(self) -> None:
        self._too_much()
        self._rest = LAST_WORDS

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)


class Connection:
    """`run` in the thread that may write; everything else from any thread."""

    def __init__(self, ws: Any, out: Any = None) -> None:
        """Writes to `out`, a socket; without one to that of `ws`."""
        self.id = new_id()
        self.participant_id = ""
        self.token_hash = ""
        self.since: str | None = None
        self.over = False
        self.queued_ids: set[str] = set()
        """Notices that were queued or written here."""
        self._ws = ws
        self._queue: deque[Item] = deque()
        self._code: int | None = None
        raw = self._socket = ws.sock
        ws.sock = MeteredSocket(raw, partial(self.close, SLOW_OR_FULL), ws.input_buffer)
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        with suppress(OSError, AttributeError):
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNHEARD_AFTER)
        # Beneath gevent's own socket, whose send would wait for a phone whatever it is asked.
        self._plain = getattr(raw, "_sock", raw) if out is None else out
        ws.thread.begin(self.wake)

    def queue(self, item: Item) -> None:
        """Takes a notice to write; a phone too slow for it is closed, and catches up later."""
        if item.notice_id in self.queued_ids or self._code is not None:
            return
        if len(self._queue) >= QUEUE:
            self.close(SLOW_OR_FULL)
            return
        self.queued_ids.add(item.notice_id)
        self._queue.append(item)
        self._ws.event.set()

    def close(self, code: int) -> None:
        """Asks the writing thread to end it."""
        if self._code is None:
            self._code = code
        self._ws.event.set()

    @property
    def closing(self) -> bool:
        """Whether it was asked to end."""
        return self._code is not None

    def wake(self) -> None:
        """There is something new to look at."""
        self._ws.event.set()

    def receive_first(self, within: float) -> dict[str, Any] | None:
        """The first message; None when there is none in time, or it is none of ours."""
        deadline = time.monotonic() + within
        while self._code is None:
            said = self._ws.receive(timeout=0)
            if said is not None:
                return read(said)
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            self._ws.event.wait(left)
        return None

    def run(self, on_message: Callable[[dict[str, Any]], None], on_written: Callable[[Item], None]) -> None:
        """Writes what is queued and hears what comes, until one of the two ends it."""
        ping_at = time.monotonic() + PING_EVERY
        while self._code is None:
            self._ws.event.wait(max(0.0, ping_at - time.monotonic()))
            self._ws.event.clear()
            if not self._ws.connected:
                raise ConnectionClosed(NORMAL)
            # Only once it is known who they are from.
            while self.participant_id and (said := self._ws.receive(timeout=0)) is not None:
                message = read(said)
                if message is not None:
                    on_message(message)
            while self._queue and self._code is None:
                item = self._queue.popleft()
                if item.until is not None and time.monotonic() > item.until:
                    # If it may still leave, the next look finds it again.
                    self.queued_ids.discard(item.notice_id)
                elif self._write(item.frame, item.until):
                    on_written(item)
                else:
                    self.queued_ids.discard(item.notice_id)
            if time.monotonic() >= ping_at and self._code is None:
                self._write(PING, None)
                ping_at = time.monotonic() + PING_EVERY

    def end(self) -> None:
        """Says goodbye as far as the phone listens, and leaves nothing open."""
        ws = self._ws
        with suppress(ConnectionClosed, OSError):
            if ws.connected:
                self._send(CloseConnection(self._code or NORMAL))
        # It hears the phone's goodbye, or is saying one itself.
        ws.thread.join(LAST_WORDS)
        ws.connected = False
        with suppress(OSError):
            # Its reader waits in recv for good otherwise, and the process for its reader.
            self._socket.shutdown(socket.SHUT_RDWR)
        ws.thread.join(LAST_WORDS)

    def _write(self, frame: str, until: float | None) -> bool:
        """Whether the whole frame went out. It waits for room, and closes a phone that makes none."""
        if not self._ws.connected:
            raise ConnectionClosed(NORMAL)
        deadline = time.monotonic() + SLOW_AFTER
        while self._code is None:
            now = time.monotonic()
            if until is not None and now > until:
                return False
            if now > deadline:
                self.close(SLOW_OR_FULL)
                return False
            patience = min(CLOSED_WITHIN, (deadline if until is None else min(until, deadline)) - now)
            if self._has_room(patience):
                return self._send(TextMessage(data=frame))
        return False

    def _has_room(self, within: float) -> bool:
        poll = select.poll()
        try:
            poll.register(self._socket.fileno(), select.POLLOUT)
        except ValueError:
            # Its reader closed it meanwhile.
            raise ConnectionClosed(NORMAL) from None
        return bool(poll.poll(within * 1000))

    def _send(self, event: Event) -> bool:
        try:
            data = self._ws.ws.send(event)
            sent = self._plain.send(data, socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
        except BlockingIOError:
            sent = 0
        except (LocalProtocolError, OSError):
            # Its reader said goodbye, or is about to find that the phone is gone.
            raise ConnectionClosed(NORMAL) from None
        if sent < len(data):
            # Half a frame would turn the rest into noise.
            self.close(SLOW_OR_FULL)
            return False
        return True


def read(said: str | bytes) -> dict[str, Any] | None:
    """A message of a phone; None for what is none."""
    try:
        message = json.loads(said)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) and isinstance(message.get("type"), str) else None


def as_id(value: object) -> str | None:
    """The id, if it can be one at all: what else a phone says must not reach the database."""
    return value if isinstance(value, str) and ID.fullmatch(value) else None

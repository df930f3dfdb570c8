"""The sockets of this process: how many there may be, what each says, and the two threads that work for all of them.

One looks for what is to be told (`Outgoing`), one writes down what happened (`Journal`), so that a thousand idle
sockets hold nothing of the database. Made by `create_app`, called by `routes/stream.py` and the server."""

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.clock import Clock
from backend.db import Database
from backend.delivery.doorbell import SOCKETS, Bus
from backend.delivery.sockets.connection import (
    BAD_TOKEN,
    GOING_AWAY,
    NO_HELLO,
    SLOW_OR_FULL,
    Connection,
    Item,
    Reader,
    as_id,
)
from backend.delivery.sockets.journal import Journal
from backend.delivery.sockets.outgoing import Outgoing
from backend.domain.deliveries import states
from backend.models import new_id

HELLO_WITHIN = 10.0
LOOK_EVERY = 1.0
LOOKS_APART = 0.1
SETTLE_AFTER = 0.02
SHUTDOWN_WITHIN = 5.0
log = structlog.get_logger()


class Door(Protocol):
    """Who may come in."""

    def digest(self, token: str) -> str | None:
        """What is stored of a token; None for what can be none."""

    def allows(self, token_hash: str) -> bool:
        """Whether this participant may say one thing more, now."""


class Hub:
    """All sockets of one process; it begins to work with the first of them."""

    reader = Reader
    """The thread class of a socket that `serve` takes."""

    def __init__(self, db: Database, bus: Bus, clock: Clock, most: int = 192) -> None:
        self.most = most
        self._bus = bus
        self._journal = Journal(db, bus, clock)
        self._outgoing = Outgoing(new_id(), db, clock, self._journal)
        self._lock = threading.Lock()
        self._slots = 0
        self._all: set[Connection] = set()
        self._alive: Callable[[], bool] = lambda: True
        self._closing = False
        self._threads: list[threading.Thread] = []

    def reserve(self) -> bool:
        """Takes a slot for one more socket, to be released; false when there is none."""
        with self._lock:
            if self._slots >= self.most or self._closing:
                return False
            self._slots += 1
            return True

    def release(self) -> None:
        with self._lock:
            self._slots -= 1

    def watch(self, alive: Callable[[], bool]) -> None:
        """Closes all sockets as soon as this no longer holds: a server on its way out cannot say so itself."""
        self._alive = alive

    def close(self) -> None:
        """Ends every socket; returns when what they were told has been written down."""
        self._closing = True
        self._outgoing.rung.set()
        until = time.monotonic() + SHUTDOWN_WITHIN
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def serve(self, ws: Any, door: Door) -> None:
        """One socket, for as long as it is open; in the thread that may write to it."""
        connection = Connection(ws)
        self._start()
        with self._lock:
            self._all.add(connection)
        if self._closing:
            connection.close(GOING_AWAY)
        try:
            if self._hello(connection, door):
                connection.run(
                    partial(self._on_message, connection, door), partial(self._on_written, connection)
                )
        finally:
            self._forget(connection)
            connection.end()

    def _hello(self, connection: Connection, door: Door) -> bool:
        hello = connection.receive_first(HELLO_WITHIN)
        if hello is None or hello["type"] != "hello":
            connection.close(NO_HELLO)
            return False
        token = hello.get("token")
        token_hash = door.digest(token) if isinstance(token, str) else None
        if token_hash is None:
            connection.close(BAD_TOKEN)
            return False
        if not door.allows(token_hash):
            connection.close(SLOW_OR_FULL)
            return False
        connection.token_hash = token_hash
        connection.since = as_id(hello.get("since"))
        self._outgoing.hello(connection)
        return True

    def _on_message(self, connection: Connection, door: Door, message: dict[str, Any]) -> None:
        if not door.allows(connection.token_hash):
            connection.close(SLOW_OR_FULL)
            return
        notice, state = as_id(message.get("notice")), message.get("state")
        if message["type"] == "receipt" and notice is not None and state in states.RECEIPT_STATES:
            self._journal.add_receipt(connection.participant_id, notice, state)

    def _on_written(self, connection: Connection, item: Item) -> None:
        if item.counts:
            self._journal.add_written(item.notice_id, connection.participant_id)

    def _forget(self, connection: Connection) -> None:
        self._outgoing.forget(connection)
        # Only then: whoever finds nobody here has all of it in the journal.
        with self._lock:
            self._all.discard(connection)
        self._journal.added.set()

    def _start(self) -> None:
        with self._lock:
            if self._threads:
                return
            self._threads = [
                threading.Thread(target=work, name=f"hub-{name}", daemon=True)
                for name, work in (("looks", self._look), ("settles", self._settle))
            ]
        for thread in self._threads:
            thread.start()

    def _look(self) -> None:
        """Looks when the doorbell rings, and each second anyway; at the end it closes all."""
        rung = self._outgoing.rung
        unlisten = self._bus.listen(rung.set, SOCKETS)
        while self._alive() and not self._closing:
            rung.wait(LOOK_EVERY)
            rung.clear()
            try:
                self._outgoing.look()
            except Exception as error:
                # Whatever it was: nothing was written down as told, so the next look finds it again.
                _warn("sockets-unseen", error)
            threading.Event().wait(LOOKS_APART)
        unlisten()
        self._closing = True
        with self._lock:
            everyone = list(self._all)
        for connection in everyone:
            connection.close(GOING_AWAY)
        self._journal.added.set()

    def _settle(self) -> None:
        """Writes down what happened soon after it did; keeps it until it is."""
        added = self._journal.added
        # In this order: who is gone was noted before.
        while not self._closing or self._all or self._journal.pending:
            added.wait(LOOK_EVERY)
            added.clear()
            threading.Event().wait(SETTLE_AFTER)
            try:
                while self._journal.pending:
                    self._journal.write_down()
            except Exception as error:
                _warn("sockets-unsettled", error)
                threading.Event().wait(LOOK_EVERY)
                added.set()


def _warn(event: str, error: Exception) -> None:
    log.warning(event, error=type(error).__name__, exc_info=not isinstance(error, SQLAlchemyError))

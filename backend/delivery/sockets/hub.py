"""The sockets of this process: who is behind each, and what they are to be told when its turn has come.

The worker decides the turn: what it has leased may be written, and a write counts as handed over. Two threads alone
talk to the database, so that a thousand idle sockets hold none of it. Called by `routes/stream.py`."""

import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.clock import Clock
from backend.db import Database
from backend.delivery.doorbell import SOCKETS, WORKERS, Bus
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
from backend.domain.deliveries import locks, open_sockets, receipts, states
from backend.domain.deliveries.open_sockets import Due
from backend.domain.refusals import NotFound
from backend.models import new_id

HELLO_WITHIN = 10.0
LOOK_EVERY = 1.0
LOOKS_APART = 0.1
SETTLE_AFTER = 0.02
FRESH = 0.8
"""Seconds after a look within which an alert may be written: its action may have ended since."""
AT_ONCE = 500
SHUTDOWN_WITHIN = 5.0
log = structlog.get_logger()


class Supplies(Protocol):
    """What a hub needs of the house."""

    @property
    def db(self) -> Database: ...
    @property
    def bus(self) -> Bus: ...
    @property
    def clock(self) -> Clock: ...


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

    def __init__(self, most: int = 192) -> None:
        self.id = new_id()
        self.most = most
        self._lock = threading.Lock()
        self._places = 0
        self._all: set[Connection] = set()
        self._open: dict[str, Connection] = {}
        """Those that said hello and are known."""
        self._of: dict[str, list[Connection]] = defaultdict(list)
        self._hellos: deque[Connection] = deque()
        self._written: deque[tuple[str, str]] = deque()
        self._receipts: deque[tuple[str, str, str]] = deque()
        self._gone: deque[str] = deque()
        self._frames: dict[tuple[int, str, datetime], dict[str, str]] = {}
        """By wave, notice and end: the number of a wave that was erased may be used again, and an end may move."""
        self._rung, self._told = threading.Event(), threading.Event()
        self._alive: Callable[[], bool] = lambda: True
        self._closing = False
        self._beat_at = 0.0
        self._threads: list[threading.Thread] = []

    def reserve(self) -> bool:
        """Takes a place for one more socket, to be released; false when there is none."""
        with self._lock:
            if self._places >= self.most or self._closing:
                return False
            self._places += 1
            return True

    def release(self) -> None:
        with self._lock:
            self._places -= 1

    def watch(self, alive: Callable[[], bool]) -> None:
        """Closes all sockets as soon as this no longer holds: a server on its way out cannot say so itself."""
        self._alive = alive

    def close(self) -> None:
        """Ends every socket; returns when what they were told has been written down."""
        self._closing = True
        self._rung.set()
        until = time.monotonic() + SHUTDOWN_WITHIN
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def serve(self, ws: Any, supplies: Supplies, door: Door) -> None:
        """One socket, for as long as it is open; in the thread that may write to it."""
        connection = Connection(ws)
        self._start(supplies)
        with self._lock:
            self._all.add(connection)
        if self._closing:
            connection.close(GOING_AWAY)
        try:
            if self._hello(connection, door):
                connection.run(partial(self._hear, connection, door), partial(self._note, connection))
        finally:
            self._forget(connection)
            connection.end()

    def _hello(self, connection: Connection, door: Door) -> bool:
        hello = connection.first(HELLO_WITHIN)
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
        self._hellos.append(connection)
        self._rung.set()
        return True

    def _hear(self, connection: Connection, door: Door, message: dict[str, Any]) -> None:
        if not door.allows(connection.token_hash):
            connection.close(SLOW_OR_FULL)
            return
        notice, state = as_id(message.get("notice")), message.get("state")
        if message["type"] == "receipt" and notice is not None and state in states.RECEIPT_STATES:
            self._receipts.append((connection.participant_id, notice, state))
            self._told.set()

    def _note(self, connection: Connection, item: Item) -> None:
        if item.counts:
            self._written.append((item.notice_id, connection.participant_id))
            self._told.set()

    def _forget(self, connection: Connection) -> None:
        with self._lock:
            connection.over = True
            self._all.discard(connection)
            if self._open.pop(connection.id, None) is not None:
                mine = self._of[connection.participant_id]
                mine.remove(connection)
                if not mine:
                    del self._of[connection.participant_id]
            self._gone.append(connection.id)
        self._told.set()

    def _start(self, supplies: Supplies) -> None:
        with self._lock:
            if self._threads:
                return
            self._threads = [
                threading.Thread(target=work, args=(supplies,), name=f"hub-{name}", daemon=True)
                for name, work in (("looks", self._look), ("settles", self._settle))
            ]
        for thread in self._threads:
            thread.start()

    def _look(self, supplies: Supplies) -> None:
        """Admits who said hello and hands out what is due: when the doorbell rings, and each second anyway."""
        unlisten = supplies.bus.listen(self._rung.set, SOCKETS)
        while self._alive() and not self._closing:
            self._rung.wait(LOOK_EVERY)
            self._rung.clear()
            try:
                self._admit(supplies)
                if self._open:
                    self._keep(supplies)
                    self._hand_out(supplies)
            except Exception as error:
                # Whatever it was: nothing was written down as told, so the next look finds it again.
                log.warning(
                    "sockets-unseen",
                    error=type(error).__name__,
                    exc_info=not isinstance(error, SQLAlchemyError),
                )
            threading.Event().wait(LOOKS_APART)
        unlisten()
        self._closing = True
        with self._lock:
            everyone = list(self._all)
        for connection in everyone:
            connection.close(GOING_AWAY)
        self._told.set()

    def _admit(self, supplies: Supplies) -> None:
        """Everybody who said hello meanwhile, in one go; of one participant's sockets the next each time."""
        said = [self._hellos.popleft() for _ in range(min(AT_ONCE, len(self._hellos)))]
        if not said:
            return
        asking = list({connection.token_hash: connection for connection in reversed(said)}.values())
        # Two of one participant may have missed different things: each is asked for by itself.
        others = set(said).difference(asking)
        self._hellos.extendleft(connection for connection in reversed(said) if connection in others)
        if self._hellos:
            self._rung.set()
        try:
            self._let_in(asking, supplies)
        except Exception:
            # Whoever is in, but was not told what was missed, would never hear it: they come again.
            for connection in asking:
                connection.close(SLOW_OR_FULL)
            raise

    def _let_in(self, asking: list[Connection], supplies: Supplies) -> None:
        now, seen = supplies.clock(), time.monotonic()
        with supplies.db.write() as session:
            found = open_sockets.participants_by_token_hash(
                session, {connection.token_hash for connection in asking}
            )
            people = {c.id: found[c.token_hash].id for c in asking if c.token_hash in found}
            if people and not open_sockets.heartbeat(session, self.id, now):
                open_sockets.open_all(session, self.id, {c.id: c.participant_id for c in self._open.values()})
            admitted = open_sockets.open_all(session, self.id, people)
        self._beat_at = seen
        missing: dict[str, str | None] = {}
        for connection in asking:
            if connection.id not in admitted:
                connection.close(BAD_TOKEN)
                continue
            with self._lock:
                if connection.over:
                    self._gone.append(connection.id)
                    continue
                connection.participant_id = people[connection.id]
                self._open[connection.id] = connection
                self._of[connection.participant_id].append(connection)
            missing[connection.participant_id] = connection.since
            connection.wake()
        self._catch_up(supplies, missing, {connection.id for connection in asking})

    def _catch_up(self, supplies: Supplies, since: dict[str, str | None], new: set[str]) -> None:
        seen = time.monotonic()
        with supplies.db.read() as session:
            lacking, had = open_sockets.missed(session, since, supplies.clock())
            self._read_frames(session, lacking)
        with self._lock:
            for row in had:
                for connection in self._of.get(row.participant_id, ()):
                    if connection.id in new:
                        connection.told.add(row.notice_id)
        for row in lacking:
            self._tell(row, seen)

    def _keep(self, supplies: Supplies) -> None:
        """Beats, and ends the sockets of those who left."""
        now, moment = supplies.clock(), time.monotonic()
        with self._lock:
            mine = {c.id: c.participant_id for c in self._open.values()}
        if moment - self._beat_at >= open_sockets.BEAT_EVERY.total_seconds():
            with supplies.db.write() as session:
                known = open_sockets.heartbeat(session, self.id, now)
                if not known:
                    # Stopped for so long that it was taken for dead.
                    open_sockets.open_all(session, self.id, mine)
            self._beat_at = moment
        with supplies.db.read() as session:
            if open_sockets.count(session, self.id) >= len(mine):
                return
            lost = mine.keys() - open_sockets.at(session, self.id)
        with supplies.db.write() as session:
            known = open_sockets.heartbeat(session, self.id, now)
            back = open_sockets.open_all(
                session, self.id, {id_: person for id_, person in mine.items() if not known or id_ in lost}
            )
        with self._lock:
            # Closed while this was under way: nothing is left of it here that would take the row away.
            self._gone.extend(back - self._open.keys())
            left = [self._open[socket] for socket in (lost - back) & self._open.keys()]
        for connection in left:
            connection.close(BAD_TOKEN)

    def _hand_out(self, supplies: Supplies) -> None:
        seen = time.monotonic()
        with supplies.db.read() as session:
            due = open_sockets.due(session, self.id, supplies.clock())
            fresh = [row for row in due if self._untold(row)]
            self._read_frames(session, fresh)
        for row in fresh:
            self._tell(row, seen)

    def _untold(self, row: Due) -> bool:
        return any(
            row.notice_id not in connection.told for connection in self._of.get(row.participant_id, ())
        )

    def _read_frames(self, session: Any, due: list[Due]) -> None:
        """Each wave's message is made once, for all who get it."""
        if len(self._frames) > AT_ONCE:
            self._frames = {}
        lacking = {(row.wave_id, row.notice_id, row.expires_at) for row in due} - self._frames.keys()
        if not lacking:
            return
        found = open_sockets.payloads(session, {wave_id for wave_id, _, _ in lacking})
        for wave, notice, end in lacking:
            if payloads := found.get((wave, notice)):
                self._frames[wave, notice, end] = {lang: frame(text) for lang, text in payloads.items()}

    def _tell(self, row: Due, seen: float) -> None:
        message = self._frames[row.wave_id, row.notice_id, row.expires_at][row.language]
        until = seen + FRESH if row.stops_at_end else None
        with self._lock:
            mine = list(self._of.get(row.participant_id, ()))
        for connection in mine:
            connection.queue(Item(row.notice_id, message, until, row.handed_over_at is None))

    def _settle(self, supplies: Supplies) -> None:
        """Writes down what was written, what phones report, and which sockets are no more; keeps it until it is."""
        while not (self._closing and self._quiet()):
            self._told.wait(LOOK_EVERY)
            self._told.clear()
            threading.Event().wait(SETTLE_AFTER)
            try:
                while self._written or self._receipts or self._gone:
                    self._write_down(supplies)
            except Exception as error:
                log.warning(
                    "sockets-unsettled",
                    error=type(error).__name__,
                    exc_info=not isinstance(error, SQLAlchemyError),
                )
                threading.Event().wait(LOOK_EVERY)
                self._told.set()

    def _quiet(self) -> bool:
        return not (self._written or self._receipts or self._gone or self._all)

    def _write_down(self, supplies: Supplies) -> None:
        now = supplies.clock()
        written = list(self._written)[:AT_ONCE]
        by_notice: dict[str, list[str]] = defaultdict(list)
        for notice_id, participant_id in written:
            by_notice[notice_id].append(participant_id)
        for notice_id, participants in by_notice.items():
            with supplies.db.write() as session:
                if states.hand_over(session, notice_id, participants, now):
                    supplies.bus.ring(session, WORKERS)
        _drop(self._written, len(written))
        reported = list(self._receipts)[:AT_ONCE]
        if reported:
            with supplies.db.write() as session:
                rest = [told for told in reported if not states.mark_seen_if_settled(session, *told, now)]
            if rest:
                # Apart: nobody waits for an action with messages in hand.
                with supplies.db.write() as session:
                    locks.lock_actions_of_notices(session, [notice_id for _, notice_id, _ in rest])
                    for told in rest:
                        with suppress(NotFound):
                            if receipts.record_receipt(session, *told, now):
                                supplies.bus.ring(session, WORKERS)
            _drop(self._receipts, len(reported))
        gone = list(self._gone)[:AT_ONCE]
        if gone:
            with supplies.db.write() as session:
                open_sockets.close_all(session, gone)
            _drop(self._gone, len(gone))


def frame(payload: str) -> str:
    """A push message as the socket tells it: title, body, language and its data, all flat."""
    notification = json.loads(payload)["notification"]
    told = {name: notification[name] for name in ("title", "body", "lang")}
    return json.dumps({"type": "notice", **told, **notification["data"]}, ensure_ascii=False)


def _drop(line: deque[Any], count: int) -> None:
    for _ in range(count):
        line.popleft()

"""Who is behind each socket of this process, and what each is to be told now that its turn has come.

The worker decides the turn: what it has leased may be written. One thread of the hub looks; sockets come and go in
threads of their own."""

import threading
import time
from collections import defaultdict, deque

from backend.clock import Clock
from backend.db import Database
from backend.delivery.sockets.connection import BAD_TOKEN, SLOW_OR_FULL, Connection, Item
from backend.delivery.sockets.frames import Frames
from backend.delivery.sockets.journal import AT_ONCE, Journal
from backend.domain.deliveries import open_sockets
from backend.domain.deliveries.open_sockets import Due
from backend.domain.deliveries.rule import FRESH


class Outgoing:
    """`look` in one thread; everything else from any."""

    def __init__(self, process_id: str, db: Database, clock: Clock, journal: Journal) -> None:
        self._process_id, self._db, self._clock, self._journal = process_id, db, clock, journal
        self._lock = threading.Lock()
        self._open: dict[str, Connection] = {}
        """Those that said hello and are known."""
        self._by_participant: dict[str, list[Connection]] = defaultdict(list)
        self._hellos: deque[Connection] = deque()
        self._frames = Frames()
        self._beat_at = 0.0
        self.rung = threading.Event()
        """There is something to look at."""

    def hello(self, connection: Connection) -> None:
        """It says who it is: the next look lets it in, or closes it."""
        self._hellos.append(connection)
        self.rung.set()

    def is_open(self, connection: Connection) -> bool:
        """Whether it was let in, and is told what comes."""
        return connection.id in self._open

    def forget(self, connection: Connection) -> None:
        """It is over."""
        with self._lock:
            connection.over = True
            if self._open.pop(connection.id, None) is not None:
                mine = self._by_participant[connection.participant_id]
                mine.remove(connection)
                if not mine:
                    del self._by_participant[connection.participant_id]
            self._journal.add_gone([connection.id])

    def look(self) -> None:
        """Lets in who said hello, and hands out what is due."""
        self.admit()
        if self._open:
            self._keep()
            self._hand_out()

    def admit(self) -> None:
        """Everybody who said hello meanwhile, in one go; of one participant's sockets the next each time."""
        said = [self._hellos.popleft() for _ in range(min(AT_ONCE, len(self._hellos)))]
        if not said:
            return
        asking = list({connection.token_hash: connection for connection in reversed(said)}.values())
        # Two of one participant may have missed different things: each is asked for by itself.
        others = set(said).difference(asking)
        self._hellos.extendleft(connection for connection in reversed(said) if connection in others)
        if self._hellos:
            self.rung.set()
        try:
            self._let_in(asking)
        except Exception:
            # Whoever is in, but was not told what was missed, would never hear it: they come again.
            for connection in asking:
                connection.close(SLOW_OR_FULL)
            raise

    def _let_in(self, asking: list[Connection]) -> None:
        now, seen = self._clock(), time.monotonic()
        with self._db.write() as session:
            found = open_sockets.participants_by_token_hash(
                session, {connection.token_hash for connection in asking}
            )
            people = {c.id: found[c.token_hash] for c in asking if c.token_hash in found}
            if people and not open_sockets.heartbeat(session, self._process_id, now):
                mine = {c.id: c.participant_id for c in self._open.values()}
                open_sockets.open_all(session, self._process_id, mine)
            admitted = open_sockets.open_all(session, self._process_id, people)
        self._beat_at = seen
        missing: dict[str, str | None] = {}
        for connection in asking:
            if connection.id not in admitted:
                connection.close(BAD_TOKEN)
                continue
            with self._lock:
                if connection.over:
                    self._journal.add_gone([connection.id])
                    continue
                connection.participant_id = people[connection.id]
                self._open[connection.id] = connection
                self._by_participant[connection.participant_id].append(connection)
            missing[connection.participant_id] = connection.since
            connection.wake()
        self._catch_up(missing, {connection.id for connection in asking})

    def _catch_up(self, since: dict[str, str | None], new: set[str]) -> None:
        seen = time.monotonic()
        with self._db.read() as session:
            lacking, had = open_sockets.missed(session, since, self._clock())
            self._frames.read(session, lacking)
        with self._lock:
            for row in had:
                for connection in self._by_participant.get(row.participant_id, ()):
                    if connection.id in new:
                        connection.queued_ids.add(row.notice_id)
        for row in lacking:
            self._tell(row, seen)

    def _keep(self) -> None:
        """Beats, and ends the sockets of those who left."""
        now, moment = self._clock(), time.monotonic()
        with self._lock:
            mine = {c.id: c.participant_id for c in self._open.values()}
        if moment - self._beat_at >= open_sockets.BEAT_EVERY.total_seconds():
            with self._db.write() as session:
                known = open_sockets.heartbeat(session, self._process_id, now)
                if not known:
                    # Stopped for so long that it was taken for dead.
                    open_sockets.open_all(session, self._process_id, mine)
            self._beat_at = moment
        with self._db.read() as session:
            if open_sockets.count(session, self._process_id) >= len(mine):
                return
            lost = mine.keys() - open_sockets.at(session, self._process_id)
        with self._db.write() as session:
            known = open_sockets.heartbeat(session, self._process_id, now)
            back = open_sockets.open_all(
                session,
                self._process_id,
                {id_: person for id_, person in mine.items() if not known or id_ in lost},
            )
        with self._lock:
            # Closed while this was under way: nothing is left of it here that would take the row away.
            self._journal.add_gone(back - self._open.keys())
            left = [self._open[socket] for socket in (lost - back) & self._open.keys()]
        for connection in left:
            connection.close(BAD_TOKEN)

    def _hand_out(self) -> None:
        seen = time.monotonic()
        with self._db.read() as session:
            due = open_sockets.due(session, self._process_id, self._clock())
            fresh = [row for row in due if self._untold(row)]
            self._frames.read(session, fresh)
        for row in fresh:
            self._tell(row, seen)

    def _untold(self, row: Due) -> bool:
        return any(
            row.notice_id not in connection.queued_ids
            for connection in self._by_participant.get(row.participant_id, ())
        )

    def _tell(self, row: Due, seen: float) -> None:
        message = self._frames.of(row)
        # Whatever is new to the phone: its action may have ended since, or a halt begun.
        until = seen + FRESH if row.stops_at_end or row.handed_over_at is None else None
        with self._lock:
            mine = list(self._by_participant.get(row.participant_id, ()))
        for connection in mine:
            connection.queue(Item(row.notice_id, message, until, row.handed_over_at is None))

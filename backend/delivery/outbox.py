"""The only SQL about sending: lead, recover, lease the next places, settle results, give up.

Every function works inside the caller's transaction; the rows of the actions concerned are locked first, so that a
result and an outcome that meet each see the other."""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, NamedTuple

from sqlalchemy import Integer, String, TextClause, bindparam, text
from sqlalchemy.orm import Session
from sqlalchemy.types import TupleType

from backend.db import pg_arrays
from backend.delivery.channel import Address
from backend.domain.deliveries import open_sockets
from backend.domain.participants.subscriptions import endpoint_hash
from backend.models.base import Utc
from backend.models.notice import GONE

LEASE = timedelta(seconds=5)
LARGE = 20
"""Places at one push service that make it a large one in a wave."""


class Place(NamedTuple):
    """Where a delivery stands: its key."""

    wave_id: int
    service_id: int
    seq: int


@dataclass(slots=True)
class Leased:
    """One delivery to attempt; no address: nobody can be reached."""

    place: Place
    participant_id: str
    language: str
    attempts: int
    unanswered: bool
    address: Address | None
    listening: bool = False
    """Nobody to post it to, but a socket is open: the hub of its process writes it."""


class Retry(NamedTuple):
    """A delivery of the retry lane whose time has come."""

    notice_id: str
    origin: str | None
    leased: Leased


@dataclass(slots=True)
class Settled:
    """What became of one delivery; times are aware, UTC."""

    place: Place
    action_id: str | None
    participant_id: str
    result: str
    attempted: bool
    unanswered: bool
    began_at: datetime | None = None
    answered_at: datetime | None = None
    due_at: datetime | None = None
    accepted: bool = False
    stops_at_end: bool = False
    """An alert or update: once the action has ended it is not tried again."""
    may_have_arrived: bool = False
    """Some attempt, this or an earlier one, ended without an answer."""
    endpoint: str | None = None
    """Where it was tried."""
    from_lane: bool = False
    """It was a retry, so it is no place of a wave's window."""


@dataclass(slots=True, frozen=True)
class View:
    """How things stood at one moment."""

    sender: str | None
    running: dict[str, datetime]
    """Actions that nobody ended, and when each expires: until then its alerts and updates may leave.

    Whether it has is for the reader to say: the clock may be set while the database is read."""
    open_waves: frozenset[int]
    retries_due: bool
    listeners: bool
    """Somebody has a socket open, and wants to know when turns come."""
    seen: float
    """When it was read, in monotonic seconds."""


@dataclass(slots=True)
class Wave:
    """A wave as the worker needs it."""

    id: int
    notice_id: str
    action_id: str | None
    kind: str
    ordered: bool
    size: int
    width: int
    waited: float
    spread_seconds: int
    started_at: datetime
    payloads: dict[str, str]
    expires_at: datetime
    lines: dict[int, int]
    known_at: float = field(default_factory=time.monotonic)
    """When it was read, in monotonic seconds."""
    small: frozenset[int] = frozenset()
    """Push services with few places in it; they share a bounded part of its W."""

    @property
    def stops_at_end(self) -> bool:
        """Nothing of it leaves once its action has ended."""
        return self.kind in ("alert", "update")


def lead(session: Session, worker: str, now: datetime) -> bool:
    """Takes or renews the right to send; false while another worker has it.

    A lease that ends later than anybody may take one is from before the clock was set back: nobody waits for it."""
    row = session.execute(
        text(
            "INSERT INTO sender (id, worker, leased_until, beat_at) VALUES (1, :worker, :until, :now)"
            " ON CONFLICT (id) DO UPDATE SET worker = excluded.worker, leased_until = excluded.leased_until,"
            " beat_at = excluded.beat_at WHERE sender.worker = :worker OR sender.leased_until <= :now"
            " OR sender.leased_until > :never RETURNING worker"
        ).bindparams(*_times("until", "now", "never")),
        {"worker": worker, "until": now + LEASE, "now": now, "never": now + 2 * LEASE},
    ).first()
    return row is not None


def sender(session: Session) -> str | None:
    """The worker that sends, and goes on to send until this transaction ends."""
    share = "" if session.get_bind().dialect.name == "sqlite" else " FOR SHARE"
    return session.execute(text(f"SELECT worker FROM sender{share}")).scalar()


def release(session: Session, worker: str, now: datetime) -> None:
    """Lets another worker send at once."""
    session.execute(
        text("UPDATE sender SET leased_until = :now WHERE worker = :worker").bindparams(*_times("now")),
        {"worker": worker, "now": now},
    )


def look(session: Session, now: datetime) -> View:
    """How things stand for a worker: who sends, what may leave, whether there is work."""
    running = text("SELECT id, expires_at FROM action WHERE status = 'running'")
    due = text(
        "SELECT 1 FROM delivery WHERE result = 'retrying' AND due_at <= :now AND leased_by IS NULL LIMIT 1"
    )
    seen = time.monotonic()
    # Before the actions: one that starts in between would show its wave and not itself, as if it had ended.
    open_waves = frozenset(session.execute(text("SELECT id FROM wave WHERE NOT closed")).scalars())
    return View(
        seen=seen,
        sender=session.execute(text("SELECT worker FROM sender")).scalar(),
        running={
            row.id: row.expires_at for row in session.execute(running.columns(id=String, expires_at=Utc))
        },
        open_waves=open_waves,
        retries_due=session.execute(due.bindparams(*_times("now")), {"now": now}).first() is not None,
        listeners=open_sockets.anybody(session),
    )


def actions_of(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Wave → its action, for those that belong to one."""
    query = text(
        "SELECT w.id, n.action_id FROM wave w JOIN notice n ON n.id = w.notice_id"
        " WHERE w.id IN :ids AND n.action_id IS NOT NULL"
    ).bindparams(bindparam("ids", expanding=True, type_=Integer))
    return {row[0]: row[1] for row in session.execute(query, {"ids": list(ids)})}


def waves(session: Session, ids: Iterable[int]) -> list[Wave]:
    """These waves, with the first place each of their streams has still to lease."""
    rows = session.execute(
        text(
            "SELECT w.id, w.notice_id, n.action_id, n.kind, w.ordered, w.size, w.width, w.waited, w.spread_seconds,"
            " w.started_at, coalesce(w.payloads, n.payloads) AS payloads,"
            " coalesce(n.expires_at, a.expires_at) AS expires_at"
            " FROM wave w JOIN notice n ON n.id = w.notice_id LEFT JOIN action a ON a.id = n.action_id"
            " WHERE w.id IN :ids ORDER BY w.id"
        )
        .bindparams(bindparam("ids", expanding=True, type_=Integer))
        .columns(started_at=Utc, expires_at=Utc),
        {"ids": list(ids)},
    ).all()
    found = []
    for row in rows:
        # From the deliveries, not from where the streams stand: that may be a lease nobody heard of.
        streams = session.execute(
            text(
                "SELECT t.service_id, (SELECT d.seq FROM delivery d WHERE d.wave_id = t.wave_id"
                " AND d.service_id = t.service_id AND d.result = 'waiting' ORDER BY d.seq LIMIT 1),"
                " (SELECT count(*) FROM (SELECT 1 FROM delivery d WHERE d.wave_id = t.wave_id"
                " AND d.service_id = t.service_id LIMIT :large) few)"
                " FROM stream t WHERE t.wave_id = :wave"
            ),
            {"wave": row.id, "large": LARGE},
        ).all()
        payloads = json.loads(row.payloads) if isinstance(row.payloads, str) else row.payloads
        fields = {**row._mapping, "payloads": payloads, "ordered": bool(row.ordered)}
        lines = {stream[0]: stream[1] for stream in streams if stream[1] is not None}
        small = frozenset(stream[0] for stream in streams if stream[0] and stream[2] < LARGE)
        found.append(Wave(**fields, lines=lines, small=small))
    return found


_UNSETTLED = text(
    "SELECT n.action_id FROM wave w JOIN notice n ON n.id = w.notice_id WHERE NOT w.closed AND n.action_id IS NOT NULL"
    " UNION SELECT n.action_id FROM delivery d JOIN notice n ON n.id = d.notice_id"
    " WHERE d.result = 'retrying' AND n.action_id IS NOT NULL"
)


def recover(session: Session, now: datetime) -> list[str]:
    """After a crash: whatever had been leased may have left, so it counts as begun without an answer.

    Where the message may still leave, its stream goes back to the first such place; where the action has ended it
    is settled as failed. Answers the ids of those ended actions, whose outcome is now due to more people."""
    lock(session, session.execute(_UNSETTLED).scalars())
    begun = (
        "result = 'waiting' AND wave_id IN (SELECT id FROM wave WHERE NOT closed) AND seq < (SELECT next_seq FROM"
        " stream s WHERE s.wave_id = delivery.wave_id AND s.service_id = delivery.service_id)"
    )
    in_flight = "result = 'retrying' AND leased_by IS NOT NULL"
    for which in (begun, in_flight):
        session.execute(text(f"UPDATE delivery SET unanswered = true, leased_by = NULL WHERE {which}"))
    session.execute(
        text(
            "UPDATE stream SET next_seq = (SELECT min(seq) FROM delivery d WHERE d.wave_id = stream.wave_id"
            " AND d.service_id = stream.service_id AND d.result = 'waiting') WHERE EXISTS (SELECT 1 FROM delivery"
            " WHERE delivery.wave_id = stream.wave_id AND delivery.service_id = stream.service_id"
            f" AND {begun})"
        )
    )
    return list(
        session.execute(
            text(
                "UPDATE delivery SET answered_at = coalesce(answered_at, :now), result = CASE WHEN handed_over_at"
                " IS NULL THEN 'failed' ELSE 'handed-over' END WHERE unanswered AND result IN ('waiting', 'retrying')"
                " AND notice_id IN (SELECT n.id FROM notice n JOIN action a ON a.id = n.action_id"
                " WHERE a.status = 'ended' AND n.kind <> 'outcome') RETURNING"
                " (SELECT action_id FROM notice WHERE notice.id = notice_id)"
            ).bindparams(*_times("now")),
            {"now": now},
        ).scalars()
    )


_LEASE = text(
    "SELECT d.seq, d.participant_id, p.language, d.attempts, d.unanswered, s.service_id, s.endpoint,"
    " s.p256dh, s.auth, s.service_id IS NULL AND EXISTS (SELECT 1 FROM socket o"
    " WHERE o.participant_id = d.participant_id) FROM delivery d JOIN participant p ON p.id = d.participant_id"
    " LEFT JOIN push_subscription s ON s.participant_id = d.participant_id"
    " WHERE d.wave_id = :wave AND d.service_id = :service AND d.seq >= :first AND d.result = 'waiting'"
    " ORDER BY d.seq LIMIT :count"
)
_ADVANCE = text(
    "UPDATE stream SET next_seq = coalesce(:ahead, last_seq + 1)"
    " WHERE wave_id = :wave AND service_id = :service AND next_seq <= last_seq"
)


def lease(
    session: Session, wave_id: int, service_id: int, first: int, limit: int | None, count: int
) -> tuple[list[Leased], int | None]:
    """The next `count` places of a stream from `first` up to `limit`, now begun for all the database knows.

    Answers them with the first place after them, None when there is no more. `first` is where the worker stands:
    the stream is farther when an earlier lease was committed and the worker never heard of it."""
    rows = session.execute(
        _LEASE,
        {"wave": wave_id, "service": service_id, "first": first, "count": count + 1},
    ).all()
    taken = [row for row in rows[:count] if limit is None or row[0] <= limit]
    rest = rows[len(taken) :]
    ahead = rest[0][0] if rest else None
    session.execute(
        _ADVANCE,
        {"ahead": ahead, "wave": wave_id, "service": service_id},
    )
    return [_leased(Place(wave_id, service_id, row[0]), *row[1:]) for row in taken], ahead


_AHEAD = text(
    "SELECT d.seq, s.service_id = :service FROM delivery d"
    " LEFT JOIN push_subscription s ON s.participant_id = d.participant_id"
    " WHERE d.wave_id = :wave AND d.service_id = :service AND d.seq >= :first AND d.result = 'waiting'"
    " ORDER BY d.seq LIMIT :count"
)
_PASS_OVER = text(
    "UPDATE delivery SET result = 'retrying', due_at = :due_at, answered_at = coalesce(answered_at, :passed_at)"
    " WHERE wave_id = :wave AND service_id = :service AND seq BETWEEN :first AND :last AND result = 'waiting'"
)


def pass_over(
    session: Session, first: Place, limit: int | None, count: int, passed_at: datetime, due_at: datetime
) -> tuple[list[int], int | None]:
    """The next `count` places of a stream from `first` up to `limit` are to be tried again at `due_at`, nothing leaves.

    Answers them, with the first place after them, None when there is no more. It stops before a participant who is no
    longer at this push service: that place is one to lease."""
    stream = {"wave": first.wave_id, "service": first.service_id}
    rows = session.execute(_AHEAD, {**stream, "first": first.seq, "count": count + 1}).all()
    taken = list(takewhile(lambda row: row[1] and (limit is None or row[0] <= limit), rows[:count]))
    rest = rows[len(taken) :]
    ahead = rest[0][0] if rest else None
    if taken:
        session.execute(
            _PASS_OVER.bindparams(*_times("passed_at", "due_at")),
            {**stream, "first": first.seq, "last": taken[-1][0], "passed_at": passed_at, "due_at": due_at},
        )
        session.execute(_ADVANCE, {**stream, "ahead": ahead})
    return [row[0] for row in taken], ahead


def hand_back(session: Session, place: Place) -> None:
    """Gives back a stream from this place on: nothing at or after it was begun."""
    session.execute(
        text(
            "UPDATE stream SET next_seq = :seq WHERE wave_id = :wave AND service_id = :service AND next_seq > :seq"
        ),
        {"seq": place.seq, "wave": place.wave_id, "service": place.service_id},
    )


def due(
    session: Session, now: datetime, count: int, closed: Sequence[str], full: Iterable[tuple[int, int]]
) -> list[Retry]:
    """Retries whose time has come, oldest first, without push services (origins) that take nothing now
    and without streams (wave, push service when enlisted) that have no room."""
    rows = session.execute(
        text(
            "SELECT d.notice_id, o.origin, d.wave_id, d.service_id, d.seq, d.participant_id, p.language, d.attempts,"
            " d.unanswered, s.service_id, s.endpoint, s.p256dh, s.auth FROM delivery d"
            " JOIN participant p ON p.id = d.participant_id"
            " LEFT JOIN push_subscription s ON s.participant_id = d.participant_id"
            " LEFT JOIN push_service o ON o.id = s.service_id"
            " WHERE d.result = 'retrying' AND d.due_at <= :now AND d.leased_by IS NULL"
            " AND (o.origin IS NULL OR o.origin NOT IN :closed) AND (d.wave_id, d.service_id) NOT IN :full"
            " ORDER BY d.due_at LIMIT :count"
        ).bindparams(
            *_times("now"),
            bindparam("closed", expanding=True, type_=String),
            bindparam("full", expanding=True, type_=TupleType(Integer, Integer)),
        ),
        {"now": now, "count": count, "closed": list(closed), "full": list(full)},
    ).all()
    return [Retry(row[0], row[1], _leased(Place(*row[2:5]), *row[5:])) for row in rows]


def take(session: Session, exchange: str, places: Iterable[Place]) -> None:
    """Leases these retries."""
    rows = [{"exchange": exchange, "wave": p.wave_id, "service": p.service_id, "seq": p.seq} for p in places]
    if rows:
        session.connection().execute(
            text(
                "UPDATE delivery SET leased_by = :exchange"
                " WHERE wave_id = :wave AND service_id = :service AND seq = :seq"
            ),
            rows,
        )


def forget(session: Session, exchanges: Sequence[str]) -> None:
    """Gives back the retries of exchanges whose answer never came."""
    query = text("UPDATE delivery SET leased_by = NULL WHERE result = 'retrying' AND leased_by IN :exchanges")
    session.execute(
        query.bindparams(bindparam("exchanges", expanding=True, type_=String)), {"exchanges": list(exchanges)}
    )


def postpone(session: Session, by: timedelta) -> None:
    """The clock was set: each retry waits as long as it would have."""
    rows = session.execute(
        text("SELECT wave_id, service_id, seq, due_at FROM delivery WHERE result = 'retrying'").columns(
            due_at=Utc
        )
    ).all()
    moved = [
        {"wave": row.wave_id, "service": row.service_id, "seq": row.seq, "due": row.due_at + by}
        for row in rows
        if row.due_at is not None
    ]
    if moved:
        session.connection().execute(
            text(
                "UPDATE delivery SET due_at = :due WHERE wave_id = :wave AND service_id = :service AND seq = :seq"
            ).bindparams(*_times("due")),
            moved,
        )


def leave(session: Session, places: Iterable[Place]) -> None:
    """Gives back retries that were not begun."""
    for place in places:
        session.execute(
            text(
                "UPDATE delivery SET leased_by = NULL"
                " WHERE wave_id = :wave AND service_id = :service AND seq = :seq"
            ),
            {"wave": place.wave_id, "service": place.service_id, "seq": place.seq},
        )


def lock(session: Session, actions: Iterable[str], *, waits: bool = True) -> dict[str, tuple[str, int]]:
    """Locks these actions' rows; answers status and number of the newest message of each.

    `waits` false: without those that somebody else holds."""
    for_update = " FOR UPDATE" if waits else " FOR UPDATE SKIP LOCKED"
    if session.get_bind().dialect.name == "sqlite":
        for_update = ""
    rows = session.execute(
        text(f"SELECT id, status, number FROM action WHERE id IN :ids ORDER BY id{for_update}").bindparams(
            bindparam("ids", expanding=True, type_=String)
        ),
        {"ids": sorted(actions)},
    ).all()
    return {row[0]: (row[1], row[2]) for row in rows}


COLUMNS = {
    "wave_id": "int",
    "service_id": "int",
    "seq": "int",
    "result": "text",
    "attempted": "boolean",
    "unanswered": "boolean",
    "began_at": "timestamptz",
    "answered_at": "timestamptz",
    "due_at": "timestamptz",
    "accepted": "boolean",
}
MOMENTS = ("began_at", "answered_at", "due_at")


def _settling(prefix: str) -> str:
    """The one rule for a result, with each new value at `prefix`: what is settled already stays as it is.

    Save what was accepted: whoever left with a message under way had been withdrawn, and was reached all the same."""
    return (
        "UPDATE delivery SET"
        f" result = CASE WHEN {prefix}accepted THEN 'handed-over'"
        " WHEN delivery.result NOT IN ('waiting', 'retrying') THEN delivery.result"
        " WHEN delivery.handed_over_at IS NOT NULL THEN 'handed-over'"
        f" ELSE {prefix}result END,"
        f" attempts = delivery.attempts + CASE WHEN {prefix}attempted THEN 1 ELSE 0 END,"
        f" unanswered = delivery.unanswered OR {prefix}unanswered,"
        f" began_at = coalesce(delivery.began_at, {prefix}began_at),"
        f" answered_at = coalesce(delivery.answered_at, {prefix}answered_at),"
        f" due_at = {prefix}due_at, leased_by = NULL, accepted_at = CASE WHEN {prefix}accepted"
        f" THEN coalesce(delivery.accepted_at, {prefix}answered_at) ELSE delivery.accepted_at END,"
        f" handed_over_at = CASE WHEN {prefix}accepted"
        f" THEN coalesce(delivery.handed_over_at, {prefix}answered_at) ELSE delivery.handed_over_at END"
    )


_ONE_BY_ONE = text(_settling(":") + " WHERE wave_id = :wave_id AND service_id = :service_id AND seq = :seq")
_IN_BULK = text(
    _settling("r.")
    + f" FROM unnest({', '.join(f'CAST(:{name} AS {kind}[])' for name, kind in COLUMNS.items())})"
    + f" AS r({', '.join(COLUMNS)}) WHERE delivery.wave_id = r.wave_id"
    " AND delivery.service_id = r.service_id AND delivery.seq = r.seq"
    # Said twice, so that whatever the planner takes the table for, it looks for these rows and not through all of it.
    " AND delivery.wave_id = ANY(CAST(:wave_id AS int[])) AND delivery.seq = ANY(CAST(:seq AS int[]))"
)


_FORGET_ADDRESS = text("DELETE FROM push_subscription WHERE endpoint_hash = :digest")


def settle(session: Session, results: Sequence[Settled]) -> None:
    """Writes down what became of these deliveries, all at once, and drops subscriptions that are gone."""
    if not results:
        return
    rows = [(*settled.place, *(getattr(settled, name) for name in list(COLUMNS)[3:])) for settled in results]
    if session.get_bind().dialect.name == "sqlite":
        # The driver's own way of binding: SQLAlchemy would convert each time of each row.
        naive = [
            {
                name: _sqlite(value) if name in MOMENTS else value
                for name, value in zip(COLUMNS, row, strict=True)
            }
            for row in rows
        ]
        session.connection().execute(_ONE_BY_ONE, naive)
    else:
        columns = map(pg_arrays.written, zip(*rows, strict=True))
        session.connection().execute(_IN_BULK, dict(zip(COLUMNS, columns, strict=True)))
    gone = [
        {"digest": endpoint_hash(settled.endpoint)}
        for settled in results
        if settled.result == GONE and settled.endpoint is not None
    ]
    if gone:
        session.connection().execute(_FORGET_ADDRESS, gone)


def hold(session: Session, participants: Iterable[str]) -> None:
    """Makes whoever is subscribing these participants wait, or waits for them; a KEY SHARE of others passes."""
    if session.get_bind().dialect.name != "sqlite":
        query = text("SELECT id FROM participant WHERE id IN :ids ORDER BY id FOR NO KEY UPDATE")
        session.execute(_among(query), {"ids": sorted(participants)})


def subscribed_elsewhere(session: Session, tried: Mapping[str, str | None]) -> list[str]:
    """Those who have a subscription now at another address than the one they were tried at."""
    query = text("SELECT participant_id, endpoint FROM push_subscription WHERE participant_id IN :ids")
    rows = session.execute(_among(query), {"ids": sorted(tried)})
    return [participant_id for participant_id, endpoint in rows if endpoint != tried[participant_id]]


def note_waves(session: Session, waited: dict[int, float], closed: Iterable[int]) -> None:
    """Keeps what waves spent of their budget, and closes those that have nothing left to lease or settle."""
    for wave_id, seconds in waited.items():
        session.execute(text("UPDATE wave SET waited = :s WHERE id = :id"), {"s": seconds, "id": wave_id})
    for wave_id in closed:
        session.execute(text("UPDATE wave SET closed = true WHERE id = :id"), {"id": wave_id})


def note_services(session: Session, states: dict[str, str], now: datetime) -> None:
    """Tells everybody how the push services stand."""
    for origin, state in states.items():
        session.execute(
            text(
                "UPDATE push_service SET state = :state, since = :now WHERE origin = :origin AND state <> :state"
            ).bindparams(*_times("now")),
            {"state": state, "now": now, "origin": origin},
        )


_EXPIRED = (
    "result = 'retrying' AND leased_by IS NULL AND notice_id IN (SELECT n.id FROM notice n LEFT JOIN action a"
    " ON a.id = n.action_id WHERE coalesce(n.expires_at, a.expires_at) <= :now)"
)


def expired_retries(session: Session, now: datetime) -> bool:
    """Whether `give_up` would find any: a look that keeps no writer waiting."""
    query = text(f"SELECT 1 FROM delivery WHERE {_EXPIRED} LIMIT 1").bindparams(*_times("now"))
    return session.execute(query, {"now": now}).first() is not None


def give_up(session: Session, now: datetime) -> None:
    """Retries whose notice has expired have failed: nothing more of it will leave."""
    lock(session, session.execute(_UNSETTLED).scalars())
    query = text(f"UPDATE delivery SET result = 'failed' WHERE {_EXPIRED}").bindparams(*_times("now"))
    session.execute(query, {"now": now})


def _leased(
    place: Place,
    participant_id: str,
    language: str,
    attempts: int,
    unanswered: Any,
    service_id: int | None,
    endpoint: str | None,
    p256dh: str,
    auth: str,
    listening: Any = False,
) -> Leased:
    address = None
    if service_id is not None and endpoint is not None:
        address = Address(service_id, endpoint, p256dh, auth)
    return Leased(place, participant_id, language, attempts, bool(unanswered), address, bool(listening))


def _among(query: TextClause) -> TextClause:
    return query.bindparams(bindparam("ids", expanding=True, type_=String))


def _times(*names: str) -> list[Any]:
    return [bindparam(name, type_=Utc) for name in names]


def _sqlite(moment: datetime | None) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%d %H:%M:%S.%f")

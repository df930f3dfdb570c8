"""The next places of a wave's streams: leased, passed over, or given back."""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from itertools import takewhile

from sqlalchemy import Integer, TextClause, bindparam, text
from sqlalchemy.orm import Session

from backend.delivery.channel import AddressTable
from backend.delivery.outbox.rows import DeliveryKey, Leased, Wave, columns, leased, times
from backend.models.base import Utc

LARGE = 20
"""Places at one service that make it a large one in a wave."""


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
            " coalesce(n.expires_at, a.expires_at) AS expires_at, m.region"
            " FROM wave w JOIN notice n ON n.id = w.notice_id LEFT JOIN action a ON a.id = n.action_id"
            " LEFT JOIN municipality m ON m.code = a.municipality_code"
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


@cache
def _lease(addresses: AddressTable) -> TextClause:
    return text(
        "SELECT d.seq, d.participant_id, p.language, d.attempts, d.unanswered, s.service_id IS NULL"
        " AND EXISTS (SELECT 1 FROM socket o WHERE o.participant_id = d.participant_id),"
        f" {columns(addresses)} FROM delivery d JOIN participant p ON p.id = d.participant_id"
        f" LEFT JOIN {addresses.name} s ON s.participant_id = d.participant_id"
        " WHERE d.wave_id = :wave AND d.service_id = :service AND d.seq >= :first AND d.result = 'waiting'"
        " ORDER BY d.seq LIMIT :count"
    )


_ADVANCE = text(
    "UPDATE stream SET next_seq = coalesce(:ahead, last_seq + 1)"
    " WHERE wave_id = :wave AND service_id = :service AND next_seq <= last_seq"
)


def lease(
    session: Session,
    addresses: AddressTable,
    wave_id: int,
    service_id: int,
    first: int,
    limit: int | None,
    count: int,
) -> tuple[list[Leased], int | None]:
    """The next `count` places of a stream from `first` up to `limit`, now begun for all the database knows.

    Answers them with the first place after them, None when there is no more. `first` is where the worker stands:
    the stream is farther when an earlier lease was committed and the worker never heard of it."""
    rows = session.execute(
        _lease(addresses),
        {"wave": wave_id, "service": service_id, "first": first, "count": count + 1},
    ).all()
    taken = [row for row in rows[:count] if limit is None or row[0] <= limit]
    rest = rows[len(taken) :]
    ahead = rest[0][0] if rest else None
    session.execute(
        _ADVANCE,
        {"ahead": ahead, "wave": wave_id, "service": service_id},
    )
    return [leased(DeliveryKey(wave_id, service_id, row[0]), *row[1:]) for row in taken], ahead


@cache
def _ahead(addresses: AddressTable) -> TextClause:
    return text(
        "SELECT d.seq, s.service_id = :service FROM delivery d"
        f" LEFT JOIN {addresses.name} s ON s.participant_id = d.participant_id"
        " WHERE d.wave_id = :wave AND d.service_id = :service AND d.seq >= :first AND d.result = 'waiting'"
        " ORDER BY d.seq LIMIT :count"
    )


_PASS_OVER = text(
    "UPDATE delivery SET result = 'retrying', due_at = :due_at, answered_at = coalesce(answered_at, :passed_at)"
    " WHERE wave_id = :wave AND service_id = :service AND seq BETWEEN :first AND :last AND result = 'waiting'"
)


def pass_over(
    session: Session,
    addresses: AddressTable,
    first: DeliveryKey,
    limit: int | None,
    count: int,
    passed_at: datetime,
    due_at: datetime,
) -> tuple[list[int], int | None]:
    """The next `count` places of a stream from `first` up to `limit` are to be tried again at `due_at`, nothing leaves.

    Answers them, with the first place after them, None when there is no more. It stops before a participant who is no
    longer at this service: that place is one to lease."""
    stream = {"wave": first.wave_id, "service": first.service_id}
    rows = session.execute(_ahead(addresses), {**stream, "first": first.seq, "count": count + 1}).all()
    taken = list(takewhile(lambda row: row[1] and (limit is None or row[0] <= limit), rows[:count]))
    rest = rows[len(taken) :]
    ahead = rest[0][0] if rest else None
    if taken:
        session.execute(
            _PASS_OVER.bindparams(*times("passed_at", "due_at")),
            {**stream, "first": first.seq, "last": taken[-1][0], "passed_at": passed_at, "due_at": due_at},
        )
        session.execute(_ADVANCE, {**stream, "ahead": ahead})
    return [row[0] for row in taken], ahead


def rewind(session: Session, place: DeliveryKey) -> None:
    """Gives back a stream from this place on: nothing at or after it was begun."""
    session.execute(
        text(
            "UPDATE stream SET next_seq = :seq WHERE wave_id = :wave AND service_id = :service AND next_seq > :seq"
        ),
        {"seq": place.seq, "wave": place.wave_id, "service": place.service_id},
    )


def record_waves(session: Session, waited: dict[int, float], closed: Iterable[int]) -> None:
    """Keeps what waves spent of their budget, and closes those that have nothing left to lease or settle."""
    for wave_id, seconds in waited.items():
        session.execute(text("UPDATE wave SET waited = :s WHERE id = :id"), {"s": seconds, "id": wave_id})
    for wave_id in closed:
        session.execute(text("UPDATE wave SET closed = true WHERE id = :id"), {"id": wave_id})

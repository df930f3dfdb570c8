"""Deliveries that are tried again: due, taken, put off, given up."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Integer, String, TextClause, bindparam, text
from sqlalchemy.orm import Session
from sqlalchemy.types import TupleType

from backend.delivery.channel import AddressTable
from backend.delivery.outbox.rows import DeliveryKey, Leased, columns, leased, times
from backend.delivery.outbox.settling import UNSETTLED, lock
from backend.models.base import Utc


@cache
def _due(addresses: AddressTable) -> TextClause:
    return text(
        "SELECT d.wave_id, d.service_id, d.seq, d.participant_id, p.language, d.attempts,"
        f" d.unanswered, false, {columns(addresses)} FROM delivery d JOIN participant p ON p.id = d.participant_id"
        f" LEFT JOIN {addresses.name} s ON s.participant_id = d.participant_id"
        " LEFT JOIN push_service o ON o.id = s.service_id"
        " WHERE d.result = 'retrying' AND d.due_at <= :now AND d.leased_by IS NULL"
        " AND (o.origin IS NULL OR o.origin NOT IN :closed) AND (d.wave_id, d.service_id) NOT IN :full"
        " ORDER BY d.due_at LIMIT :count"
    ).bindparams(
        *times("now"),
        bindparam("closed", expanding=True, type_=String),
        bindparam("full", expanding=True, type_=TupleType(Integer, Integer)),
    )


def due(
    session: Session,
    addresses: AddressTable,
    now: datetime,
    count: int,
    closed: Sequence[str],
    full: Iterable[tuple[int, int]],
) -> list[Leased]:
    """Retries whose time has come, oldest first, without services (by name) that take nothing now
    and without streams (wave, service when enlisted) that have no room."""
    rows = session.execute(
        _due(addresses), {"now": now, "count": count, "closed": list(closed), "full": list(full)}
    ).all()
    return [leased(DeliveryKey(*row[:3]), *row[3:]) for row in rows]


def lease_retries(session: Session, exchange: str, places: Iterable[DeliveryKey]) -> None:
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


def release_lost_retries(session: Session, exchanges: Sequence[str]) -> None:
    """Gives back the retries of exchanges whose answer never came."""
    query = text("UPDATE delivery SET leased_by = NULL WHERE result = 'retrying' AND leased_by IN :exchanges")
    session.execute(
        query.bindparams(bindparam("exchanges", expanding=True, type_=String)), {"exchanges": list(exchanges)}
    )


def shift_due_times(session: Session, by: timedelta) -> None:
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
            ).bindparams(*times("due")),
            moved,
        )


def release_retries(session: Session, places: Iterable[DeliveryKey]) -> None:
    """Gives back retries that were not begun."""
    for place in places:
        session.execute(
            text(
                "UPDATE delivery SET leased_by = NULL"
                " WHERE wave_id = :wave AND service_id = :service AND seq = :seq"
            ),
            {"wave": place.wave_id, "service": place.service_id, "seq": place.seq},
        )


_EXPIRED = (
    "result = 'retrying' AND leased_by IS NULL AND notice_id IN (SELECT n.id FROM notice n LEFT JOIN action a"
    " ON a.id = n.action_id WHERE coalesce(n.expires_at, a.expires_at) <= :now)"
)


def expired_retries(session: Session, now: datetime) -> bool:
    """Whether `give_up` would find any: a look that keeps no writer waiting."""
    query = text(f"SELECT 1 FROM delivery WHERE {_EXPIRED} LIMIT 1").bindparams(*times("now"))
    return session.execute(query, {"now": now}).first() is not None


def give_up(session: Session, now: datetime) -> None:
    """Retries whose notice has expired have failed: nothing more of it will leave."""
    lock(session, session.execute(UNSETTLED).scalars())
    query = text(f"UPDATE delivery SET result = 'failed' WHERE {_EXPIRED}").bindparams(*times("now"))
    session.execute(query, {"now": now})

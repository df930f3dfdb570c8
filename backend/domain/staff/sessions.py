"""Staff sessions: in the database, so that they survive restarts; only a digest of the cookie is kept."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from backend.domain.refusals import NotFound
from backend.domain.staff import audit
from backend.ids import digest
from backend.models import Staff, StaffSession
from backend.models.base import ID_LENGTH

IDLE = timedelta(hours=8)
"""Without a hand on the keyboard: what a screen asks by itself does not count."""
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
"""How precisely inactivity is measured: not every call has to write."""


def begin(session: Session, member: Staff, now: datetime, device: str | None = None) -> str:
    """Signs someone in; answers what goes into the cookie. `device` is what the browser calls itself."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(StaffSession).where(_ended(now)))
    session.add(
        StaffSession(
            token_hash=digest(token),
            staff_id=member.id,
            created_at=now,
            seen_at=now,
            device=device[:120] if device else None,
        )
    )
    audit.record(session, member.id, "signed-in", member.id, {}, now)
    return token


def by_token_hash(session: Session, token_hash: str, now: datetime) -> tuple[Staff, datetime] | None:
    """Whose session this is and when it was last noted as used; None when it has ended."""
    row = session.execute(
        select(Staff, StaffSession.seen_at)
        .join(StaffSession, StaffSession.staff_id == Staff.id)
        .where(StaffSession.token_hash == token_hash, ~_ended(now))
    ).one_or_none()
    return (row[0], row[1]) if row else None


def touch(session: Session, token_hash: str, now: datetime) -> None:
    """Notes that the session is in use."""
    session.execute(update(StaffSession).where(StaffSession.token_hash == token_hash).values(seen_at=now))


def end(session: Session, token_hash: str, member: Staff, now: datetime) -> None:
    """Signs someone out."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash))
    audit.record(session, member.id, "signed-out", member.id, {}, now)


def listed(session: Session, member: Staff, current: str, now: datetime) -> list[dict[str, Any]]:
    """The person's own sessions, newest first; `current` is the digest of the one that asks.

    A session is called by the beginning of its digest, which leads nobody to the cookie."""
    query = select(StaffSession).where(StaffSession.staff_id == member.id, ~_ended(now))
    return [
        {
            "id": one.token_hash[:ID_LENGTH],
            "current": one.token_hash == current,
            "device": one.device,
            "started_at": one.created_at,
            "seen_at": one.seen_at,
        }
        for one in session.scalars(query.order_by(StaffSession.created_at.desc()))
    ]


def end_one(session: Session, member: Staff, session_id: str, now: datetime) -> None:
    """Ends one of the person's own sessions. Raises NotFound."""
    mine = StaffSession.staff_id == member.id
    found = session.scalars(
        select(StaffSession.token_hash).where(
            mine, StaffSession.token_hash.startswith(session_id, autoescape=True)
        )
    ).first()
    if found is None:
        raise NotFound
    end(session, found, member, now)


def end_others(session: Session, member: Staff, current: str) -> None:
    """Ends all of the person's sessions but the one that asks."""
    session.execute(
        delete(StaffSession).where(StaffSession.staff_id == member.id, StaffSession.token_hash != current)
    )


def end_all(session: Session, member: Staff) -> None:
    """Signs someone out everywhere."""
    session.execute(delete(StaffSession).where(StaffSession.staff_id == member.id))


def _ended(now: datetime) -> ColumnElement[bool]:
    return or_(StaffSession.seen_at <= now - IDLE, StaffSession.created_at <= now - LONGEST)

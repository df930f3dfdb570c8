"""Staff sessions: in the database, so that they survive restarts; only a digest of the cookie is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from backend.domain import audit
from backend.models import Staff, StaffSession

IDLE = timedelta(hours=8)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
"""How precisely inactivity is measured: not every call has to write."""


def begin(session: Session, member: Staff, now: datetime) -> str:
    """Signs someone in; answers what goes into the cookie."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(StaffSession).where(_ended(now)))
    session.add(
        StaffSession(
            token_hash=hashlib.sha256(token.encode()).hexdigest(),
            staff_id=member.id,
            created_at=now,
            seen_at=now,
        )
    )
    audit.record(session, member.id, "signed-in", member.id, {}, now)
    return token


def of(session: Session, token_hash: str, now: datetime) -> tuple[Staff, datetime] | None:
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


def _ended(now: datetime) -> ColumnElement[bool]:
    return or_(StaffSession.seen_at <= now - IDLE, StaffSession.created_at <= now - LONGEST)

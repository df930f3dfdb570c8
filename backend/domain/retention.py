"""What is erased because its time is over. Called by the worker every ten minutes."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend.models import Idempotency, Location

KEYS_KEPT = timedelta(hours=24)


def purge(session: Session, now: datetime) -> None:
    """Erases expired live positions and the answers kept for repeated calls."""
    session.execute(
        delete(Location).where(Location.source == "live", Location.expires_at <= now),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        delete(Idempotency).where(Idempotency.created_at <= now - KEYS_KEPT),
        execution_options={"synchronize_session": False},
    )

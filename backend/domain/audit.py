"""The audit trail: who did what, by ids only. Called wherever staff, an operator or the system itself acts."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from backend.models import AuditEntry

SYSTEM = "system"
"""The actor of what no member of staff did."""


def record(
    session: Session, actor: str, act: str, subject: str | None, detail: dict[str, Any], now: datetime
) -> None:
    """Notes an act in the transaction that does it; `actor` is a member of staff's id, or SYSTEM."""
    session.add(AuditEntry(at=now, actor=actor, act=act, subject=subject, detail=detail))

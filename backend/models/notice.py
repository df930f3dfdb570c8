"""A notice is one message, frozen when composed; a wave is who gets it in which order; a delivery is one
participant's place in a wave and what became of it; a stream is how far a wave has come at one push service."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id, Utc


class Notice(Base):
    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("action_id", "number"),
        CheckConstraint("(action_id IS NULL) = (number = 0)", name="number"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    action_id: Mapped[str | None] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    texts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """{"nl": {"title", "body"}, "en": …} as it stands in lists."""
    payloads: Mapped[dict[str, str]] = mapped_column(JSON)
    """The push message in each language, frozen but for its end, which moves with the action's."""
    created_at: Mapped[datetime] = mapped_column(Utc)
    expires_at: Mapped[datetime | None] = mapped_column(Utc)
    """Null for an alert or update: those last as long as their action."""

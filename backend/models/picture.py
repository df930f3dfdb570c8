"""Two pictures of an action: the photo of a missing person while it runs, and its closing circle afterwards."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id, Utc


class Photo(Base):
    """In the database, not beside it: it appears and goes in the same transaction as what it belongs to."""

    __tablename__ = "photo"

    action_id: Mapped[str] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(Id, unique=True)
    """Unguessable, and anew with every photo; so is the name of the small one."""
    small_name: Mapped[str] = mapped_column(Id, unique=True)
    webp: Mapped[bytes] = mapped_column(LargeBinary)
    small_webp: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime] = mapped_column(Utc)


class ClosingCircle(Base):
    """Alerts by distance over time, drawn once; of whom they were sent to it keeps nothing."""

    __tablename__ = "closing_circle"

    action_id: Mapped[str] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"), primary_key=True)
    svg: Mapped[str] = mapped_column(Text)
    drawn_at: Mapped[datetime] = mapped_column(Utc)

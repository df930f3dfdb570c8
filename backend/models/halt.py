"""A halt: nothing in its reach leaves while it is in force."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id, Utc


class Halt(Base):
    """Of one action, of all actions of a region, or, where neither is named, of everything."""

    __tablename__ = "halt"
    __table_args__ = (
        Index(
            "ix_halt_in_force",
            "id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    region: Mapped[str | None] = mapped_column(String(80))
    action_id: Mapped[str | None] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"))
    begun_by: Mapped[str] = mapped_column(Id)
    """A member of staff, or the operator (`audit.SYSTEM`)."""
    begun_at: Mapped[datetime] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)

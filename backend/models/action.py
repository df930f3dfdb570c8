"""An action: what to look out for, where, and how it stands."""

from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.geo.spatial_sql import RD_NEW
from backend.models.base import Base, Id, Utc


class Action(Base):
    __tablename__ = "action"
    __table_args__ = (
        CheckConstraint("status IN ('running', 'ended')", name="status"),
        CheckConstraint("(status = 'ended') = (result IS NOT NULL AND ended_at IS NOT NULL)", name="ended"),
        Index("ix_action_status_started_at", "status", "started_at"),
        Index("ix_action_municipality_code_ended_at", "municipality_code", "ended_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    transport: Mapped[str] = mapped_column(String(20))
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"), index=True)
    place: Mapped[str] = mapped_column(String(80))
    neighbourhood: Mapped[str | None] = mapped_column(String(80))
    """The buurt, where the look-up of addresses knows it."""
    point: Mapped[Any] = mapped_column(Geometry("POINT", srid=RD_NEW, spatial_index=False))
    radius: Mapped[int]
    description: Mapped[dict[str, Any]] = mapped_column(JSON)
    spread_seconds: Mapped[int]
    exercise: Mapped[bool]
    family_consent: Mapped[bool]
    override_reason: Mapped[str | None] = mapped_column(String(200))
    reference: Mapped[str | None] = mapped_column(String(20))
    """What the control room calls the incident; never public."""
    status: Mapped[str] = mapped_column(String(8))
    started_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    started_at: Mapped[datetime] = mapped_column(Utc)
    expires_at: Mapped[datetime] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    result: Mapped[str | None] = mapped_column(String(32))
    number: Mapped[int]
    """That of the newest message."""
    tips: Mapped[int] = mapped_column(default=0)
    """How many were noted; what they said is erased in time, this stays."""
    tipped_at: Mapped[datetime | None] = mapped_column(Utc)
    """When the first was noted."""
    participants: Mapped[int | None]
    """How many were handed the alert; counted anew from the deliveries while it is null."""
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the control room reads as progress, frozen when nothing can change it any more."""

"""A tip: what somebody called in while an action ran, as the dispatcher who took the call noted it."""

from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.geo.spatial_sql import RD_NEW
from backend.models.base import Base, Id, Utc


class Tip(Base):
    __tablename__ = "tip"
    __table_args__ = (Index("ix_tip_action_id_received_at", "action_id", "received_at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    action_id: Mapped[str] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(String(1000))
    via: Mapped[str] = mapped_column(String(10))
    point: Mapped[Any] = mapped_column(Geometry("POINT", srid=RD_NEW, spatial_index=False), nullable=True)
    received_at: Mapped[datetime] = mapped_column(Utc)
    noted_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))

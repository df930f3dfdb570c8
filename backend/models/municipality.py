"""A municipality and whether it takes part, and its border where an operator loaded one."""

from datetime import date, datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import JSON, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.geo.spatial_sql import RD_NEW
from backend.models.base import Base, Utc


class Municipality(Base):
    __tablename__ = "municipality"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    formerly: Mapped[list[str]] = mapped_column(JSON)
    region: Mapped[str | None] = mapped_column(String(80))
    joined_on: Mapped[date | None] = mapped_column(Date)
    announce_at: Mapped[datetime | None] = mapped_column(Utc)
    """From when those who waited for it are told that it takes part; null once that was done."""
    point: Mapped[Any] = mapped_column(Geometry("POINT", srid=RD_NEW, spatial_index=False))


class Border(Base):
    """Apart from the municipality, because it is large and read only when it has changed."""

    __tablename__ = "border"

    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"), primary_key=True)
    loaded_at: Mapped[datetime] = mapped_column(Utc)
    shape: Mapped[Any] = mapped_column(Geometry("MULTIPOLYGON", srid=RD_NEW, spatial_index=False))

"""A municipality and whether it takes part."""

from datetime import date
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import JSON, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.geo import RD_NEW
from backend.models.base import Base


class Municipality(Base):
    __tablename__ = "municipality"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    formerly: Mapped[list[str]] = mapped_column(JSON)
    region: Mapped[str | None] = mapped_column(String(80))
    joined_on: Mapped[date | None] = mapped_column(Date)
    point: Mapped[Any] = mapped_column(Geometry("POINT", srid=RD_NEW, spatial_index=False))

"""A kiosk, the registrations begun at it that wait for a phone, and how many people joined at it on a day."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id, Utc


class Kiosk(Base):
    __tablename__ = "kiosk"
    __table_args__ = (
        Index(
            "uq_kiosk_municipality_code_name",
            "municipality_code",
            "name",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"))
    name: Mapped[str] = mapped_column(String(80))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the code that `kiosk add` printed."""
    key_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of its cookie; null until the code was traded."""
    created_at: Mapped[datetime] = mapped_column(Utc)
    revoked_at: Mapped[datetime | None] = mapped_column(Utc)


class Registration(Base):
    """What somebody filled in at a kiosk, until a phone takes it over or its code ends; then only the code's hash
    stays, so that a used code can be told from one that never was."""

    __tablename__ = "registration"
    __table_args__ = (
        Index(
            "ix_registration_waiting",
            "expires_at",
            sqlite_where=text("form IS NOT NULL"),
            postgresql_where=text("form IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kiosk_id: Mapped[str] = mapped_column(ForeignKey("kiosk.id"))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    form: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """As `membership.join` takes it; null once redeemed or erased."""
    printed: Mapped[bool]
    expires_at: Mapped[datetime] = mapped_column(Utc)


class KioskDay(Base):
    """Counts only those who finished on their phone, by the calendar of Amsterdam."""

    __tablename__ = "kiosk_day"

    kiosk_id: Mapped[str] = mapped_column(ForeignKey("kiosk.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    joined: Mapped[int]
    on_paper: Mapped[int]
    """Of those, how many took their code along on paper."""

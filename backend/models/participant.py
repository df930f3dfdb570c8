"""A participant: no name, no e-mail; where to look for them, and how to reach them."""

from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.geo.spatial_sql import RD_NEW
from backend.models.base import Base, Id, Utc

PUSH_SERVICE_STATES = ("ok", "slow", "open", "refusing")


class Participant(Base):
    __tablename__ = "participant"
    __table_args__ = (CheckConstraint("language IN ('nl', 'en')", name="language"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    also_addresses_when_away: Mapped[bool] = mapped_column(default=False)
    exercises: Mapped[bool] = mapped_column(default=False)
    paused_until: Mapped[datetime | None] = mapped_column(Utc)
    created_at: Mapped[datetime] = mapped_column(Utc)
    seen_at: Mapped[datetime | None] = mapped_column(Utc)
    """The day they were last heard of, in whatever call; null counts as the day they joined."""
    reminders: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    """How many have been sent since."""
    reminded_at: Mapped[datetime | None] = mapped_column(Utc)
    addresses_asked_at: Mapped[datetime | None] = mapped_column(Utc)


class Location(Base):
    """One row a source, overwritten: there is no history of where anybody was."""

    __tablename__ = "location"
    __table_args__ = (
        UniqueConstraint("participant_id", "source"),
        CheckConstraint("source IN ('live', 'home', 'work')", name="source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    source: Mapped[str] = mapped_column(String(4))
    point: Mapped[Any] = mapped_column(Geometry("POINT", srid=RD_NEW, spatial_index=False))
    accuracy: Mapped[float | None]
    recorded_at: Mapped[datetime | None] = mapped_column(Utc)
    expires_at: Mapped[datetime | None] = mapped_column(Utc)


class PushService(Base):
    """An origin that endpoints belong to; named once, so that deliveries can point at it."""

    __tablename__ = "push_service"

    id: Mapped[int] = mapped_column(primary_key=True)
    origin: Mapped[str] = mapped_column(Text, unique=True)
    state: Mapped[str] = mapped_column(String(8), default="ok")
    since: Mapped[datetime | None] = mapped_column(Utc)


class PushSubscription(Base):
    __tablename__ = "push_subscription"

    participant_id: Mapped[str] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True
    )
    endpoint: Mapped[str] = mapped_column(Text)
    endpoint_hash: Mapped[str] = mapped_column(String(64), unique=True)
    p256dh: Mapped[str] = mapped_column(String(100))
    auth: Mapped[str] = mapped_column(String(32))
    service_id: Mapped[int] = mapped_column(ForeignKey("push_service.id"), index=True)
    confirmed_at: Mapped[datetime] = mapped_column(Utc)


class Idempotency(Base):
    """The first 2xx to a key; the scope is a digest of caller and path, the answer holds no token."""

    __tablename__ = "idempotency"

    scope: Mapped[str] = mapped_column(String(64), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    body_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
    answer: Mapped[str | None] = mapped_column(Text)
    participant_id: Mapped[str | None] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(Utc, index=True)

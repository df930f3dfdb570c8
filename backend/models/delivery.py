"""A wave is who gets a notice in which order; a delivery is one participant's place in it and what became of it;
a stream is how far a wave has come at one push service."""

from datetime import datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id, Utc

WAITING = "waiting"
RETRYING = "retrying"
HANDED_OVER = "handed-over"
FAILED = "failed"
GONE = "gone"
WITHDRAWN = "withdrawn"
UNREACHABLE = "unreachable"
RESULTS = (WAITING, RETRYING, HANDED_OVER, FAILED, GONE, WITHDRAWN, UNREACHABLE)
"""What a delivery is; `domain/deliveries/states.py` says which may follow which."""


class Wave(Base):
    __tablename__ = "wave"
    __table_args__ = (
        UniqueConstraint("notice_id", "number"),
        Index(
            "ix_wave_open", "notice_id", sqlite_where=text("NOT closed"), postgresql_where=text("NOT closed")
        ),
        Index("ix_wave_withdrawn", "id", sqlite_where=text("withdrawn"), postgresql_where=text("withdrawn")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[str] = mapped_column(ForeignKey("notice.id", ondelete="CASCADE"))
    number: Mapped[int]
    edition: Mapped[int]
    """The newest message its text includes: an update numbered higher follows it, a lower one stands in it."""
    ordered: Mapped[bool]
    size: Mapped[int]
    width: Mapped[int]
    """W of the order rule: a place may start once every place that many farther out is resolved."""
    payloads: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    """Instead of the notice's own, for those enlisted after an update."""
    spread_seconds: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(Utc)
    closed: Mapped[bool]
    """All its places are settled or in the retry queue."""
    waited: Mapped[float]
    """Seconds of its 2 s spent waiting across push services."""
    withdrawn: Mapped[bool] = mapped_column(default=False, server_default=false())
    """What of it had not left when a halt ended was taken back: nothing more of it leaves."""


class Stream(Base):
    """The places of one wave at one push service: each service is worked through at its own pace."""

    __tablename__ = "stream"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True)
    service_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """0 for those without a subscription: their places are passed over in their turn."""
    next_seq: Mapped[int]
    """The next place to lease. A message below it may have left, one at or above it surely has not."""
    last_seq: Mapped[int]


class Delivery(Base):
    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("result IN ({})".format(",".join(f"'{each}'" for each in RESULTS)), name="result"),
        Index("uq_delivery_notice_id_participant_id", "notice_id", "participant_id", unique=True),
        Index("ix_delivery_participant_id", "participant_id"),
        Index(
            "ix_delivery_due_at",
            "due_at",
            sqlite_where=text("result = 'retrying'"),
            postgresql_where=text("result = 'retrying'"),
        ),
    )

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True)
    service_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The push service when enlisted; 0 without a subscription."""
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    notice_id: Mapped[str] = mapped_column(Id)
    participant_id: Mapped[str | None] = mapped_column(ForeignKey("participant.id"))
    """Null once the participant has left: the place and its times stay as a number, the person is gone."""
    distance: Mapped[float | None]
    result: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(SmallInteger)
    unanswered: Mapped[bool]
    """Some attempt ended without an HTTP status, so the message may have arrived."""
    began_at: Mapped[datetime | None] = mapped_column(Utc)
    """When its first attempt began and, below, ended, or when it was passed over: what the order is proven from."""
    answered_at: Mapped[datetime | None] = mapped_column(Utc)
    due_at: Mapped[datetime | None] = mapped_column(Utc)
    leased_by: Mapped[str | None] = mapped_column(Id)
    """The exchange in which the worker took this retry, as long as it is in flight."""
    handed_over_at: Mapped[datetime | None] = mapped_column(Utc)
    accepted_at: Mapped[datetime | None] = mapped_column(Utc)
    shown_at: Mapped[datetime | None] = mapped_column(Utc)
    opened_at: Mapped[datetime | None] = mapped_column(Utc)

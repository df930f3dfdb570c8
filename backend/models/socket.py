"""Which participants have a socket open, and at which web process: what makes them reachable without a subscription."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id, Utc


class WebProcess(Base):
    """A process that holds sockets; one that no longer beats is dead, and its sockets with it."""

    __tablename__ = "web_process"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    beat_at: Mapped[datetime] = mapped_column(Utc)


class Socket(Base):
    __tablename__ = "socket"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    process_id: Mapped[str] = mapped_column(ForeignKey("web_process.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)

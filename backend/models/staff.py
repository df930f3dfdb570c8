"""Control-room staff, their second factor, and the sessions they are signed in with."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id, Utc


class Staff(Base):
    __tablename__ = "staff"
    __table_args__ = (CheckConstraint("role IN ('dispatcher', 'supervisor', 'administrator')", name="role"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
    region: Mapped[str | None] = mapped_column(String(80))
    """The first of `own_regions`: all that versions before 0008 know."""
    regions: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """All of them, where there are several."""
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_draft: Mapped[str | None] = mapped_column(String(64))
    """The secret being enrolled: it counts once a code of it was typed."""
    totp_step: Mapped[int | None]
    """Of the newest code used: no code is taken twice, and none older than it."""
    created_at: Mapped[datetime] = mapped_column(Utc)

    @property
    def own_regions(self) -> list[str]:
        """The police regions this person acts in; an administrator acts everywhere."""
        # A version that knows only one region may have changed it since.
        if self.regions and self.regions[0] == self.region:
            return self.regions
        return [self.region] if self.region else []


class RecoveryCode(Base):
    """A way in without the phone, once; only a digest of it is kept."""

    __tablename__ = "recovery_code"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)


class StaffSession(Base):
    __tablename__ = "staff_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(Utc)
    seen_at: Mapped[datetime] = mapped_column(Utc)
    device: Mapped[str | None] = mapped_column(String(120))
    """What the browser calls itself, so that its owner knows it again in the list."""

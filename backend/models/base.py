"""What all tables share: constraint names set once, UTC times, ids that sort by byte on both databases."""

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
ID_LENGTH = 22

Id = String(ID_LENGTH).with_variant(String(ID_LENGTH, collation="C"), "postgresql")
"""Ties in distance go by id, so PostgreSQL must compare bytes as SQLite does, whatever the server's locale."""


class Utc(TypeDecorator[datetime]):
    """An aware time in UTC; SQLite, which knows no zones, keeps it naive and sortable."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


def new_id() -> str:
    """128 random bits as 22 base64url characters."""
    return secrets.token_urlsafe(16)

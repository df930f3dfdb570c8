"""The database: one engine, transactions that say whether they write, statements that stand alone."""

from backend.db.database import Database
from backend.db.engines import DatabaseUnusable

__all__ = ["Database", "DatabaseUnusable"]

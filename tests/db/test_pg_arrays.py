"""Arrays written by us are read by PostgreSQL as what they were."""

from datetime import UTC, datetime, timedelta, timezone
from math import inf
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from backend.db import pg_arrays

PARIS = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (
            "text",
            [
                "a",
                "",
                " a ",
                "NULL",
                None,
                'a "b" c',
                "a\\b",
                "\\",
                '"',
                "a,b",
                "{}",
                "é\n\t",
                "'; --",
                "%s",
                ":x",
            ],
        ),
        ("int", [0, -1, 2**31 - 1, None]),
        ("float8", [0.1, -0.0, 1e300, 5e-324, inf, -inf, 1 / 3, None]),
        ("boolean", [True, False, None]),
        (
            "timestamptz",
            [
                datetime(2026, 11, 28, 1, 2, 3, 4, UTC),
                datetime(1999, 12, 31, 23, 59, 59, 999999, PARIS),
                None,
            ],
        ),
        ("text", []),
    ],
)
def test_what_is_written_is_read(postgresql_url: str, kind: str, values: list[Any]) -> None:
    engine = create_engine(make_url(postgresql_url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        read = connection.execute(
            text(f"SELECT CAST(:given AS {kind}[])"), {"given": pg_arrays.array_literal(values)}
        )
        assert read.scalar_one() == values
    engine.dispose()


def test_what_it_cannot_write_is_refused() -> None:
    with pytest.raises(KeyError):
        pg_arrays.array_literal([b"bytes"])

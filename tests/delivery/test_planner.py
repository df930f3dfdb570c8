"""What the planner of PostgreSQL believes of an action's deliveries, and what it costs when it is mistaken.

After a quiet month it takes the table for empty until its own daemon comes by, up to a minute after an alert."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event, select, text

from backend.delivery.outbox import settling
from backend.delivery.outbox.rows import DeliveryKey, Settled
from backend.delivery.push.addresses import SUBSCRIPTIONS
from backend.domain.deliveries import waves
from backend.domain.deliveries.enlisting import COUNTED_FROM
from backend.models import Action
from tests.delivery.conftest import MakeTown
from tests.support.town import Town

SETTLED = 100
AT_MOST = 20
"""Rows it may look at for each it needs; comparing all with all would be over a thousand."""


def mistaken(town: Town) -> None:
    """As after the last deliveries were erased from a table that kept its pages."""
    with town.db.write() as session:
        session.execute(
            text(
                "UPDATE pg_class SET reltuples = 0, relpages = 500 WHERE oid = 'delivery'::regclass"
                " OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = 'delivery'::regclass)"
            )
        )
        session.execute(text("DELETE FROM pg_statistic WHERE starelid = 'delivery'::regclass"))


def touched(plan: Any) -> int:
    """Rows that came up and rows that were thrown away, in all steps of a plan that was carried out."""
    removed = sum(value for name, value in plan.items() if name.startswith("Rows Removed"))
    own = (plan["Actual Rows"] + removed) * plan["Actual Loops"]
    return int(own + sum(touched(part) for part in plan.get("Plans", ())))


@pytest.fixture
def town(postgresql_town: MakeTown) -> Town:
    """Its action began; nothing has left."""
    made = postgresql_town()
    made.add(COUNTED_FROM, [])
    mistaken(made)
    made.start()
    return made


@contextmanager
def rows_touched(town: Town, beginning: str) -> Iterator[list[int]]:
    """Of each statement that begins so: how many rows it goes through. Known once it is left."""
    asked, found = list[tuple[str, Any]](), list[int]()

    def keep(_: Connection, __: object, statement: str, parameters: Any, *___: object) -> None:
        if statement.startswith(beginning):
            asked.append((statement, parameters))

    event.listen(town.db.engine, "before_cursor_execute", keep)
    yield found
    event.remove(town.db.engine, "before_cursor_execute", keep)
    with town.db.read() as session:
        for statement, parameters in asked:
            explained = f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}"
            [told] = session.connection().exec_driver_sql(explained, parameters).scalar_one()
            found.append(touched(told["Plan"]))


def test_it_is_told_of_a_large_wave_at_once(town: Town) -> None:
    with town.db.read() as session:
        known = session.scalar(text("SELECT reltuples FROM pg_class WHERE oid = 'delivery'::regclass"))
    assert known == COUNTED_FROM


def test_looking_for_newcomers_compares_nobody_with_everybody(town: Town) -> None:
    mistaken(town)
    with rows_touched(town, "SELECT anon") as rows, town.db.read() as session:
        action = session.scalars(select(Action)).one()
        waves.has_newcomers(session, action, waves.alert_of(session, action.id), town.clock(), town.settings)
    assert len(rows) == 1
    assert COUNTED_FROM <= rows[0] < COUNTED_FROM * AT_MOST


def test_settling_some_looks_at_those_alone(town: Town) -> None:
    with town.db.read() as session:
        places = session.execute(
            text("SELECT wave_id, service_id, seq, participant_id FROM delivery ORDER BY seq LIMIT :some"),
            {"some": SETTLED},
        ).all()
    mistaken(town)
    results = [
        Settled(DeliveryKey(*place[:3]), None, place[3], "handed-over", True, False) for place in places
    ]
    with rows_touched(town, "UPDATE delivery") as rows, town.db.write() as session:
        settling.settle(session, SUBSCRIPTIONS, results)
    assert len(rows) == 1
    assert SETTLED <= rows[0] < SETTLED * AT_MOST

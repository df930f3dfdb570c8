"""Models and migrations say the same, and every revision can be taken back, on both databases."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from backend.db import Database
from backend.db.migrations import migrate
from backend.domain.deliveries.enlisting import inside
from backend.models import Base
from backend.settings import load
from tests.support.world import SETTINGS


def ours(name: str | None, kind: str, parents: Any) -> bool:
    """SpatiaLite and PostGIS keep tables of their own; the spatial index is declared by the migration alone."""
    if kind == "table":
        return name in Base.metadata.tables
    return name != "ix_location_point"


def test_the_migrations_make_what_the_models_say(database_url: str) -> None:
    database = Database(database_url)
    options = {"include_name": ours, "compare_type": True}
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        found = compare_metadata(context, Base.metadata)
    database.close()
    assert [entry for entry in found if not is_geometry_of_spatialite(entry)] == []


def is_geometry_of_spatialite(entry: Any) -> bool:
    """SpatiaLite reports a geometry column by a type SQLAlchemy has no name for."""
    return isinstance(entry, list) and entry[0][0] == "modify_type" and entry[0][3] in ("point", "shape")


def test_every_revision_can_be_taken_back_and_made_again(database_url: str) -> None:
    migrate(database_url, "base")
    database = Database(database_url)
    left = set(inspect(database.engine).get_table_names()) & set(Base.metadata.tables)
    database.close()
    assert left == set()
    migrate(database_url)
    database = Database(database_url)
    database.check()
    database.close()


def plan_of(database_url: str, ask: Callable[[Session], str]) -> str:
    """How the database looks for it when reading everything is no way."""
    database = Database(database_url)
    plan = "EXPLAIN QUERY PLAN" if database.embedded else "EXPLAIN"
    with database.read() as session:
        if not database.embedded:
            session.execute(text("SET LOCAL enable_seqscan = off"))
        told = session.execute(text(f"{plan} {ask(session)}".replace(":", "\\:"))).all()
    database.close()
    return str(told)


def test_a_circle_is_found_through_the_spatial_index(database_url: str, tmp_path: Path) -> None:
    settings = load(SETTINGS | {"BURGERNET_DATA_DIR": str(tmp_path)})

    def within(session: Session) -> str:
        query = inside(182_000.0, 579_000.0, 1_000.0, False, datetime.now(UTC), settings)
        return str(query.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))

    told = plan_of(database_url, within)
    assert "idx_location_point" in told or "ix_location_point" in told
    # And the live position of somebody who lives there through that of one for each source.
    own = (
        "location_1 USING INDEX sqlite_autoindex_location_1",
        "uq_location_participant_id_source on location",
    )
    assert any(index in told for index in own)


def test_the_trail_of_one_action_is_found_through_an_index(database_url: str) -> None:
    told = plan_of(database_url, lambda _: "SELECT id FROM audit_entry WHERE subject = 'an action'")
    assert "ix_audit_entry_subject" in told

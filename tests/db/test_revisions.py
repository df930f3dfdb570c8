"""A version of Burgernet goes on beside a schema that was expanded, and beside none that no longer bears it."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from backend.db import Database, DatabaseUnusable, revisions
from backend.db.migrations import migrate
from backend.paths import MIGRATIONS
from tests.support.processes import Serving
from tests.support.town import town
from tests.support.worker_process import ROOT, environ

MINE = max(file.name[:4] for file in (MIGRATIONS / "versions").glob("*.py"))
"""What this version knows: to the migrations made up here, it is an older one."""


def number(after: int) -> str:
    return f"{int(MINE) + after:04}"


ADDS = """
def upgrade():
    op.create_table("invented_{revision}", sa.Column("id", sa.Integer, primary_key=True))
    op.add_column("participant", sa.Column("invented_{revision}", sa.String))


def downgrade():
    op.drop_column("participant", "invented_{revision}")
    op.drop_table("invented_{revision}")
"""
NOTHING = "\ndef upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n"
EXPAND = 'KIND = "expand"\n' + ADDS


def contract(oldest: str) -> str:
    return f'KIND = "contract"\nOLDEST = "{oldest}"\n' + NOTHING


NewerVersion = Callable[..., Path]


@pytest.fixture
def newer_version(tmp_path: Path) -> NewerVersion:
    """The migrations of a version with these after ours: newer_version(EXPAND, contract("0007"))."""

    def make(*bodies: str) -> Path:
        directory = tmp_path / f"migrations-{len(list(tmp_path.iterdir()))}"
        shutil.copytree(MIGRATIONS, directory, ignore=shutil.ignore_patterns("__pycache__"))
        for after, body in enumerate(bodies, 1):
            revision = number(after)
            head = f'from alembic import op\nimport sqlalchemy as sa\n\nrevision = "{revision}"\n'
            (directory / "versions" / f"{revision}_invented.py").write_text(
                f'{head}down_revision = "{number(after - 1)}"\n{body.replace("{revision}", revision)}'
            )
        return directory

    return make


def refusal(url: str) -> str | None:
    """Why this version may not work on it; None when it may."""
    db = Database(url)
    try:
        db.check()
    except DatabaseUnusable as error:
        return str(error)
    finally:
        db.close()
    return None


def execute(url: str, *statements: str) -> None:
    db = Database(url)
    with db.write() as session:
        for statement in statements:
            session.execute(text(statement))
    db.close()


def has_floor(url: str) -> bool:
    db = Database(url)
    found = inspect(db.engine).has_table("schema_floor")
    db.close()
    return found


def test_a_schema_that_was_expanded_is_good_enough(database_url: str, newer_version: NewerVersion) -> None:
    migrate(database_url, directory=newer_version(EXPAND, EXPAND))
    assert refusal(database_url) is None


def test_an_installation_of_today_is_good_enough_and_nothing_is_made_in_it(database_url: str) -> None:
    assert refusal(database_url) is None
    migrate(database_url)
    assert not has_floor(database_url)


def test_a_schema_that_was_contracted_but_still_bears_us_is_good_enough(
    database_url: str, newer_version: NewerVersion
) -> None:
    migrate(database_url, directory=newer_version(EXPAND, contract(MINE), EXPAND))
    assert refusal(database_url) is None


def test_a_schema_that_was_contracted_past_us_is_refused(
    database_url: str, newer_version: NewerVersion
) -> None:
    migrate(database_url, directory=newer_version(EXPAND, contract(number(1)), contract(MINE), EXPAND))
    assert refusal(database_url) == (
        f"The database is at revision {number(4)} and needs a version of Burgernet that knows {number(1)},"
        f" this one knows {MINE}: install a newer version."
    )


def test_a_contraction_that_is_taken_back_is_forgotten(
    database_url: str, newer_version: NewerVersion
) -> None:
    newer = newer_version(contract(MINE), contract(number(1)))
    migrate(database_url, directory=newer)
    assert refusal(database_url) is not None
    migrate(database_url, number(1), directory=newer)
    assert (refusal(database_url), has_floor(database_url)) == (None, True)
    migrate(database_url, MINE, directory=newer)
    assert (refusal(database_url), has_floor(database_url)) == (None, False)


@pytest.mark.parametrize("revision", ["base", number(-1)])
def test_an_older_schema_wants_to_be_migrated(database_url: str, revision: str) -> None:
    migrate(database_url, revision)
    at = "none" if revision == "base" else revision
    assert refusal(database_url) == (
        f"The database is at revision {at}, this version needs {MINE}: run `burgernet migrate`."
    )
    migrate(database_url)
    assert refusal(database_url) is None


@pytest.mark.parametrize(
    "statements",
    [
        ["UPDATE alembic_version SET version_num = '1a2b3c4d5e6f'"],
        ["UPDATE alembic_version SET version_num = '0000'"],
        ["UPDATE alembic_version SET version_num = '99999'"],
        ["INSERT INTO alembic_version VALUES ('9999')"],
        [
            "UPDATE alembic_version SET version_num = '9999'",
            "CREATE TABLE schema_floor (revision VARCHAR(32))",
        ],
        [
            "UPDATE alembic_version SET version_num = '9999'",
            "CREATE TABLE schema_floor (revision VARCHAR(32))",
            "INSERT INTO schema_floor VALUES ('0001'), ('0002')",
        ],
        [
            "UPDATE alembic_version SET version_num = '9999'",
            "CREATE TABLE schema_floor (revision VARCHAR(32))",
            "INSERT INTO schema_floor VALUES ('first')",
        ],
    ],
)
def test_a_schema_nobody_can_place_is_refused_and_never_migrated(
    database_url: str, statements: list[str]
) -> None:
    execute(database_url, *statements)
    found = refusal(database_url)
    assert found is not None
    assert f"this version, at {MINE}, cannot place" in found
    with pytest.raises(DatabaseUnusable, match="cannot place"):
        migrate(database_url)


def test_migrating_by_an_older_version_leaves_what_bears_it_and_refuses_the_rest(
    database_url: str, newer_version: NewerVersion
) -> None:
    migrate(database_url, directory=newer_version(EXPAND))
    migrate(database_url)
    assert refusal(database_url) is None
    migrate(database_url, directory=newer_version(EXPAND, contract(number(1))))
    with pytest.raises(DatabaseUnusable, match="install a newer version"):
        migrate(database_url)


def test_a_process_knows_what_it_was_started_with_whatever_files_replace_its_own(
    database_url: str, newer_version: NewerVersion
) -> None:
    ours = newer_version()
    db = Database(database_url)
    with db.engine.connect() as connection:
        revisions.require(connection, ours)
    shutil.copytree(newer_version(EXPAND), ours, dirs_exist_ok=True)
    with db.engine.connect() as connection:
        assert revisions.standing(connection, ours) is revisions.Standing.SAME
    db.close()


def test_it_serves_beside_a_schema_that_was_expanded_until_it_is_contracted_past_it(
    database_url: str, newer_version: NewerVersion, tmp_path: Path
) -> None:
    migrate(database_url, directory=newer_version(EXPAND))
    with closing(town(database_url, tmp_path)) as place, Serving(place) as serving:
        # It was waited for until /readyz said 200; whoever joins now writes into what was expanded.
        assert serving.call("POST", "/v1/participants", body={"language": "nl", "consent": True}) == 201
        migrate(database_url, directory=newer_version(EXPAND, contract(number(1))))
        assert serving.call("GET", "/readyz") == 503
        assert serving.call("GET", "/healthz") == 200


def test_it_does_not_start_on_a_schema_that_was_contracted_past_it_and_says_why_in_one_line(
    database_url: str, newer_version: NewerVersion, tmp_path: Path
) -> None:
    with closing(town(database_url, tmp_path)) as place:
        settings = place.settings
    migrate(database_url, directory=newer_version(EXPAND, contract(number(1))))
    for command in ("serve", "migrate") if settings.embedded else ("serve", "worker", "migrate"):
        done = subprocess.run(
            [sys.executable, "-m", "backend.cli", command],
            cwd=ROOT,
            env=environ(settings),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr.strip()) == (1, refusal(database_url))

"""Databases for every test: fresh, migrated, and gone afterwards.

A test that takes `database_url` runs twice, on SpatiaLite and on PostgreSQL; `sqlite_url` and
`postgresql_url` are for what only one of them does. Each finds a copy of one that was migrated once a session.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from backend.db import Database
from backend.db.migrations import migrate
from backend.domain.municipalities import register
from tests.support.lent_database import Lent
from tests.support.postgresql import Cluster

TEMPLATE = "burgernet_template"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file of each folder, then the next of each: browsers, push services and plain calls share the machine at any
    moment, instead of all that is heavy coming at once and last."""
    files: dict[Path, list[Path]] = {}
    for item in items:
        of_folder = files.setdefault(item.path.parent, [])
        if item.path not in of_folder:
            of_folder.append(item.path)
    items.sort(key=lambda item: files[item.path.parent].index(item.path))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database; once of each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def sqlite_url(sqlite_template: Path, sqlite_lent: Path) -> str:
    # Whoever still holds the file of an earlier test keeps it for themselves.
    for file in sqlite_lent.parent.iterdir():
        file.unlink()
    shutil.copyfile(sqlite_template, sqlite_lent)
    return f"sqlite:///{sqlite_lent}"


@pytest.fixture
def postgresql_url(postgresql_lent: Lent) -> Iterator[str]:
    yield postgresql_lent.url
    postgresql_lent.clean()


@pytest.fixture(scope="session")
def sqlite_lent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lent") / "burgernet.sqlite"


@pytest.fixture(scope="session")
def postgresql_lent(cluster: Cluster, postgresql_template: str) -> Lent:
    return Lent(cluster, postgresql_template)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One PostgreSQL for the whole session, started by the first test that needs it."""
    with Cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "burgernet.sqlite"
    _prepare(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        # What still stands in the write-ahead log would be missing from the copies.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


@pytest.fixture(scope="session")
def postgresql_template(cluster: Cluster) -> str:
    cluster.create_database(TEMPLATE)
    _prepare(cluster.url(TEMPLATE))
    cluster.seal(TEMPLATE)
    return TEMPLATE


def _prepare(url: str) -> None:
    """As `burgernet migrate` does."""
    migrate(url)
    db = Database(url)
    with db.write() as session:
        register.fill(session)
    db.close()

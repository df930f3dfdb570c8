"""Towns with real push services and a real worker; whatever was started is ended."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from backend.delivery.worker import worker
from tests.delivery.stage import CREATED, Behave, Place, Service
from tests.support.postgresql import Cluster
from tests.support.town import Town, town
from tests.support.wires import WEB_PUSH, Wire

MakeService = Callable[..., Service]
MakeTown = Callable[..., Town]
Build = Callable[..., Place]
Send = Callable[[Town], worker.Handle]


@pytest.fixture
def ending() -> Iterator[ExitStack]:
    """Ends, last one first, what a test started."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture(scope="module")
def wire() -> Wire:
    """By which people are reached; a module that plays its scenes on every wire there is says so."""
    return WEB_PUSH


@pytest.fixture
def service(ending: ExitStack, wire: Wire) -> MakeService:
    """Starts a push service: service() answers 201, service(lambda arrival: Response(503)) does not."""

    def make(*behave: Behave) -> Service:
        made = Service(*behave, wire=wire)
        ending.callback(made.end)
        return made

    return make


@pytest.fixture
def make_town(database_url: str, tmp_path: Path, ending: ExitStack, wire: Wire) -> MakeTown:
    """Builds a town on these push services, on either database: make_town(service, ACTION_HOURS="0.001")."""
    return _maker(database_url, tmp_path, ending, wire)


@pytest.fixture
def sqlite_town(sqlite_url: str, tmp_path: Path, ending: ExitStack, wire: Wire) -> MakeTown:
    """The same, on SpatiaLite only."""
    return _maker(sqlite_url, tmp_path, ending, wire)


@pytest.fixture
def postgresql_town(postgresql_url: str, tmp_path: Path, ending: ExitStack, wire: Wire) -> MakeTown:
    """The same, on PostgreSQL only."""
    return _maker(postgresql_url, tmp_path, ending, wire)


@pytest.fixture(scope="module")
def build(
    cluster: Cluster,
    postgresql_template: str,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    wire: Wire,
) -> Iterator[Build]:
    """Builds a town that several tests look at: build("sqlite", 1000, behave, behave) has two push services."""
    with ExitStack() as ending:

        def make(database: str, people: int, *behave: Behave, **environ: str) -> Place:
            folder = tmp_path_factory.mktemp("town")
            if database == "postgresql":
                cluster.create_database(folder.name, template=postgresql_template)
                ending.callback(cluster.drop_database, folder.name)
                url = cluster.url(folder.name)
            else:
                shutil.copyfile(sqlite_template, folder / "town.sqlite")
                url = f"sqlite:///{folder}/town.sqlite"
            services = [Service(one, wire=wire) for one in behave or [lambda _: CREATED]]
            for service in services:
                ending.callback(service.end)
            made = _maker(url, folder, ending, wire)(*services, **environ)
            return Place(made, services, made.add(people, [service.origin for service in services]))

        yield make


@pytest.fixture
def send(ending: ExitStack) -> Send:
    """Starts a worker in this process."""

    def start(town: Town) -> worker.Handle:
        handle = worker.start_thread(town, town.wire.channel(town.settings))
        ending.callback(handle.stop)
        return handle

    return start


def _maker(url: str, folder: Path, ending: ExitStack, wire: Wire) -> MakeTown:
    def make(*services: Service, **environ: str) -> Town:
        made = town(url, folder, origins=[service.origin for service in services], wire=wire, **environ)
        ending.callback(made.close)
        return made

    return make

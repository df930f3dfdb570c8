"""Countries for journeys; whatever was started is ended."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from backend.domain.staff import accounts
from tests.delivery.stage import Service
from tests.journeys.stage import Country, Desk
from tests.journeys.stage import country as found
from tests.support.world import put_away

Found = Callable[..., Country]


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of a second a password is what keeps guessers out, and tests waiting."""
    monkeypatch.setattr(accounts, "hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def ending() -> Iterator[ExitStack]:
    """Ends, last one first, what a test started."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def push(ending: ExitStack) -> Service:
    """A push service; its `behave` can be changed."""
    service = Service()
    ending.callback(service.thread.stop)
    return service


@pytest.fixture
def elsewhere(ending: ExitStack) -> Service:
    """Another push service."""
    service = Service()
    ending.callback(service.thread.stop)
    return service


@pytest.fixture
def build_country(database_url: str, tmp_path: Path, push: Service, ending: ExitStack) -> Found:
    """A country with other settings: build_country(LARGE_ACTION="50")."""

    def make(*origins: str, **changes: str) -> Country:
        made = found(database_url, tmp_path, push, *origins, **changes)
        ending.callback(put_away, made)
        ending.callback(made.rest)
        made.work()
        return made

    return make


@pytest.fixture
def country(build_country: Found, elsewhere: Service) -> Country:
    """A country at work, which knows two push services."""
    return build_country(elsewhere.origin)


@pytest.fixture
def desk(country: Country) -> Desk:
    """A dispatcher at the control room of the country's region."""
    return country.desk()

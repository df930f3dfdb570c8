"""The world the routes are called in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from backend.domain.staff import accounts
from tests.support.world import Caller, Colleague, World, build, put_away


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of a second a password is what keeps guessers out, and hundreds of tests waiting."""
    monkeypatch.setattr(accounts, "hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def build_world(database_url: str, tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Builds a world with other settings: build_world(RATE_LIMITS="on")."""
    built: list[World] = []

    def make(**changes: str) -> World:
        built.append(build(database_url, tmp_path, changes, kept=True))
        return built[-1]

    yield make
    for world in built:
        put_away(world)


@pytest.fixture
def world(build_world: Callable[..., World]) -> World:
    return build_world()


@pytest.fixture
def participant(world: World) -> Caller:
    return world.join()


@pytest.fixture
def dispatcher(world: World) -> Colleague:
    return world.staff()

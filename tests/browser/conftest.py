"""One house and one push service for all journeys in browsers."""

from collections.abc import Iterator

import pytest

from backend.demo.push_thread import PushServiceThread
from tests.browser.house import House


@pytest.fixture(scope="session")
def push_service() -> Iterator[PushServiceThread]:
    service = PushServiceThread()
    yield service
    service.stop()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, push_service: PushServiceThread) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("house"), push_service.origin) as house:
        yield house

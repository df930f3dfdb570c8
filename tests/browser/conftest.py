"""One house and one push service for all journeys in browsers, one Chromium a module, a phone a test; and control
rooms of a module's own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from backend.demo.push_service.thread import PushServiceThread
from tests.browser.control_room import ControlRoom
from tests.browser.house import House
from tests.browser.phone import Phone
from tests.support.pdok import Pdok
from tests.support.postgresql import Cluster

Phones = Callable[..., Phone]
OpenRoom = Callable[..., ControlRoom]


@pytest.fixture(scope="session")
def push_service() -> Iterator[PushServiceThread]:
    service = PushServiceThread()
    yield service
    service.stop()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, push_service: PushServiceThread) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("house"), push_service.origin) as house:
        yield house


@pytest.fixture(scope="module")
def pdok() -> Iterator[Pdok]:
    with Pdok() as source:
        yield source


@pytest.fixture(scope="module")
def open_room(
    cluster: Cluster, postgresql_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenRoom]:
    """Control rooms on PostgreSQL, with options and settings: open_room(services=2, LARGE_ACTION="20")."""
    with ExitStack() as stack:

        def open_one(**options: Any) -> ControlRoom:
            folder = tmp_path_factory.mktemp("control-room")
            cluster.create_database(folder.name, template=postgresql_template)
            stack.callback(cluster.drop_database, folder.name)
            return stack.enter_context(ControlRoom(cluster.url(folder.name), folder, **options))

        yield open_one


@pytest.fixture(scope="module")
def chromium(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """The machine's own, never a downloaded one: the whole of it where a module says WHOLE_BROWSER, as it needs
    notifications, else what it takes to draw pages, which is lighter. It ends with its module: while Playwright runs,
    the thread of the tests counts as inside an event loop, and no other test could start one."""
    whole = getattr(request.module, "WHOLE_BROWSER", False)
    program = "/usr/bin/chromium" if whole else "/usr/bin/chromium-headless-shell"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def new_phone(chromium: Browser, house: House, push_service: PushServiceThread) -> Iterator[Phones]:
    """Phones nobody joined on yet; options as for a browser context: new_phone(user_agent="…")."""
    with ExitStack() as stack:
        stack.callback(house.calm)

        def make(**options: Any) -> Phone:
            phone = Phone(chromium, house.origin, push_service, **options)
            stack.callback(phone.close)
            return phone

        yield make


@pytest.fixture
def phone(new_phone: Phones) -> Phone:
    """A participant's phone: joined, with a home in the middle of Leeuwarden and notifications on."""
    phone = new_phone()
    phone.join()
    return phone

"""One house and one push service for all journeys in browsers, one Chromium a module, a phone a test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from backend.demo.push_thread import PushServiceThread
from tests.browser.house import House
from tests.browser.phone import Phone

Phones = Callable[..., Phone]


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
def chromium() -> Iterator[Browser]:
    """The machine's own, never a downloaded one. It ends with its module: while Playwright runs, the thread of
    the tests counts as inside an event loop, and no other test could start one."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
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

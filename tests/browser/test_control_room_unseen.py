"""A control room's tab behind another, in Chromium: it goes on looking, slowly, and its title tells what happened."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenRoom
from tests.browser.control_room import ControlRoom

# Longer than it rests between two looks, on a machine that does more at the same time.
SLOWLY = 45_000
# A headless browser's tabs are all in sight: one is told that it is not.
TURN = """(away) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => away });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture(scope="module")
def room(open_room: OpenRoom) -> ControlRoom:
    return open_room()


def note(page: Page, text: str) -> None:
    page.keyboard.press("Alt+t")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.locator(".panel").get_by_text("De melding is bewaard.")).to_be_visible()


def test_a_tab_out_of_sight_tells_in_its_title_what_a_colleague_did_and_that_nothing_is_sent(
    room: ControlRoom, chromium: Browser
) -> None:
    action = room.town.start()
    anna, bert = room.enter(chromium, "anna"), room.enter(chromium, "bert")
    room.show(anna, action)
    room.show(bert, action)
    its_own = anna.title()
    anna.evaluate(TURN, True)
    note(bert, "Een rode bus")
    expect(anna).to_have_title(f"(1) 1 nieuwe melding · {its_own}", timeout=SLOWLY)
    room.kill_worker()
    try:
        stands_still = re.compile(r"^\(2\) Verzending staat stil, 1 nieuwe melding · ")
        expect(anna).to_have_title(stands_still, timeout=SLOWLY)
        anna.evaluate(TURN, False)
        expect(anna).to_have_title(its_own)
        # And what it tells stands on the screen.
        expect(anna.locator(".tips")).to_contain_text("Een rode bus")
        expect(anna.get_by_text("Verzending staat stil.")).to_be_visible()
    finally:
        room.start_worker()
        for page in (anna, bert):
            page.context.close()
        room.calm()

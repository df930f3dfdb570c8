"""The control room in English, in Chromium: what a dispatcher wrote and what places are called is Dutch and says so
(WCAG 3.1.2), so that it is read out as Dutch; the room's own words are not."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenRoom
from tests.browser.control_room import ControlRoom
from tests.browser.eyes import violations
from tests.browser.keys import clock
from tests.support.pdok import Pdok

# Each text on the screen and in its fields, with the language it is said to be in. What is announced is one string.
SAID = """() => {
  const shown = (e) => e.checkVisibility() && !e.closest("[inert], .desk > [role=status], select");
  const spoken = (e) => e.closest("[lang]").lang;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const said = [];
  while (walker.nextNode()) {
    const { parentElement: e, data } = walker.currentNode;
    if (data.trim() && shown(e)) said.push([spoken(e), data.trim()]);
  }
  const fields = [...document.querySelectorAll("input, textarea")].filter((e) => e.value && shown(e));
  return [...said, ...fields.map((e) => [spoken(e), e.value])];
}"""
DUTCH = ("vermist", "zilverreiger", "rode jas", "Zuiderplein", "Leeuwarden", "Hoek", "Laatst gezien")
ENGLISH = (" the ", "Sent", "Tip", "Message", "In Dutch", "Missing", "min", "bytes")


@pytest.fixture(scope="module")
def room(open_room: OpenRoom, pdok: Pdok) -> ControlRoom:
    return open_room(PDOK_URL=pdok.url)


@pytest.fixture
def anna(room: ControlRoom, chromium: Browser) -> Iterator[Page]:
    page = room.enter(chromium, "anna")
    page.get_by_role("link", name="Account").click()
    page.get_by_label("Taal").select_option(label="English")
    expect(page.get_by_role("link", name="Past actions")).to_be_visible()
    yield page
    page.context.close()
    room.calm()


def look(page: Page, *words: str) -> None:
    """These Dutch words are there; what is Dutch says so, and what is English does not."""
    said: list[tuple[str, str]] = page.evaluate(SAID)
    everything = " ".join(text for _, text in said)
    for word in words:
        assert word in everything
    for language, text in said:
        wrong = [word for word in (ENGLISH if language == "nl" else DUTCH) if word in text]
        assert not wrong, (language, text)
    assert violations(page) == []


def test_what_a_dispatcher_wrote_is_read_out_as_dutch(room: ControlRoom, anna: Page) -> None:
    action = room.town.start()
    room.town.tip(action, "Bij de zilverreiger")
    room.town.update(action, text="Let op de zilverreiger.")
    anna.get_by_role("link", name="Meisje van 6 vermist").click()
    expect(anna.get_by_text("Bij de zilverreiger")).to_be_visible()
    anna.keyboard.press("Alt+t")
    anna.get_by_label("What was seen?").fill("Nog een zilverreiger")
    anna.get_by_label("Place", exact=True).fill("8911AB 12")
    anna.keyboard.press("Enter")
    expect(anna.get_by_text("Place: Zuiderplein 12")).to_be_visible()
    look(anna, "Meisje van 6 vermist", "Bij de zilverreiger", "Nog een zilverreiger", "Zuiderplein 12")
    anna.keyboard.press("Alt+a")
    anna.get_by_label("What is new?").fill("Zij heeft een zilverreiger bij zich.")
    expect(anna.locator(".preview", has_text="bij zich")).to_have_count(2)
    # A preview is in its own language, what the room says of it in the room's.
    for language in ("nl", "en"):
        preview = anna.locator(f".preview[lang={language}]")
        assert preview.locator("strong").evaluate("e => e.closest('[lang]').lang") == language
        for ours in ("h3", ".hint"):
            assert preview.locator(ours).evaluate("e => e.closest('[lang]').lang") == "en"
    anna.keyboard.press("Escape")
    room.show(anna, action, end=True)
    anna.get_by_label("Explanation for participants").fill("Zij is bij de zilverreiger.")
    look(anna, "Meisje van 6 vermist", "Zij is bij de zilverreiger.")


def test_a_report_and_its_check_are_dutch_in_an_english_room(room: ControlRoom, anna: Page) -> None:
    anna.keyboard.press("Alt+N")
    anna.get_by_label("Kind", exact=True).select_option(label="Missing child")
    anna.locator("#place").fill("8911AB 12")
    anna.keyboard.press("Enter")
    expect(anna.locator(".chosen")).to_contain_text("Zuiderplein 12")
    anna.locator("#seen-at").fill(clock(20))
    anna.locator("#consent").check()
    anna.locator("#sex").select_option(label="girl")
    anna.locator("#age-from").fill("6")
    anna.locator("#hair").fill("als een zilverreiger")
    anna.locator("#clothing").fill("rode jas")
    expect(anna.locator("#notification")).to_contain_text("rode jas")
    look(anna, "Meisje van 6 jaar vermist", "als een zilverreiger", "Zuiderplein 12")
    anna.locator("#next").click()
    expect(anna.locator(".facts")).to_contain_text("Zuiderplein")
    look(anna, "Zuiderplein 12", "Leeuwarden")
    anna.get_by_role("link", name="Overview").click()
    expect(anna.get_by_text("You have a draft")).to_be_visible()
    look(anna, "Meisje van 6 jaar vermist")


def test_past_actions_are_dutch_in_an_english_room(room: ControlRoom, anna: Page) -> None:
    action = room.town.start()
    room.town.tip(action, "Bij de zilverreiger")
    room.town.end(action, "found")
    anna.get_by_role("link", name="Past actions").click()
    past = anna.locator("main").get_by_role("link", name="Meisje van 6 vermist").first
    expect(past).to_be_visible()
    look(anna, "Meisje van 6 vermist", "Hoek")
    past.click()
    expect(anna.get_by_text("Bij de zilverreiger")).to_be_visible()
    expect(anna.get_by_role("table").first).to_be_visible()
    look(anna, "Meisje van 6 vermist", "Bij de zilverreiger", "Laatst gezien")

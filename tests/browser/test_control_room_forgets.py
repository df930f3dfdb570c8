"""What the control room keeps in a browser, in Chromium: what a dispatcher is typing outlives a reload and a session
that ends by itself, and no word of it is left once they signed out, somebody else began or a day has passed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import delete

from backend.models import StaffSession
from tests.browser.conftest import OpenRoom
from tests.browser.control_room import ControlRoom

# In every text a dispatcher types here, and in nothing else.
HER = "zilverreiger"
EVERYTHING = """async () => JSON.stringify([
  { ...localStorage },
  { ...sessionStorage },
  (await indexedDB.databases()).map(({ name }) => name),
  await caches.keys(),
  document.cookie,
])"""
NOTHING_BESIDE = ", ".join(["{}", "[]", "[]", '""']).replace(" ", "")


@pytest.fixture(scope="module")
def room(open_room: OpenRoom) -> ControlRoom:
    return open_room()


@pytest.fixture
def anna(room: ControlRoom, chromium: Browser) -> Iterator[Page]:
    """At work: a report, a draft of each form, and a tip the server never answers."""
    page = room.enter(chromium, "anna")
    page.context.route(
        "**/tips", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.keyboard.press("Alt+N")
    page.get_by_label("Soort", exact=True).select_option(label="Vermist kind")
    page.get_by_label("Kleding, van boven af", exact=True).fill(f"jas met {HER}")
    action = room.town.start()
    room.show(page, action, end=True)
    page.get_by_label("Toelichting voor deelnemers").fill(f"Zij is bij de {HER}.")
    room.show(page, action)
    page.keyboard.press("Alt+t")
    page.keyboard.type(f"Bij de {HER}")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nog geen antwoord van de server")).to_be_visible()
    page.keyboard.type(f"Nog een {HER}")
    page.keyboard.press("Alt+a")
    page.get_by_label("Wat is er nieuw?").fill(f"Let op de {HER}.")
    # The tip stands there as it was typed, and as it is sent.
    assert kept(page).count(HER) == 6
    yield page
    page.context.close()
    room.calm()


def kept(page: Page) -> str:
    """All that the browser has of the control room."""
    everything = str(page.evaluate(EVERYTHING))
    assert everything.endswith(f",{NOTHING_BESIDE}]")
    return everything


def opened(room: ControlRoom, context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(f"{room.origin}/meldkamer")
    return page


def end_sessions(room: ControlRoom) -> None:
    with room.town.db.write() as session:
        session.execute(delete(StaffSession))


def signs_out(room: ControlRoom, anna: Page) -> Page:
    anna.get_by_role("button", name="Meld u af").click()
    expect(anna.get_by_text("Niet alles van anna is al bevestigd.")).to_be_visible()
    return anna


def lets_the_session_end_and_another_signs_in(room: ControlRoom, anna: Page) -> Page:
    end_sessions(room)
    expect(anna.get_by_role("heading", name="Meld u opnieuw aan")).to_be_visible()
    room.sign_in(anna, "bert")
    return anna


def closes_the_tab_and_another_signs_in(room: ControlRoom, anna: Page) -> Page:
    context = anna.context
    anna.close()
    end_sessions(room)
    page = opened(room, context)
    room.sign_in(page, "bert")
    return page


def closes_the_tab_for_a_day(room: ControlRoom, anna: Page) -> Page:
    context = anna.context
    anna.close()
    page = context.new_page()
    page.clock.install(time=datetime.now(UTC) + timedelta(days=1))
    page.goto(f"{room.origin}/meldkamer")
    expect(page.get_by_role("link", name="Eerdere acties")).to_be_visible()
    return page


@pytest.mark.parametrize(
    "happens",
    [
        signs_out,
        lets_the_session_end_and_another_signs_in,
        closes_the_tab_and_another_signs_in,
        closes_the_tab_for_a_day,
    ],
)
def test_no_word_of_a_report_is_left_in_the_browser_once_its_writer(
    room: ControlRoom, anna: Page, happens: Callable[[ControlRoom, Page], Page]
) -> None:
    page = happens(room, anna)
    assert HER not in kept(page)


def test_what_is_being_typed_outlives_a_reload_and_a_session_that_ends_by_itself(
    room: ControlRoom, anna: Page
) -> None:
    anna.reload()
    expect(anna.get_by_label("Stand van de actie")).to_be_visible()
    end_sessions(room)
    expect(anna.get_by_role("heading", name="Meld u opnieuw aan")).to_be_visible()
    anna.reload()
    room.sign_in(anna, "anna")
    assert kept(anna).count(HER) == 6
    expect(anna.get_by_label("Stand van de actie")).to_be_visible()
    anna.keyboard.press("Alt+t")
    expect(anna.get_by_label("Wat is er gezien?")).to_have_value(f"Nog een {HER}")
    anna.keyboard.press("Alt+N")
    expect(anna.get_by_label("Kleding, van boven af", exact=True)).to_have_value(f"jas met {HER}")

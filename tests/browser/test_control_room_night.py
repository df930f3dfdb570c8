"""A night's work in the control room, from the keyboard alone: two thousand participants are asked and told, while a
colleague in another browser sees the same. What arrived is read by the phones, not by the house that sent it."""

import re
import time
import urllib.request
from collections import Counter

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.conftest import OpenRoom
from tests.browser.control_room import PASSWORD, Colleague, ControlRoom, action_of
from tests.browser.keys import Keys, pointed
from tests.delivery.stage import by_kind, messages, slow
from tests.support.order_rule import attempts, broken_across, broken_within, width
from tests.support.pdok import Pdok, address, listed, saying
from tests.support.town import CENTRE
from tests.support.waiting import until

PEOPLE = 2_000


@pytest.fixture(scope="module")
def room(open_room: OpenRoom, pdok: Pdok) -> ControlRoom:
    """In a town where the first address is its centre, so that who lives far is far from the action."""
    lon, lat = CENTRE
    pdok.way = saying(listed([address("Zuiderplein", 12, point=f"POINT({lon} {lat})")]))
    room = open_room(services=2, one_in=10, PDOK_URL=pdok.url)
    for service in room.services:
        service.behave = slow
    room.town.add(PEOPLE, room.origins)
    return room


def confirm_at_once(first: Keys, second: Keys) -> None:
    """Both press Enter; neither call reaches the server before both were made."""
    held: list[Route] = []
    for keys in (first, second):
        keys.page.route("**/v1/actions/*/outcome", lambda route: held.append(route))
    for count, keys in enumerate((first, second), 1):
        keys.press("Enter")
        until(lambda keys=keys, count=count: keys.page.wait_for_timeout(20) or len(held) == count)
    for route in held:
        route.continue_()


def arrived(room: ControlRoom, count: int) -> None:
    until(lambda: sum(len(service.arrivals) for service in room.services) >= count)


def public_page(room: ControlRoom, action: str) -> str:
    with urllib.request.urlopen(f"{room.origin}/acties/{action}", timeout=20) as answer:
        return str(answer.read().decode())


def test_a_night_from_the_keyboard_alone(room: ControlRoom, chromium: Browser) -> None:
    page, colleague = room.browse(chromium), room.browse(chromium)
    mouse = pointed(page)
    anna, bert = Keys(page), Keys(colleague)
    for keys, name in ((anna, "anna"), (bert, "bert")):
        keys.page.goto(f"{room.origin}/meldkamer")
        keys.sign_in(name, PASSWORD)
    watching = Colleague(colleague)

    anna.fill_in()
    expect(page.locator("#send")).to_contain_text("ongeveer 2.000 deelnemers")
    anna.go_to("#send")
    began = time.monotonic()
    running = colleague.locator("nav.running")
    watching.sees("Meisje van 6 jaar", running, lambda: anna.press("Enter"), page, "/v1/actions")
    expect(page).to_have_url(re.compile("#/actie/"))
    action = action_of(page)
    bert.press("Alt+1")
    expect(colleague).to_have_url(page.url)
    expect(page.get_by_label("Stand van de actie")).to_be_visible()

    # While alerts leave: two keys and the words themselves.
    anna.pressed.clear()
    anna.press("Alt+T")
    anna.text("Zag haar bij de brug lopen.")
    tips = colleague.locator(".tips")
    watching.sees("Zag haar bij de brug lopen.", tips, lambda: anna.press("Enter"), page, "/tips")
    assert len(anna.pressed) == 2
    anna.text("Hier lag een rode jas.")
    anna.go_to("#tip-place")
    anna.text("Zuiderplein 12")
    anna.press("Enter")
    expect(page.locator(".panel")).to_contain_text("Plaats: Zuiderplein 12, 8911AB Leeuwarden")
    anna.go_to(".panel button[type=submit]")
    watching.sees("Punt 1 op de kaart", tips, lambda: anna.press("Enter"), page, "/tips")
    assert sorted(room.tips(action)) == ["Hier lag een rode jas.", "Zag haar bij de brug lopen."]

    arrived(room, PEOPLE)
    for screen in (page, colleague):
        expect(screen.locator(".large")).to_contain_text(re.compile(r"Verstuurd\s*2\.000"))
    anna.press("Alt+A")
    anna.text("Zij heeft een gele helm op.")
    anna.go_to(".panel button[type=submit]")
    log = colleague.locator(".log").last
    watching.sees("Zij heeft een gele helm op.", log, lambda: anna.press("Enter"), page, "/updates")
    arrived(room, 2 * PEOPLE)

    for keys in (anna, bert):
        keys.press("Alt+E")
        expect(keys.page.get_by_role("heading", name="Beëindig de actie")).to_be_focused()
        keys.go_to(".choices > label:first-of-type input")
        keys.press("Space")
        keys.go_to("#end-text")
        keys.press("End")
        keys.text(" Zij is weer thuis.")
        expect(keys.page.locator("#notification")).to_contain_text("Zij is weer thuis.")
        keys.go_to(".ending button[type=submit]")
    confirm_at_once(anna, bert)
    for screen in (page, colleague):
        expect(screen.locator(".sentence-bar.good")).to_contain_text("Gevonden dankzij een deelnemer")
    arrived(room, 3 * PEOPLE)
    room.sent(action)
    assert mouse == []

    everyone = set(room.town.phones)
    for kind, found in by_kind(room.town, messages(room.services)).items():
        assert Counter(arrival.token for arrival in found) == Counter(everyone), kind
    tried, w = attempts(room.town, room.services, everyone), width(PEOPLE)
    assert broken_within(tried, w) == []
    assert broken_across(tried, w, began) == []
    [told] = room.messages(action, "outcome")
    assert "U hoeft niet meer uit te kijken. Zij is weer thuis." in told["body"]
    told_publicly = public_page(room, action)
    assert "dankzij een Burgernetdeelnemer" in told_publicly
    assert "rode jas" not in told_publicly

"""The alert on the screen: at once, offline, without telling anyone else, and never pushed aside by an update.

What stands on it and in which order is proved by pwa/tests/app/screens.test.tsx; that a tapped notification leads
to it by pwa/tests/worker/events.test.ts and, with a real tap, by the journey in Firefox.
"""

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Route, expect

from tests.browser.conftest import Phones
from tests.browser.house import House
from tests.browser.phone import Phone

WHOLE_BROWSER = True

TITLE = "Meisje van 6 vermist"
SENTENCE = "Meisje van 6 jaar, blond haar, rode jas."

# Notes what stood on the screen at the moment anything first went out.
LISTENING = """
(() => {
  window.asked = [];
  const note = (address) => window.asked.push({
    address: String(address?.url ?? address),
    drawn: ["h1.title", ".sentence", "a.call"].every((part) => document.querySelector(part)?.textContent),
  });
  const plain = window.fetch;
  window.fetch = (...given) => { note(given[0]); return plain(...given); };
  window.WebSocket = class extends window.WebSocket { constructor(...given) { note(given[0]); super(...given); } };
})();
"""


def alerted(phone: Phone, house: House, **changes: Any) -> str:
    """The action of an alert this phone has on its screen, and nothing else of it: it was not in the app."""
    phone.leave_app()
    action: str = house.start_action(**changes)["id"]
    [message] = phone.messages()
    phone.deliver(message)
    return action


def test_opened_from_a_notification_it_stands_there_before_anything_is_asked_for(
    phone: Phone, house: House
) -> None:
    action = alerted(phone, house)
    phone.context.add_init_script(LISTENING)
    held: list[Route] = []
    answering = False
    phone.context.route("**/*", lambda route: route.continue_() if answering else held.append(route))
    answers: list[tuple[str, bool]] = []
    phone.page.on("response", lambda answer: answers.append((answer.url, answer.from_service_worker)))
    phone.open(f"/oproep/{action}")
    # The network is asked, but never answers: all this comes from the phone.
    phone.has_heading(TITLE)
    phone.sees(SENTENCE)
    expect(phone.page.get_by_role("link", name="Bel 0800 0011 (gratis)")).to_have_attribute(
        "href", "tel:08000011"
    )
    asked = phone.until(lambda: phone.page.evaluate("asked"), bool)
    assert [call for call in asked if not call["drawn"]] == []
    assert [url for url, from_phone in answers if not from_phone] == []
    answering = True
    for route in held:
        route.continue_()
    phone.has_heading("Kenmerken")


def test_offline_the_app_and_a_shown_alert_open(phone: Phone, house: House) -> None:
    action = alerted(phone, house)
    phone.context.set_offline(True)
    phone.open(f"/oproep/{action}")
    phone.has_heading(TITLE)
    phone.sees(SENTENCE)
    phone.sees("Geen internet. Dit is het bericht zoals het binnenkwam.")
    phone.open()
    phone.has_heading("Er loopt een oproep")
    phone.has_heading(TITLE)
    phone.context.set_offline(False)
    phone.open(f"/oproep/{action}")
    phone.has_heading("Kenmerken")
    # It is kept just after it is shown: only then may the connection go.
    phone.until(lambda: phone.kept("alert:"), bool)
    phone.context.set_offline(True)
    phone.open(f"/oproep/{action}")
    phone.sees("2 km rond Zuiderplein")
    phone.sees("Geen internet. Bijgewerkt")
    phone.open("/instellingen")
    phone.has_heading("Instellingen")


def test_an_update_of_the_app_never_interrupts_a_visible_alert(phone: Phone, house: House) -> None:
    action = alerted(phone, house)
    phone.open(f"/oproep/{action}")
    phone.has_heading(TITLE)
    page = phone.page
    page.evaluate("window.untouched = true")
    # Another address of the worker is another version of it, as an update brings.
    page.evaluate("navigator.serviceWorker.register('/sw.js?newer')")
    waiting = "async () => (await navigator.serviceWorker.getRegistration()).waiting?.scriptURL ?? ''"
    phone.until(lambda: page.evaluate(waiting), lambda url: url.endswith("?newer"))
    # Put in a pocket the app offers its place; a page in another tab might too.
    page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { get: () => true, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
          delete document.hidden;
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    page.evaluate(
        """async () => (await navigator.serviceWorker.getRegistration()).waiting
          .postMessage({ type: "take-over" })"""
    )
    # By the time the newer worker answers this, it has dealt with what was sent before.
    newer = next(worker for worker in phone.context.service_workers if worker.url.endswith("?newer"))
    newer.evaluate("async () => { for (let turn = 0; turn < 20; turn++) await clients.matchAll(); }")
    assert page.evaluate(waiting).endswith("?newer")
    assert page.evaluate("navigator.serviceWorker.controller.scriptURL").endswith("/sw.js")
    assert page.evaluate("window.untouched") is True
    phone.has_heading(TITLE)
    # Once nobody looks at it any more, the newer one takes its place.
    other = phone.new_page()
    page.close()
    phone.until(lambda: newer.evaluate("registration.active.scriptURL"), lambda url: url.endswith("?newer"))
    other.goto(f"{phone.origin}/oproep/{action}")
    phone.has_heading(TITLE, other)
    assert other.evaluate("navigator.serviceWorker.controller.scriptURL").endswith("?newer")


def test_nobody_else_hears_of_this_phone_before_the_map_is_opened(new_phone: Phones, house: House) -> None:
    phone = new_phone()
    hosts: list[str] = []
    phone.context.on("request", lambda request: hosts.append(urlsplit(request.url).netloc))
    phone.context.route("https://**", lambda route: route.abort())
    phone.join()
    action = alerted(phone, house)
    phone.open(f"/oproep/{action}")
    phone.sees("2 km rond Zuiderplein")
    phone.open("/instellingen")
    phone.has_heading("Instellingen")
    assert set(hosts) == {urlsplit(house.origin).netloc}
    phone.open(f"/oproep/{action}")
    phone.press("Toon kaart")
    phone.until(lambda: phone.page.evaluate("0") or set(hosts), lambda seen: "service.pdok.nl" in seen)
    assert set(hosts) == {urlsplit(house.origin).netloc, "service.pdok.nl"}


def test_without_tiles_the_circle_the_text_and_the_distance_remain(phone: Phone, house: House) -> None:
    phone.context.route("https://**", lambda route: route.abort())
    action = alerted(phone, house)
    phone.open(f"/oproep/{action}")
    phone.press("Toon kaart")
    phone.sees("De kaart laadt niet. De cirkel en de tekst kloppen wel.")
    circle = phone.page.locator("path.map-area")
    expect(circle).to_be_visible()
    box = circle.bounding_box()
    assert box is not None
    assert box["width"] > 100
    phone.sees("2 km rond Zuiderplein")
    expect(phone.page.locator(".strip")).to_contain_text("van u")
    phone.sees(SENTENCE)

"""Faults that pass: meanwhile the phone tells the truth, and afterwards nothing is lost.

pwa/tests/app/mishaps.test.ts, live-position.test.ts and pwa/tests/device/store.test.ts prove the same rules call by
call.
"""

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.conftest import Phones
from tests.browser.house import House
from tests.browser.phone import Phone
from tests.browser.slow import HOLD, RELEASE

WHOLE_BROWSER = True

LEEUWARDEN = {"longitude": 5.7997, "latitude": 53.1999}
UNKNOWN = "U krijgt nu geen oproepen: Burgernet kent dit toestel niet."
UNREADABLE = "De app kan nu niet lezen wat dit toestel bewaart"
LOST = "Dit toestel was niet meer aangemeld."
# The first so many times that the storage is opened it fails, as after a phone woke up.
COLD = """
(() => {
  const open = IDBFactory.prototype.open;
  window.cold = Number(localStorage.getItem("cold"));
  IDBFactory.prototype.open = function (...asked) {
    if (window.cold-- <= 0) return open.apply(this, asked);
    const request = { error: new DOMException("cold", "UnknownError") };
    setTimeout(() => request.onerror?.(new Event("error")));
    return request;
  };
})();
"""
UPGRADE = """() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("burgernet", 2);
  opening.onupgradeneeded = () => opening.result.createObjectStore("more");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => resolve([...opening.result.objectStoreNames]);
})"""


def test_another_database_for_a_while_costs_nobody_their_membership(phone: Phone, house: House) -> None:
    before = phone.me()
    phone.leave_app()
    with house.wrong_database():
        phone.open()
        phone.has_heading(UNKNOWN)
        expect(phone.page.get_by_text("Vaak gaat dat vanzelf over.")).to_be_visible()
    phone.press("Probeer opnieuw")
    phone.has_heading("U staat aan")
    phone.until(phone.me, lambda me: me["push"] is not None)
    assert (phone.me()["id"], phone.kept("doubted")) == (before["id"], [])
    # The next doubt is a first one again.
    phone.leave_app()
    with house.wrong_database():
        phone.open()
        phone.has_heading(UNKNOWN)
    phone.open()
    phone.has_heading("U staat aan")


def test_who_was_led_to_joining_by_the_wrong_server_takes_part_again_by_itself(
    phone: Phone, house: House
) -> None:
    before = phone.me()
    phone.leave_app()
    with house.wrong_database():
        phone.open()
        phone.has_heading(UNKNOWN)
        phone.open()
        phone.sees(LOST)
    phone.open()
    phone.has_heading("U staat aan")
    assert phone.me()["id"] == before["id"]


def test_leaving_is_not_said_to_be_done_by_a_server_that_does_not_know_the_phone(
    phone: Phone, house: House
) -> None:
    phone.leave_app()
    with house.wrong_database():
        phone.open("/stoppen")
        phone.press("Stop en wis alles")
        phone.sees("Wissen lukt nu niet: Burgernet kent dit toestel even niet.")
    phone.press("Stop en wis alles")
    phone.has_heading("Alles is gewist")
    assert phone.kept("token") == []


def sharing(phone: Phone) -> None:
    """The position goes to the house, and is known there."""
    phone.context.grant_permissions(["notifications", "geolocation"], origin=phone.origin)
    phone.context.set_geolocation({**LEEUWARDEN, "accuracy": 20})
    phone.open()
    phone.page.get_by_role("button", name="Deel mijn plaats").click()
    phone.until(phone.me, lambda me: me["position"] is not None)


@pytest.mark.parametrize("elsewhere", [False, True], ids=["in one tab", "by another tab"])
def test_an_erased_position_stays_erased_although_one_was_being_sent(phone: Phone, elsewhere: bool) -> None:
    sharing(phone)
    sender = phone.new_page() if elsewhere else phone.page
    phone.open("/instellingen", sender)
    phone.open("/instellingen")
    answered = answers(sender)
    sender.evaluate(HOLD)
    phone.context.set_geolocation({**LEEUWARDEN, "latitude": 53.21, "accuracy": 20})
    phone.until(lambda: sender.evaluate("held"), bool)
    phone.press("Wis mijn plaats nu")
    expect(phone.page.get_by_label("Deel mijn plaats terwijl de app open is")).not_to_be_checked()
    sender.evaluate(RELEASE)
    phone.until(lambda: sender.evaluate("0") or answered, bool)
    phone.sees("Uw plaats is gewist.")
    assert phone.me()["position"] is None
    # Nor does it come back with the next opening.
    phone.open()
    phone.sees("U deelt uw plaats niet.")
    phone.has_heading("U staat aan")
    assert phone.me()["position"] is None


def answers(page: Page) -> list[str]:
    """The positions of this page the house answered."""
    answered: list[str] = []

    def note(request: Request) -> None:
        if request.method == "PUT" and request.url.endswith("/me/position"):
            answered.append(request.url)

    page.on("requestfinished", note)
    return answered


def test_storage_that_fails_at_first_shows_nobody_the_joining(phone: Phone) -> None:
    phone.page.add_init_script(COLD)
    phone.page.evaluate("localStorage.cold = 1")
    phone.open()
    phone.has_heading("U staat aan")
    phone.page.evaluate("localStorage.cold = 1000")
    phone.open()
    phone.has_heading(UNREADABLE)
    phone.sees("Doet u mee met Burgernet? Dan blijft dat zo.")
    phone.page.evaluate("window.cold = 0")
    phone.press("Probeer opnieuw")
    phone.has_heading("U staat aan")


def test_an_open_tab_lets_a_newer_version_of_the_storage_in_and_goes_on(phone: Phone) -> None:
    phone.open("/instellingen")
    newer = phone.new_page()
    phone.open("/icons/mark.svg", newer)
    assert newer.evaluate(UPGRADE) == ["kept", "more"]
    phone.press("English")
    expect(phone.page.get_by_role("heading", name="Settings")).to_be_visible()
    phone.until(lambda: phone.kept("language"), lambda kept: kept == ["en"])
    phone.open()
    expect(phone.page.get_by_role("button", name="Send me a test message")).to_be_visible()


def test_a_subscription_that_leads_nowhere_is_asked_for_again_and_never_sent(new_phone: Phones) -> None:
    phone = new_phone()
    phone.context.add_init_script("localStorage.removed ??= 1")
    sent: list[str] = []
    phone.page.on(
        "request", lambda request: sent.append(request.post_data or "") if "push-sub" in request.url else None
    )
    phone.join()
    phone.until(phone.me, lambda me: me["push"] is not None)
    assert phone.page.evaluate("localStorage.removed") == "0"
    assert sent
    assert not [body for body in sent if ".invalid" in body]


def test_a_part_that_loads_late_says_so_and_one_that_does_not_can_be_asked_for_again(
    new_phone: Phones,
) -> None:
    phone = new_phone(service_workers="block")
    held: list[Route] = []
    phone.page.route("**/assets/joining-steps-*.js", lambda route: held.append(route))
    phone.agree()
    phone.sees("Even geduld")
    phone.until(lambda: phone.page.evaluate("0") or held, bool)
    held[0].abort()
    phone.sees("Dit deel van de app laadt niet.")
    phone.page.unroute("**/assets/joining-steps-*.js")
    phone.press("Probeer opnieuw")
    phone.has_heading("Waar wilt u uitkijken?")

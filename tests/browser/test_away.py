"""Whoever opened the app somewhere else is alerted at home again two hours later, also while the app is closed."""

from playwright.sync_api import expect

from tests.browser.conftest import Phones
from tests.browser.house import House
from tests.browser.phone import Phone

WHOLE_BROWSER = True

UTRECHT = {"longitude": 5.1214, "latitude": 52.0907}


def opened_in_utrecht(phone: Phone) -> None:
    """By somebody with a home in Leeuwarden, who then puts the phone away."""
    phone.context.grant_permissions(["geolocation", "notifications"], origin=phone.origin)
    phone.context.set_geolocation(UTRECHT)
    phone.agree()
    phone.press("Deel mijn plaats")
    phone.choose_home()
    phone.press("Ga verder")
    phone.press("Zet meldingen aan")
    phone.has_heading("U staat aan")
    assert phone.until(phone.me, lambda me: me["position"] is not None)["places"]["home"]
    phone.open("/icons/mark.svg")


def test_home_counts_again_two_hours_after_the_phone_was_elsewhere(new_phone: Phones, house: House) -> None:
    # Phones of journeys before this one live in this town too.
    others = house.progress(house.start_action()["id"])["selected"]
    house.calm()
    phone = new_phone()
    opened_in_utrecht(phone)
    action = house.start_action()["id"]
    assert house.progress(action)["selected"] == others
    house.age_positions(hours=2)
    [alert] = phone.messages()
    assert house.progress(action)["selected"] == others + 1
    phone.deliver(alert)
    assert phone.notified("Meisje van 6 vermist")["body"] == alert["notification"]["body"]
    phone.open(f"/oproep/{action}")
    phone.has_heading("Meisje van 6 vermist")
    phone.sees("2 km rond Zuiderplein")


def test_an_open_app_at_home_hears_of_it_too(new_phone: Phones, house: House) -> None:
    phone = new_phone()
    opened_in_utrecht(phone)
    house.age_positions(hours=22)
    house.start_action()
    # Where it is now, it does not say.
    phone.context.clear_permissions()
    phone.open()
    phone.has_heading("Er loopt een oproep")
    expect(phone.page.get_by_role("heading", name="Meisje van 6 vermist")).to_be_visible()

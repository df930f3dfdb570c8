"""What goes wrong with a phone, in a real browser with a real house: each ends where one can go on.

pwa/tests/app/mishaps.test.ts and joining.test.ts prove the same rules call by call; here they are seen on the
screen, and counted in the house's own database.
"""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Route, expect

from backend.settings.secrets import new_vapid_key
from tests.browser.conftest import Phones
from tests.browser.house import House
from tests.browser.phone import Phone

WHOLE_BROWSER = True

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/18.5 Mobile/15E148 Safari/604.1"
)
LEEUWARDEN = {"longitude": 5.7997, "latitude": 53.1999}


def test_a_lost_answer_to_joining_makes_no_second_participant(new_phone: Phones, house: House) -> None:
    phone, before = new_phone(), house.participants()
    lost = []

    def lose(route: Route) -> None:
        # The house hears it and answers; the answer gets lost.
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    phone.page.route("**/v1/participants", lose)
    phone.agree()
    phone.choose_home()
    phone.press("Ga verder")
    phone.sees("Uw keuzes blijven staan.")
    phone.press("Ga verder")
    phone.until(lambda: phone.page.evaluate("0") or lost, lambda answers: len(answers) == 2)
    assert lost == [201, 201]
    # Closed and opened again, and only now the network is whole.
    phone.page.unroute("**/v1/participants")
    phone.open("/meedoen?stap=2")
    phone.press("Ga verder")
    phone.press("Zet meldingen aan")
    phone.has_heading("U staat aan")
    assert house.participants() == before + 1
    assert set(phone.me()["places"]) == {"home"}


def test_who_is_no_longer_known_is_led_to_joining_with_the_old_choices(phone: Phone) -> None:
    phone.leave_app()
    gone = phone.page.request.delete(f"{phone.origin}/v1/participants/me", headers=phone.bearer)
    assert gone.status == 204
    phone.open()
    phone.has_heading("U krijgt nu geen oproepen: Burgernet kent dit toestel niet.")
    # Said again at a later start, it is believed.
    phone.open()
    phone.sees("Dit toestel was niet meer aangemeld.")
    expect(phone.page.get_by_label("Ik ben 16 jaar")).to_be_checked()
    phone.press("Ja, ik doe mee")
    phone.sees("Wijzig thuis")
    phone.press("Ga verder")
    phone.press("Zet meldingen aan")
    phone.has_heading("U staat aan")
    assert set(phone.me()["places"]) == {"home"}


def test_with_its_storage_cleared_the_app_begins_anew(phone: Phone) -> None:
    session = phone.context.new_cdp_session(phone.page)
    session.send("Storage.clearDataForOrigin", {"origin": phone.origin, "storageTypes": "all"})
    phone.open()
    phone.has_heading("Help uw buurt met uitkijken")
    expect(phone.page.get_by_label("Ik ben 16 jaar")).not_to_be_checked()
    phone.join()


def prove(phone: Phone) -> None:
    """A trial message goes all the way: house, push service, worker, receipt, screen."""
    phone.press("Stuur mij een proefbericht")
    phone.deliver(phone.messages()[0])
    phone.sees("Het werkt: het proefbericht is aangekomen.")


def test_a_lost_subscription_is_made_anew_at_the_next_start(phone: Phone) -> None:
    phone.page.evaluate("""localStorage.setItem("subscription", '{"times":1}')""")
    phone.open()
    phone.until(
        lambda: phone.page.evaluate("JSON.parse(localStorage.subscription)"), lambda now: now["times"] == 2
    )
    phone.has_heading("U staat aan")
    prove(phone)


def test_after_a_change_of_the_vapid_key_the_subscription_is_made_with_the_new_one(
    phone: Phone, house: House
) -> None:
    [before] = phone.kept("posted")
    house.restart(VAPID_PRIVATE_KEY=new_vapid_key())
    phone.open()
    [after] = phone.until(
        lambda: phone.kept("posted"), lambda kept: kept[0]["endpoint"] != before["endpoint"]
    )
    assert after["endpoint"].startswith("http://127.0.0.1")
    phone.has_heading("U staat aan")
    prove(phone)


def test_a_withdrawn_permission_is_said_and_the_house_told(phone: Phone) -> None:
    assert phone.me()["push"] is not None
    phone.refuse_notifications()
    phone.open()
    phone.sees("U krijgt geen meldingen: dit toestel weigert ze.")
    phone.until(phone.me, lambda me: me["push"] is None)
    phone.press("Laat zien hoe")
    phone.has_heading("Dit toestel weigert meldingen")
    phone.press("Ik heb het aangepast")
    phone.sees("Dit toestel weigert meldingen nog steeds.")
    phone.context.grant_permissions(["notifications"], origin=phone.origin)
    phone.press("Ik heb het aangepast")
    phone.has_heading("U staat aan")
    assert phone.until(phone.me, lambda me: me["push"] is not None)


@pytest.mark.parametrize(("days", "words"), [(1, "loopt 1 dag voor"), (-1, "loopt 1 dag achter")])
def test_a_clock_that_is_a_day_wrong_makes_no_alert_old(
    phone: Phone, house: House, days: int, words: str
) -> None:
    phone.page.clock.set_system_time(datetime.now(UTC) + timedelta(days=days))
    phone.open()
    phone.has_heading("U staat aan")
    phone.sees(words)
    action = house.start_action()
    phone.open(f"/oproep/{action['id']}")
    phone.has_heading("Meisje van 6 vermist")
    strip = phone.page.locator(".strip")
    expect(strip).to_contain_text("Oproep")
    expect(strip).to_contain_text("zojuist")
    phone.open()
    phone.has_heading("Er loopt een oproep")


def test_subscribing_that_never_returns_ends_in_another_try(new_phone: Phones) -> None:
    phone = new_phone()
    phone.agree()
    phone.choose_home()
    # Before it has joined: where notifications are allowed already, the app then subscribes by itself.
    phone.page.evaluate("localStorage.setItem('hangs', 'yes')")
    phone.press("Ga verder")
    phone.has_heading("Mogen we u een melding sturen?")
    phone.press("Zet meldingen aan")
    phone.sees("Meldingen worden aangezet.")
    phone.until(lambda: phone.page.evaluate("localStorage.getItem('hangs')"), lambda hangs: hangs == "now")
    # Not before: until then the app calls the server, and skipped time would end that call.
    # The first of its tries takes its ten seconds, the others are skipped.
    phone.page.clock.install()
    failed = phone.page.get_by_text("Aanmelden voor meldingen lukte nog niet.")

    def wait() -> bool:
        phone.page.clock.fast_forward(11_000)
        return failed.is_visible()

    phone.until(wait, bool)
    phone.press("Liever niet")
    phone.has_heading("U krijgt geen oproepen: dit toestel is niet aangemeld.")
    phone.page.evaluate("localStorage.removeItem('hangs')")
    phone.press("Meld opnieuw aan")
    phone.has_heading("U staat aan")


def test_an_iphone_in_the_browser_shows_steps_and_no_permission_button(new_phone: Phones) -> None:
    phone = new_phone(user_agent=IPHONE, has_touch=True, is_mobile=True)
    phone.open()
    phone.has_heading("Zet Burgernet eerst op uw beginscherm")
    expect(phone.page.locator(".pictured li svg:visible")).to_have_count(3)
    allow = phone.page.get_by_role("button", name="Zet meldingen aan")
    assert allow.count() == 0
    phone.press("Liever niet: ga verder zonder meldingen")
    phone.page.get_by_label("Ik ben 16 jaar").check()
    phone.press("Ja, ik doe mee")
    phone.choose_home()
    phone.press("Ga verder")
    phone.has_heading("Mogen we u een melding sturen?")
    assert allow.count() == 0
    phone.press("Liever niet")
    phone.has_heading("U krijgt nog geen meldingen: zet Burgernet eerst op uw beginscherm.")
    assert allow.count() == 0


def test_a_refused_position_leads_to_a_text_with_the_way_back(new_phone: Phones) -> None:
    phone = new_phone()
    phone.agree()
    phone.press("Deel mijn plaats")
    phone.sees("Dit toestel geeft uw plaats niet. Vul hieronder thuis of werk in.")
    phone.press("Liever niet: ga verder zonder plaats")
    phone.press("Zet meldingen aan")
    phone.has_heading("U krijgt geen oproepen: dit toestel geeft uw plaats niet.")
    phone.press("Laat zien hoe")
    phone.has_heading("Dit toestel geeft uw plaats niet")
    phone.press("Ik heb het aangepast")
    phone.sees("Dit toestel geeft uw plaats nog steeds niet.")
    phone.context.grant_permissions(["geolocation", "notifications"], origin=phone.origin)
    phone.context.set_geolocation(LEEUWARDEN)
    phone.press("Ik heb het aangepast")
    phone.has_heading("U staat aan")
    assert phone.until(phone.me, lambda me: me["position"] is not None)

"""The screens of the running app, met on the way through it, in light and dark: what the gallery can't draw, the
real frame with its real focus, stands here."""

from typing import Literal

from tests.browser.conftest import Phones
from tests.browser.eyes import violations
from tests.browser.house import House

WHOLE_BROWSER = True

SCHEMES: list[Literal["light", "dark"]] = ["dark", "light"]


def test_everybody_can_use_the_screens_on_the_way(new_phone: Phones, house: House) -> None:
    phone = new_phone()
    found = {}

    def look(screen: str) -> None:
        for scheme in SCHEMES:
            phone.page.emulate_media(color_scheme=scheme)
            if faults := violations(phone.page):
                found[f"{screen}, {scheme}"] = faults

    phone.open()
    phone.has_heading("Help uw buurt met uitkijken")
    look("joining, 1")
    phone.agree()
    phone.press("Vul thuis in")
    phone.press("Kies een plaats")
    phone.page.get_by_label("Plaats of wijk").fill("Leeuwarden")
    phone.sees("gevonden")
    look("joining, 2")
    phone.press("Leeuwarden")
    phone.press("Ga verder")
    phone.has_heading("Mogen we u een melding sturen?")
    look("joining, 3")
    phone.press("Zet meldingen aan")
    phone.has_heading("U staat aan")
    look("home")
    action = house.start_action()
    phone.open(f"/oproep/{action['id']}")
    phone.has_heading("Kenmerken")
    phone.context.route("https://**", lambda route: route.abort())
    phone.press("Toon kaart")
    phone.sees("De kaart laadt niet.")
    look("alert")
    phone.open()
    phone.has_heading("Er loopt een oproep")
    look("home, alarmed")
    house.outcome(action["id"])
    phone.open(f"/oproep/{action['id']}")
    phone.has_heading("Afloop: vermist kind")
    look("outcome")
    for path, heading in (("/instellingen", "Instellingen"), ("/stoppen", "Stop met meedoen")):
        phone.open(path)
        phone.has_heading(heading)
        look(path)
    assert found == {}

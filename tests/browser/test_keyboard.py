"""The app for who has no pointer: Tab, Enter and Space, from the first question to the call."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Phones
from tests.browser.house import House
from tests.browser.phone import Phone

WHOLE_BROWSER = True

NAMED = """() => {
  const at = document.activeElement;
  return at?.labels?.[0]?.textContent || at?.ariaLabel || at?.textContent || "";
}"""


def tab_to(page: Page, name: str) -> None:
    """Tab until this has the focus; at most once around."""
    passed = []
    for _ in range(40):
        page.keyboard.press("Tab")
        passed.append(page.evaluate(NAMED).strip())
        if passed[-1].startswith(name):
            # What has the focus is in sight, whole, and nothing lies over it.
            assert page.evaluate(
                """() => {
                  const at = document.activeElement;
                  const { left, top, width, height } = at.getBoundingClientRect();
                  const over = document.elementFromPoint(left + width / 2, top + height / 2);
                  return at === over || at.contains(over) || over?.contains(at);
                }"""
            ), f"{name} has the focus, but is not to be seen."
            return
    raise AssertionError(f"Tab never came to {name!r}, but to {passed}.")


def test_joining_goes_by_keyboard_from_start_to_end(new_phone: Phones, house: House) -> None:
    phone, before = new_phone(), house.participants()
    page = phone.page
    phone.open()
    phone.has_heading("Help uw buurt met uitkijken")
    # Pressed on without ticking: the box to tick gets the focus.
    tab_to(page, "Ja, ik doe mee")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Ik ben 16 jaar")).to_be_focused()
    page.keyboard.press("Space")
    tab_to(page, "Ja, ik doe mee")
    page.keyboard.press("Enter")
    phone.has_heading("Waar wilt u uitkijken?")
    tab_to(page, "Vul thuis in")
    page.keyboard.press("Enter")
    tab_to(page, "Kies een plaats")
    page.keyboard.press("Space")
    tab_to(page, "Plaats of wijk")
    page.keyboard.type("Leeuwarden")
    phone.sees("gevonden")
    tab_to(page, "Leeuwarden")
    page.keyboard.press("Enter")
    phone.sees("Wijzig thuis")
    tab_to(page, "Ga verder")
    page.keyboard.press("Enter")
    phone.has_heading("Mogen we u een melding sturen?")
    tab_to(page, "Zet meldingen aan")
    page.keyboard.press("Enter")
    phone.has_heading("U staat aan")
    assert house.participants() == before + 1
    tab_to(page, "Instellingen")
    page.keyboard.press("Enter")
    phone.has_heading("Instellingen")
    expect(page.get_by_role("heading", name="Instellingen")).to_be_focused()
    tab_to(page, "Stop met meedoen")
    page.keyboard.press("Enter")
    tab_to(page, "Stop en wis alles")
    page.keyboard.press("Enter")
    phone.has_heading("Alles is gewist")
    assert house.participants() == before


def test_the_call_has_the_focus_first_and_is_large(phone: Phone, house: House) -> None:
    action = house.start_action()
    phone.open(f"/oproep/{action['id']}")
    call = phone.page.get_by_role("link", name="Bel 0800 0011 (gratis)")
    expect(call).to_be_focused()
    box = call.bounding_box()
    assert box is not None
    assert box["height"] >= 56
    assert box["width"] >= 300
    assert box["y"] + box["height"] <= 740, "It is under the thumb without scrolling."
    tab_to(phone.page, "112 bij spoed")
    tab_to(phone.page, "Toon kaart")
    phone.context.route("https://**", lambda route: route.abort())
    phone.page.keyboard.press("Enter")
    phone.sees("Verberg kaart")

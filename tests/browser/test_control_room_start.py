"""The control room in Chromium: from signing in to an alert that leaves, from the keyboard, and started once whatever
happens to the browser, the network or the patience of who presses the button."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import delete, select

from backend.demo.push_service.thread import PushServiceThread
from backend.domain.staff import accounts, second_factor
from backend.models import Action, Staff, StaffSession
from tests.browser.eyes import violations
from tests.browser.house import ZUIDERPLEIN, House
from tests.browser.keys import Keys, clock
from tests.support import pdok as ways
from tests.support.pdok import Pdok
from tests.support.waiting import until

NAME, PASSWORD = "j.devries", "zeedijk 1953"
DESK = {"width": 1440, "height": 900}
SEND = "Verstuur nu naar"
ACTION = re.compile(r"/meldkamer#/actie/[\w-]{22}$")


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, push_service: PushServiceThread, pdok: Pdok
) -> Iterator[House]:
    """With one participant at home where actions start, and a dispatcher with a second factor."""
    directory = tmp_path_factory.mktemp("control-room")
    with House(directory, push_service.origin, PDOK_URL=pdok.url) as house:
        house.join(ZUIDERPLEIN)
        with house.db.write() as session:
            accounts.add(session, NAME, "dispatcher", "Fryslân", PASSWORD, datetime.now(UTC))
        yield house


@pytest.fixture
def factor(house: House) -> Iterator[pyotp.TOTP]:
    """The dispatcher's code app; every test may use each code once."""
    with house.db.write() as session:
        member = session.scalars(select(Staff).where(Staff.name == NAME)).one()
        secret, _ = second_factor.draft(session, member)
        past = datetime.now(UTC) - timedelta(minutes=5)
        second_factor.enrol(session, member, pyotp.TOTP(secret).at(past), past)
    yield pyotp.TOTP(secret)
    with house.db.write() as session:
        member = session.scalars(select(Staff).where(Staff.name == NAME)).one()
        member.totp_secret = None


@pytest.fixture
def room(chromium: Browser, house: House, pdok: Pdok) -> Iterator[BrowserContext]:
    """A browser in the control room, where nobody has signed in."""
    pdok.way = ways.right
    context = chromium.new_context(viewport=DESK, timezone_id="Europe/Amsterdam")
    context.route("https://**", lambda route: route.abort())
    yield context
    context.close()
    house.calm()


@pytest.fixture
def desk(room: BrowserContext, house: House) -> Page:
    """Signed in, without a second factor."""
    page = room.new_page()
    page.goto(f"{house.origin}/meldkamer")
    Keys(page).sign_in(NAME, PASSWORD)
    return page


def started(house: House) -> int:
    with house.db.read() as session:
        return len(session.scalars(select(Action.id)).all())


def send(page: Page) -> Any:
    button = page.get_by_role("button", name=SEND)
    expect(button).to_be_visible()
    return button


def test_from_signing_in_to_sent_from_the_keyboard_in_at_most_sixty_keys(
    room: BrowserContext, house: House, factor: pyotp.TOTP
) -> None:
    before, page = started(house), room.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None
    )
    page.goto(f"{house.origin}/meldkamer")
    keys = Keys(page)
    keys.sign_in(NAME, PASSWORD, factor.now())
    keys.fill_in()
    button = page.get_by_role("button", name="Verstuur nu naar minder dan 10 deelnemers")
    expect(button).to_be_visible()
    keys.go_to("#send")
    keys.press("Enter")
    expect(page).to_have_url(ACTION)
    assert started(house) == before + 1
    # A new report begins with nothing in it.
    keys.press("Alt+N")
    expect(page.get_by_label("Plaats", exact=True)).to_have_value("")
    keys.pressed.pop()
    # Name, password and code among them.
    assert len(keys.pressed) <= 60, keys.pressed
    assert faults == []


def test_a_double_click_starts_one_action(desk: Page, house: House) -> None:
    before = started(house)
    Keys(desk).fill_in()
    button = send(desk)
    # Two that nothing on the screen came between.
    button.evaluate("(button) => { button.click(); button.click(); }")
    expect(desk).to_have_url(ACTION)
    assert started(house) == before + 1


def test_a_lost_answer_is_asked_for_again_and_starts_nothing_twice(desk: Page, house: House) -> None:
    before, lost = started(house), []
    Keys(desk).fill_in()

    def lose(route: Route) -> None:
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.fallback()

    desk.route("**/v1/actions", lose)
    send(desk).click()
    expect(desk).to_have_url(ACTION)
    assert lost == [201]
    assert started(house) == before + 1


def test_a_page_that_is_loaded_anew_while_it_sends_starts_one_action(desk: Page, house: House) -> None:
    before, taken = started(house), []
    Keys(desk).fill_in()

    def hang(route: Route) -> None:
        if taken:
            return route.fallback()
        taken.append(route.fetch().status)
        return None

    desk.route("**/v1/actions", hang)
    send(desk).click()
    while not taken:
        desk.wait_for_timeout(100)
    desk.reload()
    expect(desk).to_have_url(ACTION)
    assert started(house) == before + 1


def begins_anew(page: Page) -> bool:
    page.keyboard.press("Alt+N")
    hair = page.get_by_label("Haar")
    return hair.count() == 1 and hair.input_value() == ""


def test_what_one_tab_sent_stands_in_no_other(desk: Page, house: House) -> None:
    before = started(house)
    Keys(desk).fill_in()
    form, check = desk.context.new_page(), desk.context.new_page()
    form.goto(f"{house.origin}/meldkamer#/nieuw")
    check.goto(f"{house.origin}/meldkamer#/nieuw/controle")
    expect(form.get_by_label("Haar")).to_have_value("blond haar")
    expect(send(check)).to_be_enabled()
    send(desk).click()
    expect(desk).to_have_url(ACTION)
    expect(check.get_by_role("heading", name="Overzicht")).to_be_visible()
    # The next one, typed where the last one stood.
    until(lambda: begins_anew(form))
    form.get_by_label("Haar").fill("zwart haar")
    form.reload()
    expect(form.get_by_label("Haar")).to_have_value("zwart haar")
    assert started(house) == before + 1


def test_what_was_typed_survives_a_reload_and_the_end_of_the_session(desk: Page, house: House) -> None:
    Keys(desk).fill_in()
    desk.keyboard.press("Escape")
    expect(desk.get_by_label("Haar")).to_have_value("blond haar")
    desk.reload()
    expect(desk.get_by_label("Haar")).to_have_value("blond haar")
    expect(desk.get_by_label("Soort", exact=True)).to_be_focused()
    title = desk.title()
    desk.get_by_label("Haar").focus()
    with house.db.write() as session:
        member = session.scalars(select(Staff.id).where(Staff.name == NAME)).one()
        session.execute(delete(StaffSession).where(StaffSession.staff_id == member))
    expect(desk.get_by_role("heading", name="Meld u opnieuw aan")).to_be_visible()
    desk.get_by_label("Wachtwoord").fill(PASSWORD)
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Haar")).to_have_value("blond haar")
    expect(desk.get_by_label("Haar")).to_be_focused()
    expect(desk).to_have_title(title)


def test_what_a_rule_will_refuse_is_said_at_the_field(desk: Page) -> None:
    desk.keyboard.press("Alt+N")
    desk.get_by_label("Soort", exact=True).select_option(label="Vermist kind")
    desk.get_by_label("Plaats", exact=True).fill("52.0116, 4.3593")
    desk.keyboard.press("Enter")
    desk.keyboard.type("1261")
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Plaats", exact=True)).to_be_focused()
    for control, words in {
        "#place": "Delft ligt niet in uw regio. Bel de andere meldkamer.",
        "#seen-at": "Typ een tijd, zoals 1540.",
        "#consent": "Vraag eerst de familie om toestemming.",
    }.items():
        expect(desk.locator(control)).to_have_accessible_description(re.compile(re.escape(words)))
    features = "Vul minstens 3 kenmerken in; nu zijn het er 0."
    for kind, group in (("Overval", "de persoon"), ("Gezocht voertuig", "het voertuig")):
        desk.get_by_label("Soort", exact=True).select_option(label=kind)
        expect(desk.get_by_role("group", name=f"Signalement van {group}")).to_have_accessible_description(
            features
        )
    assert violations(desk) == []


def test_an_exercise_cannot_be_taken_for_anything_else(desk: Page, house: House) -> None:
    desk.keyboard.press("Alt+N")
    desk.get_by_label("Soort", exact=True).select_option(label="Overval")
    desk.get_by_label("Dit is een oefening").check()
    # A click on the map does what the field does.
    expect(desk.locator(".leaflet-container")).to_be_visible()
    desk.get_by_label("Plaats", exact=True).fill(f"{ZUIDERPLEIN[1]}, {ZUIDERPLEIN[0]}")
    desk.keyboard.press("Enter")
    before = desk.get_by_label("Plaats", exact=True).input_value()
    desk.locator(".leaflet-container").click(position={"x": 200, "y": 100})
    expect(desk.get_by_label("Plaats", exact=True)).not_to_have_value(before)
    desk.get_by_label("Plaats", exact=True).fill(f"{ZUIDERPLEIN[1]}, {ZUIDERPLEIN[0]}")
    desk.keyboard.press("Enter")
    desk.keyboard.type(clock(5))
    desk.get_by_label("Laatst gezien bij").fill("Zuiderplein")
    desk.get_by_label("Haar", exact=True).fill("kort")
    desk.get_by_label("Postuur").fill("slank")
    desk.get_by_label("Gezicht").fill("baard")
    expect(desk.get_by_text("gaf niemand zich op voor oefeningen")).to_be_visible()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Controleer en verstuur de oefening")).to_be_focused()
    bar = desk.get_by_text("OEFENING: alleen wie zich opgaf").first
    expect(bar).to_be_in_viewport()
    assert bar.evaluate("(bar) => getComputedStyle(bar).backgroundColor") == "rgb(75, 42, 123)"
    expect(desk.locator("#notification")).to_contain_text("OEFENING")
    expect(desk.locator(".facts")).to_contain_text("gaf niemand zich op voor oefeningen")
    desk.get_by_role("button", name="Start de OEFENING; niemand krijgt bericht").click()
    expect(desk).to_have_url(ACTION)


def test_of_several_addresses_one_is_chosen_with_the_arrows(desk: Page, pdok: Pdok) -> None:
    desk.keyboard.press("Alt+N")
    place = desk.get_by_label("Plaats", exact=True)
    place.fill("8911AB 14")
    place.press("Tab")
    expect(desk.locator("#place-error")).to_contain_text("Druk op Enter")
    place.press("Enter")
    expect(desk.locator(".found button").first).to_be_focused()
    # It is looked for: now one is chosen.
    expect(desk.locator("#place-error")).to_have_count(0)
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(desk.locator(".chosen")).to_contain_text("Zuiderplein 14-2")
    expect(desk.get_by_label("Laatst gezien om")).to_be_focused()
    pdok.way = ways.saying(b"", 503)
    place.fill("goutum")
    place.press("Enter")
    expect(desk.locator(".chosen")).to_contain_text("Goutum, Leeuwarden")


def test_of_a_vehicle_that_is_sought_the_vehicle_comes_first(desk: Page) -> None:
    desk.keyboard.press("Alt+N")
    kind = desk.get_by_label("Soort", exact=True)
    kind.select_option(label="Gezocht voertuig")
    expect(desk.locator(".start legend")).to_have_text(
        ["Signalement van het voertuig", "Signalement van de persoon"]
    )
    kind.select_option(label="Overval")
    expect(desk.locator(".start legend").first).to_have_text("Signalement van de persoon")


def test_a_second_factor_is_enrolled_and_other_sessions_end(desk: Page, house: House) -> None:
    desk.get_by_role("link", name="Account").click()
    desk.get_by_role("button", name="Stel de tweede stap in").click()
    desk.get_by_label("Uw wachtwoord").fill(PASSWORD)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("img", name="QR-code")).to_be_visible()
    assert desk.get_by_role("img", name="QR-code").evaluate("(image) => image.naturalWidth") > 0
    secret = desk.locator(".secret").inner_text().replace(" ", "")
    desk.get_by_label("Code die uw telefoon nu toont").fill(pyotp.TOTP(secret).now())
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Bewaar uw herstelcodes")).to_be_visible()
    desk.emulate_media(media="print")
    expect(desk.locator(".codes")).to_be_visible()
    expect(desk.get_by_role("button", name="Print de codes")).to_be_hidden()
    desk.emulate_media(media="screen")
    codes = desk.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    expect(desk.locator("tbody tr")).to_have_count(1)
    desk.get_by_role("button", name="Ik heb ze bewaard").click()
    expect(desk.get_by_role("heading", name="Tweede stap bij aanmelden")).to_be_focused()
    expect(desk.get_by_text("U hebt nog 10 herstelcodes.")).to_be_visible()
    desk.get_by_role("button", name="Meld u af").click()
    # A recovery code stands in for the phone, once.
    keys = Keys(desk)
    keys.sign_in(NAME, PASSWORD, codes[0])
    with house.db.write() as session:
        session.scalars(select(Staff).where(Staff.name == NAME)).one().totp_secret = None


def test_a_point_on_the_map_has_no_name_that_participants_would_read(desk: Page) -> None:
    desk.keyboard.press("Alt+N")
    desk.get_by_label("Soort", exact=True).select_option(label="Overval")
    desk.get_by_label("Plaats", exact=True).fill(f"{ZUIDERPLEIN[1]}, {ZUIDERPLEIN[0]}")
    desk.keyboard.press("Enter")
    seen = desk.get_by_label("Laatst gezien bij")
    typed = desk.locator(".chosen").inner_text()
    assert "Punt op de kaart" in typed
    expect(seen).to_have_value("")
    desk.locator(".start .map").click(position={"x": 200, "y": 100})
    expect(desk.locator(".chosen")).not_to_have_text(typed)
    expect(seen).to_have_value("")
    desk.locator("#next").click()
    expect(seen).to_have_accessible_description(re.compile("Vul dit in."))
    seen.fill("het Zuiderplein")
    for feature, words in {"Haar": "kort", "Postuur": "slank", "Gezicht": "baard"}.items():
        desk.get_by_label(feature, exact=True).fill(words)
    desk.get_by_label("Laatst gezien om").fill(clock(5))
    desk.keyboard.press("Enter")
    # Read once more before it is sent: where that is, in words and on a map.
    expect(desk.get_by_role("heading", name="Controleer en verstuur")).to_be_focused()
    facts = desk.locator(".facts")
    expect(facts).to_contain_text(re.compile(r"Plaats\s*Punt op de kaart \(53\.\d{5}, 5\.\d{5}\)"))
    expect(facts).to_contain_text(re.compile(r"Gemeente\s*Leeuwarden"))
    expect(desk.get_by_label("Kaart van het gebied").locator("path").first).to_be_visible()

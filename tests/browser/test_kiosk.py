"""The kiosk in a town hall, in Chromium, and the phone that takes over from it, in Firefox: from the address that is
typed at the one to the notification and the outcome on the other."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from math import hypot
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from sqlalchemy import select

from backend.domain.participants import kiosks
from backend.models import Kiosk, new_id
from tests.browser.autopush import Autopush
from tests.browser.firefox import Firefox
from tests.browser.house import House
from tests.support import pdok as ways
from tests.support.pdok import Pdok
from tests.support.waiting import until

AXE = Path(__file__).parents[2] / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
TABLET, COLUMN = {"width": 768, "height": 1024}, {"width": 1080, "height": 1920}
LYING = {"width": 1280, "height": 800}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A clock that a test can put forward, where the browser's own cannot be moved.
MOVABLE = """() => {
  const real = Date.now.bind(Date);
  window.ahead = 0;
  Date.now = () => real() + window.ahead;
}"""
TAB, ENTER = "\ue004", "\ue007"
SMALL = """() => [...document.querySelectorAll("button, input:not([type=checkbox]), label.tick")]
  .map((e) => [e.textContent || e.id, e.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.width < 56 || box.height < 56))
  .map(([name]) => name)"""


@pytest.fixture(scope="module")
def pdok() -> Iterator[Pdok]:
    with Pdok() as source:
        yield source


@pytest.fixture(scope="module")
def autopush() -> Iterator[Autopush]:
    service = Autopush()
    yield service
    service.stop()


@pytest.fixture(scope="module")
def town_hall(tmp_path_factory: pytest.TempPathFactory, autopush: Autopush, pdok: Pdok) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("town-hall"), autopush.origin, PDOK_URL=pdok.url) as house:
        yield house


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def kiosk(chromium: Browser, town_hall: House, pdok: Pdok, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tablet that was just made a kiosk; its clock can be moved. A parameter is its colours and size."""
    scheme, size = getattr(request, "param", ("light", TABLET))
    pdok.way = ways.right
    with town_hall.db.write() as session:
        code = kiosks.add(session, "GM0080", new_id(), datetime.now(UTC))
    tablet = chromium.new_context(
        viewport=size,
        color_scheme=scheme,
        timezone_id="Europe/Amsterdam",
        bypass_csp=True,
        has_touch=True,
    )
    page = tablet.new_page()
    page.clock.install()
    page.goto(f"{town_hall.origin}/kiosk#{code}")
    expect(page.get_by_role("heading", name="Help mee uitkijken")).to_be_visible()
    yield page
    tablet.close()


def press(page: Page, keys: str) -> None:
    """The kiosk's own keys."""
    for key in keys:
        page.get_by_role("button", name=key, exact=True).click()


def tap(page: Page, words: str) -> None:
    page.get_by_role("button", name=words).click()


Answer = Callable[[Page, str], None]


def by_mouse(page: Page, words: str) -> None:
    page.get_by_role("alertdialog").get_by_role("button", name=words).click()


def by_touch(page: Page, words: str) -> None:
    page.get_by_role("alertdialog").get_by_role("button", name=words).tap()


def by_keys(page: Page, words: str) -> None:
    """What goes on has the focus; starting again is one Tab further."""
    warning = page.get_by_role("alertdialog")
    expect(warning.get_by_role("button", name="Ja, ga verder")).to_be_focused()
    wanted = warning.get_by_role("button", name=words)
    if not wanted.evaluate("(button) => button === document.activeElement"):
        page.keyboard.press("Tab")
    expect(wanted).to_be_focused()
    page.keyboard.press("Enter")


def warn(page: Page) -> Locator:
    """Nobody touches anything for a minute."""
    page.clock.fast_forward(61_000)
    warning = page.get_by_role("alertdialog")
    expect(warning).to_contain_text("Bent u er nog?")
    return warning


def fill_in_home(page: Page, number: str = "12") -> None:
    tap(page, "Doe mee in het Nederlands")
    press(page, "8911AB" + number)
    tap(page, "Zoek adres")


def agree(page: Page) -> str:
    """The last questions; answers the code."""
    tap(page, "Nee, ga verder")
    page.get_by_text("Ik ben 16 jaar of ouder").click()
    tap(page, "Verder op mijn telefoon")
    shown = page.locator(".code").inner_text()
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4} [2-9A-HJ-NP-Z]{4}", shown)
    return shown.replace(" ", "")


def drawn(page: Page) -> set[tuple[int, int]]:
    """The dark modules of the QR code on the screen."""
    path = page.locator(".qr path").last.get_attribute("d") or ""
    return {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1", path)}


def qr(text: str) -> set[tuple[int, int]]:
    """Those of the code that says `text`."""
    rows = segno.make_qr(text, error="m").matrix_iter(border=4)
    return {(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}


def millimetres_of_code(page: Page) -> float:
    """How wide the QR code is inside its white edge, on a screen of 10 inches."""
    size = page.viewport_size
    box = page.locator(".qr").first.bounding_box()
    assert size
    assert box
    modules = int((page.locator(".qr").first.get_attribute("viewBox") or "").split()[2])
    inches = box["width"] * (modules - 8) / modules / hypot(size["width"], size["height"]) * 10
    return inches * 25.4


def test_from_the_town_hall_to_the_phone_to_an_alert_and_its_outcome(
    kiosk: Page, town_hall: House, autopush: Autopush
) -> None:
    # Whoever stands here can read neither the kiosk's key nor the code it was made with.
    assert kiosk.url == f"{town_hall.origin}/kiosk"
    assert kiosk.evaluate("document.cookie") == ""
    fill_in_home(kiosk)
    code = agree(kiosk)
    link = f"{town_hall.origin}/koppel#{code}"
    assert drawn(kiosk) == qr(link)
    assert town_hall.participants() == 0

    with Firefox(push=autopush.address) as firefox:
        phone = firefox.open(link, firefox.new_user())
        phone.see("Mogen we u een melding sturen?")
        assert code not in phone.address
        assert town_hall.participants() == 1
        phone.tap("Zet meldingen aan")
        phone.see("U staat aan")
        phone.see("Thuis")
        phone.close()

        action = town_hall.start_action()
        title, _ = until(lambda: (seen := firefox.notifications()) and seen[0].read())
        assert title == action["messages"][0]["title"]
        firefox.notifications()[0].tap()
        opened = until(
            lambda: [page for page in firefox.pages() if page.address.endswith(f"/oproep/{action['id']}")]
        )
        opened[0].see("Bel 0800 0011 (gratis)")
        ended = town_hall.outcome(action["id"], "found-thanks-to-participant")
        opened[0].see(ended["messages"][-1]["body"])

        another = firefox.open(link, firefox.new_user())
        another.see("Deze code is al gebruikt of te oud.")
        another.tap("Doe mee zonder code")
        another.see("Help uw buurt met uitkijken")
    assert town_hall.participants() == 1

    tap(kiosk, "Klaar")
    expect(kiosk.get_by_role("heading", name="Help mee uitkijken")).to_be_visible()


def test_whatever_the_look_up_does_the_resident_finishes(kiosk: Page, pdok: Pdok) -> None:
    failing = [ways.empty, ways.wrong, ways.saying(b"[" * 9_000), ways.saying(b"", 500), ways.slow]
    for pdok.way in failing:
        # One that is never found, since what was found is remembered.
        fill_in_home(kiosk, "16")
        expect(kiosk.get_by_role("status")).to_contain_text("ies hieronder")
        tap(kiosk, "Kies een plaats")
        press(kiosk, "LEEUWARD")
        kiosk.get_by_role("button", name="Leeuwarden", exact=True).click()
        expect(kiosk.get_by_text("Thuis: Leeuwarden")).to_be_visible()
        tap(kiosk, "Opnieuw beginnen")
    # With neither look-up nor list, one goes on without a place.
    tap(kiosk, "Doe mee in het Nederlands")
    tap(kiosk, "Sla thuis over")
    assert agree(kiosk)


def test_who_walks_away_is_warned_and_then_forgotten(kiosk: Page) -> None:
    fill_in_home(kiosk)
    expect(kiosk.get_by_text("Zuiderplein 12")).to_be_visible()
    kiosk.clock.fast_forward(61_000)
    expect(kiosk.get_by_role("alertdialog")).to_contain_text("Bent u er nog?")
    tap(kiosk, "Ja, ga verder")
    expect(kiosk.get_by_role("alertdialog")).to_have_count(0)
    expect(kiosk.get_by_text("Zuiderplein 12")).to_be_visible()
    kiosk.clock.fast_forward(61_000)
    expect(kiosk.get_by_role("alertdialog")).to_be_visible()
    kiosk.clock.fast_forward(31_000)
    expect(kiosk.get_by_role("heading", name="Help mee uitkijken")).to_be_visible()
    assert "Zuiderplein" not in kiosk.content()
    tap(kiosk, "Join in English")
    expect(kiosk.get_by_label("Postcode")).to_have_value("")


@pytest.mark.parametrize("answer", [by_mouse, by_touch, by_keys])
def test_the_warning_is_answered_with_what_was_pressed(kiosk: Page, answer: Answer) -> None:
    fill_in_home(kiosk)
    expect(kiosk.get_by_text("Zuiderplein 12")).to_be_visible()
    warning = warn(kiosk)
    answer(kiosk, "Ja, ga verder")
    expect(warning).to_have_count(0)
    expect(kiosk.get_by_text("Zuiderplein 12")).to_be_visible()
    warn(kiosk)
    answer(kiosk, "Opnieuw beginnen")
    expect(kiosk.get_by_role("heading", name="Help mee uitkijken")).to_be_visible()
    expect(warning).to_have_count(0)
    assert "Zuiderplein" not in kiosk.content()
    tap(kiosk, "Join in English")
    expect(kiosk.get_by_label("Postcode")).to_have_value("")


def test_nothing_behind_the_warning_can_be_pressed_and_escape_or_a_touch_beside_it_goes_on(
    kiosk: Page,
) -> None:
    fill_in_home(kiosk)
    # Arriving, the question has the focus.
    expect(kiosk.get_by_role("heading", name="Wilt u ook oproepen bij uw werk?")).to_be_focused()
    chosen = kiosk.get_by_role("button", name="Nee, ga verder")
    chosen.focus()
    warning = warn(kiosk)
    box = chosen.bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    assert kiosk.evaluate("([x, y]) => document.elementFromPoint(x, y).closest('dialog') !== null", middle)
    kiosk.keyboard.press("Escape")
    expect(warning).to_have_count(0)
    # Where one was, one goes on.
    expect(chosen).to_be_focused()
    warn(kiosk)
    # Out of the page and in again, never into what is behind it.
    for _ in range(4):
        kiosk.keyboard.press("Tab")
        assert kiosk.evaluate("(e => e === document.body || !!e.closest('dialog'))(document.activeElement)")
    # Where its own way to start again stands behind it: it is not that which is touched.
    behind = kiosk.locator("footer .again").bounding_box()
    assert behind
    kiosk.touchscreen.tap(behind["x"] + behind["width"] / 2, behind["y"] + behind["height"] / 2)
    expect(warning).to_have_count(0)
    expect(kiosk.get_by_text("Zuiderplein 12")).to_be_visible()


def test_whoever_reads_the_warning_slowly_gets_its_half_minute_again(kiosk: Page) -> None:
    fill_in_home(kiosk)
    expect(kiosk.get_by_text("Zuiderplein 12")).to_be_visible()
    warning = warn(kiosk)
    # The clock goes on by itself meanwhile: a slow machine has a third of the time for each step.
    kiosk.clock.fast_forward(18_000)
    kiosk.keyboard.press("Tab")
    kiosk.clock.fast_forward(18_000)
    expect(warning).to_be_visible()
    kiosk.clock.fast_forward(31_000)
    expect(kiosk.get_by_role("heading", name="Help mee uitkijken")).to_be_visible()


def test_a_connection_lost_under_the_warning_can_be_looked_for_again(kiosk: Page) -> None:
    fill_in_home(kiosk)
    expect(kiosk.get_by_text("Zuiderplein 12")).to_be_visible()
    warning = warn(kiosk)
    # As the browser says it; what follows looks by itself only after ten seconds.
    kiosk.evaluate("() => void dispatchEvent(new Event('offline'))")
    expect(kiosk.get_by_role("heading", name="Geen verbinding")).to_be_visible()
    expect(warning).to_have_count(0)
    kiosk.get_by_role("button", name="Probeer opnieuw").click()
    expect(kiosk.get_by_text("Zuiderplein 12")).to_be_visible()


def test_in_firefox_the_warning_starts_again_by_mouse_touch_and_keyboard(
    town_hall: House, autopush: Autopush
) -> None:
    with town_hall.db.write() as session:
        code = kiosks.add(session, "GM0080", new_id(), datetime.now(UTC))
    with Firefox(push=autopush.address, size=(TABLET["width"], TABLET["height"])) as firefox:
        column = firefox.open(f"{town_hall.origin}/kiosk#{code}")
        column.see("Help mee uitkijken")
        column.run(MOVABLE)

        def leave_it() -> None:
            column.tap("Join in English")
            for key in "8911AB":
                column.tap(key)
            until(lambda: column.run("() => document.querySelector('#postcode').value") == "8911AB" or None)
            column.run("() => void (window.ahead += 61_000)")
            column.see("Are you still there?")

        answers = [
            lambda: column.tap("Start again", "mouse"),
            lambda: column.tap("Start again"),
            lambda: column.type(TAB + ENTER),
        ]
        for answer in answers:
            leave_it()
            answer()
            column.see("Help mee uitkijken")
            assert not column.run("() => document.querySelector('dialog') !== null")
        column.tap("Join in English")
        assert column.run("() => document.querySelector('#postcode').value") == ""


def test_the_code_stays_while_the_phone_is_busy_and_says_when_it_goes(kiosk: Page) -> None:
    fill_in_home(kiosk)
    code = agree(kiosk)
    kiosk.clock.fast_forward(200_000)
    kiosk.clock.run_for(1_000)
    expect(kiosk.get_by_role("alertdialog")).to_have_count(0)
    kiosk.clock.fast_forward(42_000)
    warning = kiosk.get_by_role("alertdialog")
    expect(warning).to_contain_text("verdwijnt deze code van het scherm")
    expect(warning).not_to_contain_text("wat u invulde")
    tap(kiosk, "Ja, ga verder")
    expect(kiosk.locator(".code")).to_have_text(f"{code[:4]} {code[4:]}")
    kiosk.clock.fast_forward(241_000)
    kiosk.clock.fast_forward(31_000)
    expect(kiosk.get_by_role("heading", name="Help mee uitkijken")).to_be_visible()


def test_going_back_and_starting_again_show_nothing_of_anybody(kiosk: Page, town_hall: House) -> None:
    fill_in_home(kiosk)
    kiosk.evaluate("history.back()")
    kiosk.wait_for_url(f"{town_hall.origin}/kiosk")
    expect(kiosk.get_by_text("Zuiderplein 12")).to_be_visible()
    tap(kiosk, "Opnieuw beginnen")
    expect(kiosk.get_by_role("heading", name="Help mee uitkijken")).to_be_visible()
    kiosk.reload()
    expect(kiosk.get_by_role("heading", name="Help mee uitkijken")).to_be_visible()
    assert "Zuiderplein" not in kiosk.content()
    assert kiosk.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    assert kiosk.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_without_network_the_own_phone_is_the_way(kiosk: Page, town_hall: House) -> None:
    fill_in_home(kiosk)
    expect(kiosk.get_by_text("Zuiderplein 12")).to_be_visible()
    kiosk.context.set_offline(True)
    expect(kiosk.get_by_role("heading", name="Geen verbinding")).to_be_visible()
    assert drawn(kiosk) == qr(f"{town_hall.origin}/meedoen")
    expect(kiosk.get_by_role("button", name="Probeer opnieuw")).to_be_in_viewport(ratio=1)
    kiosk.context.set_offline(False)
    expect(kiosk.get_by_text("Zuiderplein 12")).to_be_visible()


def test_a_code_that_was_used_makes_no_second_kiosk(chromium: Browser, town_hall: House) -> None:
    with town_hall.db.write() as session:
        code = kiosks.add(session, "GM0080", new_id(), datetime.now(UTC))
        kiosks.enrol(session, code, datetime.now(UTC))
    page = chromium.new_page()
    page.goto(f"{town_hall.origin}/kiosk#{code}")
    expect(page.get_by_text("De code voor deze zuil werkt niet meer.")).to_be_visible()
    page.close()


def test_a_kiosk_whose_key_was_revoked_names_another_way(kiosk: Page, town_hall: House) -> None:
    with town_hall.db.write() as session:
        for name in session.scalars(select(Kiosk.name).where(Kiosk.revoked_at.is_(None))).all():
            kiosks.revoke(session, "GM0080", name, datetime.now(UTC))
    fill_in_home(kiosk)
    expect(kiosk.get_by_role("heading", name="Deze zuil is niet in gebruik")).to_be_visible()
    expect(kiosk.get_by_text("/meedoen").first).to_be_visible()


@pytest.mark.parametrize(
    "kiosk",
    [("light", TABLET), ("dark", COLUMN), ("light", LYING)],
    indirect=True,
    ids=["tablet-light", "column-dark", "lying-light"],
)
def test_every_screen_is_for_everybody(kiosk: Page) -> None:
    kiosk.evaluate(AXE.read_text())
    kiosk.evaluate("window.print = () => undefined")

    def look() -> None:
        found = kiosk.evaluate(
            "(rules) => axe.run({ runOnly: rules }).then(({ violations }) => violations.map(({ id, nodes }) =>"
            " `${id}: ${nodes.map(({ target }) => target)}`))",
            RULES,
        )
        assert found == []
        assert kiosk.evaluate(SMALL) == []
        # The way out stands at the same place: nothing but the question itself scrolls.
        assert kiosk.evaluate("document.documentElement.scrollHeight <= innerHeight")
        expect(kiosk.get_by_text("Hulp nodig?")).to_be_in_viewport()
        # Nor does the question: what goes on stands below it, where nobody would scroll to.
        assert kiosk.evaluate(
            "(main => main.scrollHeight <= main.clientHeight)(document.querySelector('main'))"
        )

    look()
    fill_in_home(kiosk, "14")
    expect(kiosk.get_by_text("Kies uw adres")).to_be_visible()
    look()
    tap(kiosk, "Kies een plaats")
    press(kiosk, "LEEUWARD")
    look()
    kiosk.get_by_role("button", name="Leeuwarden", exact=True).click()
    look()
    tap(kiosk, "Nee, ga verder")
    look()
    kiosk.get_by_text("Ik ben 16 jaar of ouder").click()
    tap(kiosk, "print een code")
    expect(kiosk.get_by_role("heading", name="Uw code komt uit de printer")).to_be_visible()
    look()
    # A column is larger than 10 inches.
    assert kiosk.viewport_size == COLUMN or millimetres_of_code(kiosk) >= 60
    kiosk.clock.fast_forward(241_000)
    expect(kiosk.get_by_role("alertdialog")).to_be_visible()
    look()

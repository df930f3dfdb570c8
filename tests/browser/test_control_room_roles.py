"""Who sees and may do what in the control room, screen by screen, in Chromium: the roles of the action's own region, an
administrator, and whoever belongs elsewhere. Call by call: tests/routes/test_roles.py."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from backend.models import Action
from tests.browser.conftest import OpenRoom
from tests.browser.control_room import ControlRoom
from tests.browser.keys import Keys
from tests.support.pdok import Pdok

LARGE, PEOPLE = 20, 40
INSIDERS = (("dispatcher", "Fryslân"), ("supervisor", "Fryslân"), ("administrator", None))
OUTSIDERS = (
    ("dispatcher", "Haaglanden"),
    ("supervisor", "Haaglanden"),
    ("dispatcher", None),
    ("supervisor", None),
)
ON_SCREEN = {"dispatcher": "centralist", "supervisor": "supervisor", "administrator": "beheerder"}
REASON = "Het meisje is met de bus weg en kan overal zijn."
Enter = Callable[[str, str | None], Page]


@dataclass
class Rooms:
    """A control room of Fryslân, with an action that runs and one that is past."""

    room: ControlRoom
    running: str
    past: str


@pytest.fixture(scope="module")
def rooms(open_room: OpenRoom, pdok: Pdok) -> Rooms:
    room = open_room(LARGE_ACTION=str(LARGE), PDOK_URL=pdok.url)
    room.town.add(PEOPLE, [room.push.origin], spread=400)
    for role, region in (*INSIDERS, *OUTSIDERS):
        room.hire(name_of(role, region), role, region)
    past, running = (start(room, summary) for summary in ("Jongen van 9 vermist", "Meisje van 6 vermist"))
    room.sent(past)
    room.town.end(past)
    return Rooms(room, running, past)


@pytest.fixture
def enter(rooms: Rooms, chromium: Browser) -> Iterator[Enter]:
    pages: list[Page] = []

    def enter_as(role: str, region: str | None) -> Page:
        pages.append(rooms.room.enter(chromium, name_of(role, region)))
        return pages[-1]

    yield enter_as
    for page in pages:
        page.context.close()


def name_of(role: str, region: str | None) -> str:
    return f"{role} {region or 'nergens'}"


def start(room: ControlRoom, summary: str) -> str:
    report = room.town.form()["description"]
    return room.town.start(description=report | {"summary": summary}, override_reason=REASON)


def started_by(room: ControlRoom, role: str, region: str | None) -> list[Action]:
    by = Action.started_by == room.staff[name_of(role, region)]
    with room.town.db.read() as session:
        return list(session.scalars(select(Action).where(by)))


def at(page: Page, screen: str) -> None:
    page.evaluate("(hash) => { location.hash = hash }", screen)


@pytest.mark.parametrize(("role", "region"), INSIDERS)
def test_the_own_region_and_an_administrator_find_everything(
    rooms: Rooms, enter: Enter, role: str, region: str | None
) -> None:
    page = enter(role, region)
    expect(page.locator(".who")).to_contain_text(f"Politieregio {region}" if region else "Alle regio's")
    expect(page.locator("nav.running")).to_contain_text("Meisje van 6 vermist")
    at(page, f"#/actie/{rooms.running}")
    expect(page.get_by_label("Stand van de actie")).to_be_visible()
    for act in ("tip", "update", "larger", "longer", "photo", "withdraw"):
        expect(page.locator(f"#act-{act}")).to_be_visible()
    at(page, f"#/actie/{rooms.running}/einde")
    expect(page.locator(".ending button[type=submit]")).to_be_visible()
    at(page, "#/eerder")
    expect(page.locator("main")).to_contain_text("Jongen van 9 vermist")
    at(page, f"#/eerder/{rooms.past}")
    expect(page.get_by_role("table", name="Wie deed wat")).to_contain_text("Startte de actie")
    at(page, "#/account")
    expect(page.locator("main")).to_contain_text(f"{name_of(role, region)}, {ON_SCREEN[role]}")


@pytest.mark.parametrize(("role", "region"), OUTSIDERS)
def test_whoever_belongs_elsewhere_finds_nothing_and_starts_nothing_here(
    rooms: Rooms, enter: Enter, role: str, region: str | None
) -> None:
    page = enter(role, region)
    expect(page.locator(".who")).to_contain_text(f"Politieregio {region}" if region else "Geen regio")
    expect(page.locator("nav.running")).to_contain_text("Er loopt geen actie.")
    closed = page.get_by_text("Deze actie bestaat niet, of hoort bij een andere politieregio.")
    for screen in (
        f"#/actie/{rooms.running}",
        f"#/actie/{rooms.running}/einde",
        f"#/eerder/{rooms.past}",
    ):
        at(page, screen)
        expect(closed).to_be_visible()
        expect(page.locator("main")).not_to_contain_text(re.compile("vermist", re.I))
        expect(page.locator("main form, main table, .acts")).to_have_count(0)
        at(page, "#/account")
        expect(closed).to_have_count(0)
    at(page, "#/eerder")
    expect(page.locator("main")).to_contain_text("Er zijn nog geen acties beëindigd.")
    keys = Keys(page)
    keys.report()
    expect(page.locator("#place")).to_be_focused()
    expect(page.locator("#place")).to_have_accessible_description(
        re.compile(re.escape("Leeuwarden ligt niet in uw regio. Bel de andere meldkamer."))
    )
    assert started_by(rooms.room, role, region) == []


def test_a_dispatcher_asks_a_supervisor_for_a_large_action(rooms: Rooms, enter: Enter) -> None:
    page = enter("dispatcher", "Fryslân")
    keys = Keys(page)
    keys.report()
    expect(page.locator("#radius")).to_be_focused()
    expect(page.locator("#radius")).to_have_accessible_description(
        re.compile(f"Meer dan {LARGE} deelnemers: vraag een supervisor")
    )
    expect(page.locator("#override-reason")).to_have_count(0)
    assert started_by(rooms.room, "dispatcher", "Fryslân") == []


def test_a_supervisor_starts_a_large_action_once_it_says_why(rooms: Rooms, enter: Enter) -> None:
    room, page = rooms.room, enter("supervisor", "Fryslân")
    before = len(room.push.arrivals)
    keys = Keys(page)
    keys.report()
    expect(page.locator("#override-reason")).to_be_focused()
    expect(page.locator("#override-reason")).to_have_accessible_description(
        re.compile("Schrijf op waarom deze actie zo groot is.")
    )
    keys.text(REASON)
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Controleer en verstuur")).to_be_focused()
    expect(page.locator(".facts")).to_contain_text(REASON)
    expect(page.locator("#send")).to_contain_text(f"ongeveer {PEOPLE} deelnemers")
    keys.go_to("#send")
    keys.press("Enter")
    expect(page.get_by_label("Stand van de actie")).to_be_visible()
    [action] = started_by(room, "supervisor", "Fryslân")
    assert action.override_reason == REASON
    assert room.sent(action.id)["handed_over"] == PEOPLE
    assert {arrival.token for arrival in room.push.arrivals[before:]} == set(room.town.phones)
    room.town.end(action.id, "withdrawn")


def test_what_a_supervisor_started_large_a_dispatcher_does_not_make_larger(
    rooms: Rooms, enter: Enter
) -> None:
    page = enter("dispatcher", "Fryslân")
    rooms.room.show(page, rooms.running)
    keys = Keys(page)
    keys.press("Alt+A")
    keys.text("Zij heeft een ")
    keys.press("Escape")
    keys.go_to("#act-larger")
    keys.press("Enter")
    keys.text("30000")
    expect(page.locator(".panel")).to_contain_text("U mag tot 25 km gaan. Vraag een supervisor voor meer.")
    keys.press("Control+A")
    keys.text("4000")
    keys.press("Enter")
    expect(page.locator(".panel")).to_contain_text("Dit bereikt te veel deelnemers. Vraag een supervisor.")
    expect(page.locator("#larger-radius")).to_have_value("4000")
    # An addition that was being typed is another form's.
    keys.press("Escape", "Alt+A")
    expect(page.locator("#update-text")).to_have_value("Zij heeft een ")
    assert rooms.room.messages(rooms.running, "update") == []

    page = enter("supervisor", "Fryslân")
    rooms.room.show(page, rooms.running)
    keys = Keys(page)
    keys.go_to("#act-larger")
    keys.press("Enter")
    keys.text("30000")
    expect(page.locator(".panel button[type=submit]")).to_contain_text("Vergroot naar 30 km")
    keys.press("Enter")
    expect(page.get_by_text("Het gebied is vergroot.")).to_be_visible()
    assert len(rooms.room.messages(rooms.running, "update")) == 1

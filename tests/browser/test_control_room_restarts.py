"""The server restarted in the middle of each step of a dispatcher's work, in Chromium: the work goes on where it was,
nothing is typed anew, and each thing happens once.

A step is told in three parts: before the server goes, while it is away, and after it came back."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from backend.demo.push_service.service import CREATED, Response
from backend.models import Action
from tests.browser.conftest import OpenRoom
from tests.browser.control_room import PASSWORD, ControlRoom
from tests.browser.keys import Keys
from tests.delivery.stage import by_kind
from tests.support.pdok import Pdok
from tests.support.waiting import until

PEOPLE = 100
Step = Callable[["Desk"], Iterator[None]]


@dataclass
class Desk:
    room: ControlRoom
    keys: Keys
    folder: Path

    @property
    def page(self) -> Page:
        return self.keys.page

    def watch(self) -> str:
        """An action that runs, on the screen."""
        action = self.room.town.start()
        self.room.show(self.page, action)
        return action

    def submit(self) -> None:
        self.keys.go_to("main form button[type=submit]")
        self.keys.press("Enter")

    def unanswered(self) -> None:
        expect(self.page.get_by_text("Nog geen antwoord van de server")).to_be_visible()

    def finish(self, clothing: str = "rode jas") -> None:
        """From a report that is complete to one action, and one alert on each phone."""
        self.keys.press("Enter")
        expect(self.page.get_by_role("heading", name="Controleer en verstuur")).to_be_focused()
        expect(self.page.locator("#send")).to_contain_text(f"ongeveer {PEOPLE} deelnemers")
        self.keys.go_to("#send")
        self.keys.press("Enter")
        self.started(clothing)

    def started(self, clothing: str) -> None:
        expect(self.page).to_have_url(re.compile("#/actie/"))
        with self.room.town.db.read() as session:
            running = session.scalars(select(Action).where(Action.status == "running"))
            [(action, told)] = [(action.id, action.description["person"]["clothing"]) for action in running]
        assert told == clothing
        self.room.sent(action)
        everyone = self.room.town.phones
        alerts = by_kind(self.room.town, self.room.push.arrivals[self.before :])["alert"]
        assert Counter(arrival.token for arrival in alerts) == Counter(dict.fromkeys(everyone, 1))

    def __post_init__(self) -> None:
        self.before = len(self.room.push.arrivals)


@pytest.fixture(scope="module")
def room(open_room: OpenRoom, pdok: Pdok) -> ControlRoom:
    room = open_room(PDOK_URL=pdok.url)
    room.town.add(PEOPLE, [room.push.origin], spread=1_000)
    return room


@pytest.fixture
def desk(room: ControlRoom, chromium: Browser, tmp_path: Path) -> Iterator[Desk]:
    room.push.respond = lambda _: CREATED
    page = room.enter(chromium, "anna")
    yield Desk(room, Keys(page), tmp_path)
    page.context.close()
    room.calm()


def signing_in(desk: Desk) -> Iterator[None]:
    anna = desk.room.staff["anna"]
    before = desk.room.acts(anna).count("signed-in")
    desk.page.get_by_role("button", name="Meld u af").press("Enter")
    expect(desk.page.get_by_label("Naam")).to_be_focused()
    desk.keys.type("anna")
    yield
    desk.keys.press("Tab")
    desk.keys.type(PASSWORD)
    desk.keys.press("Enter")
    expect(desk.page.get_by_text("De server antwoordt niet. Probeer het zo nog eens.")).to_be_visible()
    yield
    desk.keys.press("Enter")
    expect(desk.page.get_by_role("heading", name="Overzicht")).to_be_visible()
    assert desk.room.acts(anna).count("signed-in") == before + 1


def the_place(desk: Desk) -> Iterator[None]:
    desk.keys.begin()
    desk.keys.text("8911AB ")
    yield
    desk.keys.text("12")
    desk.keys.press("Enter")
    expect(desk.page.get_by_text("Adressen zoeken lukt nu niet.")).to_be_visible()
    yield
    desk.keys.press("Enter")
    expect(desk.page.locator(".chosen")).to_contain_text("Zuiderplein 12")
    desk.keys.time()
    desk.keys.describe()
    desk.finish()


def the_reach(desk: Desk) -> Iterator[None]:
    desk.keys.begin()
    desk.keys.place()
    desk.keys.time()
    yield
    desk.keys.go_to("#radius")
    desk.keys.text("2000")
    expect(desk.page.get_by_text("Hoeveel mensen u bereikt, is nu niet bekend.")).to_be_visible()
    yield
    # By itself: a dispatcher looks at it before anything else.
    expect(desk.page.locator(".reach")).to_contain_text(f"Bereikbaar: ongeveer {PEOPLE}.")
    expect(desk.page.locator("#radius")).to_have_value("2000")
    desk.keys.describe()
    desk.finish()


def the_text(desk: Desk) -> Iterator[None]:
    desk.keys.begin()
    desk.keys.place()
    desk.keys.time()
    desk.keys.describe()
    yield
    desk.keys.text(", gele helm")
    desk.keys.press("Enter")
    expect(desk.page.get_by_text("De server antwoordt niet. Probeer het zo nog eens; wat")).to_be_visible()
    yield
    expect(desk.page.locator("#notification")).to_contain_text("rode jas, gele helm.")
    desk.finish("rode jas, gele helm")


def sending_it(desk: Desk) -> Iterator[None]:
    desk.keys.fill_in()
    expect(desk.page.locator("#send")).to_contain_text(f"ongeveer {PEOPLE} deelnemers")
    desk.keys.go_to("#send")
    yield
    desk.keys.press("Enter")
    expect(desk.page.get_by_text("Nog geen antwoord. Wij vragen het opnieuw")).to_be_visible()
    yield
    desk.started("rode jas")


def watching_it(desk: Desk) -> Iterator[None]:
    desk.room.push.respond = lambda _: Response(delay=0.5)
    desk.watch()
    yield
    expect(desk.page.locator(".bars")).to_contain_text("De server antwoordt niet.")
    yield
    expect(desk.page.locator(".notes")).to_be_empty()
    expect(desk.page.locator(".large")).to_contain_text(re.compile(rf"Verstuurd\s*{PEOPLE}"))
    desk.started("rode jas")


def a_tip(desk: Desk) -> Iterator[None]:
    action = desk.watch()
    desk.keys.press("Alt+T")
    desk.keys.text("Een man met ")
    yield
    desk.keys.text("een hond")
    desk.keys.press("Enter")
    desk.unanswered()
    # Meanwhile the next one is typed; the screen itself is lost and comes back.
    desk.keys.text("Een vrouw op een fiets")
    yield
    expect(desk.page.locator(".panel").get_by_text("De melding is bewaard.")).to_be_visible()
    desk.page.reload()
    expect(desk.page.get_by_label("Stand van de actie")).to_be_visible()
    desk.keys.press("Alt+T")
    expect(desk.page.get_by_label("Wat is er gezien?")).to_have_value("Een vrouw op een fiets")
    assert desk.room.tips(action) == ["Een man met een hond"]


def an_addition(desk: Desk) -> Iterator[None]:
    action = desk.watch()
    desk.room.sent(action)
    desk.keys.press("Alt+A")
    desk.keys.text("Zij heeft ")
    yield
    desk.keys.text("een gele helm op.")
    desk.submit()
    desk.unanswered()
    yield
    expect(desk.page.locator(".panel").get_by_text("De aanvulling is verstuurd.")).to_be_visible()
    [told] = desk.room.messages(action, "update")
    assert "Zij heeft een gele helm op." in told["body"]


def a_larger_area(desk: Desk) -> Iterator[None]:
    action = desk.watch()
    desk.keys.go_to("#act-larger")
    desk.keys.press("Enter")
    desk.keys.text("40")
    yield
    desk.keys.text("00")
    desk.keys.press("Enter")
    desk.unanswered()
    yield
    expect(desk.page.get_by_text("Het gebied is vergroot.")).to_be_visible()
    with desk.room.town.db.read() as session:
        assert session.get_one(Action, action).radius == 4_000
    assert len(desk.room.messages(action, "update")) == 1


def a_photo(desk: Desk) -> Iterator[None]:
    action = desk.watch()
    file = desk.folder / "photo.png"
    Image.new("RGB", (60, 80), "red").save(file)
    desk.keys.go_to("#act-photo")
    desk.keys.press("Enter")
    desk.page.locator("#photo-file").set_input_files(file)
    yield
    desk.keys.go_to("#photo-consent")
    desk.keys.press("Space", "Enter")
    expect(desk.page.locator(".panel .sent.error")).to_be_visible()
    yield
    desk.keys.press("Enter")
    expect(desk.page.locator(".panel .sent")).to_have_text("De foto staat bij de oproep.")
    until(lambda: desk.page.locator("figure.photo img").evaluate("e => e.naturalWidth") or None)
    assert desk.room.acts(action).count("photo-added") == 1


def an_outcome(desk: Desk) -> Iterator[None]:
    action = desk.watch()
    desk.room.sent(action)
    desk.keys.press("Alt+E")
    desk.keys.go_to(".choices > label:first-of-type input")
    desk.keys.press("Space")
    desk.keys.go_to("#end-text")
    desk.keys.press("End")
    desk.keys.text(" Zij is weer ")
    yield
    desk.keys.text("thuis.")
    desk.submit()
    desk.unanswered()
    yield
    expect(desk.page.locator(".sentence-bar.good")).to_contain_text("Gevonden dankzij een deelnemer")
    [told] = desk.room.messages(action, "outcome")
    assert "Zij is weer thuis." in told["body"]


def a_past_action(desk: Desk) -> Iterator[None]:
    action = desk.room.town.start()
    desk.room.sent(action)
    desk.room.town.end(action, "found")
    desk.page.goto(f"{desk.room.origin}/meldkamer#/eerder")
    past = desk.page.locator("main").get_by_role("link", name="Meisje van 6 vermist").first
    past.focus()
    yield
    desk.keys.press("Enter")
    expect(desk.page.get_by_role("heading", name="De actie wordt opgehaald.")).to_be_visible()
    yield
    expect(desk.page.get_by_label("Cijfers")).to_contain_text(re.compile(r"Meldingen\s*0"))
    expect(desk.page.get_by_role("table", name="Wie deed wat")).to_contain_text("Startte de actie")
    expect(desk.page.get_by_role("table", name="Ringen")).to_be_visible()
    until(lambda: desk.page.locator("img.circle").evaluate("e => e.naturalWidth") or None)
    assert desk.room.acts(action).count("action-ended") == 1


def the_account(desk: Desk) -> Iterator[None]:
    yield
    desk.page.get_by_role("link", name="Account").click()
    expect(desk.page.get_by_role("heading", name="Account")).to_be_focused()
    yield
    expect(desk.page.get_by_text("Staat uit.")).to_be_visible()
    expect(desk.page.get_by_role("table")).to_contain_text("deze sessie")


STEPS: list[Step] = [
    signing_in,
    the_place,
    the_reach,
    the_text,
    sending_it,
    watching_it,
    a_tip,
    an_addition,
    a_larger_area,
    a_photo,
    an_outcome,
    a_past_action,
    the_account,
]


@pytest.mark.parametrize("step", STEPS)
def test_a_restart_in_the_middle_of_a_step_loses_nothing_and_does_nothing_twice(
    desk: Desk, step: Step
) -> None:
    parts = step(desk)
    next(parts)
    desk.room.stop_web()
    try:
        next(parts)
    finally:
        desk.room.start_web()
    next(parts, None)

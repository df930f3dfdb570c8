"""A running action in the control room, in Chromium: numbers that arrive, colleagues who see the same, what is done
meanwhile, and the end. A server that is restarted meanwhile: test_control_room_restarts.py."""

import re
import time
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from backend.demo.push_service.service import CREATED, Response
from tests.browser.conftest import OpenRoom
from tests.browser.control_room import Colleague, ControlRoom
from tests.browser.eyes import violations
from tests.support.waiting import until

PEOPLE = 400


@pytest.fixture(scope="module")
def room(open_room: OpenRoom) -> ControlRoom:
    room = open_room()
    room.town.add(PEOPLE, [room.push.origin])
    return room


@pytest.fixture
def anna(chromium: Browser, room: ControlRoom) -> Iterator[Page]:
    """A dispatcher at her desk; nothing runs yet."""
    room.push.respond = lambda _: CREATED
    page = room.enter(chromium, "anna")
    yield page
    page.context.close()
    room.calm()


@pytest.fixture
def bert(chromium: Browser, room: ControlRoom) -> Iterator[Page]:
    """Her colleague, in a browser of his own."""
    page = room.enter(chromium, "bert")
    yield page
    page.context.close()


def figure(page: Page, name: str) -> int:
    """One of the large numbers."""
    named = page.locator("dt", has_text=re.compile(f"^{name}"))
    text = page.locator(".large div").filter(has=named).locator("strong").inner_text()
    return int(re.sub(r"\D", "", text) or 0)


def button(page: Page, name: str) -> Any:
    return page.get_by_role("button", name=name)


def note(page: Page, text: str) -> None:
    """A tip in two keystrokes beyond its text."""
    page.keyboard.press("Alt+t")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


class LostAnswers:
    """Calls to an address reach the server, but its first answer never arrives."""

    def __init__(self, page: Page, address: str) -> None:
        self.keys: list[str | None] = []
        page.route(address, self._lose)

    def _lose(self, route: Route) -> None:
        if route.request.method == "POST":
            self.keys.append(route.request.headers.get("idempotency-key"))
        if route.request.method == "POST" and len(self.keys) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()


def test_the_numbers_arrive_ring_by_ring(room: ControlRoom, anna: Page) -> None:
    action = room.town.start()
    room.show(anna, action)
    until(lambda: figure(anna, "Getoond") == PEOPLE or None)
    progress = room.sent(action)
    assert figure(anna, "Verstuurd") == progress["handed_over"] == PEOPLE
    table = anna.get_by_role("table", name="Ringen")
    rows = [row.split() for row in table.locator("tbody tr").all_inner_texts()]
    told = [
        [ring["selected"], ring["handed_over"], ring["shown"]]
        for ring in sorted(progress["rings"], key=lambda ring: -ring["to"])
    ]
    read = [[int(number) for number in row[-3:]] for row in rows]
    assert read == told
    assert table.locator("tbody .swatch").all_inner_texts() == ["1", "2", "3", "4", "5"]
    # The same colour beside the number and on the map.
    for ring in range(5):
        beside = table.locator(f".swatch.ring-{ring}").evaluate("e => getComputedStyle(e).backgroundColor")
        drawn = anna.locator(f".map-ring.ring-{ring}").evaluate("e => getComputedStyle(e).stroke")
        assert beside == drawn
    expect(anna.get_by_text("De volgorde klopt: de verste deelnemers")).to_be_visible()
    assert figure(anna, "Verstuurd") < 1_000
    before = anna.locator(".large strong").first.inner_text()
    until(lambda: anna.locator(".large strong").first.inner_text() != before)
    size = anna.evaluate(
        "() => { const size = (e) => parseFloat(getComputedStyle(e).fontSize);"
        " return [Math.min(...[...document.querySelectorAll('.large strong')].map(size)),"
        " Math.max(...[...document.querySelectorAll('main *, nav *')]"
        "   .filter((e) => !e.closest('.large')).map(size))]; }"
    )
    assert size[0] > size[1]


def test_a_screen_reader_is_told_at_most_every_ten_seconds(room: ControlRoom, anna: Page) -> None:
    room.push.respond = lambda _: Response(delay=0.4)
    room.show(anna, room.town.start())
    anna.evaluate(
        "() => { window.said = []; new MutationObserver(() => said.push(performance.now()))"
        ".observe(document.getElementById('summary'), { subtree: true, characterData: true, childList: true }) }"
    )
    anna.wait_for_timeout(22_000)
    said: list[float] = anna.evaluate("() => said")
    assert 1 <= len(said) <= 3
    assert all(later - earlier > 9_500 for earlier, later in pairwise(said))


def test_who_is_in_a_field_hears_what_is_wrong_with_it(room: ControlRoom, anna: Page) -> None:
    room.show(anna, room.town.start())
    anna.keyboard.press("Alt+t")
    anna.keyboard.press("Enter")
    expect(anna.locator(".desk > [role=status]")).to_have_text("Vul in wat er is gezien.")
    button(anna, "Foto").click()
    button(anna, "Toon de foto bij de oproep").click()
    expect(anna.get_by_label("Kies een foto")).to_be_focused()
    expect(anna.get_by_label("Kies een foto")).to_have_accessible_description(
        re.compile("Kies eerst een foto")
    )


def test_a_colleague_sees_a_tip_within_two_seconds(room: ControlRoom, anna: Page, bert: Page) -> None:
    action = room.town.start()
    room.show(anna, action)
    room.show(bert, action)
    words = "Zag haar bij de brug lopen."
    Colleague(bert).sees(words, bert.locator(".tips"), lambda: note(anna, words), anna, "/tips")
    expect(bert.locator(".tips")).to_contain_text("0800 0011 · anna")
    # The next one can be typed at once.
    expect(anna.get_by_label("Wat is er gezien?")).to_be_focused()
    expect(anna.get_by_label("Wat is er gezien?")).to_have_value("")
    # With a place it stands on the map of both, under the same number.
    anna.locator("section.map").click(position={"x": 120, "y": 90})
    expect(anna.get_by_text("Plaats: punt op de kaart")).to_be_visible()
    anna.get_by_label("Wat is er gezien?").fill("Hier lag een rode jas.")
    anna.keyboard.press("Enter")
    expect(bert.locator(".tips")).to_contain_text("Punt 1 op de kaart")
    expect(bert.locator(".map-number")).to_have_text("1")
    assert sorted(room.tips(action)) == ["Hier lag een rode jas.", "Zag haar bij de brug lopen."]


def test_a_new_tip_moves_none_that_is_read(room: ControlRoom, anna: Page) -> None:
    action = room.town.start()
    for told in range(4):
        room.town.tip(action, f"Melding {told}")
    room.show(anna, action)
    read = anna.locator(".tips li", has_text="Melding 2")
    anna.mouse.move(5, 5)

    def scrolled() -> bool:
        """In the middle of the screen, and not at its top: a page that is still short has nothing to scroll."""
        read.evaluate("tip => tip.scrollIntoView({ block: 'center', behavior: 'instant' })")
        return bool(anna.locator("#screen").evaluate("main => main.scrollTop") > 0)

    expect(anna.locator(".large")).to_be_visible()
    # What the map says of its tiles comes later, and stands above.
    expect(anna.get_by_text("De achtergrond van de kaart laadt niet.")).to_be_visible()
    until(scrolled)

    def moved_by(told: str) -> float:
        before = read.bounding_box()
        room.town.tip(action, told)
        expect(anna.locator(".tips").get_by_text(told)).to_have_count(1)
        after = read.bounding_box()
        assert before
        assert after
        return abs(after["y"] - before["y"])

    assert moved_by("Scrolled to") <= 1
    # At the top of the screen the numbers stay, and the list grows below them: unless the pointer is in it.
    anna.set_viewport_size({"width": 1440, "height": 1400})
    anna.locator("#screen").evaluate("main => { main.scrollTop = 0 }")
    numbers = anna.locator(".large").bounding_box()
    assert moved_by("At the top") > 20
    assert anna.locator(".large").bounding_box() == numbers
    read.hover()
    assert moved_by("Under the pointer") <= 1
    # While something is typed, that stays.
    note(anna, "Getypt")
    anna.set_viewport_size({"width": 1440, "height": 900})
    anna.locator("#screen").evaluate("main => { main.scrollTop = 60 }")
    typed = anna.locator(".panel").bounding_box()
    moved_by("Meanwhile")
    assert anna.locator(".panel").bounding_box() == typed


def test_a_dead_worker_is_a_sentence_within_five_seconds(room: ControlRoom, anna: Page) -> None:
    room.show(anna, room.town.start())
    still = anna.get_by_text("Verzending staat stil")
    expect(still).to_have_count(0)
    room.kill_worker()
    began = time.monotonic()
    try:
        expect(still).to_be_visible()
        assert time.monotonic() - began < 5
    finally:
        room.start_worker()
    expect(still).to_have_count(0)


def test_a_push_service_that_refuses_is_named_with_its_phones(room: ControlRoom, anna: Page) -> None:
    room.push.respond = lambda _: Response(403)
    room.show(anna, room.town.start())
    bar = anna.locator(".bars")
    name = room.push.origin.removeprefix("http://")
    expect(bar).to_contain_text(f"{name} weigert berichten aan {PEOPLE} telefoons, sinds ")
    room.push.respond = lambda _: CREATED
    room.town.start()
    expect(bar).not_to_contain_text("weigert")


def test_numbers_that_are_old_say_so(room: ControlRoom, anna: Page) -> None:
    room.show(anna, room.town.start())
    anna.route("**/progress", lambda route: route.abort())
    expect(anna.locator(".notes")).to_contain_text("Deze stand is van")
    anna.unroute("**/progress")
    expect(anna.locator(".notes")).not_to_contain_text("Deze stand is van")


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_a_tip_that_is_not_answered_says_so_where_it_was_typed(
    room: ControlRoom, anna: Page, size: tuple[int, int]
) -> None:
    anna.set_viewport_size({"width": size[0], "height": size[1]})
    room.show(anna, room.town.start())
    anna.context.set_offline(True)
    expect(anna.locator(".bars")).to_contain_text("Wat u ziet, is van")
    # Said once, and over nothing of the form.
    expect(anna.locator(".notes")).to_be_empty()
    note(anna, "Een rode fiets")
    said = anna.get_by_text("Nog geen antwoord van de server")
    expect(said).to_be_in_viewport(ratio=1)
    text, line = anna.get_by_label("Wat is er gezien?").bounding_box(), said.bounding_box()
    assert text
    assert line
    assert 0 <= line["y"] - text["y"] - text["height"] < 60
    anna.context.set_offline(False)
    expect(anna.locator(".panel")).to_contain_text("De melding is bewaard.")


def test_a_tip_on_its_way_outlives_the_page(room: ControlRoom, anna: Page) -> None:
    action = room.town.start()
    room.show(anna, action)
    anna.route(
        "**/tips", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    note(anna, "Een blauwe bus")
    expect(anna.get_by_text("Nog geen antwoord van de server")).to_be_visible()
    anna.unroute("**/tips")
    anna.goto("about:blank")
    anna.goto(f"{room.origin}/meldkamer#/eerder")
    until(lambda: room.tips(action))
    assert room.tips(action) == ["Een blauwe bus"]


def test_a_tip_on_its_way_waits_for_who_noted_it(room: ControlRoom, anna: Page) -> None:
    action = room.town.start()
    room.show(anna, action)
    anna.route(
        "**/tips", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    note(anna, "Een groene bus")
    expect(anna.get_by_text("Nog geen antwoord van de server")).to_be_visible()
    button(anna, "Meld u af").click()
    anna.unroute("**/tips")
    # A colleague takes over at the same desk: longer than it would take to try again.
    room.sign_in(anna, "bert")
    for _ in range(4):
        with anna.expect_response("**/dispatch/overview"):
            pass
    assert room.tips(action) == []
    room.show(anna, action)
    note(anna, "Een zwarte hond")
    expect(anna.locator(".tips li", has_text="Een zwarte hond")).to_contain_text("bert")
    button(anna, "Meld u af").click()
    room.sign_in(anna, "anna")
    room.show(anna, action)
    expect(anna.locator(".tips li", has_text="Een groene bus")).to_contain_text("anna")
    assert sorted(room.tips(action)) == ["Een groene bus", "Een zwarte hond"]


def test_a_tip_whose_answer_was_lost_is_noted_once(room: ControlRoom, anna: Page) -> None:
    action = room.town.start()
    room.show(anna, action)
    lost = LostAnswers(anna, "**/tips")
    note(anna, "Een witte auto")
    expect(anna.locator(".panel").get_by_text("De melding is bewaard.")).to_be_visible()
    assert len(lost.keys) == 2
    assert lost.keys[0] is not None
    assert room.tips(action) == ["Een witte auto"]


def test_an_addition_is_seen_before_it_is_sent_and_sent_once(room: ControlRoom, anna: Page) -> None:
    action = room.town.start()
    room.show(anna, action)
    until(lambda: figure(anna, "Verstuurd") == PEOPLE or None)
    lost = LostAnswers(anna, "**/updates")
    anna.keyboard.press("Alt+a")
    anna.keyboard.type("Zij heeft een gele helm op.")
    expect(anna.locator(".previews")).to_contain_text("In het Engels")
    expect(anna.locator(".previews")).to_contain_text(re.compile(r"[\d.]+ van 2\.048 bytes"))
    expect(anna.locator("#notification")).to_contain_text("Aanvulling: Zij heeft een gele helm op.")
    button(anna, f"Stuur aanvulling naar {PEOPLE} deelnemers").click()
    expect(anna.locator(".panel").get_by_text("De aanvulling is verstuurd.")).to_be_visible()
    assert len(lost.keys) == 2
    assert len(room.messages(action, "update")) == 1
    expect(anna.locator(".log", has_text="Aanvulling ·")).to_be_visible()


def test_what_sends_is_in_sight_with_what_was_typed(room: ControlRoom, anna: Page) -> None:
    action = room.town.start()
    anna.set_viewport_size({"width": 1024, "height": 768})
    room.show(anna, action)
    anna.keyboard.press("Alt+a")
    anna.keyboard.type("Zij heeft een gele helm op.")
    expect(anna.locator(".preview")).to_have_count(2)
    expect(button(anna, "Stuur aanvulling naar")).to_be_in_viewport(ratio=1)
    room.show(anna, action, end=True)
    anna.get_by_label("Niet gevonden").check()
    expect(anna.locator(".preview")).to_have_count(2)
    expect(button(anna, "Beëindig")).to_be_in_viewport(ratio=1)


def test_a_larger_area_says_first_whom_it_adds(room: ControlRoom, anna: Page) -> None:
    action = room.town.start(radius=1_000)
    room.show(anna, action)
    before = room.sent(action)["selected"]
    button(anna, "Vergroot").click()
    radius = anna.get_by_label("Nieuwe straal")
    radius.fill("900")
    wrong = anna.locator(".panel .error")
    expect(wrong).to_contain_text("een gebied kan alleen groter worden")
    radius.fill("30000")
    expect(wrong).to_contain_text("U mag tot 25 km gaan")
    radius.fill("2.000")
    expect(anna.get_by_text(re.compile("Er komen ongeveer .* deelnemers bij"))).to_be_visible()
    expect(anna.locator(".map-wider")).to_have_count(1)
    assert room.town.progress(action)["selected"] == before
    button(anna, "Vergroot naar 2 km en vraag ongeveer").click()
    expect(anna.get_by_text("Het gebied is vergroot.")).to_be_visible()
    expect(wrong).to_have_count(0)
    until(lambda: room.town.progress(action)["selected"] == PEOPLE or None)
    expect(anna.get_by_role("table", name="Ringen")).to_contain_text("1.600 tot 2.000 m")


def test_more_time_is_given_without_telling_anybody(room: ControlRoom, anna: Page) -> None:
    action = room.town.start()
    room.show(anna, action)
    before = anna.locator(".about").inner_text()
    button(anna, "Verleng").click()
    anna.get_by_label("30 minuten").check()
    button(anna, "Verleng tot").click()
    expect(anna.get_by_text("De actie is verlengd.")).to_be_visible()
    expect(anna.locator(".about")).not_to_have_text(before)
    assert room.messages(action, "update") == []


def test_a_slow_double_click_gives_more_time_once(room: ControlRoom, anna: Page) -> None:
    action = room.town.start()
    room.show(anna, action)
    button(anna, "Verleng").click()
    sends = button(anna, "Verleng tot")
    sends.click()
    expect(anna.locator(".panel")).to_contain_text("De actie is verlengd.")
    # Answered between its two clicks.
    sends.click(click_count=2, delay=200)
    note(anna, "Daarna.")
    until(lambda: room.tips(action))
    assert room.acts(action).count("action-updated") == 2


def test_a_photo_needs_the_familys_consent_and_can_be_taken_away(
    room: ControlRoom, anna: Page, tmp_path: Path
) -> None:
    action = room.town.start()
    room.show(anna, action)
    file = BytesIO()
    Image.new("RGB", (60, 80), "red").save(file, "JPEG")
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(file.getvalue())
    button(anna, "Foto").click()
    anna.get_by_label("Kies een foto").set_input_files(photo)
    shown = anna.get_by_alt_text("De gekozen foto")
    until(lambda: shown.evaluate("e => e.naturalWidth") == 60 or None)
    button(anna, "Toon de foto bij de oproep").click()
    expect(anna.get_by_text("Vraag eerst de familie.")).to_be_visible()
    anna.get_by_label("De familie vindt het goed").check()
    button(anna, "Toon de foto bij de oproep").click()
    expect(anna.get_by_text("De foto staat bij de oproep.").first).to_be_visible()
    until(lambda: anna.locator("figure.photo img").evaluate("e => e.naturalWidth") or None)
    button(anna, "Haal de foto weg").click()
    expect(anna.locator("figure.photo")).to_have_count(0)


def test_a_photo_that_got_no_answer_goes_again_with_one_key_and_is_kept_once(
    room: ControlRoom, anna: Page, tmp_path: Path
) -> None:
    action = room.town.start()
    room.show(anna, action)
    photo = tmp_path / "photo.png"
    Image.new("RGB", (60, 80), "red").save(photo)
    tries: list[str] = []

    def lose(route: Route) -> None:
        tries.append(route.request.method)
        # On the way there, then on the way back.
        if len(tries) == 2:
            route.fetch()
        if len(tries) < 3:
            route.abort()
        else:
            route.continue_()

    anna.route("**/photo", lose)
    button(anna, "Foto").click()
    anna.get_by_label("Kies een foto").set_input_files(photo)
    anna.get_by_label("De familie vindt het goed").check()
    button(anna, "Toon de foto bij de oproep").focus()
    for lost in (1, 2):
        anna.keyboard.press("Enter")
        # Only while Playwright itself waits does it hand on what the page asks for.
        until(lambda lost=lost: anna.wait_for_timeout(20) or len(tries) == lost)
        expect(anna.locator(".panel .error")).to_have_text(
            "Geen bevestiging van de server. Uw foto staat nog klaar. Verstuur hem opnieuw."
        )
        expect(anna.get_by_alt_text("De gekozen foto")).to_be_visible()
        expect(anna.get_by_label("De familie vindt het goed")).to_be_checked()
    anna.keyboard.press("Enter")
    expect(anna.locator(".panel .sent")).to_have_text("De foto staat bij de oproep.")
    assert tries == ["PUT"] * 3
    assert room.acts(action).count("photo-added") == 1


def test_several_actions_side_by_side_are_one_key_apart(room: ControlRoom, anna: Page) -> None:
    first = room.town.start()
    report = room.town.form()["description"]
    second = room.town.start(description=report | {"summary": "Jongen van 9 vermist"})
    room.show(anna, first)
    expect(anna.locator(".screen-top h1", has_text="Meisje van 6 vermist")).to_be_visible()
    # The oldest keeps its key when another begins.
    expect(anna.get_by_role("link", name="Meisje van 6 vermist")).to_have_attribute(
        "aria-keyshortcuts", "Alt+1"
    )
    anna.keyboard.press("Alt+t")
    anna.keyboard.type("half ")
    expect(anna.get_by_role("link", name="Jongen van 9 vermist")).to_be_visible()
    anna.keyboard.press("Alt+2")
    expect(anna.locator(".screen-top h1", has_text="Jongen van 9 vermist")).to_be_visible()
    note(anna, "Over de jongen")
    until(lambda: room.tips(second))
    anna.keyboard.press("Alt+1")
    expect(anna.locator(".screen-top h1", has_text="Meisje van 6 vermist")).to_be_visible()
    anna.keyboard.press("Alt+t")
    expect(anna.get_by_label("Wat is er gezien?")).to_have_value("half ")
    assert room.tips(first) == []


def test_an_outcome_while_alerts_still_leave(room: ControlRoom, anna: Page, bert: Page) -> None:
    room.push.respond = lambda _: Response(delay=0.5)
    action = room.town.start()
    room.show(anna, action)
    room.show(bert, action)
    until(lambda: 0 < figure(anna, "Verstuurd") < PEOPLE or None)
    anna.keyboard.press("Alt+e")
    anna.get_by_label("Gevonden dankzij een deelnemer").check()
    expect(anna.get_by_label("Toelichting voor deelnemers")).to_have_value("")
    expect(anna.locator(".preview[lang=nl]")).to_contain_text("U hoeft niet meer uit te kijken.")
    expect(anna.locator(".preview[lang=en]")).to_contain_text("You do not need to look out any more.")
    expect(anna.locator("#notification")).to_contain_text("dankzij een Burgernetdeelnemer gevonden")
    expect(anna.locator(".ending")).to_contain_text("Wat nog wacht, gaat niet meer uit")
    button(anna, "Beëindig en vertel het").click()
    expect(anna.locator(".sentence-bar.good")).to_contain_text("Gevonden dankzij een deelnemer")
    room.push.respond = lambda _: CREATED
    progress = until(
        lambda: (
            told
            if (told := room.town.progress(action))["outcome"]["handed_over"] >= told["handed_over"] > 0
            and told["waiting"] == 0
            else None
        )
    )
    assert 0 < progress["handed_over"] < PEOPLE
    assert progress["withdrawn"] > 0
    until(lambda: figure(anna, "Afloop verstuurd") == progress["outcome"]["handed_over"] or None)
    # The colleague's screen says so too, and offers nothing that would be refused.
    expect(bert.locator(".sentence-bar.good")).to_contain_text("Gevonden dankzij een deelnemer")
    expect(button(bert, "Vul aan")).to_have_count(0)
    expect(button(bert, "Noteer melding")).to_be_visible()


def test_what_was_typed_of_an_outcome_outlives_the_page(room: ControlRoom, anna: Page) -> None:
    action = room.town.start()
    room.show(anna, action, end=True)
    anna.get_by_label("Niet gevonden").check()
    anna.get_by_label("Toelichting voor deelnemers").fill("Wij zoeken morgen verder.")
    anna.reload()
    expect(anna.get_by_label("Toelichting voor deelnemers")).to_have_value("Wij zoeken morgen verder.")
    expect(anna.get_by_label("Niet gevonden")).to_be_checked()
    assert room.messages(action, "outcome") == []


def test_an_outcome_whose_answer_was_lost_is_no_failure(room: ControlRoom, anna: Page) -> None:
    action = room.town.start()
    room.show(anna, action, end=True)
    lost = LostAnswers(anna, "**/outcome")
    anna.get_by_label("Gevonden", exact=True).check()
    anna.keyboard.press("Enter")
    expect(anna.locator(".sentence-bar.good")).to_contain_text("Gevonden")
    # Not as what a colleague did before.
    expect(anna).to_have_url(f"{room.origin}/meldkamer#/actie/{action}")
    assert len(lost.keys) == 2
    assert len(room.messages(action, "outcome")) == 1


def test_a_mistake_is_withdrawn_in_two_clicks(room: ControlRoom, anna: Page) -> None:
    action = room.town.start()
    room.show(anna, action)
    button(anna, "Trek in").click()
    button(anna, "Trek nu in").click()
    # No success: a mistake was mended.
    expect(anna.locator("main .sentence-bar.note")).to_contain_text("Ingetrokken")
    expect(anna.get_by_role("heading", level=1)).to_be_focused()
    [told] = room.messages(action, "outcome")
    assert "De actie is ingetrokken." in told["body"]
    assert "per vergissing" in told["body"]
    anna.goto(f"{room.origin}/meldkamer#/eerder/{action}")
    expect(anna.locator("main .sentence-bar.note")).to_contain_text("Ingetrokken")


def test_reminders_come_after_half_an_hour_and_at_the_end_of_the_time(room: ControlRoom, anna: Page) -> None:
    action = room.town.start()
    room.show(anna, action)
    expect(anna.locator(".notes")).to_be_empty()
    room.age(action, 31)
    expect(anna.locator(".notes")).to_contain_text("Deze actie loopt 31 minuten.")
    said = anna.locator(".desk > [role=status]")
    expect(said).to_contain_text("Deze actie loopt 31 minuten.")
    button(anna, "Herinner mij over 30 minuten").click()
    expect(anna.locator(".notes")).to_be_empty()
    # Its button has gone.
    expect(anna.get_by_role("heading", level=1)).to_be_focused()
    room.age(action, 90)
    expect(anna.locator(".notes")).to_contain_text("De tijd is om")
    expect(said).to_contain_text("De tijd is om")
    expect(anna.locator(".about")).to_contain_text("Liep af om")
    expect(button(anna, "Vul aan")).to_have_count(0)
    anna.keyboard.press("Alt+e")
    anna.get_by_label("Niet gevonden").check()
    button(anna, "Beëindig").click()
    expect(anna.locator(".sentence-bar.good")).to_contain_text("Niet gevonden")


def test_whoever_looks_elsewhere_is_reminded_too(room: ControlRoom, anna: Page) -> None:
    action = room.town.start()
    glance = anna.locator(".glance")
    expect(glance).to_contain_text("Meisje van 6 vermist")
    room.age(action, 31)
    expect(glance).to_contain_text("Loopt al lang")
    expect(anna.locator(".desk > [role=status]")).to_have_text("Meisje van 6 vermist. Loopt al lang")
    glance.click()
    button(anna, "Herinner mij over 30 minuten").click()
    expect(glance).not_to_contain_text("Loopt al lang")
    anna.keyboard.press("Escape")
    room.age(action, 90)
    expect(glance).to_contain_text("Tijd voorbij")


def test_a_reminder_does_not_come_over_what_has_the_focus(room: ControlRoom, anna: Page) -> None:
    action = room.town.start()
    anna.set_viewport_size({"width": 1024, "height": 768})
    room.show(anna, action)
    anna.keyboard.press("Alt+t")
    save = button(anna, "Bewaar melding")
    save.focus()
    # At the foot of the screen, where the reminder will be.
    anna.locator("#screen").evaluate(
        "(main, at) => { main.scrollTop += at.getBoundingClientRect().bottom - innerHeight + 8 }",
        save.element_handle(),
    )
    room.age(action, 31)
    reminder = anna.locator(".notes > *")
    expect(reminder).to_be_visible()
    over, focused = reminder.bounding_box(), save.bounding_box()
    assert over
    assert focused
    assert focused["y"] + focused["height"] <= over["y"]


def test_an_exercise_that_nobody_joined_says_that_nothing_was_sent(room: ControlRoom, anna: Page) -> None:
    room.show(anna, room.town.start(exercise=True))
    expect(anna.get_by_text("Er is niets naar burgers verstuurd")).to_be_visible()
    bar = anna.locator("main .sentence-bar.exercise")
    expect(bar).to_contain_text(re.compile("oefening", re.I))
    anna.locator(".log").last.scroll_into_view_if_needed()
    expect(bar).to_be_in_viewport()
    anna.keyboard.press("Alt+e")
    expect(anna.get_by_role("heading", name="Beëindig de oefening")).to_be_focused()
    anna.get_by_label("Niet gevonden").check()
    button(anna, "Beëindig de oefening").click()
    anna.get_by_role("link", name="Bekijk cijfers en verloop").click()
    # Afterwards too, in place of a picture without a dot.
    expect(anna.get_by_role("heading", name="Cijfers")).to_be_visible()
    expect(anna.get_by_text("Er is niets naar burgers verstuurd")).to_be_visible()
    expect(anna.get_by_role("heading", name="De cirkel die zich sloot")).to_have_count(0)


def test_afterwards_everything_is_there(room: ControlRoom, anna: Page) -> None:
    action = room.town.start()
    room.show(anna, action)
    room.sent(action)
    anna.keyboard.press("Alt+t")
    anna.get_by_label("Kaart van de actie").click(position={"x": 200, "y": 100})
    expect(anna.locator(".panel")).to_contain_text("Plaats: punt op de kaart")
    expect(anna.get_by_label("Wat is er gezien?")).to_be_focused()
    anna.keyboard.type("Zag haar bij de kerk")
    anna.keyboard.press("Enter")
    until(lambda: room.tips(action))
    room.town.update(action, text="Zij heeft een helm op.")
    room.town.end(action, "found-thanks-to-participant")
    anna.goto(f"{room.origin}/meldkamer#/eerder")
    anna.locator("main").get_by_role("link", name="Meisje van 6 vermist").first.click()
    expect(anna.get_by_label("Cijfers")).to_contain_text(re.compile(f"Verstuurd\\s*{PEOPLE}"))
    expect(anna.get_by_label("Cijfers")).to_contain_text(re.compile(r"Meldingen\s*1"))
    expect(anna.locator(".tips")).to_contain_text("Punt 1 op de kaart")
    expect(anna.get_by_label("Kaart van de actie").locator(".map-number")).to_have_text("1")
    circle = anna.locator("img.circle")
    until(lambda: circle.evaluate("e => e.naturalWidth") or None)
    trail = anna.get_by_role("table", name="Wie deed wat")
    expect(trail).to_contain_text("Startte de actie")
    expect(trail).to_contain_text("Noteerde een melding via 0800 0011")
    expect(trail).to_contain_text("Beëindigde de actie: gevonden dankzij een deelnemer")
    anna.keyboard.press("Escape")
    with anna.expect_download() as downloading:
        anna.get_by_role("link", name="Bewaar alles als CSV-bestand").click()
    text = Path(downloading.value.path()).read_text("utf-8-sig")
    assert text.startswith("id;soort;plaats")
    assert action in text


def test_going_back_closes_the_form_first(room: ControlRoom, anna: Page) -> None:
    action = room.town.start()
    room.show(anna, action)
    anna.keyboard.press("Alt+t")
    anna.keyboard.type("x")
    anna.keyboard.press("Escape")
    expect(anna.locator(".panel")).to_have_count(0)
    expect(button(anna, "Noteer melding")).to_be_focused()
    assert anna.url.endswith(f"#/actie/{action}")
    # Where nothing is typed, the title has the focus.
    button(anna, "Trek in").click()
    expect(anna.get_by_role("heading", name="Trek de actie in")).to_be_focused()
    anna.keyboard.press("Escape")
    expect(button(anna, "Trek in")).to_be_focused()
    # A place on the map, and the tip is typed on.
    anna.keyboard.press("Alt+t")
    anna.get_by_label("Kaart van de actie").click(position={"x": 200, "y": 100})
    expect(anna.locator(".panel")).to_contain_text("Plaats: punt op de kaart")
    expect(anna.get_by_label("Wat is er gezien?")).to_be_focused()
    # Wherever the focus is.
    anna.evaluate("document.activeElement.blur()")
    anna.keyboard.press("Escape")
    expect(anna.locator(".panel")).to_have_count(0)
    expect(button(anna, "Noteer melding")).to_be_focused()
    anna.keyboard.press("Escape")
    expect(anna.get_by_role("heading", name="Overzicht")).to_be_visible()


def test_everybody_can_use_it_while_it_moves(room: ControlRoom, anna: Page) -> None:
    room.show(anna, room.town.start())
    note(anna, "Een tip")
    found = {"live": violations(anna)}
    anna.set_viewport_size({"width": 720, "height": 450})
    found["at 200 %"] = violations(anna)
    assert anna.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert {name: faults for name, faults in found.items() if faults} == {}

"""Every state of the control room, as the gallery draws it, at the sizes of its desks and at 200 % zoom."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from tests.browser.eyes import violations

PWA = Path(__file__).parents[2] / "pwa"
BUILT = PWA / "gallery-dist"
ADDRESS = "http://gallery.localhost"
NAMED = re.compile(r'^  "?(room-[a-z0-9-]+)"?: ', re.M)
STATES = sorted(
    name for file in (PWA / "gallery").glob("room-*.tsx") for name in NAMED.findall(file.read_text())
)
DESK: ViewportSize = {"width": 1440, "height": 900}
SMALL_DESK: ViewportSize = {"width": 1024, "height": 768}
# 1440 × 900 at 200 %.
ENLARGED: ViewportSize = {"width": 720, "height": 450}

SIDEWAYS = """() => [document.documentElement, ...document.querySelectorAll("main, aside, nav, .phone-screen")]
  .filter((part) => part.scrollWidth > part.clientWidth + 1)
  .map((part) => `${part.tagName}.${part.className}: ${part.scrollWidth} > ${part.clientWidth}`)"""
SMALL = """() => [...document.querySelectorAll(
  "a, button, input:not([type=checkbox], [type=radio]), select, textarea, label")]
  .filter((part) => part.checkVisibility() && !part.closest(".leaflet-control-attribution, .skip, td, th, p, li"))
  .filter((part) => part.tagName !== "LABEL" || part.querySelector("input"))
  .map((part) => [part.textContent || part.id, part.getBoundingClientRect()])
  .filter(([, { width, height }]) => width > 0 && height < 44)
  .map(([name, { width, height }]) => `${name}: ${width} × ${height}`)"""
TINY = """() => [...document.querySelectorAll("body *")]
  .filter((part) => part.checkVisibility() && [...part.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
  .filter((part) => parseFloat(getComputedStyle(part).fontSize) < 16)
  .map((part) => part.textContent.slice(0, 40))"""
# Not there before its words are: a screen reader says nothing of it.
UNHEARD = """() => [...document.querySelectorAll("[role=status]")]
  .filter((part) => !part.checkVisibility()).map((part) => part.className || part.id)"""
# What has the focus is to be seen: its middle, and its edges unless it is larger than half the screen.
COVERED = """() => {
  const at = document.activeElement;
  if (!at?.closest("main, aside, nav")) return null;
  const { left, top, width, height } = at.getBoundingClientRect();
  const ups = height < innerHeight / 2 ? [2, height / 2, height - 2] : [height / 2];
  const seen = ups.every((up) => {
    const over = document.elementFromPoint(left + width / 2, top + up);
    return at === over || at.contains(over) || over?.contains(at);
  });
  return seen ? null : `${at.tagName} ${at.id} ${at.textContent.slice(0, 40)}`;
}"""
ROWS = """(parts) => new Set(
  [...document.querySelectorAll(parts)].map((part) => Math.round(part.getBoundingClientRect().top))).size"""
BROKEN = """() => [...document.querySelectorAll(
  ".large dt, .large strong, .large span, .acts button, .rings td, .rings th")]
  .filter((part) => {
    const range = document.createRange();
    range.selectNodeContents(part);
    const heights = [...range.getClientRects()].map(({ bottom }) => bottom);
    return Math.max(...heights) - Math.min(...heights) > 12;
  })
  .map((part) => part.textContent)"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    assert BUILT.is_dir(), "The gallery is not built: `make gallery`."
    context = chromium.new_context(viewport=DESK, reduced_motion="reduce")

    def serve(route: Route) -> None:
        file = BUILT / urlsplit(route.request.url).path.lstrip("/")
        if file.is_file():
            route.fulfill(path=file)
        else:
            route.fulfill(status=404)

    context.route(f"{ADDRESS}/**", serve)
    context.route("https://**", lambda route: route.abort())
    yield context.new_page()
    context.close()


def test_every_state_is_looked_at(page: Page) -> None:
    page.goto(f"{ADDRESS}/gallery-room.html")
    page.wait_for_selector("html[data-drawn]", state="attached", timeout=60_000)
    assert sorted(page.locator("li").all_text_contents()) == STATES


@pytest.mark.parametrize("state", STATES)
def test_everybody_can_use_it(page: Page, state: str) -> None:
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    # Every other state in English: words are longer here and shorter there.
    language = ("nl", "en")[STATES.index(state) % 2]
    page.goto(f"{ADDRESS}/gallery-room.html?state={state}&language={language}")
    page.wait_for_selector("html[data-drawn]", state="attached", timeout=60_000)
    found: dict[str, object] = {"light": violations(page)}
    page.emulate_media(color_scheme="dark")
    found["dark"] = violations(page)
    for size in (DESK, SMALL_DESK, ENLARGED):
        page.set_viewport_size(size)
        found[f"too small a target at {size['width']}"] = page.evaluate(SMALL)
        found[f"too small a letter at {size['width']}"] = page.evaluate(TINY)
        found[f"scrolls sideways at {size['width']}"] = page.evaluate(SIDEWAYS)
    found["not heard"] = page.evaluate(UNHEARD)
    assert {name: faults for name, faults in found.items() if faults} == {}


def draw(page: Page, state: str, size: ViewportSize, language: str = "nl") -> None:
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="light")
    page.goto(f"{ADDRESS}/gallery-room.html?state={state}&language={language}")
    page.wait_for_selector("html[data-drawn]", state="attached", timeout=60_000)


@pytest.mark.parametrize("size", [DESK, SMALL_DESK], ids=["desk", "small desk"])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("state", ["room-action-long", "room-action-ended"])
def test_the_large_numbers_stand_in_one_row_and_the_acts_in_two(
    page: Page, state: str, language: str, size: ViewportSize
) -> None:
    draw(page, state, size, language)
    assert page.evaluate(ROWS, ".figures .large > div") == 1
    assert page.evaluate(ROWS, ".acts > button") <= 2
    assert page.evaluate(BROKEN) == []
    assert page.locator(".rings").evaluate("part => part.scrollWidth <= part.clientWidth")


def test_of_what_was_held_before_anything_was_measured_no_zero_is_told(page: Page) -> None:
    draw(page, "room-past-action-unmeasured", DESK)
    expect(page.get_by_label("Cijfers")).to_contain_text(
        re.compile(r"Verstuurd\s*745\s*Getoond\s*niet gemeten")
    )
    expect(page.locator(".rings, .circle")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("row", name="Meisje van 6 jaar vermist")).to_contain_text(re.compile(r"745\s*–"))


@pytest.mark.parametrize("size", [DESK, SMALL_DESK, ENLARGED], ids=["desk", "small desk", "enlarged"])
@pytest.mark.parametrize("state", ["room-action-long", "room-action-expired", "room-action-exercise"])
def test_what_sticks_to_an_edge_covers_nothing_that_has_the_focus(
    page: Page, state: str, size: ViewportSize
) -> None:
    draw(page, state, size)
    covered: list[str] = []
    for key in ("Tab", "Shift+Tab"):
        for _ in range(30):
            page.keyboard.press(key)
            covered += filter(None, [page.evaluate(COVERED)])
    assert covered == []


def test_a_map_on_which_a_point_may_be_chosen_stays_a_map(page: Page) -> None:
    draw(page, "room-action-tip", DESK)
    expect(page.locator(".map[data-picks]")).to_have_class(re.compile("leaflet-container"))


def test_a_server_that_proposes_nothing_is_told(page: Page) -> None:
    draw(page, "room-start-silent", DESK)
    expect(page.get_by_text("Geen voorstel: de server antwoordt niet.")).to_be_visible()
    expect(page.get_by_text("Wij vragen het steeds opnieuw.")).to_be_visible()


@pytest.mark.parametrize("size", [DESK, SMALL_DESK, ENLARGED], ids=["desk", "small desk", "enlarged"])
def test_past_actions_fit_and_each_figure_stands_on_one_line(page: Page, size: ViewportSize) -> None:
    draw(page, "room-past", size)
    assert page.locator("section.wide").evaluate("part => part.scrollWidth <= part.clientWidth")
    heights = page.locator("td.number").evaluate_all(
        "cells => cells.map((cell) => { const all = document.createRange(); all.selectNodeContents(cell);"
        " return all.getBoundingClientRect().height; })"
    )
    assert heights
    assert max(heights) < 30

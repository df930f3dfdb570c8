"""Every state of every screen, as the gallery draws it: for who sees little, types, or holds a small phone.

`make test` builds the gallery; what the states say is proved by pwa/tests/app/screens.test.tsx.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize

from tests.browser.eyes import violations

PWA = Path(__file__).parents[2] / "pwa"
BUILT = PWA / "gallery-dist"
ADDRESS = "http://gallery.localhost"
STATES = sorted(
    name
    for file in ("alerts", "home", "joining", "rest")
    for name in re.findall(
        r'^  "?([a-z0-9-]+)"?: ', (PWA / "gallery" / f"{file}.tsx").read_text().split("Element> = {")[1], re.M
    )
)
HELD: ViewportSize = {"width": 360, "height": 740}
NARROW: ViewportSize = {"width": 320, "height": 640}

# What has to be scrolled sideways, the page or a part of it; the map is moved by its own keys.
SIDEWAYS = """() => [document.documentElement, ...document.querySelectorAll("body *")]
  .filter((part) => !part.closest(".map, .unseen, svg"))
  .filter((part) => {
    const { right } = part.getBoundingClientRect();
    const scrolls = part.scrollWidth > part.clientWidth + 1
      && (part === document.documentElement || /auto|scroll/.test(getComputedStyle(part).overflowX));
    return scrolls || right > innerWidth + 1;
  })
  .map((part) => `${part.tagName}.${part.className}: ${part.textContent.slice(0, 60)}`)"""
SMALL = """() => [...document.querySelectorAll("a, button, input, summary")]
  .filter((part) => part.checkVisibility() && !part.closest(".leaflet-control-attribution"))
  .map((part) => [part.textContent || part.id, part.getBoundingClientRect(), part.matches(".call")])
  .filter(([, { width, height }, call]) => Math.min(width, height) < 24 || (call && height < 56))
  .map(([name, { width, height }]) => `${name}: ${width} × ${height}`)"""
MOVING = """() => document.getAnimations().map((one) => one.effect.target.className)
  .concat([...document.querySelectorAll("*")].filter((part) => {
    const { transitionDuration, scrollBehavior } = getComputedStyle(part);
    return parseFloat(transitionDuration) > 0.001 || scrollBehavior === "smooth";
  }).map((part) => part.className))"""


BARE = """() => [...document.querySelectorAll("button, .do, .other, .call")]
  .filter((part) => !part.matches(".small, .plain, .back, .aside"))
  .filter((part) => getComputedStyle(part).borderTopWidth === "0px")
  .map((part) => part.textContent)"""


class Gallery:
    """A few tabs: while one state is looked at, the next ones are being drawn."""

    AHEAD = 5

    def __init__(self, browser: Browser) -> None:
        self._context = browser.new_context(viewport=HELD, reduced_motion="reduce")
        self._context.route(f"{ADDRESS}/**", self._serve)
        # The map's tiles: no test asks another host for anything.
        self._context.route("https://**", lambda route: route.abort())
        self._idle: list[Page] = []
        self._drawn: dict[str, Page] = {}

    def draw(self, state: str) -> Page:
        """Every other state in English: words are longer here and shorter there, the screen is the same."""
        at = STATES.index(state)
        for name in STATES[at : at + self.AHEAD]:
            if name not in self._drawn:
                self._begin(name)
        page = self._drawn.pop(state)
        page.wait_for_selector("html[data-drawn]", state="attached", timeout=60_000)
        self._idle.append(page)
        return page

    def list(self) -> list[str]:
        page = self._context.new_page()
        page.goto(f"{ADDRESS}/gallery.html")
        page.wait_for_selector("html[data-drawn]", state="attached", timeout=60_000)
        return page.locator("li").all_text_contents()

    def close(self) -> None:
        self._context.close()

    def _serve(self, route: Route) -> None:
        file = BUILT / urlsplit(route.request.url).path.lstrip("/")
        if file.is_file():
            route.fulfill(path=file)
        else:
            route.fulfill(status=404)

    def _begin(self, name: str) -> None:
        language = ("nl", "en")[STATES.index(name) % 2]
        page = self._idle.pop() if self._idle else self._context.new_page()
        page.set_viewport_size(HELD)
        page.emulate_media(color_scheme="light")
        page.goto(f"{ADDRESS}/gallery.html?state={name}&language={language}", wait_until="commit")
        self._drawn[name] = page


@pytest.fixture(scope="module")
def gallery(chromium: Browser) -> Iterator[Gallery]:
    assert BUILT.is_dir(), "The gallery is not built: `make gallery`."
    gallery = Gallery(chromium)
    yield gallery
    gallery.close()


def test_every_state_is_looked_at(gallery: Gallery) -> None:
    assert sorted(gallery.list()) == STATES


@pytest.mark.parametrize("state", STATES)
def test_everybody_can_use_it(gallery: Gallery, state: str) -> None:
    page = gallery.draw(state)
    found: dict[str, Any] = {"light": violations(page)}
    page.emulate_media(color_scheme="dark")
    found["dark"] = violations(page)
    found["too small a target"] = page.evaluate(SMALL)
    found["moves although asked not to"] = page.evaluate(MOVING)
    page.set_viewport_size(NARROW)
    found["scrolls sideways at 320 px"] = page.evaluate(SIDEWAYS)
    page.set_viewport_size(HELD)
    page.evaluate("document.documentElement.style.fontSize = '225%'")
    found["scrolls sideways with text at 200 %"] = page.evaluate(SIDEWAYS)
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("state", ["home-running", "alert", "join-1"])
def test_in_the_readers_own_colours_what_can_be_pressed_has_an_edge(gallery: Gallery, state: str) -> None:
    """A ground alone is not seen then: the contrast themes of Windows replace it."""
    page = gallery.draw(state)
    page.emulate_media(forced_colors="active")
    try:
        assert page.evaluate(BARE) == []
    finally:
        page.emulate_media(forced_colors="none")

"""The API's documentation comes whole from the running server, and is read and walked through without a mouse."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright
from werkzeug.serving import make_server

from tests.support.world import World

AXE = Path(__file__).parents[2] / "pwa/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """None of this depends on which database it is."""
    return sqlite_url


@pytest.fixture
def address(world: World) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, world.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def docs(chromium: Browser, address: str) -> Page:
    """The documentation in a narrow window."""
    docs = chromium.new_page(viewport={"width": 320, "height": 640}, bypass_csp=True)
    docs.goto(f"{address}/v1/docs")
    return docs


def test_nobody_meets_a_barrier(docs: Page) -> None:
    docs.add_script_tag(path=AXE)
    found = docs.evaluate("rules => axe.run({runOnly: rules})", RULES)
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found["violations"]] == []


def test_nothing_comes_from_another_host_and_nothing_is_missing(docs: Page, address: str) -> None:
    asked: list[Request] = []
    docs.on("request", lambda request: asked.append(request))
    complaints: list[str] = []
    docs.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    docs.reload(wait_until="networkidle")
    assert complaints == []
    assert {request.url for request in asked} <= {f"{address}/v1/docs", f"{address}/icons/mark.svg"}


def test_its_own_style_holds_and_no_other(chromium: Browser, address: str) -> None:
    docs = chromium.new_page()
    complaints: list[str] = []
    docs.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    docs.goto(f"{address}/v1/docs")
    assert docs.locator("main").evaluate("main => getComputedStyle(main).maxWidth") == "768px"
    assert complaints == []
    docs.evaluate("document.body.insertAdjacentHTML('beforeend', '<style>main { color: red }</style>')")
    assert docs.locator("main").evaluate("main => getComputedStyle(main).color") != "rgb(255, 0, 0)"


def test_the_keyboard_reaches_a_call_and_shows_where_it_is(docs: Page) -> None:
    docs.keyboard.press("Tab")
    assert docs.evaluate("document.activeElement.textContent") == "To the content"
    docs.keyboard.press("Enter")
    docs.keyboard.press("Tab")
    docs.keyboard.press("Tab")
    focused = docs.locator(":focus")
    assert focused.get_attribute("href", timeout=1_000) is not None
    assert focused.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    target = focused.get_attribute("href")
    docs.keyboard.press("Enter")
    assert docs.url.endswith(target or "?")
    assert docs.locator(f"[id='{(target or '')[1:]}']").is_visible()


def test_on_a_phone_nothing_is_cut_off(docs: Page) -> None:
    wide = "[...document.querySelectorAll('main *')].filter(one => one.getBoundingClientRect().right > 320)"
    assert docs.evaluate(f"{wide}.map(one => one.outerHTML.slice(0, 80))") == []


def test_every_call_is_there(docs: Page, world: World) -> None:
    told = docs.locator("main").inner_text()
    paths = world.call("GET", "/v1/openapi.json").get_json()["paths"]
    for path, calls in paths.items():
        for method in calls:
            if method != "parameters":
                assert f"{method.upper()} {path}" in told

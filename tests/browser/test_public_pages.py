"""The public pages before real eyes and axe: no rule of WCAG 2.2 AA broken, nothing wider than a phone, no script."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from tests.support.past_actions import remember
from tests.support.world import LEEUWARDEN, build

AXE = (Path(__file__).parents[2] / "pwa" / "node_modules" / "axe-core" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "async (tags) => (await axe.run(document, { runOnly: tags })).violations.map(v => v.id + ': ' + v.nodes[0].html)"
PAGES = ("/acties?place=", "/acties?kind=theft", "RUNNING", "ENDED", "/cijfers", "/uitleg", "/privacy",
         "/toegankelijkheid", "/acties/nergens", "/gemeenten", "/gemeenten/GM0080", "/acties?lang=en")  # fmt: skip


# What is cut off, or reached only by pushing sideways; wide tables of figures say themselves that they can be.
CUT = """() => [...document.querySelectorAll("main *")]
  .filter((e) => !e.closest(".wide[tabindex], svg, thead") && e.getBoundingClientRect().right > innerWidth + 0.5)
  .map((e) => `${e.tagName} ${e.textContent.trim().slice(0, 40)}`)"""


@pytest.fixture(scope="module")
def public(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A server with a past and an action that runs: where it is, and where those two actions are."""
    folder = tmp_path_factory.mktemp("public")
    file = folder / "burgernet.sqlite"
    file.write_bytes(sqlite_template.read_bytes())
    world = build(f"sqlite:///{file}", folder)
    with world.db.write() as session:
        ended = remember(session, 60, world.now)[0]
    world.join().at(LEEUWARDEN)
    running = world.staff().start().get_json()["id"]
    server = make_server("127.0.0.1", 0, world.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield {
        "": f"http://127.0.0.1:{server.server_port}",
        "RUNNING": f"/acties/{running}",
        "ENDED": f"/acties/{ended}",
    }
    server.shutdown()
    thread.join(10)
    server.server_close()
    world.db.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_a_small_phone_needs_no_sideways_scrolling(
    public: dict[str, str], chromium: Browser, scheme: str
) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    for name in PAGES:
        page.goto(public[""] + public.get(name, name))
        # Not one script of ours: what is run here is put in from outside.
        assert page.evaluate("document.scripts.length") == 0
        page.evaluate(AXE)
        assert page.evaluate(RUN, RULES) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert page.evaluate(CUT) == [], name
    context.close()
    # That a page is not there is said by the browser too.
    assert [line for line in said if "404" not in line] == []


def test_letters_twice_as_large_still_fit_a_phone(public: dict[str, str], chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    for name in PAGES:
        page.goto(public[""] + public.get(name, name))
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert page.evaluate(CUT) == [], name
    context.close()


def test_without_javascript_the_form_works(public: dict[str, str], chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{public['']}/acties")
    page.locator("summary").first.click()
    page.get_by_label("Soort").select_option("missing-child")
    page.get_by_role("button", name="Toon acties").click()
    page.wait_for_url("**/acties?**kind=missing-child**")
    titles = page.locator(".actions h3").all_text_contents()
    assert titles
    assert all(title.startswith("Vermist kind") for title in titles)
    assert (
        page.get_by_role("link", name="Bel 0800 0011 (gratis)").first.get_attribute("href") == "tel:08000011"
    )
    context.close()

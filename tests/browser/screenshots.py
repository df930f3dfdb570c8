"""`make screenshots`: pictures of every screen and state, for people to look at, in screenshots/.

A screen taller than its size is pictured twice: as held, and at the height that shows all of it. Ends with 1 when
a screen failed or is wider than it may be."""

import argparse
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from playwright.sync_api import Error as BrowserError

ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "pwa" / "gallery-dist"
PICTURES = ROOT / "screenshots"
DRAWN_WITHIN = 20_000


@dataclass(frozen=True)
class Size:
    """In CSS pixels; `enlarged` is the browser's own zoom, which leaves the page fewer of them."""

    width: int
    height: int
    enlarged: int = 1

    @property
    def name(self) -> str:
        return f"{self.width}x{self.height}" + (f"-{self.enlarged}00%" if self.enlarged > 1 else "")

    @property
    def viewport(self) -> ViewportSize:
        return {"width": self.width // self.enlarged, "height": self.height // self.enlarged}


ROOM = "gallery-room"
PHONE, SMALL, ENLARGED, DESK = Size(360, 740), Size(320, 640), Size(360, 740, enlarged=2), Size(1280, 800)
BOTH = ("light", "dark")
MAIN = (
    "alert alert-suspect alert-additions alert-ended alert-exercise home-on home-running home-denied"
    " join-1 join-2 join-3 install-iphone settings leave"
).split()


@dataclass(frozen=True)
class Set:
    """Which states of the gallery are pictured how; without names, all of them."""

    size: Size
    names: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("nl",)
    schemes: tuple[str, ...] = BOTH
    page: str = "gallery"


SETS = (
    Set(PHONE),
    Set(SMALL),
    Set(ENLARGED, schemes=("light",)),
    Set(PHONE, tuple(MAIN), languages=("en",)),
    Set(DESK, tuple(MAIN)),
    Set(Size(1440, 900), page=ROOM),
    Set(Size(1024, 768), page=ROOM),
    Set(Size(1440, 900, enlarged=2), schemes=("light",), page=ROOM),
)


def main() -> int:
    """Answers the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screenshots", description=__doc__)
    parser.add_argument("words", nargs="*", help="only states whose name contains one of these")
    words = parser.parse_args().words
    program = shutil.which("chromium")
    if program is None or not GALLERY.is_dir():
        print("Chromium or the built gallery is missing; `make screenshots` sees to both.", file=sys.stderr)
        return 1
    if not words:
        shutil.rmtree(PICTURES, ignore_errors=True)
    wrong: list[str] = []
    with _served(GALLERY) as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        states = {page: _states(browser, origin, page) for page in ("gallery", ROOM)}
        for chosen in SETS:
            names = [
                name
                for name in chosen.names or states[chosen.page]
                if not words or any(w in name for w in words)
            ]
            print(f"{chosen.size.name}: {len(names)} states, {', '.join(chosen.languages)}", flush=True)
            wrong += _picture(browser, origin, chosen, names)
        browser.close()
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{sum(1 for _ in PICTURES.rglob('*.png'))} pictures in {PICTURES.name}/")
    return 1 if wrong else 0


def _states(browser: Browser, origin: str, gallery: str) -> list[str]:
    page = browser.new_page()
    page.goto(f"{origin}/{gallery}.html")
    page.wait_for_selector("html[data-drawn]", timeout=DRAWN_WITHIN)
    return [link.inner_text() for link in page.query_selector_all("a[href^='?state=']")]


def _picture(browser: Browser, origin: str, chosen: Set, names: list[str]) -> list[str]:
    """Takes the pictures of one set; answers what was wrong with the screens."""
    size, wrong = chosen.size, []
    page = browser.new_page(
        viewport=size.viewport, device_scale_factor=size.enlarged, reduced_motion="reduce"
    )
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    for name, language in product(names, chosen.languages):
        try:
            page.goto(f"{origin}/{chosen.page}.html?state={name}&language={language}")
            page.wait_for_selector("html[data-drawn]", timeout=DRAWN_WITHIN)
            for scheme in chosen.schemes:
                page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                _photograph(page, size, PICTURES / f"{size.name}-{scheme}-{language}" / f"{name}.png")
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append(f"{name} at {size.name}: wider than the screen")
        except BrowserError as error:
            wrong.append(f"{name} at {size.name}: {error.message.splitlines()[0]}")
    page.context.close()
    return wrong


def _photograph(page: Page, size: Size, target: Path) -> None:
    """As held, and at the height at which nothing scrolls when that differs."""
    page.set_viewport_size(size.viewport)
    page.screenshot(path=target)
    hidden = page.evaluate(
        "[document.documentElement, ...document.querySelectorAll('main')]"
        ".reduce((sum, box) => sum + box.scrollHeight - box.clientHeight, 0)"
    )
    if hidden > 0:
        page.set_viewport_size({**size.viewport, "height": size.viewport["height"] + hidden})
        page.screenshot(path=target.with_stem(f"{target.stem}-whole"))


class _Files(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: a missing tile is part of the picture."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The folder on a free port of loopback: the origin to ask."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


if __name__ == "__main__":
    sys.exit(main())

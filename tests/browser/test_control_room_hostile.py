"""Pages of others, open in the browser in which a dispatcher is signed in: they frame nothing of the control room, do
nothing in the dispatcher's name and read nothing.

Such a page stands on another port of the same host, which browsers call the same site and send cookies to, or on
another host name, which they call another site."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, Route, expect
from sqlalchemy import func, select

from backend.models import Action, AuditEntry, StaffSession, Tip
from tests.browser.conftest import OpenRoom
from tests.browser.control_room import PASSWORD, ControlRoom
from tests.browser.house import ZUIDERPLEIN
from tests.support.waiting import until

HOSTS = ("127.0.0.1", "localhost")
EMPTY = "<!doctype html><title>Elders</title>"

# Everything a page can make a browser send: with JSON, as what a form may send, as a file, and with nothing.
FETCHES = """async ([calls]) => {
  const read = [];
  const types = ["application/json", "text/plain", "application/x-www-form-urlencoded", "image/png", null];
  for (const { method, url, body } of calls) {
    for (const type of method === "GET" ? [null] : types) {
      for (const mode of ["cors", "no-cors"]) {
        const headers = type ? { "Content-Type": type } : {};
        const sent = type && method !== "DELETE" ? { body: JSON.stringify(body) } : {};
        try {
          const answer = await fetch(url, { method, mode, headers, credentials: "include", ...sent });
          const text = await answer.text();
          if (text) read.push([url, text]);
        } catch {
          // The browser refused.
        }
      }
    }
    if (method === "POST") navigator.sendBeacon(url, new Blob([JSON.stringify(body)], { type: "text/plain" }));
  }
  return read;
}"""
# A form sends `name=value`: the JSON is broken up around that sign. `sandbox` makes its origin unknown.
FORMS = """([calls, sandbox]) => {
  for (const { url, body } of calls.filter(({ method }) => method === "POST")) {
    for (const json of [JSON.stringify({ ...body, text: "=" }), ""]) {
      const frame = document.body.appendChild(document.createElement("iframe"));
      if (sandbox) frame.sandbox = "allow-forms allow-scripts";
      const [name, value] = json.split("=").map((part) => part.replaceAll('"', "&quot;"));
      frame.srcdoc = `<form method="post" enctype="text/plain" action="${url}">` +
        (json ? `<input name="${name}" value="${value}">` : "") +
        `</form><script>document.forms[0].submit()</script>`;
    }
  }
}"""


class Elsewhere:
    """Somebody else's server, from entering to leaving: an empty page, at which a test does its worst."""

    def __enter__(self) -> "Elsewhere":
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(EMPTY.encode())

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()

    def at(self, host: str) -> str:
        return f"http://{host}:{self._server.server_address[1]}/"


@dataclass
class Desk:
    """A dispatcher at work, with an action that runs."""

    room: ControlRoom
    page: Page
    action: str

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def calls(self) -> list[dict[str, Any]]:
        """What would do harm in the dispatcher's name, or in another's."""
        report = {
            "kind": "missing-child",
            "transport": "on-foot",
            "location": {"type": "Point", "coordinates": list(ZUIDERPLEIN)},
            "radius": 2_000,
            "familyConsent": True,
            "description": {
                "summary": "Jongen van 9 vermist",
                "lastSeenAt": self.room.town.clock().isoformat(),
                "lastSeenPlace": "Zuiderplein, Leeuwarden",
                "person": {"sex": "boy", "ageFrom": 9, "hair": "blond haar", "clothing": "groene jas"},
            },
        }
        mine = f"/v1/actions/{self.action}"
        listed: list[tuple[str, str, dict[str, Any]]] = [
            ("POST", "/v1/actions", report),
            ("POST", f"{mine}/updates", {"text": "Ga naar huis."}),
            ("POST", f"{mine}/outcome", {"result": "found"}),
            ("POST", f"{mine}/tips", {"text": "Niets gezien.", "via": "112"}),
            ("PUT", f"{mine}/photo", {}),
            ("DELETE", "/v1/sessions/current", {}),
            ("POST", "/v1/sessions", {"username": "bert", "password": PASSWORD}),
            ("GET", "/v1/dispatch/overview", {}),
            ("GET", "/v1/dispatch/figures.csv", {}),
        ]
        return [
            {"method": method, "url": self.room.origin + path, "body": body} for method, path, body in listed
        ]

    def traces(self) -> dict[str, object]:
        """Everything that any of those calls would have changed."""
        with self.room.town.db.read() as session:
            return {
                "actions": [
                    (one.id, one.status, one.number) for one in session.scalars(select(Action)).all()
                ],
                "tips": session.scalar(select(func.count()).select_from(Tip)),
                "sessions": sorted(session.scalars(select(StaffSession.token_hash))),
                "trail": session.scalar(select(func.count()).select_from(AuditEntry)),
            }


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    with Elsewhere() as found:
        yield found


@pytest.fixture(scope="module")
def room(open_room: OpenRoom) -> ControlRoom:
    return open_room(TILE_URL="https://127.0.0.1:9/{z}/{x}/{y}.png")


@pytest.fixture
def desk(room: ControlRoom, chromium: Browser) -> Iterator[Desk]:
    """In a browser as it is: where anything is intercepted, Playwright itself allows what a server must allow."""
    page = chromium.new_context().new_page()
    page.goto(f"{room.origin}/meldkamer")
    room.sign_in(page, "anna")
    action = room.town.start()
    room.show(page, action)
    yield Desk(room, page, action)
    page.context.close()
    room.calm()


@pytest.fixture(params=HOSTS, ids=["another port", "another site"])
def page(request: pytest.FixtureRequest, desk: Desk, elsewhere: Elsewhere) -> Page:
    """Somebody else's, beside the dispatcher's."""
    page = desk.context.new_page()
    page.goto(elsewhere.at(request.param))
    return page


def listen(page: Page, origin: str) -> dict[str, set[int]]:
    """What our server answers to this page from now on, by method."""
    found: dict[str, set[int]] = {}

    def hear(answer: Response) -> None:
        if answer.url.startswith(origin):
            found.setdefault(answer.request.method, set()).add(answer.status)

    page.on("response", hear)
    return found


def refused(page: Page) -> bool:
    """Whether each of its frames has been somewhere and shows nothing of it."""
    page.wait_for_timeout(20)
    return all(frame.url.startswith("chrome-error:") for frame in page.frames[1:])


def test_no_call_of_another_page_does_anything_or_tells_anything(desk: Desk, page: Page) -> None:
    before, calls = desk.traces(), desk.calls()
    answered = listen(page, desk.room.origin)
    assert page.evaluate(FETCHES, [calls]) == []
    for sandbox in (False, True):
        page.evaluate(FORMS, [calls, sandbox])
        until(lambda: refused(page))
        assert desk.traces() == before
        if not sandbox:
            # Another site's calls come without the cookie; those from another port are refused for what they are.
            neighbour = "127.0.0.1" in page.url
            assert answered["POST"] == ({403} if neighbour else {400, 401, 415})
    assert not {"PUT", "DELETE"} & set(answered)
    # And still at work.
    desk.page.bring_to_front()
    desk.page.keyboard.press("Alt+T")
    desk.page.keyboard.type("Ik ben er nog.")
    desk.page.keyboard.press("Enter")
    until(lambda: desk.room.tips(desk.action) == ["Ik ben er nog."])


def test_a_link_on_another_site_opens_nothing_with_the_dispatchers_cookie(
    desk: Desk, elsewhere: Elsewhere
) -> None:
    page = desk.context.new_page()
    page.goto(elsewhere.at("localhost"))
    with page.expect_navigation() as going:
        page.evaluate("(url) => { location.href = url }", f"{desk.room.origin}/v1/dispatch/overview")
    assert going.value.status == 401
    # From our own page it does.
    assert desk.page.evaluate("async () => (await fetch('/v1/dispatch/overview')).status") == 200


STRIPPED: dict[str, tuple[str, ...]] = {
    "as it is": (),
    "by X-Frame-Options alone": ("content-security-policy",),
    "by its policy alone": ("x-frame-options",),
}


def framed(desk: Desk, page: Page, *without: str) -> Page:
    """The control room in a frame, answered without these headers."""

    def strip(route: Route) -> None:
        answer = route.fetch()
        left = {
            name: value
            for name, value in answer.headers.items()
            if name not in (*without, "content-encoding", "content-length")
        }
        route.fulfill(status=answer.status, headers=left, body=answer.body())

    page.route("**/meldkamer", strip)
    page.evaluate(
        """(url) => new Promise((loaded) => {
          const frame = document.createElement("iframe");
          frame.onload = loaded;
          frame.src = url;
          document.body.append(frame);
        })""",
        f"{desk.room.origin}/meldkamer",
    )
    return page


@pytest.mark.parametrize("without", STRIPPED.values(), ids=STRIPPED.keys())
def test_no_other_page_frames_the_control_room(desk: Desk, page: Page, without: tuple[str, ...]) -> None:
    framed(desk, page, *without)
    until(lambda: refused(page))
    assert page.frames[1].locator("#room").count() == 0


def test_without_both_it_would_be_framed(desk: Desk, elsewhere: Elsewhere) -> None:
    """Or the test above sees nothing."""
    page = desk.context.new_page()
    page.goto(elsewhere.at("127.0.0.1"))
    framed(desk, page, "x-frame-options", "content-security-policy")
    expect(page.frame_locator("iframe").get_by_role("heading", name="Overzicht")).to_be_visible()

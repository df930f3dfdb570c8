"""A participant's phone: Chromium with the app, reached through the loopback push service.

Chromium itself can't subscribe without its maker's push service, so `subscribe()` hands out the keys of a
simulated phone; what the house then sends is decrypted here and delivered to the real service worker.
"""

import json
import time
from collections.abc import Callable
from itertools import count
from typing import Any, TypeVar

from playwright.sync_api import Browser, Page, ViewportSize, expect

from backend.demo.phones import Phone as Keys
from backend.demo.push_service.thread import PushServiceThread

T = TypeVar("T")
PATIENCE = 30.0
"""Seconds: the machine may be busy with other things."""
TIMES = 3
"""How often one phone may subscribe."""
SIZE: ViewportSize = {"width": 360, "height": 740}
_numbers = count()

# The subscription survives a reload, as in a browser; `hangs` makes subscribing never return,
# `removed` makes it so often give what Chromium does while it has not forgotten the one before.
SUBSCRIBING = """
(() => {
  const given = %s;
  const kept = () => JSON.parse(localStorage.getItem("subscription") ?? '{"times":0}');
  const keep = (subscription) => localStorage.setItem("subscription", JSON.stringify(subscription));
  const made = ({ times, key }) => key ? {
    ...given[times - 1],
    options: { applicationServerKey: Uint8Array.from(key).buffer },
    toJSON: () => given[times - 1],
    unsubscribe: async () => { keep({ times }); return true; },
  } : null;
  PushManager.prototype.getSubscription = async () => made(kept());
  PushManager.prototype.subscribe = async ({ applicationServerKey: key }) => {
    const removed = Number(localStorage.getItem("removed"));
    if (removed > 0) {
      localStorage.setItem("removed", removed - 1);
      const endpoint = "https://permanently-removed.invalid/fcm/send/x";
      const subscription = { endpoint, options: { applicationServerKey: key.buffer }, unsubscribe: async () => true };
      return { ...subscription, toJSON: () => ({ ...given[0], endpoint }) };
    }
    if (localStorage.getItem("hangs")) return new Promise(() => localStorage.setItem("hangs", "now"));
    keep({ times: kept().times + 1, key: [...key] });
    return made(kept());
  };
})();
"""
TOLD = """() => {
  window.told = new Promise((resolve) => {
    navigator.serviceWorker.addEventListener("message", ({ data }) => data.type === "notices" && resolve());
    navigator.serviceWorker.startMessages();
  });
}"""
KEPT = """(prefix) => new Promise((resolve, reject) => {
  const opening = indexedDB.open("burgernet");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const found = opening.result.transaction("kept").objectStore("kept")
      .getAll(IDBKeyRange.bound(prefix, prefix + "\\uffff"));
    found.onsuccess = () => { opening.result.close(); resolve(found.result); };
  };
})"""
NOTIFICATIONS = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map(({ title, body, tag, silent, lang }) => ({ title, body, tag, silent, lang }))"""

expect.set_options(timeout=PATIENCE * 1_000)


class Phone:
    """Portrait, Dutch, notifications allowed; `options` are those of a browser context."""

    def __init__(self, browser: Browser, origin: str, push: PushServiceThread, **options: Any) -> None:
        self.origin, self._push = origin, push
        keys = [Keys("chromium", next(_numbers)) for _ in range(TIMES)]
        self._keys = {key.token: key for key in keys}
        self.context = browser.new_context(**{"locale": "nl-NL", "viewport": SIZE, **options})
        self.context.grant_permissions(["notifications"], origin=origin)
        subscriptions = json.dumps([key.subscription(push.origin) for key in keys])
        self.context.add_init_script(SUBSCRIBING % subscriptions)
        self.page = self.new_page()
        self._read = 0

    def close(self) -> None:
        self.context.close()

    def new_page(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE * 1_000)
        return page

    def open(self, path: str = "/", page: Page | None = None) -> None:
        (page or self.page).goto(self.origin + path)

    def leave_app(self) -> None:
        """To another page of the same origin: what the house says from now on the app hears at its next start."""
        self.open("/icons/mark.svg")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def sees(self, words: str, page: Page | None = None) -> None:
        """Waits until these words are on the screen."""
        expect((page or self.page).get_by_text(words).first).to_be_visible()

    def has_heading(self, words: str, page: Page | None = None) -> None:
        """Waits until this is a heading of the screen."""
        expect((page or self.page).get_by_role("heading", name=words).first).to_be_visible()

    def agree(self) -> None:
        """The first step of joining."""
        self.open()
        self.page.get_by_label("Ik ben 16 jaar").check()
        self.press("Ja, ik doe mee")

    def choose_home(self) -> None:
        """In the second step."""
        self.press("Vul thuis in")
        self.press("Kies een plaats")
        self.page.get_by_label("Plaats of wijk").fill("Leeuwarden")
        self.press("Leeuwarden")

    def join(self) -> None:
        """All of it, through the app's own screens."""
        self.agree()
        self.choose_home()
        self.press("Ga verder")
        self.press("Zet meldingen aan")
        self.has_heading("U staat aan")

    def messages(self, number: int = 1) -> list[dict[str, Any]]:
        """The next ones the push service took for this phone, as soon as there are so many."""
        wanted = self._read + number
        mine = self._push.wait_for(wanted, PATIENCE, lambda arrival: arrival.token in self._keys)
        fresh, self._read = mine[self._read : wanted], wanted
        return [self._keys[arrival.token].decrypt(arrival.body) for arrival in fresh]

    def deliver(self, message: dict[str, Any] | str) -> None:
        """Wakes the worker, as the browser does when a push arrives, and waits until it tells the open pages.

        Only then may notifications be asked for: Chromium forgets one that is asked for while it appears."""
        # A session of its own: it hears of the registration only when it begins to listen.
        session = self.context.new_cdp_session(self.page)
        found: list[str] = []
        session.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
        )
        session.send("ServiceWorker.enable")
        self.until(lambda: self.page.evaluate("0") or found, bool)
        self.page.evaluate(TOLD)
        data = message if isinstance(message, str) else json.dumps(message)
        session.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": self.origin, "registrationId": found[-1], "data": data},
        )
        self.page.evaluate("told")
        session.detach()

    def notifications(self) -> list[dict[str, Any]]:
        """Those on the screen of the phone."""
        found: list[dict[str, Any]] = self.page.evaluate(NOTIFICATIONS)
        return found

    def notified(self, title: str) -> dict[str, Any]:
        """The one notification on the screen, which has this title."""
        [found] = self.notifications()
        assert found["title"] == title, found
        return found

    def sweep(self) -> None:
        """Wipes all notifications away."""
        self.page.evaluate(
            "async () => (await (await navigator.serviceWorker.ready).getNotifications())"
            ".forEach((one) => one.close())"
        )

    def kept(self, prefix: str) -> list[Any]:
        """What the phone keeps in its storage under names that begin so."""
        found: list[Any] = self.page.evaluate(KEPT, prefix)
        return found

    def me(self) -> dict[str, Any]:
        """All the house knows of this participant."""
        answer = self.page.request.get(f"{self.origin}/v1/participants/me", headers=self.bearer)
        assert answer.ok, answer.status_text
        found: dict[str, Any] = answer.json()
        return found

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.kept('token')[0]}"}

    def refuse_notifications(self) -> None:
        """As in the browser's settings. What is left out of a grant is refused; only cleared it would be undecided."""
        self.context.clear_permissions()
        self.context.grant_permissions(["geolocation"], origin=self.origin)

    def until(self, look: Callable[[], T], wanted: Callable[[T], object]) -> T:
        """What `look` finds, once it is what is wanted."""
        deadline = time.monotonic() + PATIENCE
        while not wanted(found := look()):
            assert time.monotonic() < deadline, f"It stayed {found!r}."
        return found

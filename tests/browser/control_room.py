"""A control room that really runs: server and worker on PostgreSQL as in a police region, simulated phones that
answer, and dispatchers in browsers of their own.

with ControlRoom(url, folder) as room:
    page = room.enter(chromium, "anna")
"""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from backend.demo.push_service.service import Arrival
from backend.domain.staff import accounts
from backend.models import Action, AuditEntry, Notice, Tip
from tests.delivery.stage import Service
from tests.support.processes import Serving
from tests.support.town import town
from tests.support.waiting import until

PASSWORD = "correct horse battery"
NAMES = ("anna", "bert")
PATIENCE = 20_000


class ControlRoom:
    """With so many push services, the first of them `push`; of the phones one in `one_in` says what it showed.

    Further settings as keywords, without their prefix: ControlRoom(url, folder, LARGE_ACTION="20")."""

    def __init__(
        self, database_url: str, folder: Path, *, services: int = 1, one_in: int = 1, **settings: str
    ) -> None:
        self.services = [Service(on_arrival=self._arrived) for _ in range(services)]
        self.push = self.services[0].thread
        self.origins = [service.origin for service in self.services]
        self._one_in = one_in
        self.town = town(database_url, folder, origins=self.origins, **settings)
        self.serving = Serving(self.town)
        self.origin = f"http://{self.serving.address}"
        self.serving.use(replace(self.town.settings, public_url=self.origin))
        self._arrivals: SimpleQueue[Arrival | None] = SimpleQueue()
        self.staff: dict[str, str] = {}
        """Their ids by name."""
        for name in NAMES:
            self.hire(name, "dispatcher", "Fryslân")

    def __enter__(self) -> Self:
        self.serving.__enter__()
        self._phones = threading.Thread(target=self._answer, name="phones", daemon=True)
        self._phones.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._arrivals.put(None)
        self._phones.join(20)
        self.serving.stop()
        for service in self.services:
            service.thread.stop()
        self.town.close()

    def hire(self, name: str, role: str, region: str | None) -> None:
        """Another member of staff."""
        with self.town.db.write() as session:
            self.staff[name] = accounts.add(session, name, role, region, PASSWORD, self.town.clock()).id

    def browse(self, chromium: Browser, **options: Any) -> Page:
        """An empty page in a browser of its own."""
        context = chromium.new_context(
            **{
                "viewport": {"width": 1440, "height": 900},
                "timezone_id": "Europe/Amsterdam",
                "bypass_csp": True,
                **options,
            }
        )
        # The map's tiles: no test asks another host for anything.
        context.route("https://**", lambda route: route.abort())
        context.set_default_timeout(PATIENCE)
        return context.new_page()

    def enter(self, chromium: Browser, name: str, **options: Any) -> Page:
        """Somebody signs in, in a browser of their own."""
        page = self.browse(chromium, **options)
        page.goto(f"{self.origin}/meldkamer")
        self.sign_in(page, name)
        return page

    def sign_in(self, page: Page, name: str) -> None:
        page.get_by_label("Naam").fill(name)
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="Eerdere acties")).to_be_visible()

    def show(self, page: Page, action: str, *, end: bool = False) -> None:
        page.goto(f"{self.origin}/meldkamer#/actie/{action}{'/einde' if end else ''}")
        if not end:
            expect(page.get_by_label("Stand van de actie")).to_be_visible()

    def calm(self) -> None:
        """Ends whatever runs, so that the next test begins without."""
        with self.town.db.read() as session:
            running = session.scalars(select(Action.id).where(Action.status == "running")).all()
        for action in running:
            self.town.end(action, "withdrawn")

    def age(self, action: str, minutes: int) -> None:
        """As if it had been started so long ago."""
        earlier = timedelta(minutes=minutes)
        with self.town.db.write() as session:
            found = session.get_one(Action, action)
            found.started_at -= earlier
            found.expires_at -= earlier

    def tips(self, action: str) -> list[str]:
        with self.town.db.read() as session:
            return list(session.scalars(select(Tip.text).where(Tip.action_id == action)))

    def acts(self, action: str) -> list[str]:
        """What the audit trail has of it."""
        with self.town.db.read() as session:
            return list(session.scalars(select(AuditEntry.act).where(AuditEntry.subject == action)))

    def messages(self, action: str, kind: str) -> list[dict[str, Any]]:
        """What is written in Dutch in the messages of this kind."""
        with self.town.db.read() as session:
            notices = session.scalars(
                select(Notice).where(Notice.action_id == action, Notice.kind == kind).order_by(Notice.number)
            )
            return [notice.texts["nl"] for notice in notices]

    def stop_web(self) -> None:
        self.serving.web.terminate()
        self.serving.web.wait(20)

    def start_web(self) -> None:
        self.serving.web = self.serving.start("serve")
        self.serving.wait_until_ready()

    def kill_worker(self) -> None:
        worker = self.serving.workers.pop()
        worker.kill()
        worker.wait(5)

    def start_worker(self) -> None:
        self.serving.workers.append(self.serving.start("worker"))

    def sent(self, action: str) -> dict[str, Any]:
        """The progress once nothing waits."""
        return until(lambda: progress if (progress := self.town.progress(action))["waiting"] == 0 else None)

    def _arrived(self, arrival: Arrival) -> None:
        self._arrivals.put(arrival)

    def _answer(self) -> None:
        """Every phone decrypts what it got and says that it was shown."""
        while arrival := self._arrivals.get():
            participant, phone = self.town.phones[arrival.token]
            if phone.index % self._one_in:
                continue
            data = phone.decrypt(arrival.body)["notification"]["data"]
            receipt = {"notice": data["notice"], "state": "shown"}
            try:
                self.serving.call("POST", "/v1/participants/me/receipts", participant, receipt)
            except OSError:
                # The server is being restarted: a real phone would try again, this one lets it be.
                continue


class Colleague:
    """Another screen: it asks once a second, so what its second question brings is there within two seconds, however
    slow the machine that has to play both."""

    def __init__(self, page: Page) -> None:
        self._asked: Counter[str] = Counter()
        page.on("request", lambda call: self._asked.update([urlsplit(call.url).path]))

    def sees(self, words: str, at: Locator, done: Callable[[], object], by: Page, call: str) -> None:
        """What is `done` on the screen of another by a call to this address."""
        with by.expect_response(lambda answer: answer.url.endswith(call) and answer.request.method != "GET"):
            done()
        before = Counter(self._asked)
        expect(at).to_contain_text(words)
        assert max((self._asked - before).values(), default=0) <= 2


def action_of(page: Page) -> str:
    """Which action its screen is about."""
    return page.url.split("#/actie/")[1].split("/")[0]

"""A control room that really runs: server and worker on PostgreSQL as in a police region, simulated phones that
answer, and dispatchers in browsers of their own.

with ControlRoom(url, folder) as room:
    page = room.enter(chromium, "anna")
"""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from backend.demo.push_service import Arrival
from backend.demo.push_thread import PushServiceThread
from backend.domain import staff
from backend.models import Action, Notice, Tip
from tests.browser.waiting import until
from tests.factories import town
from tests.serving import Serving

PASSWORD = "correct horse battery"
NAMES = ("anna", "bert")
PATIENCE = 20_000


class ControlRoom:
    def __init__(self, database_url: str, folder: Path) -> None:
        self.push = PushServiceThread(on_arrival=self._arrived)
        self.town = town(database_url, folder, origins=[self.push.origin])
        self.serving = Serving(self.town)
        self.origin = f"http://{self.serving.address}"
        self.serving.use(replace(self.town.settings, public_url=self.origin))
        self._arrivals: SimpleQueue[Arrival | None] = SimpleQueue()
        with self.town.db.write() as session:
            for name in NAMES:
                staff.add(session, name, "dispatcher", "Fryslân", PASSWORD, self.town.clock())

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
        self.push.stop()
        self.town.close()

    def enter(self, chromium: Browser, name: str, **options: Any) -> Page:
        """Somebody signs in, in a browser of their own."""
        context = chromium.new_context(
            viewport={"width": 1440, "height": 900},
            timezone_id="Europe/Amsterdam",
            bypass_csp=True,
            **options,
        )
        # The map's tiles: no test asks another host for anything.
        context.route("https://**", lambda route: route.abort())
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(f"{self.origin}/meldkamer")
        page.get_by_label("Naam").fill(name)
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="Eerdere acties")).to_be_visible()
        return page

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
            data = phone.decrypt(arrival.body)["notification"]["data"]
            receipt = {"notice": data["notice"], "state": "shown"}
            try:
                self.serving.call("POST", "/v1/participants/me/receipts", participant, receipt)
            except OSError:
                # The server is being restarted: a real phone would try again, this one lets it be.
                continue

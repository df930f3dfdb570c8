"""The whole house at work: the app, a worker beside it, a push service, a control room, and people with phones.

Its time starts at noon of one day and then passes; `later` skips some of it."""

import asyncio
import math
import threading
import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from backend.delivery import doorbell
from backend.delivery.push.webpush import WebPush
from backend.delivery.worker import worker
from backend.domain.participants import membership
from backend.domain.participants.membership import Newcomer
from backend.domain.participants.subscriptions import usable
from backend.geo.rd_new import to_rd, to_wgs84
from backend.models import new_id
from tests.delivery.stage import CREATED, Service, until
from tests.support.push_service import Arrival, Phone, Response
from tests.support.world import LEEUWARDEN, Caller, Colleague, World, build, point

Notification = dict[str, Any]
LonLat = tuple[float, float]


def away(metres: float, degrees: float = 90.0) -> LonLat:
    """So far from where the actions of these tests happen; to the east unless told otherwise."""
    x, y = to_rd(*LEEUWARDEN)
    angle = math.radians(degrees)
    return to_wgs84(x + metres * math.sin(angle), y + metres * math.cos(angle))


class Gate:
    """How a push service behaves that keeps its answers to itself until it is opened, save to a few phones."""

    def __init__(self, *passing: "Resident", answer: Response = CREATED) -> None:
        self._passing = {resident.phone.token for resident in passing}
        self._answer = answer
        self._open = threading.Event()

    def __call__(self, arrival: Arrival) -> Any:
        return CREATED if arrival.token in self._passing else self._waiting()

    def open(self) -> None:
        self._open.set()

    async def _waiting(self) -> Response:
        while not self._open.is_set():
            await asyncio.sleep(0.01)
        return self._answer


@dataclass
class Country(World):
    """A world whose time passes, whose doorbell rings, and whose worker answers it."""

    push: Service = field(kw_only=True)
    sender: worker.Handle | None = None
    phones: int = 0

    @property
    def now(self) -> datetime:
        found: datetime = self.app.extensions["burgernet"].clock()
        return found

    def work(self) -> None:
        """Starts the worker."""
        services = self.app.extensions["burgernet"]
        self.sender = worker.start_thread(services, WebPush(services.settings))

    def rest(self) -> None:
        """Ends the worker, which finishes what it began."""
        if self.sender is not None:
            self.sender.stop()
            self.sender = None

    def later(self, **by: float) -> datetime:
        """Skips time. A worker's clock never jumps, so it ends before and another starts after."""
        self.rest()
        super().later(**by)
        self.work()
        return self.now

    def phone(self) -> Phone:
        self.phones += 1
        return Phone("journey", self.phones)

    def resident(self, *, home: LonLat | None = None, subscribed: bool = True, **form: Any) -> "Resident":
        """Somebody who joins over HTTP, and allows notifications unless told otherwise."""
        places = {"places": {"home": point(home)}} if home else {}
        joined = self.join(**places, **form)
        resident = Resident(self, joined.id, joined.token, self.phone())
        if subscribed:
            resident.subscribe()
        return resident

    def crowd(self, count: int, *, nearest: float = 1_000.0, farthest: float = 1_500.0) -> list[str]:
        """Many who joined before, with homes and subscriptions; answers the tokens of their phones."""
        people, tokens = [], []
        for number in range(count):
            phone = self.phone()
            given = phone.subscription(self.push.origin)
            keys = given["keys"]
            subscription = usable(
                given["endpoint"], keys["p256dh"], keys["auth"], self.settings.push_allow_origins
            )
            home = to_rd(*away(nearest + (farthest - nearest) * number / count, 7.0 * number))
            people.append(Newcomer(id=new_id(), home=home, subscription=subscription))
            tokens.append(phone.token)
        with self.db.write() as session:
            membership.join_many(session, people, self.settings.secret_key, self.now)
        return tokens

    def desk(self, role: str = "dispatcher", region: str | None = "Fryslân") -> "Desk":
        """Somebody of a control room, signed in."""
        colleague = self.staff(role, region)
        return Desk(self, colleague.name, colleague.client)


@dataclass
class Resident(Caller):
    """A participant with a phone."""

    world: Country
    phone: Phone

    def subscribe(self, service: Service | None = None) -> None:
        """Allows notifications, at another push service if need be."""
        given = self.phone.subscription((service or self.world.push).origin)
        answer = self("PUT", "/push-subscription", json=given)
        assert answer.status_code == 204, answer.text

    def arrivals(self, *, taken: bool = False, at: Service | None = None) -> list[Arrival]:
        """What the push service got for this phone; `taken`: only what it answered with 201."""
        service = at or self.world.push
        return [
            arrival
            for arrival in service.arrivals
            if arrival.token == self.phone.token and (not taken or service.accepted(arrival))
        ]

    def notifications(self, *, taken: bool = False, at: Service | None = None) -> list[Notification]:
        """The same, as this phone reads it."""
        arrivals = self.arrivals(taken=taken, at=at)
        return [self.phone.decrypt(arrival.body)["notification"] for arrival in arrivals]

    def kinds(self, *, taken: bool = False, at: Service | None = None) -> list[str]:
        """alert, update, outcome, …, in order of arrival."""
        return [each["data"]["kind"] for each in self.notifications(taken=taken, at=at)]

    def gets(self, kind: str, at: Service | None = None, **data: Any) -> Notification:
        """The first notification of this kind (and with these values of its data), once it has been taken."""

        def found() -> list[Notification]:
            return [
                one
                for one in self.notifications(taken=True, at=at)
                if one["data"]["kind"] == kind and data.items() <= one["data"].items()
            ]

        until(lambda: bool(found()), f"the {kind} arrives at phone {self.phone.token}")
        return found()[0]

    def alerts(self) -> list[dict[str, Any]]:
        """The list in the app."""
        answer = self("GET", "/alerts")
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.get_json()["items"]
        return items

    def reports(self, notice: str, state: str = "shown") -> int:
        """Sends a receipt; answers the status."""
        return self("POST", "/receipts", json={"notice": notice, "state": state}).status_code


@dataclass
class Desk(Colleague):
    """A control room's place of work; each call that should succeed does, or the test ends here."""

    def starts(self, **changes: Any) -> str:
        """Starts an action; answers its id."""
        answer = self.start(new_id(), **changes)
        assert answer.status_code == 201, answer.text
        found: str = answer.get_json()["id"]
        return found

    def update(self, action: str, **body: Any) -> TestResponse:
        return self("POST", f"/v1/actions/{action}/updates", json=body)

    def updates(self, action: str, **body: Any) -> None:
        answer = self.update(action, **body)
        assert answer.status_code == 201, answer.text

    def end(self, action: str, **body: Any) -> TestResponse:
        return self("POST", f"/v1/actions/{action}/outcome", json={"result": "found", **body})

    def ends(self, action: str, **body: Any) -> None:
        answer = self.end(action, **body)
        assert answer.status_code == 201, answer.text

    def sees(self, action: str) -> dict[str, Any]:
        """The action as its dispatcher sees it."""
        found: dict[str, Any] = self("GET", f"/v1/dispatch/actions/{action}").get_json()
        return found

    def progress(self, action: str) -> dict[str, Any]:
        found: dict[str, Any] = self("GET", f"/v1/dispatch/actions/{action}/progress").get_json()
        return found

    def waits(self, action: str, **counts: int) -> None:
        """Until the progress shows these counts."""
        until(lambda: counts.items() <= self.progress(action).items(), f"progress shows {counts}")


def country(database_url: str, folder: Path, push: Service, *origins: str, **changes: str) -> Country:
    """A country on a migrated database, with everything but a worker."""
    allowed = ",".join([push.origin, *origins])
    world = build(database_url, folder, {"PUSH_ALLOW_ORIGINS": allowed, **changes}, kept=True)
    noon, began = world.time, time.monotonic()

    def clock() -> datetime:
        return noon[0] + timedelta(seconds=time.monotonic() - began)

    house = replace(world.app.extensions["burgernet"], bus=doorbell.make(world.db), clock=clock)
    world.app.extensions["burgernet"] = house
    return Country(world.app, world.db, world.settings, world.bell, noon, push=push)

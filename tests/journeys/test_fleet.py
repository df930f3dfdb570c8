"""The whole journey through nginx, two web processes and two workers on PostgreSQL; and again when some of them die."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.models import Sender, Socket, new_id
from tests.delivery.stage import until
from tests.support.installation import Fleet
from tests.support.postgresql import Cluster
from tests.support.processes import Ear
from tests.support.push_service import Phone
from tests.support.world import LEEUWARDEN, point, rfc

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def fleet(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    with Fleet(tmp_path_factory.mktemp("fleet"), cluster) as fleet:
        yield fleet


class Somebody:
    """Joins, allows notifications, and opens the app; all through nginx."""

    def __init__(self, fleet: Fleet, number: int, *, subscribed: bool = True) -> None:
        self.fleet, self.phone = fleet, Phone("fleet", number)
        form = {"language": "nl", "consent": True, "places": {"home": point(LEEUWARDEN)}}
        answer = fleet.call("POST", "/v1/participants", form)
        assert answer.status == 201, answer.body
        self.id, self.token = answer.body["id"], answer.body["token"]
        if subscribed:
            given = self.phone.subscription(fleet.push.origin)
            assert self("PUT", "/push-subscription", given).status == 204

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        path = f"/v1/participants/me{path}"
        return self.fleet.call(method, path, body, Authorization=f"Bearer {self.token}")

    def open(self, since: str | None = None) -> Ear:
        origin: Any = f"https://{self.fleet.address}"
        return Ear(self.fleet.address, self.token, since=since, tls=self.fleet.tls, origin=origin)

    def pushed(self) -> list[str]:
        """Kinds, in order of arrival."""
        mine = [arrival for arrival in self.fleet.push.arrivals if arrival.token == self.phone.token]
        return [self.phone.decrypt(arrival.body)["notification"]["data"]["kind"] for arrival in mine]


class Desk:
    """A dispatcher who has signed in through nginx."""

    def __init__(self, fleet: Fleet) -> None:
        self.fleet, self.headers = fleet, fleet.sign_in()

    def __call__(self, method: str, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        answer = self.fleet.call(method, path, body, **self.headers, **headers)
        assert answer.status == status, answer.body
        return answer.body

    def starts(self) -> str:
        report = {
            "kind": "missing-child",
            "transport": "on-foot",
            "location": point(LEEUWARDEN),
            "radius": 2000,
            "familyConsent": True,
            "description": {
                "summary": "Vermist meisje van 6",
                "lastSeenAt": rfc(self.fleet.town.clock()),
                "lastSeenPlace": "Zuiderplein",
                "person": {"sex": "girl", "ageFrom": 6, "hair": "blond", "clothing": "rode jas"},
            },
        }
        started = self("POST", "/v1/actions", report, 201, Idempotency_Key=new_id())
        found: str = started["id"]
        return found

    def progress(self, action: str) -> dict[str, Any]:
        found: dict[str, Any] = self("GET", f"/v1/dispatch/actions/{action}/progress")
        return found

    def ends(self, action: str) -> None:
        self("POST", f"/v1/actions/{action}/outcome", {"result": "found"}, 201)


@pytest.fixture(scope="module")
def desk(fleet: Fleet) -> Desk:
    return Desk(fleet)


def listeners(fleet: Fleet) -> dict[str, int]:
    """Sockets by web process."""
    with fleet.town.db.read() as session:
        rows = session.execute(select(Socket.process_id, func.count()).group_by(Socket.process_id))
        return {row[0]: row[1] for row in rows}


def test_join_socket_push_update_outcome_and_the_public_page(fleet: Fleet, desk: Desk) -> None:
    both, only_socket = Somebody(fleet, 1), Somebody(fleet, 2, subscribed=False)
    with both.open() as ear, only_socket.open() as other:
        until(lambda: sum(listeners(fleet).values()) == 2, "both apps are open")
        action = desk.starts()
        notice = ear.hears("alert")["notice"]
        assert other.hears("alert")["notice"] == notice
        until(lambda: both.pushed() == ["alert"], "the push arrives too")
        until(lambda: desk.progress(action)["handedOver"] == 2, "both have it")
        ear.says({"type": "receipt", "notice": notice, "state": "opened"})
        until(lambda: desk.progress(action)["opened"] == 1, "the receipt counts")
        desk("POST", f"/v1/actions/{action}/updates", {"text": "Zij draagt nu een gele muts"}, 201)
        assert (ear.hears("update")["number"], other.hears("update")["number"]) == (2, 2)
        desk.ends(action)
        assert (ear.hears("outcome")["action"], other.hears("outcome")["action"]) == (action, action)
    until(lambda: both.pushed() == ["alert", "update", "outcome"], "all three were pushed, in order")
    until(lambda: desk.progress(action)["outcome"]["handedOver"] == 2, "both have the outcome")
    progress = desk.progress(action)
    assert (progress["selected"], progress["handedOver"], progress["order"]["inversions"]) == (2, 2, 0)
    public = fleet.call("GET", f"/v1/actions/{action}")
    assert (public.status, public.body["participants"], public.body["status"]) == (200, 2, "ended")
    for person in (both, only_socket):
        assert person("DELETE", "").status == 204


def test_nginx_keeps_public_pages_a_moment_and_private_ones_never(fleet: Fleet, desk: Desk) -> None:
    def again() -> str | None:
        found: str | None = fleet.call("GET", "/v1/actions?limit=7").headers["X-Cache"]
        return found

    until(lambda: again() == "HIT", "the second is answered by nginx")
    signed_in = fleet.call("GET", "/v1/actions?limit=7", **desk.headers)
    assert signed_in.headers["X-Cache"] == "BYPASS"
    private = fleet.call("GET", "/v1/dispatch/actions", **desk.headers)
    assert (private.status, private.headers["X-Cache"]) == (200, None)


def test_when_a_web_process_dies_its_phones_come_back_and_miss_nothing(fleet: Fleet, desk: Desk) -> None:
    people = [Somebody(fleet, 10 + number, subscribed=False) for number in range(6)]
    with ExitStack() as opening:
        ears = [opening.enter_context(person.open()) for person in people]
        until(lambda: sum(listeners(fleet).values()) == 6, "all are open")
        action = desk.starts()
        notices = {ear.hears("alert")["notice"] for ear in ears}
        (notice,) = notices
        for process in fleet.serving.web_processes():
            os.kill(process, signal.SIGKILL)
        for ear in ears:
            assert ear.closed() == 1006
    until(lambda: fleet.call("GET", "/healthz").status == 200, "others have taken their place")
    desk.ends(action)
    with ExitStack() as opening:
        back = [opening.enter_context(person.open(since=notice)) for person in people]
        assert {ear.hears("outcome", within=40)["action"] for ear in back} == {action}
    for person in people:
        assert person("DELETE", "").status == 204


def test_when_the_sending_worker_is_stopped_the_other_goes_on_and_they_never_both_send(
    fleet: Fleet, desk: Desk
) -> None:
    people = [Somebody(fleet, 30 + number) for number in range(3)]
    first, second = fleet.serving.workers
    os.kill(first.pid, signal.SIGSTOP)
    try:
        action = desk.starts()
        until(lambda: all(person.pushed() == ["alert"] for person in people), "the other one sends", 30)
    finally:
        os.kill(first.pid, signal.SIGCONT)
    second.kill()
    second.wait(10)
    with fleet.town.db.read() as session:
        led = session.scalar(select(Sender.worker))
    desk.ends(action)
    until(
        lambda: all(person.pushed() == ["alert", "outcome"] for person in people), "the first one sends", 30
    )
    with fleet.town.db.read() as session:
        assert session.scalar(select(Sender.worker)) != led or led is None
    assert desk.progress(action)["order"]["inversions"] == 0

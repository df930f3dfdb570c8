"""While the database is out of reach nothing is half done and everybody is told when to come back; then it goes on."""

import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from backend.models import Action, AuditEntry, Delivery, Notice, Participant, Stream, Wave
from tests.delivery.stage import Service, until
from tests.journeys.cable import Cable
from tests.journeys.conftest import Found
from tests.journeys.stage import Country, Resident
from tests.journeys.stage import country as found
from tests.support.world import LEEUWARDEN, point, rfc

KEY = "a-secret-of-whoever-joins"


@pytest.fixture
def cable(postgresql_url: str, ending: ExitStack) -> Cable:
    url = make_url(postgresql_url)
    cable = Cable(url.host or "", url.port or 0)
    ending.callback(cable.stop)
    return cable


@pytest.fixture
def database_url(postgresql_url: str, cable: Cable) -> str:
    """Only a server can be out of reach."""
    return cable.through(postgresql_url)


@pytest.fixture
def country(build_country: Found) -> Country:
    return build_country()


@pytest.fixture
def idle(database_url: str, tmp_path: Path, push: Service, ending: ExitStack) -> Country:
    """A country without a worker, which would speak to the database too."""
    made = found(database_url, tmp_path, push)
    ending.callback(made.db.close)
    return made


def test_every_kind_of_call_is_503_and_says_when_to_come_back(country: Country, cable: Cable) -> None:
    desk, resident = country.desk(), country.resident(home=LEEUWARDEN)
    action = desk.starts()
    position = {"location": point(LEEUWARDEN), "accuracy": 5, "recordedAt": rfc(country.now)}
    cable.cut()
    answers = [
        country.call("POST", "/v1/participants", json={"language": "nl", "consent": True}),
        country.call("POST", "/v1/sessions", json={"username": "x", "password": "correct horse"}),
        country.call("GET", "/v1/actions"),
        resident("GET"),
        resident("GET", "/alerts"),
        resident("PUT", "/position", json=position),
        resident("PUT", "/push-subscription", json=resident.phone.subscription(country.push.origin)),
        resident("DELETE"),
        desk.start("cut"),
        desk.update(action, text="gele muts"),
        desk.end(action),
        desk("GET", f"/v1/dispatch/actions/{action}/progress"),
        country.call("GET", "/readyz"),
    ]
    told = {(one.status_code, one.mimetype, one.headers.get("Retry-After")) for one in answers}
    assert told == {(503, "application/problem+json", "2")}


def test_what_a_refused_call_was_about_is_as_it_was(country: Country, cable: Cable) -> None:
    desk, resident = country.desk(), country.resident(home=LEEUWARDEN)
    action = desk.starts()
    desk.waits(action, handedOver=1)
    before, stored = desk.sees(action), resident.me()
    cable.cut()
    desk.end(action)
    desk.update(action, text="gele muts")
    resident("PATCH", json={"exercises": True})
    resident("DELETE")
    cable.mend()
    assert (desk.sees(action), resident.me()) == (before, stored)


def test_the_worker_goes_on_afterwards(country: Country, cable: Cable) -> None:
    desk, resident, newcomer = country.desk(), country.resident(home=LEEUWARDEN), country.resident()
    action = desk.starts()
    resident.gets("alert")
    cable.cut()
    until(lambda: country.call("GET", "/readyz").status_code == 503, "the database is out of reach")
    cable.mend()
    newcomer.at(LEEUWARDEN)
    newcomer.gets("alert")
    desk.ends(action)
    for one in (resident, newcomer):
        one.gets("outcome")
    until(lambda: country.call("GET", "/readyz").status_code == 200, "everything is ready again")


def test_a_worker_ends_also_while_it_cannot_hand_anything_back(country: Country, cable: Cable) -> None:
    desk, resident = country.desk(), country.resident(home=LEEUWARDEN)
    desk.starts()
    resident.gets("alert")
    cable.cut()
    country.rest()
    assert [thread for thread in threading.enumerate() if thread.name == "worker"] == []


def stored(country: Country, *tables: Any) -> list[int]:
    with country.db.read() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_a_start_cut_off_anywhere_is_whole_or_absent_and_the_same_key_completes_it(
    idle: Country, cable: Cable
) -> None:
    for _ in range(3):
        idle.resident(home=LEEUWARDEN)
    desk, audited_before = idle.desk(), stored(idle, AuditEntry)[0]
    for words in range(100):
        cable.cut(after=words)
        key, body = f"cut after {words}", desk.report()
        status = desk.start(key, **body).status_code
        cable.mend()
        assert status in (201, 503)
        actions, *others, places, audited = stored(idle, Action, Notice, Wave, Stream, Delivery, AuditEntry)
        assert (others, places, audited - audited_before) == ([actions] * 3, 3 * actions, actions)
        assert desk.start(key, **body).status_code == 201
        assert stored(idle, Action) == [words + 1]
        if status == 201:
            break
    assert words > 10


def test_joining_cut_off_anywhere_leaves_one_participant_in_the_end(idle: Country, cable: Cable) -> None:
    body = {"language": "nl", "consent": True, "places": {"home": point(LEEUWARDEN)}}
    for words in range(100):
        headers = {"Idempotency-Key": f"{KEY}-{words}"}
        cable.cut(after=words)
        status = idle.call("POST", "/v1/participants", json=body, headers=headers).status_code
        cable.mend()
        again = idle.call("POST", "/v1/participants", json=body, headers=headers)
        assert (status in (201, 503), again.status_code) == (True, 201)
        assert stored(idle, Participant) == [words + 1]
        joined = Resident(idle, again.get_json()["id"], again.get_json()["token"], idle.phone())
        assert joined.me()["places"] == {"home": point(LEEUWARDEN)}
        if status == 201:
            break
    assert words > 3

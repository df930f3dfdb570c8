"""Joining, one's own data, and leaving."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from backend.models import Idempotency, Location, Participant, PushSubscription
from tests.support.world import AUTH, DELFT, LEEUWARDEN, P256DH, PARIS, Caller, World, point, rfc

KEY = "abcdefghijklmnopqrstuv"


def test_joining_gives_an_id_a_token_and_the_municipality_of_home(world: World) -> None:
    answer = world.call(
        "POST",
        "/v1/participants",
        json={"language": "nl", "consent": True, "places": {"home": point(LEEUWARDEN)}},
    )
    assert answer.status_code == 201
    assert answer.json is not None
    assert set(answer.json) == {"id", "token", "municipality"}
    assert answer.json["municipality"] == {"code": "GM0080", "name": "Leeuwarden", "joined": True}


def test_without_a_place_there_is_no_municipality(world: World) -> None:
    answer = world.call("POST", "/v1/participants", json={"language": "en", "consent": True})
    assert answer.get_json()["municipality"] is None


@pytest.mark.parametrize("consent", [{}, {"consent": False}])
def test_without_consent_nobody_joins(world: World, consent: dict[str, bool]) -> None:
    answer = world.call("POST", "/v1/participants", json={"language": "nl", **consent})
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "consent"


def test_a_home_abroad_is_refused_by_name(world: World) -> None:
    places = {"home": point(LEEUWARDEN), "work": point(PARIS)}
    answer = world.call(
        "POST", "/v1/participants", json={"language": "nl", "consent": True, "places": places}
    )
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == ["places.work"]


def test_a_newcomer_sees_everything_stored_about_them(world: World, participant: Caller) -> None:
    assert participant.me() == {
        "id": participant.id,
        "language": "nl",
        "alsoAddressesWhenAway": False,
        "exercises": False,
        "pausedUntil": None,
        "position": None,
        "places": {},
        "push": None,
        "municipality": None,
    }


def test_preferences_change_and_what_is_left_out_stays(world: World, participant: Caller) -> None:
    until = world.now + timedelta(hours=3)
    answer = participant("PATCH", json={"language": "en", "exercises": True, "pausedUntil": rfc(until)})
    assert answer.status_code == 200
    assert participant.me()["language"] == "en"
    participant("PATCH", json={"pausedUntil": None})
    assert participant.me() == {**answer.get_json(), "pausedUntil": None}


def test_null_is_no_language(world: World, participant: Caller) -> None:
    assert participant("PATCH", json={"language": None}).status_code == 400


def test_work_counts_when_home_is_gone(world: World, participant: Caller) -> None:
    participant("PUT", "/places/work", json={"location": point(DELFT)})
    participant("PUT", "/places/home", json={"location": point(LEEUWARDEN)})
    assert participant.me()["municipality"]["code"] == "GM0080"
    assert participant("DELETE", "/places/home").status_code == 204
    assert participant.me()["municipality"]["code"] == "GM0503"
    assert participant.me()["places"] == {"work": point(DELFT)}
    participant("DELETE", "/places/work")
    assert participant.me()["municipality"] is None


def test_a_place_is_home_or_work(world: World, participant: Caller) -> None:
    assert participant("PUT", "/places/school", json={"location": point(DELFT)}).status_code == 404
    assert participant("DELETE", "/places/school").status_code == 404


def test_leaving_erases_everything(world: World, participant: Caller) -> None:
    participant.at(LEEUWARDEN)
    subscription = {"endpoint": "https://push.example.com/1", "keys": {"p256dh": P256DH, "auth": AUTH}}
    participant("PUT", "/push-subscription", json=subscription)
    assert participant("DELETE").status_code == 204
    assert participant("GET").status_code == 401
    assert participant("DELETE").status_code == 401
    with world.db.read() as session:
        for table in (Participant, Location, PushSubscription):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_the_same_key_joins_once_and_gets_the_token_again(world: World) -> None:
    body, headers = {"language": "nl", "consent": True}, {"Idempotency-Key": KEY}
    first = world.call("POST", "/v1/participants", json=body, headers=headers)
    again = world.call(
        "POST",
        "/v1/participants",
        data='{"consent":true,  "language":"nl"}',
        headers={**headers, "Content-Type": "application/json"},
    )
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    with world.db.read() as session:
        stored = session.scalars(select(Idempotency.answer)).one()
        assert first.get_json()["token"] not in str(stored)


def test_the_same_key_with_another_body_is_refused(world: World) -> None:
    headers = {"Idempotency-Key": KEY}
    world.call("POST", "/v1/participants", json={"language": "nl", "consent": True}, headers=headers)
    answer = world.call("POST", "/v1/participants", json={"language": "en", "consent": True}, headers=headers)
    assert answer.status_code == 422


def test_a_refused_joining_does_not_use_up_its_key(world: World) -> None:
    headers = {"Idempotency-Key": KEY}
    assert world.call("POST", "/v1/participants", json={"language": "nl"}, headers=headers).status_code == 422
    body = {"language": "nl", "consent": True}
    assert world.call("POST", "/v1/participants", json=body, headers=headers).status_code == 201


def test_a_key_is_forgotten_after_a_day_and_on_leaving(world: World) -> None:
    body, headers = {"language": "nl", "consent": True}, {"Idempotency-Key": KEY}
    first = world.call("POST", "/v1/participants", json=body, headers=headers).get_json()
    world.later(hours=25)
    second = world.call("POST", "/v1/participants", json=body, headers=headers).get_json()
    assert first["id"] != second["id"]
    Caller(world, second["id"], second["token"])("DELETE")
    third = world.call("POST", "/v1/participants", json=body, headers=headers).get_json()
    assert third["id"] != second["id"]


@pytest.mark.parametrize("key", ["short", "a" * 65, "abcdefghijklmnopqrst!!", ""])
def test_a_guessable_key_is_malformed(world: World, key: str) -> None:
    body = {"language": "nl", "consent": True}
    answer = world.call("POST", "/v1/participants", json=body, headers={"Idempotency-Key": key})
    assert answer.status_code == 400
    assert answer.get_json()["errors"][0]["field"] == "Idempotency-Key"

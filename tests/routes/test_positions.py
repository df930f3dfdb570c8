"""The rules of a position, from the contract."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select

from backend.db import Database
from backend.models import Location, Participant
from tests.support.world import DELFT, LEEUWARDEN, PARIS, Caller, World, point, rfc

NEAR = (LEEUWARDEN[0] + 0.0009, LEEUWARDEN[1])  # about 60 m east
FARTHER = (LEEUWARDEN[0] + 0.0030, LEEUWARDEN[1])  # about 200 m east


def test_a_position_is_kept_with_its_end(world: World, participant: Caller) -> None:
    assert participant.at(LEEUWARDEN, 12.5).status_code == 204
    assert participant.me()["position"] == {
        "location": point(LEEUWARDEN),
        "accuracy": 12.5,
        "recordedAt": rfc(world.now),
        "expiresAt": rfc(world.now + timedelta(hours=24)),
    }
    assert participant.me()["municipality"]["code"] == "GM0080"


def test_an_offset_is_answered_in_utc(world: World, participant: Caller) -> None:
    body = {"location": point(LEEUWARDEN), "accuracy": 1, "recordedAt": "2026-06-01T11:30:00.250+02:00"}
    assert participant("PUT", "/position", json=body).status_code == 204
    assert participant.me()["position"]["recordedAt"] == "2026-06-01T09:30:00.250000Z"


def test_a_vague_position_is_refused(world: World, participant: Caller) -> None:
    assert participant.at(LEEUWARDEN, 2000).status_code == 204
    answer = participant.at(LEEUWARDEN, 2000.1)
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "accuracy"


def test_the_future_counts_as_now(world: World, participant: Caller) -> None:
    participant.at(LEEUWARDEN, recorded_at=world.now + timedelta(days=300))
    assert participant.me()["position"]["recordedAt"] == rfc(world.now)


@pytest.mark.parametrize("late", [0, 1])
def test_an_equal_or_older_position_is_ignored(world: World, participant: Caller, late: int) -> None:
    participant.at(LEEUWARDEN)
    assert participant.at(DELFT, recorded_at=world.now - timedelta(seconds=late)).status_code == 204
    assert participant.me()["position"]["location"] == point(LEEUWARDEN)


def test_one_that_has_expired_already_is_ignored(world: World, participant: Caller) -> None:
    assert participant.at(LEEUWARDEN, recorded_at=world.now - timedelta(hours=24)).status_code == 204
    assert participant.me()["position"] is None


def test_a_small_move_keeps_the_point_and_renews_the_times(world: World, participant: Caller) -> None:
    participant.at(LEEUWARDEN, 10)
    world.later(minutes=5)
    participant.at(NEAR, 30)
    position = participant.me()["position"]
    assert position["location"] == point(LEEUWARDEN)
    assert position["accuracy"] == 10
    assert position["recordedAt"] == rfc(world.now)
    assert position["expiresAt"] == rfc(world.now + timedelta(hours=24))


def test_a_larger_move_is_followed(world: World, participant: Caller) -> None:
    participant.at(LEEUWARDEN, 10)
    world.later(minutes=5)
    participant.at(FARTHER, 30)
    assert participant.me()["position"]["location"] == point(FARTHER)
    assert participant.me()["position"]["accuracy"] == 30


def test_a_move_within_the_new_accuracy_is_none(world: World, participant: Caller) -> None:
    participant.at(LEEUWARDEN, 10)
    world.later(minutes=5)
    participant.at(FARTHER, 400)
    assert participant.me()["position"]["location"] == point(LEEUWARDEN)


def test_abroad_erases_the_stored_position(world: World, participant: Caller) -> None:
    participant.at(LEEUWARDEN)
    world.later(minutes=5)
    assert participant.at(PARIS).status_code == 204
    assert participant.me()["position"] is None
    assert participant.me()["municipality"] is None


def test_an_older_one_abroad_erases_nothing(world: World, participant: Caller) -> None:
    participant.at(LEEUWARDEN)
    participant.at(PARIS, recorded_at=world.now - timedelta(seconds=1))
    assert participant.me()["position"] is not None


def test_it_expires(world: World, participant: Caller) -> None:
    participant.at(LEEUWARDEN)
    world.later(hours=24)
    assert participant.me()["position"] is None
    assert participant.me()["municipality"] is None


def test_home_decides_the_municipality_before_the_position(world: World, participant: Caller) -> None:
    participant("PUT", "/places/home", json={"location": point(DELFT)})
    participant.at(LEEUWARDEN)
    assert participant.me()["municipality"]["code"] == "GM0503"
    participant("DELETE", "/places/home")
    assert participant.me()["municipality"]["code"] == "GM0080"
    assert participant("DELETE", "/position").status_code == 204
    assert participant.me()["position"] is None


def test_beside_an_address_a_position_costs_one_change(
    world: World, participant: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hundreds come in a second, and none of them decides the municipality."""
    participant("PUT", "/places/home", json={"location": point(DELFT)})
    participant.at(LEEUWARDEN)
    changes: list[str] = []
    alone = Database.once

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "SELECT")):
            changes.append(statement)

    def once(db: Database, statement: Any, *given: Any, **options: Any) -> Any:
        if options.get("changes") and not db.embedded:
            changes.append(str(statement))
        return alone(db, statement, *given, **options)

    monkeypatch.setattr(Database, "once", once)
    event.listen(Engine, "before_cursor_execute", note)
    world.later(minutes=1)
    assert participant.at(FARTHER).status_code == 204
    event.remove(Engine, "before_cursor_execute", note)
    assert len(changes) == 1


def test_fields_of_a_newer_app_are_ignored(world: World, participant: Caller) -> None:
    location = {**point(LEEUWARDEN), "bbox": [1, 2, 3, 4]}
    body = {"location": location, "accuracy": 5, "recordedAt": rfc(world.now), "speed": 3}
    assert participant("PUT", "/position", json=body).status_code == 204


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("location", None),
        ("location", {"type": "Point", "coordinates": [5.1]}),
        ("location", {"type": "Point", "coordinates": [5.1, 52, 0]}),
        ("location", {"type": "Point", "coordinates": ["5.1", 52]}),
        ("location", {"type": "Polygon", "coordinates": [5.1, 52]}),
        ("accuracy", "20"),
        ("accuracy", True),
        ("accuracy", -1),
        ("recordedAt", "2026-06-01T10:00:00"),
        ("recordedAt", "2026-06-31T10:00:00Z"),
        ("recordedAt", "0001-01-01T00:00:00+10:00"),
        ("recordedAt", 1_800_000_000),
    ],
)
def test_a_malformed_position_is_400(world: World, participant: Caller, field: str, value: object) -> None:
    body = {"location": point(LEEUWARDEN), "accuracy": 5, "recordedAt": rfc(world.now), field: value}
    answer = participant("PUT", "/position", json=body)
    assert answer.status_code == 400
    assert answer.get_json()["errors"][0]["field"].startswith(field)


@pytest.mark.parametrize(
    "body",
    [
        {"location": point(LEEUWARDEN), "accuracy": 5},
        {"location": point(LEEUWARDEN), "accuracy": 5_000},
        {"location": point(PARIS), "accuracy": 5},
        {"location": point(LEEUWARDEN), "accuracy": "five"},
        {},
    ],
)
def test_whose_token_is_nobodys_hears_that_first_and_leaves_no_position(
    world: World, participant: Caller, body: dict[str, object]
) -> None:
    world.join()
    participant.at(DELFT)
    assert participant("DELETE", "").status_code == 204
    answer = participant("PUT", "/position", json={"recordedAt": rfc(world.now), **body})
    assert answer.status_code == 401
    with world.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Location)) == 0


def test_one_call_too_many_stores_no_position(build_world: Callable[..., World]) -> None:
    participant = build_world(RATE_LIMITS="on").join()
    assert {participant.at(LEEUWARDEN).status_code for _ in range(120)} == {204}
    participant.world.later(minutes=1)
    assert participant.at(DELFT).status_code == 429
    with participant.world.db.read() as session:
        assert session.scalar(select(Participant.municipality_code)) == "GM0080"


def test_a_position_tells_that_somebody_was_heard_of(world: World, participant: Caller) -> None:
    seen = world.later(days=2)
    participant.at(LEEUWARDEN)
    with world.db.read() as session:
        assert session.scalar(select(Participant.seen_at)) == seen


def test_those_who_move_at_the_same_moment_are_each_where_they_are(world: World) -> None:
    people = [world.join() for _ in range(30)]
    gone = people.pop()
    gone("DELETE", "")
    places = [(round(LEEUWARDEN[0] + 0.001 * number, 5), LEEUWARDEN[1]) for number in range(len(people))]
    with ThreadPoolExecutor(len(people) + 1) as callers:
        late = callers.submit(gone.at, DELFT)
        answers = list(callers.map(lambda one, place: one.at(place), people, places))
    assert {answer.status_code for answer in answers} == {204}
    assert late.result().status_code == 401
    assert [one.me()["position"]["location"] for one in people] == [point(place) for place in places]
    assert {one.me()["municipality"]["code"] for one in people} == {"GM0080"}

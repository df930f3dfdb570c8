"""What a start and an update may hold, field by field."""

from typing import Any

import pytest

from tests.support.world import DELFT, PARIS, Colleague, point


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """None of this depends on which database it is."""
    return sqlite_url


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("kind", "murder"),
        ("kind", None),
        ("transport", "horse"),
        ("radius", "2000"),
        ("radius", 2000.5),
        ("radius", True),
        ("radius", None),
        ("location", [5.7, 53.2]),
        ("spreadSeconds", 301),
        ("spreadSeconds", -1),
        ("exercise", "yes"),
        ("exercise", 1),
        ("familyConsent", "true"),
        ("colour", "red"),
        ("overrideReason", "x" * 201),
        ("description.summary", ""),
        ("description.summary", " \u0000 "),
        ("description.summary", "x" * 81),
        ("description.lastSeenAt", "now"),
        ("description.lastSeenPlace", "x" * 81),
        ("description.direction", "x" * 61),
        ("description.caution", 5),
        ("description.motive", "x"),
        ("description.person", {}),
        ("description.person.sex", "other"),
        ("description.person.ageFrom", 131),
        ("description.person.ageFrom", -1),
        ("description.person.lengthCm", 19),
        ("description.person.hair", "x" * 61),
        ("description.vehicle", {"make": "Opel"}),
    ],
)
def test_a_malformed_start_is_400_and_names_the_field(dispatcher: Colleague, path: str, value: Any) -> None:
    report = dispatcher.report()
    place, *parts = report, *path.split(".")
    for part in parts[:-1]:
        place = place.setdefault(part, {})
    place[parts[-1]] = value
    answer = dispatcher.start(**report)
    assert answer.status_code == 400, answer.text
    assert answer.get_json()["errors"][0]["field"].startswith(path)


@pytest.mark.parametrize("missing", ["kind", "transport", "location", "radius", "description"])
def test_what_is_needed_is_400_when_missing(dispatcher: Colleague, missing: str) -> None:
    report = dispatcher.report()
    del report[missing]
    answer = dispatcher("POST", "/v1/actions", json=report, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 400
    assert [error["field"] for error in answer.get_json()["errors"]] == [missing]


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"location": point(PARIS)}, 422, "location"),
        ({"location": {"type": "Point", "coordinates": [500, 91]}}, 422, "location"),
        ({"location": point(DELFT)}, 403, None),
        ({"familyConsent": False}, 422, "familyConsent"),
        ({"radius": 499}, 422, "radius"),
        ({"radius": 25_001}, 422, "radius"),
        ({"radius": 10**300}, 422, "radius"),
        ({"radius": 2000.0}, 201, None),
    ],
)
def test_the_rules_of_a_start(
    dispatcher: Colleague, changes: dict[str, Any], status: int, field: str | None
) -> None:
    answer = dispatcher.start(**changes)
    assert answer.status_code == status, answer.text
    if field:
        assert [error["field"] for error in answer.get_json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lastSeenAt": None}, "description.lastSeenAt"),
        ({"lastSeenAt": "2026-06-01T10:00:01Z"}, "description.lastSeenAt"),
        ({"lastSeenAt": "2026-05-31T09:59:59Z"}, "description.lastSeenAt"),
        ({"lastSeenPlace": None}, "description.lastSeenPlace"),
        ({"lastSeenPlace": "  "}, "description.lastSeenPlace"),
        ({"person": {"sex": "unknown", "hair": "blond", "face": "smal"}}, "description"),
        ({"person": {"sex": "boy", "ageFrom": 8, "ageTo": 6, "hair": "rood"}}, "description.person.ageFrom"),
    ],
)
def test_an_unclear_description_is_422(dispatcher: Colleague, change: dict[str, Any], field: str) -> None:
    description = {**dispatcher.report()["description"], **change}
    description = {name: value for name, value in description.items() if value is not None}
    answer = dispatcher.start(description=description)
    assert answer.status_code == 422, answer.text
    assert field in [error["field"] for error in answer.get_json()["errors"]]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"text": ""}, 400),
        ({"text": "x" * 201}, 400),
        ({"extendMinutes": 4}, 400),
        ({"extendMinutes": 241}, 400),
        ({"extendMinutes": "30"}, 400),
        ({"radius": None}, 400),
        ({"radius": 2000}, 422),
        ({"radius": 30_000}, 422),
        ({"extendMinutes": 5}, 201),
    ],
)
def test_the_rules_of_an_update(dispatcher: Colleague, body: dict[str, Any], status: int) -> None:
    path = f"/v1/actions/{dispatcher.start().get_json()['id']}/updates"
    assert dispatcher("POST", path, json=body).status_code == status

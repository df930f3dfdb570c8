"""A participant tries out whether messages reach the phone."""

from typing import Any

from tests.delivery.stage import until
from tests.journeys.stage import Country, Resident
from tests.support.world import LEEUWARDEN


def tried(resident: Resident) -> str:
    answer = resident("POST", "/self-tests")
    assert answer.status_code == 202, answer.text
    notice: str = answer.get_json()["notice"]
    return notice


def state(resident: Resident, notice: str) -> dict[str, Any]:
    found: dict[str, Any] = resident("GET", f"/self-tests/{notice}").get_json()
    return found


def test_a_self_test_arrives_under_its_own_name(country: Country) -> None:
    resident = country.resident(home=LEEUWARDEN)
    notice = tried(resident)
    shown, arrival = resident.gets("self-test"), resident.arrivals()[0]
    data = shown.pop("data")
    assert (arrival.topic, arrival.urgency, 500 < arrival.ttl <= 600) == (notice, "high", True)
    assert shown == {
        "title": "Proefbericht",
        "body": "Proefbericht van Burgernet. U hoeft niets te doen.",
        "lang": "nl",
        "dir": "ltr",
        "navigate": "http://localhost:8000/",
        "tag": notice,
        "renotify": False,
        "silent": False,
    }
    assert {**data, "expiresAt": None} == {
        "notice": notice,
        "action": None,
        "number": 0,
        "kind": "self-test",
        "phone": None,
        "expiresAt": None,
        "exercise": False,
    }


def test_its_state_tells_how_far_it_came(country: Country) -> None:
    resident = country.resident(home=LEEUWARDEN)
    notice = tried(resident)
    until(lambda: state(resident, notice)["acceptedAt"] is not None, "its acceptance is known")
    before = state(resident, notice)
    assert resident.reports(notice) == 204
    after = state(resident, notice)
    assert before["handedOverAt"] is not None
    assert (before["shownAt"], after["shownAt"] is None) == (None, False)
    assert {**after, "shownAt": None} == before


def test_a_self_test_is_not_among_the_alerts(country: Country) -> None:
    resident = country.resident(home=LEEUWARDEN)
    tried(resident)
    resident.gets("self-test")
    assert resident.alerts() == []


def test_a_self_test_survives_the_end_of_its_worker(country: Country) -> None:
    resident = country.resident(home=LEEUWARDEN)
    country.rest()
    tried(resident)
    country.work()
    assert resident.gets("self-test")["title"] == "Proefbericht"


def test_without_a_channel_there_is_nothing_to_try(country: Country) -> None:
    resident = country.resident(home=LEEUWARDEN)
    resident("DELETE", "/push-subscription")
    assert resident("POST", "/self-tests").status_code == 409


def test_another_participant_cannot_look(country: Country) -> None:
    notice = tried(country.resident())
    assert country.resident()("GET", f"/self-tests/{notice}").status_code == 404

"""How large an action may be and where, by who starts it."""

import pytest

from tests.journeys.conftest import Found
from tests.journeys.stage import Country, away
from tests.support.world import LEEUWARDEN

MANY = 50
REASON = {"overrideReason": "Iedereen moet uitkijken"}


@pytest.fixture
def country(build_country: Found) -> Country:
    """Where more than fifty reachable participants are many, and 51 live near one another."""
    country = build_country(LARGE_ACTION=str(MANY))
    country.crowd(MANY + 1)
    return country


def test_a_dispatcher_does_not_start_a_large_action(country: Country) -> None:
    assert country.desk().start(**REASON).status_code == 409


def test_a_supervisor_does_not_start_one_without_a_reason(country: Country) -> None:
    assert country.desk("supervisor").start().status_code == 409


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_blank_reason_is_none(country: Country, reason: str) -> None:
    assert country.desk("supervisor").start(overrideReason=reason).status_code == 409


def test_a_refused_large_action_alerts_nobody(country: Country) -> None:
    desk, resident = country.desk(), country.resident()
    desk.start()
    small = desk.starts(radius=500)
    resident.at(LEEUWARDEN)
    resident.gets("alert", action=small)
    assert {arrival.token for arrival in country.push.arrivals} == {resident.phone.token}


def test_a_supervisor_with_a_reason_starts_one_that_reaches_everybody(country: Country) -> None:
    desk = country.desk("supervisor")
    action = desk.starts(**REASON)
    desk.waits(action, handedOver=MANY + 1)
    assert desk.sees(action)["overrideReason"] == REASON["overrideReason"]


def test_exactly_as_many_as_are_allowed_are_no_large_action(country: Country) -> None:
    farthest = country.desk().start(radius=1_480)
    assert (farthest.status_code, farthest.get_json()["counts"]["selected"]) == (201, MANY - 1)


def test_those_who_cannot_be_reached_do_not_make_an_action_large(country: Country) -> None:
    for _ in range(3):
        country.resident(home=away(100), subscribed=False)
    assert country.desk().start(radius=1_480).status_code == 201


def test_a_dispatcher_does_not_enlarge_an_action_into_a_large_one(country: Country) -> None:
    desk = country.desk()
    action = desk.starts(radius=500)
    assert desk.update(action, radius=2_000).status_code == 409
    assert (desk.sees(action)["area"]["radius"], len(desk.sees(action)["messages"])) == (500, 1)


def test_a_supervisor_enlarges_what_became_large(country: Country) -> None:
    action = country.desk().starts(radius=500)
    supervisor = country.desk("supervisor")
    supervisor.updates(action, radius=2_000)
    supervisor.waits(action, handedOver=MANY + 1)


def test_the_largest_radius_depends_on_the_role(build_country: Found) -> None:
    country = build_country()
    dispatcher, supervisor = country.desk(), country.desk("supervisor")
    administrator = country.desk("administrator", None)
    tried = [
        (dispatcher, 499, 422),
        (dispatcher, 25_000, 201),
        (dispatcher, 25_001, 422),
        (supervisor, 25_001, 201),
        (supervisor, 350_001, 422),
        (administrator, 350_000, 201),
        (administrator, 499, 422),
    ]
    answered = [desk.start(f"{radius}", radius=radius).status_code for desk, radius, _ in tried]
    assert answered == [status for _, _, status in tried]


def test_another_region_does_nothing_with_an_action(country: Country) -> None:
    action = country.desk().starts(radius=500)
    other = country.desk("supervisor", "Haaglanden")
    calls = [
        other.start(),
        other.update(action, text="gele muts"),
        other.end(action),
        other("GET", f"/v1/dispatch/actions/{action}"),
        other("GET", f"/v1/dispatch/actions/{action}/progress"),
    ]
    assert [answer.status_code for answer in calls] == [403] * 5


def test_an_administrator_acts_everywhere(country: Country) -> None:
    action = country.desk().starts(radius=500)
    country.desk("administrator", None).ends(action)
    assert country.desk().sees(action)["status"] == "ended"

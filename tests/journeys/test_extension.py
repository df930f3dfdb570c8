"""More time for an action is more time for each of its messages that still waits."""

import pytest

from tests.delivery.stage import healthy, overloaded, until
from tests.journeys.stage import Country, Desk, Gate, Resident
from tests.support.world import LEEUWARDEN

CROWD = 40
"""More than W, so that somebody has to wait for the answers to others."""
HAT = "Zij draagt een gele muts"


def lasts(resident: Resident, kind: str, until_when: str, ttl: float) -> None:
    """The push service was told to keep it so long, in seconds, and the phone until when it matters."""
    told = resident.gets(kind)
    assert told["data"]["expiresAt"] == until_when
    assert ttl - 60 < resident.arrivals(taken=True)[-1].ttl <= ttl


@pytest.fixture
def nearest(country: Country) -> Resident:
    """Last in a crowd."""
    country.crowd(CROWD)
    return country.resident(home=LEEUWARDEN)


def test_an_alert_whose_turn_has_not_come_lasts_until_the_new_end(
    country: Country, desk: Desk, nearest: Resident
) -> None:
    country.push.behave = gate = Gate()
    action = desk.starts()
    until(lambda: len(country.push.arrivals) == 32, "W are on their way")
    desk.updates(action, extendMinutes=60)
    country.push.behave = healthy
    gate.open()
    lasts(nearest, "alert", desk.sees(action)["expiresAt"], 3 * 3600)


def test_an_update_that_waits_for_others_lasts_until_the_new_end(
    country: Country, desk: Desk, nearest: Resident
) -> None:
    action = desk.starts()
    desk.waits(action, handedOver=CROWD + 1)
    country.push.behave = gate = Gate()
    desk.updates(action, text=HAT)
    until(lambda: len(country.push.arrivals) == CROWD + 1 + 32, "W are on their way")
    desk.updates(action, extendMinutes=60)
    country.push.behave = healthy
    gate.open()
    lasts(nearest, "update", desk.sees(action)["expiresAt"], 3 * 3600)


def test_an_alert_that_is_to_be_tried_again_is_until_the_new_end(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN)
    country.push.behave = overloaded
    action = desk.starts()
    until(lambda: bool(resident.arrivals()), "the alert is tried")
    desk.updates(action, extendMinutes=60)
    country.later(hours=2, minutes=30)
    country.push.behave = healthy
    lasts(resident, "alert", desk.sees(action)["expiresAt"], 0.5 * 3600)


def test_an_update_that_is_to_be_tried_again_is_until_the_new_end(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN)
    action = desk.starts()
    resident.gets("alert")
    country.push.behave = overloaded
    desk.updates(action, text=HAT)
    until(lambda: len(resident.arrivals()) > 1, "the update is tried")
    desk.updates(action, extendMinutes=60)
    country.later(hours=2, minutes=30)
    country.push.behave = healthy
    lasts(resident, "update", desk.sees(action)["expiresAt"], 0.5 * 3600)


def test_a_late_alert_that_could_not_be_delivered_lasts_until_the_new_end(
    country: Country, desk: Desk
) -> None:
    late = country.resident(subscribed=False)
    action = desk.starts()
    desk.updates(action, text=HAT)
    late.at(LEEUWARDEN)
    desk.waits(action, unreachable=1)
    desk.updates(action, extendMinutes=60)
    late.subscribe()
    lasts(late, "alert", desk.sees(action)["expiresAt"], 3 * 3600)
    assert HAT in late.gets("alert")["body"]

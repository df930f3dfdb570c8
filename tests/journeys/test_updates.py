"""Additions to a running action: who hears them apart, who hears them in the alert, and who no longer does."""

from datetime import datetime

from tests.delivery.stage import healthy, overloaded, until
from tests.journeys.stage import Country, Desk, Resident, away
from tests.world import LEEUWARDEN

HAT = "Zij draagt een gele muts"


def enlisted_before_an_update(country: Country, desk: Desk) -> tuple[str, Resident]:
    """An action with an update, and somebody whose alert the push service has not taken yet."""
    resident = country.resident(home=LEEUWARDEN)
    country.push.behave = overloaded
    action = desk.starts()
    until(lambda: bool(resident.arrivals()), "the alert is tried")
    desk.updates(action, text=HAT)
    country.push.behave = healthy
    return action, resident


def test_whoever_was_enlisted_before_an_update_gets_the_alert_and_then_the_update(
    country: Country, desk: Desk
) -> None:
    _, resident = enlisted_before_an_update(country, desk)
    resident.gets("update")
    assert resident.kinds(taken=True) == ["alert", "update"]


def test_their_alert_is_as_it_was(country: Country, desk: Desk) -> None:
    _, resident = enlisted_before_an_update(country, desk)
    alert = resident.gets("alert")
    assert (HAT in alert["body"], alert["data"]["number"]) == (False, 1)


def test_whoever_could_not_be_reached_before_an_update_gets_both_too(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN, subscribed=False)
    action = desk.starts()
    desk.waits(action, unreachable=1)
    desk.updates(action, text=HAT)
    resident.subscribe()
    resident.gets("update")
    assert (resident.kinds(), HAT in resident.gets("alert")["body"]) == (["alert", "update"], False)


def test_whoever_comes_in_after_an_update_gets_one_alert_that_includes_it(
    country: Country, desk: Desk
) -> None:
    early, late = country.resident(home=LEEUWARDEN), country.resident()
    action = desk.starts()
    desk.updates(action, text=HAT)
    early.gets("update")
    late.at(LEEUWARDEN)
    alert = late.gets("alert")
    desk.ends(action)
    late.gets("outcome")
    assert (HAT in alert["body"], late.kinds()) == (True, ["alert", "outcome"])


def test_their_alert_is_the_first_message_of_the_action_all_the_same(country: Country, desk: Desk) -> None:
    late = country.resident()
    action = desk.starts()
    desk.updates(action, text=HAT)
    late.at(LEEUWARDEN)
    data = late.gets("alert")["data"]
    assert (data["notice"], data["number"]) == (desk.sees(action)["messages"][0]["notice"], 1)


def test_a_second_update_comes_apart_to_those_who_came_in_between(country: Country, desk: Desk) -> None:
    late = country.resident()
    action = desk.starts()
    desk.updates(action, text=HAT)
    late.at(LEEUWARDEN)
    late.gets("alert")
    desk.updates(action, text="Zij heeft een step bij zich")
    late.gets("update")
    assert [each["data"]["number"] for each in late.notifications()] == [1, 3]


def test_the_newest_addition_in_words_reaches_those_whom_an_enlargement_brings_in(
    country: Country, desk: Desk
) -> None:
    outside = country.resident(home=away(3_000))
    action = desk.starts()
    desk.updates(action, text="Zij heeft een step bij zich")
    desk.updates(action, text=HAT)
    desk.updates(action, radius=4_000)
    body = outside.gets("alert")["body"]
    assert (HAT in body, "step" in body) == (True, False)


def test_an_outcome_withdraws_a_pending_update(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN)
    action = desk.starts()
    resident.gets("alert")
    country.push.behave = overloaded
    desk.updates(action, text=HAT)
    until(lambda: "update" in resident.kinds(), "the update is tried")
    desk.ends(action)
    country.push.behave = healthy
    resident.gets("outcome")
    assert resident.kinds(taken=True) == ["alert", "outcome"]


def test_more_time_alone_sends_nothing(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN)
    action = desk.starts()
    resident.gets("alert")
    desk.updates(action, extendMinutes=60)
    desk.ends(action)
    resident.gets("outcome")
    assert resident.kinds() == ["alert", "outcome"]


def test_whoever_comes_in_after_an_extension_is_told_the_new_end(country: Country, desk: Desk) -> None:
    late = country.resident()
    action = desk.starts()
    desk.updates(action, extendMinutes=60)
    late.at(LEEUWARDEN)
    told = datetime.fromisoformat(late.gets("alert")["data"]["expiresAt"])
    assert told == datetime.fromisoformat(desk.sees(action)["expiresAt"]).replace(microsecond=0)
    assert late.arrivals()[0].ttl > 2 * 3600

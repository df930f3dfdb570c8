"""Additions to a running action: who hears them apart, who hears them in the alert, and who no longer does."""

from sqlalchemy import func, select

from backend.models import Delivery
from backend.models.delivery import RETRYING
from tests.delivery.stage import healthy, overloaded, until
from tests.journeys.stage import Country, Desk, Gate, Resident, away
from tests.support.world import LEEUWARDEN

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


def is_to_be_tried_again(country: Country) -> bool:
    with country.db.read() as session:
        return bool(session.scalar(select(func.count()).where(Delivery.result == RETRYING)))


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
    until(lambda: is_to_be_tried_again(country), "the update is tried and is to be tried again")
    desk.ends(action)
    country.push.behave = healthy
    resident.gets("outcome")
    country.later(minutes=5)
    for _ in range(2):
        # The second is tried when whatever was due before the first has been.
        notice = resident("POST", "/self-tests").get_json()["notice"]
        resident.gets("self-test", notice=notice)
    assert resident.kinds(taken=True) == ["alert", "outcome", "self-test", "self-test"]


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
    assert late.gets("alert")["data"]["expiresAt"] == desk.sees(action)["expiresAt"]
    assert late.arrivals()[0].ttl > 2 * 3600


def test_updates_made_before_the_alert_was_taken_arrive_one_after_the_other(
    country: Country, desk: Desk
) -> None:
    resident = country.resident(home=LEEUWARDEN)
    country.push.behave = overloaded
    action = desk.starts()
    until(lambda: bool(resident.arrivals()), "the alert is tried")
    desk.updates(action, text=HAT)
    desk.updates(action, text="Ze heeft een rugzak")
    country.push.behave = healthy
    resident.gets("update", number=3)
    resident.gets("update", number=2)
    assert [each["data"]["number"] for each in resident.notifications(taken=True)] == [1, 2, 3]


def test_the_outcome_waits_for_an_update_under_way(country: Country, desk: Desk) -> None:
    resident, other = country.resident(home=LEEUWARDEN), country.resident(home=LEEUWARDEN)
    action = desk.starts()
    resident.gets("alert")
    other.gets("alert")
    gate = country.push.behave = Gate(other)
    desk.updates(action, text=HAT)
    other.gets("update")
    until(lambda: "update" in resident.kinds(), "the update is under way")
    desk.ends(action)
    other.gets("outcome")
    for _ in range(2):
        # Whatever was queued with the other's outcome has left when these have.
        notice = other("POST", "/self-tests").get_json()["notice"]
        other.gets("self-test", notice=notice)
    meanwhile = resident.kinds()
    gate.open()
    until(lambda: "outcome" in resident.kinds(), "the outcome follows")
    assert (meanwhile, resident.kinds()) == (["alert", "update"], ["alert", "update", "outcome"])

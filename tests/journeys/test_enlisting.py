"""Whoever comes to count while an action runs is alerted too, whatever made them count; and nobody twice."""

from datetime import timedelta

from tests.journeys.stage import Country, Desk, away
from tests.support.waiting import until
from tests.support.world import DELFT, LEEUWARDEN, point, rfc

ENLISTED_WITHIN = 3.0


def test_whoever_moves_in_is_alerted(country: Country, desk: Desk) -> None:
    resident = country.resident()
    resident.at(DELFT)
    action = desk.starts()
    resident.at(LEEUWARDEN)
    assert resident.gets("alert")["data"]["action"] == action


def test_a_new_address_inside_is_alerted(country: Country, desk: Desk) -> None:
    resident = country.resident(home=DELFT)
    action = desk.starts()
    resident("PUT", "/places/home", json={"location": point(LEEUWARDEN)})
    assert resident.gets("alert")["data"]["action"] == action


def test_whoever_now_wants_alerts_at_home_while_away_is_alerted(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN)
    resident.at(DELFT)
    action = desk.starts()
    resident("PATCH", json={"alsoAddressesWhenAway": True})
    assert resident.gets("alert")["data"]["action"] == action


def test_a_pause_that_runs_out_ends_in_an_alert(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN)
    resident("PATCH", json={"pausedUntil": rfc(country.now + timedelta(seconds=2))})
    action = desk.starts()
    assert desk.progress(action)["selected"] == 0
    assert resident.gets("alert")["data"]["action"] == action


def test_a_position_of_two_hours_ago_makes_the_address_count(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN)
    resident.at(DELFT, recorded_at=country.now - timedelta(hours=2) + timedelta(seconds=2))
    action = desk.starts()
    assert desk.progress(action)["selected"] == 0
    until(lambda: desk.progress(action)["selected"] == 1, 2 + ENLISTED_WITHIN)
    assert resident.gets("alert")["data"]["action"] == action


def test_whoever_opened_the_app_elsewhere_yesterday_is_alerted_at_home(country: Country) -> None:
    resident = country.resident(home=LEEUWARDEN)
    resident.at(DELFT)
    country.later(hours=22)
    action = country.desk().starts()
    assert resident.gets("alert")["data"]["action"] == action


def test_a_larger_area_alerts_those_it_now_reaches(country: Country, desk: Desk) -> None:
    resident = country.resident(home=away(3_000))
    action = desk.starts(radius=2_000)
    desk.updates(action, radius=4_000)
    assert resident.gets("alert")["data"]["action"] == action


def test_a_larger_area_becomes_visible_to_everybody(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN)
    action = desk.starts(radius=2_000)
    desk.updates(action, radius=4_000)
    seen = (
        desk.sees(action)["area"]["radius"],
        desk.progress(action)["rings"][0]["to"],
        country.call("GET", f"/v1/actions/{action}").get_json()["area"]["radius"],
    )
    assert seen == (4_000, 4_000, 4_000)
    assert resident.gets("update")["body"].startswith("Het zoekgebied is uitgebreid. Meisje")


def test_a_position_outside_outweighs_an_address_inside(country: Country, desk: Desk) -> None:
    resident, witness = country.resident(home=LEEUWARDEN), country.resident()
    resident.at(DELFT)
    desk.starts()
    witness.at(LEEUWARDEN)
    witness.gets("alert")
    assert resident.arrivals() == []


def test_nobody_is_alerted_twice_however_often_they_come_to_count(country: Country, desk: Desk) -> None:
    resident, witness = country.resident(home=LEEUWARDEN), country.resident()
    action = desk.starts(radius=2_000)
    resident.gets("alert")
    resident.at(away(200))
    resident("PUT", "/places/work", json={"location": point(away(1_000))})
    resident("PATCH", json={"alsoAddressesWhenAway": True, "language": "en"})
    resident.subscribe()
    desk.updates(action, radius=4_000)
    witness.at(LEEUWARDEN)
    witness.gets("alert")
    desk.ends(action)
    resident.gets("outcome")
    assert resident.kinds() == ["alert", "update", "outcome"]


def test_a_pause_after_enlisting_changes_nothing(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN)
    action = desk.starts()
    resident.gets("alert")
    resident("PATCH", json={"pausedUntil": rfc(country.now + timedelta(days=1))})
    desk.updates(action, text="Zij draagt een gele muts")
    assert resident.gets("update")["data"]["action"] == action

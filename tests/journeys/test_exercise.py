"""An exercise reaches those who opted in, says on every screen that it is one, and is nobody else's business."""

from datetime import timedelta

from tests.journeys.stage import Country, Desk
from tests.support.world import LEEUWARDEN, rfc


def test_an_exercise_reaches_only_those_who_opted_in(country: Country, desk: Desk) -> None:
    willing, other, late = (country.resident(home=LEEUWARDEN) for _ in range(3))
    willing("PATCH", json={"exercises": True})
    action = desk.starts(exercise=True)
    willing.gets("alert")
    late("PATCH", json={"exercises": True})
    late.gets("alert")
    assert (other.arrivals(), desk.progress(action)["selected"]) == ([], 2)


def test_every_text_of_an_exercise_says_so_first(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN)
    english = country.resident(home=LEEUWARDEN, language="en")
    for one in (resident, english):
        one("PATCH", json={"exercises": True})
    action = desk.starts(exercise=True)
    for one in (resident, english):
        one.gets("alert")
    desk.updates(action, text="Zij draagt een gele muts")
    for one in (resident, english):
        one.gets("update")
    desk.ends(action)
    for one in (resident, english):
        one.gets("outcome")
        for text in (one.notifications()[number][part] for number in range(3) for part in ("title", "body")):
            assert text.startswith("OEFENING"), text


def test_the_data_of_an_exercise_says_so_too(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN)
    resident("PATCH", json={"exercises": True})
    desk.starts(exercise=True)
    resident.gets("alert", exercise=True)
    assert resident.alerts()[0]["exercise"] is True


def test_an_exercise_is_never_public(country: Country, desk: Desk) -> None:
    action = desk.starts(exercise=True)
    seen = [country.call("GET", path).status_code for path in (f"/v1/actions/{action}",)]
    running = country.call("GET", "/v1/actions").get_json()["items"]
    desk.ends(action)
    seen.append(country.call("GET", f"/v1/actions/{action}").status_code)
    assert (seen, running, country.call("GET", "/v1/actions").get_json()["items"]) == ([404, 404], [], [])


def test_somebody_who_paused_is_not_alerted(country: Country, desk: Desk) -> None:
    paused, witness = country.resident(home=LEEUWARDEN), country.resident()
    paused("PATCH", json={"pausedUntil": rfc(country.now + timedelta(hours=1))})
    action = desk.starts()
    witness.at(LEEUWARDEN)
    witness.gets("alert")
    assert (paused.arrivals(), desk.progress(action)["selected"]) == ([], 1)

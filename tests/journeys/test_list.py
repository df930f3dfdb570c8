"""The app's list: how long it remembers what, and for whom."""

from tests.delivery.stage import until
from tests.journeys.stage import Country, Desk, Resident, away
from tests.support.world import LEEUWARDEN


def ended(country: Country, desk: Desk, resident: Resident) -> str:
    """An action that somebody was alerted to and heard the outcome of."""
    action = desk.starts()
    resident.gets("alert", action=action)
    desk.ends(action)
    resident.gets("outcome", action=action)
    return action


def test_a_distance_is_rounded_to_a_hundred_metres(country: Country, desk: Desk) -> None:
    residents = [country.resident(home=away(far)) for far in (40, 160, 1_940)]
    desk.starts()
    for resident in residents:
        resident.gets("alert")
    assert [resident.alerts()[0]["distance"] for resident in residents] == [0, 200, 1_900]


def test_a_distance_is_dropped_a_day_after_the_end(country: Country, desk: Desk) -> None:
    resident = country.resident(home=away(730))
    ended(country, desk, resident)
    country.later(hours=23)
    before = resident.alerts()[0]["distance"]
    country.later(hours=2)
    assert (before, resident.alerts()[0]["distance"]) == (700, None)


def test_the_list_goes_back_seven_days(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN)
    action = ended(country, desk, resident)
    country.later(days=6, hours=23)
    before = [alert["action"] for alert in resident.alerts()]
    country.later(hours=2)
    assert (before, resident.alerts()) == ([action], [])


def test_what_runs_comes_first_and_then_the_newest(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN)
    running = desk.starts()
    first, second = (ended(country, desk, resident) for _ in range(2))
    assert [alert["action"] for alert in resident.alerts()] == [running, second, first]


def test_a_description_goes_on_being_listed_after_the_end(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN)
    ended(country, desk, resident)
    alert = resident.alerts()[0]
    assert (alert["title"], alert["description"]["person"]["clothing"]) == (
        "Vermist meisje van 6",
        "rode jas",
    )


def test_after_the_end_only_those_who_were_alerted_find_it(country: Country, desk: Desk) -> None:
    alerted, unreachable = (
        country.resident(home=LEEUWARDEN),
        country.resident(home=LEEUWARDEN, subscribed=False),
    )
    outside, late = country.resident(home=away(5_000)), country.resident()
    action = desk.starts()
    desk.waits(action, handedOver=1, unreachable=1)
    desk.ends(action)
    late.at(LEEUWARDEN)
    until(lambda: len(alerted.kinds()) == 2, "the outcome arrives")
    assert [len(one.alerts()) for one in (alerted, unreachable, outside, late)] == [1, 0, 0, 0]


def test_a_list_is_in_its_readers_language(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN, language="en")
    ended(country, desk, resident)
    titles = [message["title"] for message in resident.alerts()[0]["messages"]]
    assert titles == ["Vermist meisje van 6", "Outcome: missing child"]

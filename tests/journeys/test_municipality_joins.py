"""A town that waits, and the day it joins: one message to each who waited, and to nobody else."""

from datetime import datetime, timedelta

from backend.domain import municipalities
from tests.delivery.stage import until
from tests.journeys.stage import Country, Resident
from tests.world import DELFT, LEEUWARDEN


def joins(country: Country, *, days: int = 0) -> None:
    """Delft takes part, so many days from today on."""
    on = country.now.astimezone(municipalities.AMSTERDAM).date() + timedelta(days=days)
    with country.db.write() as session:
        municipalities.join(session, "GM0503", "Haaglanden", on, country.now)


def told(resident: Resident) -> int:
    return resident.kinds(taken=True).count("municipality-joined")


def test_whoever_waited_is_told_once_and_nobody_else(country: Country) -> None:
    waiting, english, elsewhere = (
        country.resident(home=DELFT),
        country.resident(home=DELFT, language="en"),
        country.resident(home=LEEUWARDEN),
    )
    assert waiting.me()["municipality"] == {"code": "GM0503", "name": "Delft", "joined": False}
    joins(country)
    message = waiting.gets("municipality-joined")
    assert (message["title"], message["navigate"]) == ("Burgernet in Delft", "http://localhost:8000/")
    assert message["data"]["action"] is None
    assert "Delft" in english.gets("municipality-joined")["body"]
    assert english.gets("municipality-joined")["lang"] == "en"
    assert waiting.me()["municipality"]["joined"] is True
    late = country.resident(home=DELFT)
    joins(country)
    # The self-test leaves after whatever was queued before it.
    for resident in (late, elsewhere, waiting):
        resident("POST", "/self-tests")
        resident.gets("self-test")
    assert [told(resident) for resident in (waiting, english, elsewhere, late)] == [1, 1, 0, 0]


def test_a_day_that_was_announced_is_told_that_day_at_nine(country: Country) -> None:
    waiting = country.resident(home=DELFT)
    joins(country, days=2)
    country.later(days=1)
    waiting("POST", "/self-tests")
    waiting.gets("self-test")
    assert told(waiting) == 0
    nine = datetime(2026, 6, 3, 9, tzinfo=municipalities.AMSTERDAM)
    country.later(seconds=(nine - country.now).total_seconds())
    waiting.gets("municipality-joined")


def test_that_one_of_them_leaves_takes_the_message_from_nobody(country: Country) -> None:
    gone, stays = country.resident(home=DELFT), country.resident(home=DELFT, subscribed=False)
    joins(country)
    gone.gets("municipality-joined")
    gone("DELETE")
    until(lambda: gone("GET").status_code == 401, "the first has left")
    stays.subscribe()
    assert stays.gets("municipality-joined")

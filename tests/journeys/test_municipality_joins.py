"""A town that waits, and the day it joins: one message to each who waited, and to nobody else."""

from datetime import datetime, timedelta

from backend.clock import AMSTERDAM
from backend.domain.municipalities import register
from tests.delivery.stage import until
from tests.journeys.stage import Country, Resident
from tests.support.world import DELFT, LEEUWARDEN

WITNESSES = {"GM0513": (4.7104, 52.0115), "GM0599": (4.4777, 51.9244)}
"""Towns whose turn to be told comes after that of Delft: Gouda and Rotterdam."""


def joins(country: Country, code: str = "GM0503", *, days: int = 0) -> None:
    """Delft, or another town, takes part, so many days from today on."""
    on = country.now.astimezone(AMSTERDAM).date() + timedelta(days=days)
    with country.db.write() as session:
        register.join(session, code, "Haaglanden", on, country.now)


def had_its_turn(country: Country, resident: Resident, witness: str) -> None:
    """Until whatever there was to tell this resident has arrived: another town was told, and then a self-test."""
    neighbour = country.resident(home=WITNESSES[witness])
    joins(country, witness)
    neighbour.gets("municipality-joined")
    notice = resident("POST", "/self-tests").get_json()["notice"]
    resident.gets("self-test", notice=notice)


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
    had_its_turn(country, waiting, "GM0513")
    had_its_turn(country, late, "GM0599")
    assert [told(resident) for resident in (waiting, english, elsewhere, late)] == [1, 1, 0, 0]


def test_a_day_that_was_announced_is_told_that_day_at_nine(country: Country) -> None:
    waiting = country.resident(home=DELFT)
    joins(country, days=2)
    had_its_turn(country, waiting, "GM0513")
    country.later(days=1)
    had_its_turn(country, waiting, "GM0599")
    assert told(waiting) == 0
    nine = datetime(2026, 6, 3, 9, tzinfo=AMSTERDAM)
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

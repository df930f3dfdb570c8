"""When an action's time is up nobody hears of it any more, save how it ended; and in the end the system ends it."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from backend.models import AuditEntry
from tests.delivery.stage import healthy, overloaded, until
from tests.journeys.stage import Country, Desk, Resident
from tests.support.world import LEEUWARDEN


@dataclass
class Expired:
    """An action past its time, another that runs on, and who had been alerted to which."""

    country: Country
    desk: Desk
    action: str
    running: str
    alerted: Resident
    refused: Resident
    """In the area, but the push service took nothing for this phone before the end."""


@pytest.fixture
def expired(country: Country, desk: Desk) -> Expired:
    alerted = country.resident(home=LEEUWARDEN)
    action = desk.starts()
    alerted.gets("alert")
    country.push.behave = overloaded
    refused = country.resident(home=LEEUWARDEN)
    until(lambda: bool(refused.arrivals()), "the other phone is tried")
    country.later(hours=1)
    running = desk.starts()
    country.later(hours=1)
    country.push.behave = healthy
    return Expired(country, desk, action, running, alerted, refused)


def test_its_status_stays_running_and_it_says_that_it_expired(expired: Expired) -> None:
    shown = [expired.desk.sees(action) for action in (expired.action, expired.running)]
    assert [(one["status"], one["expired"]) for one in shown] == [("running", True), ("running", False)]


def test_nobody_is_enlisted_any_more(expired: Expired) -> None:
    newcomer = expired.country.resident()
    newcomer.at(LEEUWARDEN)
    newcomer.gets("alert", action=expired.running)
    assert expired.desk.progress(expired.action)["selected"] == 2


def test_what_was_to_be_tried_again_is_not(expired: Expired) -> None:
    expired.refused.gets("alert", action=expired.running)
    expired.desk.waits(expired.action, waiting=0)
    sent = [one["data"]["action"] for one in expired.refused.notifications(taken=True)]
    assert sent == [expired.running]


def test_a_new_subscription_does_not_bring_it_back(expired: Expired) -> None:
    expired.desk.waits(expired.action, waiting=0)
    expired.refused.phone = expired.country.phone()
    expired.refused.subscribe()
    expired.desk.ends(expired.running)
    expired.refused.gets("outcome")
    assert expired.action not in [one["data"]["action"] for one in expired.refused.notifications()]


def test_an_update_is_refused(expired: Expired) -> None:
    bodies: list[dict[str, object]] = [{"text": "gele muts"}, {"radius": 4_000}, {"extendMinutes": 60}]
    assert [expired.desk.update(expired.action, **body).status_code for body in bodies] == [409, 409, 409]


def test_its_outcome_reaches_those_who_were_alerted_and_nobody_else(expired: Expired) -> None:
    expired.desk.waits(expired.action, waiting=0)
    expired.desk.ends(expired.action)
    expired.alerted.gets("outcome", action=expired.action)
    expired.desk.waits(expired.action, outcome={"selected": 1, "handedOver": 1, "shown": 0})


def test_an_extension_in_time_keeps_it_running(country: Country, desk: Desk) -> None:
    action, newcomer = desk.starts(), country.resident()
    desk.updates(action, extendMinutes=30)
    country.later(hours=2)
    newcomer.at(LEEUWARDEN)
    assert newcomer.gets("alert")["data"]["action"] == action
    assert desk.sees(action)["expired"] is False


def test_four_hours_later_the_system_ends_it_as_not_found(expired: Expired) -> None:
    expired.country.later(hours=4)
    until(lambda: expired.desk.sees(expired.action)["status"] == "ended", "the system ends it")
    assert expired.desk.sees(expired.action)["result"] == "not-found"
    body = expired.alerted.gets("outcome", action=expired.action)["body"]
    assert body.startswith("Het vermiste meisje is niet aangetroffen. De politie zoekt verder.")


def test_not_before_that(expired: Expired) -> None:
    """The other action, an hour younger, is the witness that the system looked and left it alone."""
    expired.country.later(hours=4)
    until(lambda: expired.desk.sees(expired.action)["status"] == "ended", "the system ends the older one")
    assert expired.desk.sees(expired.running)["status"] == "running"


def test_the_systems_end_stands_in_the_audit(expired: Expired) -> None:
    expired.country.later(hours=4)
    until(lambda: expired.desk.sees(expired.action)["status"] == "ended", "the system ends it")
    with expired.country.db.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "action-ended")).one()
    assert (entry.actor, entry.subject, entry.detail) == ("system", expired.action, {"result": "not-found"})

"""Whoever leaves in the middle of an action is gone everywhere at once, and hears no more of it; numbers stay."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from backend.domain.participants import membership
from backend.domain.refusals import Unauthenticated
from backend.models import Base, new_id
from tests.delivery.stage import until
from tests.journeys.stage import Country, Desk, Gate, Resident, away
from tests.support.world import LEEUWARDEN

KEY = "a-secret-of-whoever-joins"
FIRST, CROWD = 32, 40


@dataclass
class Middle:
    """An action in which one was alerted, one's message is under way, and one's turn has not come."""

    country: Country
    desk: Desk
    action: str
    gate: Gate
    alerted: Resident
    under_way: Resident
    waiting: Resident

    def leave(self) -> None:
        for resident in (self.alerted, self.under_way, self.waiting):
            assert resident("DELETE").status_code == 204


@pytest.fixture
def middle(country: Country, desk: Desk) -> Iterator[Middle]:
    alerted, under_way, waiting = (country.resident(home=away(far)) for far in (1_900, 1_800, 0))
    alerted.at(away(1_900))
    country.crowd(CROWD)
    gate = Gate(alerted)
    country.push.behave = gate
    action = desk.starts()
    country.push.wait_for(FIRST)
    desk.waits(action, handedOver=1)
    yield Middle(country, desk, action, gate, alerted, under_way, waiting)
    gate.open()


def everything(country: Country) -> str:
    """All that is stored, in one text."""
    with country.db.read() as session:
        return "\n".join(
            repr(row) for table in Base.metadata.sorted_tables for row in session.execute(select(table))
        )


def test_nothing_stored_names_whoever_left(middle: Middle) -> None:
    alerted = middle.alerted
    assert alerted.id in everything(middle.country)
    middle.leave()
    left = everything(middle.country)
    assert [one.id for one in (alerted, middle.under_way, middle.waiting) if one.id in left] == []
    assert alerted.phone.subscription(middle.country.push.origin)["keys"]["auth"] not in left


def test_the_key_one_joined_with_is_forgotten_too(country: Country) -> None:
    body, headers = {"language": "nl", "consent": True}, {"Idempotency-Key": KEY}
    first = country.call("POST", "/v1/participants", json=body, headers=headers).get_json()
    Resident(country, first["id"], first["token"], country.phone())("DELETE")
    assert first["id"] not in everything(country)


def test_the_token_of_whoever_left_is_refused(middle: Middle) -> None:
    middle.leave()
    calls = [("GET", ""), ("GET", "/alerts"), ("POST", "/self-tests"), ("DELETE", "")]
    assert {middle.waiting(*call).status_code for call in calls} == {401}


def test_whoever_leaves_before_a_call_of_theirs_is_answered_is_nobody_to_it(country: Country) -> None:
    with country.db.read() as session, pytest.raises(Unauthenticated):
        membership.view(session, new_id(), country.now)


def test_counters_stay_and_a_waiting_one_becomes_withdrawn(middle: Middle) -> None:
    before = middle.desk.progress(middle.action)
    middle.alerted("DELETE")
    middle.waiting("DELETE")
    after = middle.desk.progress(middle.action)
    assert after["selected"] == before["selected"] == CROWD + 3
    assert (after["handedOver"], after["withdrawn"]) == (1, 1)


def test_control_room_and_public_count_alike_when_one_leaves_with_a_message_under_way(middle: Middle) -> None:
    middle.leave()
    middle.gate.open()
    middle.desk.waits(middle.action, waiting=0)
    progress = middle.desk.progress(middle.action)
    public = middle.country.call("GET", f"/v1/actions/{middle.action}").get_json()
    handed_over = sum(ring["handedOver"] for ring in progress["rings"])
    assert progress["handedOver"] == public["participants"] == handed_over


def test_whoever_left_hears_no_outcome(middle: Middle) -> None:
    middle.leave()
    middle.gate.open()
    middle.desk.waits(middle.action, waiting=0)
    middle.desk.ends(middle.action)

    def told() -> bool:
        outcome = middle.desk.progress(middle.action)["outcome"]
        return bool(outcome["selected"] == outcome["handedOver"] == CROWD)

    until(told, "everybody else hears the outcome")
    assert (middle.alerted.kinds(), middle.under_way.kinds(), middle.waiting.kinds()) == (
        ["alert"],
        ["alert"],
        [],
    )


def test_whoever_joins_again_in_the_area_is_alerted_as_anybody(middle: Middle) -> None:
    middle.leave()
    middle.gate.open()
    again = middle.country.resident(home=LEEUWARDEN)
    until(lambda: again.kinds() == ["alert"], "the alert arrives")

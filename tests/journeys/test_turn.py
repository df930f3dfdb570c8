"""Whose turn has not come knows nothing yet: neither the app's list nor a receipt runs ahead of the order."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.delivery.stage import until
from tests.journeys.stage import Country, Desk, Gate, Resident, away
from tests.support.world import LEEUWARDEN

FIRST = 32
"""W of a small wave: so many may begin before anything is answered."""


@dataclass
class Halted:
    """A wave that stands still: its push service keeps the first messages to itself."""

    gate: Gate
    desk: Desk
    action: str
    outer: Resident
    inner: Resident

    @property
    def notice(self) -> str:
        found: str = self.desk.sees(self.action)["messages"][0]["notice"]
        return found


@pytest.fixture
def halted(country: Country, desk: Desk) -> Iterator[Halted]:
    outer, inner = country.resident(home=away(1_900)), country.resident(home=LEEUWARDEN)
    country.crowd(FIRST + 8)
    gate = Gate()
    country.push.behave = gate
    action = desk.starts()
    country.push.wait_for(FIRST)
    yield Halted(gate, desk, action, outer, inner)
    gate.open()


def test_an_alert_is_listed_once_its_turn_has_come(halted: Halted) -> None:
    assert [alert["action"] for alert in halted.outer.alerts()] == [halted.action]


def test_an_alert_is_not_listed_before_its_turn(halted: Halted) -> None:
    assert halted.inner.alerts() == []


def test_reading_before_ones_turn_counts_for_nothing(halted: Halted) -> None:
    halted.inner.alerts()
    assert halted.desk.progress(halted.action)["handedOver"] == 0


def test_a_receipt_before_ones_turn_is_404(halted: Halted) -> None:
    assert halted.inner.reports(halted.notice) == 404


def test_a_receipt_that_overtakes_the_push_services_answer_is_taken(halted: Halted) -> None:
    assert halted.outer.reports(halted.notice) == 204
    counts = halted.desk.progress(halted.action)
    assert (counts["handedOver"], counts["shown"], counts["waiting"]) == (1, 1, FIRST + 9)


def test_when_the_turn_comes_the_alert_is_listed_and_its_receipt_taken(halted: Halted) -> None:
    halted.gate.open()
    until(lambda: halted.inner.kinds() == ["alert"], "the alert arrives")
    assert [alert["action"] for alert in halted.inner.alerts()] == [halted.action]
    assert halted.inner.reports(halted.notice) == 204


def test_whose_turn_never_came_is_withdrawn_and_hears_and_reads_nothing(halted: Halted) -> None:
    halted.desk.ends(halted.action)
    halted.gate.open()
    until(lambda: "outcome" in halted.outer.kinds(), "the outcome arrives at those who were alerted")
    halted.desk.waits(halted.action, waiting=0, handedOver=FIRST, withdrawn=10)
    assert (halted.inner.alerts(), halted.inner.arrivals()) == ([], [])

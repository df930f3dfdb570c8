"""The emergency stop at work: within a second nothing leaves, nothing is lost, and what waits may be withdrawn."""

import time
from collections import Counter
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from backend.models import Delivery
from backend.models.delivery import RETRYING, WAITING
from tests.delivery.conftest import Build
from tests.delivery.stage import Place, at_once, by_kind, healthy, leased, messages, quiet, slow, until
from tests.support.push_service import Arrival, Response
from tests.support.town import Town
from tests.support.worker_process import WorkerProcess

PEOPLE = 1_500
STOP = 1.0
"""Seconds after a halt's commit in which the last message may begin."""
DATABASES = ("sqlite", "postgresql")


def unsettled(town: Town) -> int:
    """Deliveries of which something is still to come."""
    with town.db.read() as session:
        query = select(func.count()).where(Delivery.result.in_((WAITING, RETRYING)))
        return session.scalar(query) or 0


@dataclass
class Halted:
    """What left while a halt was in force, and in all."""

    late: list[Arrival]
    after_crash: list[Arrival]
    alerts: Counter[str]
    outcomes: list[Arrival]
    withdrawn_outcomes: int
    left: int


def halt_in_the_middle(place: Place) -> Halted:
    """A wave is halted half-way, its worker killed, and resumed; then its outcome is halted and withdrawn."""
    town, services = place.town, place.services
    with WorkerProcess(town) as worker:
        action = town.start()
        place.arrived(PEOPLE // 4)
        halt = town.halt(region="Fryslân")
        committed = time.monotonic()
        until(lambda: quiet(services, 1.5), "everything in flight is answered and nothing follows")
        late = [a for a in messages(services) if a.monotonic > committed + STOP]
        worker.kill()
    with WorkerProcess(town):
        before = len(messages(services))
        until(lambda: quiet(services, 1.5), "the next worker begins nothing either")
        after_crash = messages(services)[before:]
        town.resume(halt)
        until(lambda: town.progress(action)["waiting"] == 0, "what waited goes on")
        halt = town.halt(action=action)
        town.end(action)
        until(lambda: leased(town, "outcome"), "the worker has outcomes in hand")
        until(lambda: quiet(services, 1.5), "none of them leaves")
        town.resume(halt, withdraw=True)
        until(lambda: unsettled(town) == 0, "what waited is withdrawn")
    sent = by_kind(town, messages(services))
    outcome = town.progress(action)["outcome"]
    return Halted(
        late,
        after_crash,
        Counter(a.token for a in sent["alert"]),
        sent["outcome"],
        outcome["selected"],
        outcome["handed_over"],
    )


@pytest.fixture(scope="module")
def halted(build: Build) -> list[tuple[Place, Halted]]:
    """On either database."""
    places = [build(database, PEOPLE, slow, healthy) for database in DATABASES]
    return list(zip(places, at_once(halt_in_the_middle, places), strict=True))


def test_nothing_begins_more_than_a_second_after_the_halts_commit(
    halted: list[tuple[Place, Halted]],
) -> None:
    assert [one.late for _, one in halted] == [[], []]


def test_a_worker_that_takes_over_keeps_to_the_halt(halted: list[tuple[Place, Halted]]) -> None:
    assert [one.after_crash for _, one in halted] == [[], []]


def test_what_waited_goes_on_to_everybody_once(halted: list[tuple[Place, Halted]]) -> None:
    for place, one in halted:
        assert one.alerts == Counter(place.tokens)


def test_outcomes_wait_too_and_are_withdrawn_where_the_halt_ends_so(
    halted: list[tuple[Place, Halted]],
) -> None:
    for _, one in halted:
        assert (one.outcomes, one.withdrawn_outcomes, one.left) == ([], PEOPLE, 0)


def withdraw_what_is_leased(place: Place) -> tuple[list[Arrival], Counter[str], int, int]:
    """(what left late, what left, how many are withdrawn, and how many of them by the action that was not halted)"""
    town, [only] = place.town, place.services
    with WorkerProcess(town):
        # Together they lease more than may be in flight at one push service: some wait for a place there.
        actions = [town.start(), town.start()]
        only.wait_for(256)
        halt = town.halt(action=actions[0])
        committed = time.monotonic()
        only.behave = healthy
        until(lambda: town.progress(actions[1])["waiting"] == 0, "the other action goes on")
        until(lambda: quiet([only], 1.5), "nothing follows")
        town.resume(halt, withdraw=True)
        until(lambda: unsettled(town) == 0, "what waited is withdrawn")
    mine = [arrival for arrival in only.arrivals if arrival.topic == actions[0]]
    late = [arrival for arrival in mine if arrival.monotonic > committed + STOP]
    withdrawn = [town.progress(action)["withdrawn"] for action in actions]
    return late, Counter(arrival.token for arrival in mine), withdrawn[0], withdrawn[1]


def test_what_was_leased_and_not_begun_stays_and_is_withdrawn_and_others_go_on(build: Build) -> None:
    places = [build(database, PEOPLE, lambda _: Response(delay=2.0)) for database in DATABASES]
    for late, sent, withdrawn, others in at_once(withdraw_what_is_leased, places):
        assert late == []
        assert set(sent.values()) == {1}
        assert (withdrawn, others) == (PEOPLE - len(sent), 0)

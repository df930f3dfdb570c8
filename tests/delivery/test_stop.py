"""What stops messages: an outcome, a time that has run out, a database out of sight, a worker asked to end."""

import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import text

from backend.models import Action
from tests.delivery.conftest import Build, MakeService, MakeTown, Send
from tests.delivery.stage import Place, at_once, by_kind, healthy, messages, quiet, slow, until
from tests.factories import Town
from tests.fakes import Arrival, Response
from tests.worker_process import WorkerProcess

PEOPLE = 3_000
STOP = 1.0
"""Seconds after an outcome's commit, or the end of the time, in which the last alert may begin."""


def told(town: Town, action: str) -> bool:
    """Whether every alert has settled and everybody who is to hear the outcome has it."""
    progress = town.progress(action)
    outcome = progress["outcome"]
    return bool(progress["waiting"] == 0 and 0 < outcome["selected"] == outcome["handed_over"])


@dataclass
class Stopped:
    """An action that ended in the middle of its wave."""

    committed: float
    alerts: list[Arrival]
    outcomes: list[Arrival]
    answered: dict[str, float]
    """Phone → when its alert was answered."""
    progress: dict[str, Any]


def stop_in_the_middle(place: Place) -> Stopped:
    with WorkerProcess(place.town):
        action = place.town.start()
        place.arrived(PEOPLE // 4)
        place.town.end(action)
        committed = time.monotonic()
        until(lambda: told(place.town, action), "the outcome is handed over")
    alerts: list[Arrival] = []
    outcomes: list[Arrival] = []
    answered: dict[str, float] = {}
    for service in place.services:
        sent = by_kind(place.town, service.arrivals)
        alerts += sent["alert"]
        outcomes += sent["outcome"]
        answered |= {arrival.token: service.ended(arrival) for arrival in sent["alert"]}
    return Stopped(committed, alerts, outcomes, answered, place.town.progress(action))


@pytest.fixture(scope="module")
def stopped(build: Build) -> list[Stopped]:
    """On either database."""
    places = [build(database, PEOPLE, slow, healthy) for database in ("sqlite", "postgresql")]
    return at_once(stop_in_the_middle, places)


def test_no_alert_arrives_later_than_a_second_after_the_outcomes_commit(stopped: list[Stopped]) -> None:
    late = [a for one in stopped for a in one.alerts if a.monotonic > one.committed + STOP]
    assert late == []


def test_whoever_was_not_reached_yet_is_withdrawn(stopped: list[Stopped]) -> None:
    for one in stopped:
        assert 0 < one.progress["withdrawn"] == PEOPLE - len(one.alerts)


def test_exactly_those_who_were_alerted_hear_the_outcome_and_once(stopped: list[Stopped]) -> None:
    for one in stopped:
        assert Counter(a.token for a in one.outcomes) == Counter(a.token for a in one.alerts)


def test_the_outcome_leaves_only_when_the_alert_has_settled(stopped: list[Stopped]) -> None:
    early = [a for one in stopped for a in one.outcomes if a.monotonic < one.answered[a.token]]
    assert early == []


def test_a_worker_that_cannot_see_the_database_begins_nothing(
    postgresql_town: MakeTown, service: MakeService
) -> None:
    only = service(lambda _: Response(delay=3.0))
    town = postgresql_town(only)
    town.add(PEOPLE, [only.origin])
    with WorkerProcess(town):
        # Together they lease more than may be in flight at one push service: some wait for a place there.
        town.start()
        town.start()
        only.wait_for(256)
        with town.db.write() as session:
            session.execute(text("LOCK TABLE action IN ACCESS EXCLUSIVE MODE"))
            hidden = time.monotonic()
            until(lambda: quiet([only]), "everything in flight is answered")
            seen = time.monotonic()
        late = [a for a in only.arrivals if hidden + STOP < a.monotonic < seen]
        assert late == []
        only.wait_for(300)


def test_nothing_leaves_once_the_time_is_up(make_town: MakeTown, service: MakeService, send: Send) -> None:
    services = [service(lambda _: Response(delay=0.3)), service(lambda _: Response(503))]
    town = make_town(*services, ACTION_HOURS="0.001")
    town.add(600, [one.origin for one in services])
    send(town)
    action = town.start()
    with town.db.read() as session:
        expires_at = session.get_one(Action, action).expires_at.timestamp()
    until(lambda: time.time() > expires_at and quiet(services, 2.5), "the time is up and nothing comes")
    assert [arrival for arrival in messages(services) if arrival.at > expires_at + STOP] == []


def test_the_outcome_of_an_expired_action_reaches_exactly_those_who_were_alerted(
    make_town: MakeTown, service: MakeService, send: Send
) -> None:
    only = service(lambda _: Response(delay=0.3))
    town = make_town(only, ACTION_HOURS="0.0005")
    town.add(600, [only.origin])
    send(town)
    action = town.start()
    only.wait_for(64)
    until(lambda: quiet([only], 1.5), "the time is up")
    town.end(action)
    until(lambda: told(town, action), "the outcome is handed over")
    sent = by_kind(town, only.arrivals)
    assert {a.token for a in sent["outcome"]} == {a.token for a in sent["alert"]}


def test_an_action_nobody_closes_is_closed_and_its_outcome_told(
    sqlite_town: MakeTown, service: MakeService, send: Send
) -> None:
    only = service()
    town = sqlite_town(only, ACTION_HOURS="0.0005", CLOSE_HOURS="0.0001")
    tokens = town.add(50, [only.origin])
    send(town)
    town.start()
    only.wait_for(100)
    assert {a.token for a in by_kind(town, only.arrivals)["outcome"]} == set(tokens)


def test_a_worker_asked_to_end_loses_and_repeats_nothing(build: Build) -> None:
    def ended_in_the_middle(place: Place) -> tuple[int, Counter[str]]:
        with WorkerProcess(place.town) as worker:
            action = place.town.start()
            place.arrived(300)
            status = worker.terminate()
        with WorkerProcess(place.town):
            until(lambda: place.town.progress(action)["waiting"] == 0, "the next worker sends the rest")
        return status, Counter(arrival.token for arrival in messages(place.services))

    places = [build(database, 1_000, slow, healthy) for database in ("sqlite", "postgresql")]
    for place, (status, sent) in zip(places, at_once(ended_in_the_middle, places), strict=True):
        assert (status, sent) == (0, Counter(place.tokens))

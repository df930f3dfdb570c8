"""What stops messages: an outcome, a time that has run out, a database out of sight, a worker asked to end."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import select, text
from sqlalchemy.engine import make_url

from backend.models import Action
from backend.models.worker import Sender
from tests.delivery.conftest import Build, MakeService, MakeTown, Send
from tests.delivery.stage import Place, at_once, by_kind, healthy, messages, overloaded, quiet, slow, until
from tests.support.postgresql import Cluster
from tests.support.push_service import Arrival, Response
from tests.support.town import Town
from tests.support.wires import WIRES, Wire
from tests.support.worker_process import WorkerProcess

PEOPLE = 3_000
Hide = Callable[[Town, Cluster], AbstractContextManager[None]]
STOP = 1.0
"""Seconds after an outcome's commit, or the end of the time, in which the last alert may begin."""


@pytest.fixture(scope="module", params=WIRES.values(), ids=WIRES)
def wire(request: pytest.FixtureRequest) -> Wire:
    """Everything here holds by whatever wire people are reached."""
    chosen: Wire = request.param
    return chosen


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


def test_what_was_leased_and_had_not_begun_does_not_leave_after_the_outcome(
    sqlite_town: MakeTown, service: MakeService
) -> None:
    only = service(lambda _: Response(delay=2.5))
    town = sqlite_town(only)
    town.add(PEOPLE, [only.origin])
    with WorkerProcess(town):
        # Together they lease more than may be in flight at one push service: some wait for a place there.
        actions = [town.start(), town.start()]
        only.wait_for(256)
        for action in actions:
            town.end(action)
        committed = time.monotonic()
        only.behave = healthy
        until(lambda: all(told(town, action) for action in actions), "the outcomes are handed over")
    late = [a for a in by_kind(town, only.arrivals)["alert"] if a.monotonic > committed + STOP]
    assert late == []


@contextmanager
def locked(town: Town, _: Cluster) -> Iterator[None]:
    """Every look has to wait."""
    with town.db.write() as session:
        session.execute(text("LOCK TABLE action IN ACCESS EXCLUSIVE MODE"))
        yield


@contextmanager
def cut_off(town: Town, cluster: Cluster) -> Iterator[None]:
    """Every connection breaks, and every new one is refused."""
    name = str(make_url(town.settings.database_url).database)
    cluster.seal(name)
    yield
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(name)))


@pytest.mark.parametrize("hide", [locked, cut_off])
def test_a_worker_that_cannot_see_the_database_begins_nothing(
    postgresql_town: MakeTown, cluster: Cluster, service: MakeService, hide: Hide
) -> None:
    only = service(lambda _: Response(delay=2.5))
    town = postgresql_town(only)
    tokens = town.add(PEOPLE, [only.origin])
    with WorkerProcess(town):
        # Together they lease more than may be in flight at one push service: some wait for a place there.
        town.start()
        town.start()
        only.wait_for(256)
        with hide(town, cluster):
            hidden = time.monotonic()
            until(lambda: quiet([only]), "everything in flight is answered")
            seen = time.monotonic()
        only.behave = healthy
        only.wait_for(2 * len(tokens), 30.0)
    assert [a for a in only.arrivals if hidden + STOP < a.monotonic < seen] == []


@dataclass
class Expired:
    """An action whose time was up in the middle of its wave; the outcome came later."""

    late: list[Arrival]
    """Messages after that moment and before the outcome."""
    alerted: set[str]
    told: set[str]


def run_out_of_time(place: Place) -> Expired:
    with WorkerProcess(place.town):
        action = place.town.start()
        with place.town.db.read() as session:
            expires_at = session.get_one(Action, action).expires_at.timestamp()
        until(lambda: time.time() > expires_at and quiet(place.services, 2.5), "nothing comes any more")
        late = [arrival for arrival in messages(place.services) if arrival.at > expires_at + STOP]
        place.town.end(action)
        until(lambda: told(place.town, action), "the outcome is handed over")
    alerted = by_kind(place.town, messages(place.services[:1]))["alert"]
    outcomes = by_kind(place.town, messages(place.services))["outcome"]
    return Expired(late, {a.token for a in alerted}, {a.token for a in outcomes})


@pytest.fixture(scope="module")
def expired(build: Build) -> list[Expired]:
    """On either database; one of two push services only ever asks to come back."""
    places = [
        build(database, 800, lambda _: Response(delay=0.3), overloaded, ACTION_HOURS="0.001")
        for database in ("sqlite", "postgresql")
    ]
    return at_once(run_out_of_time, places)


def test_nothing_leaves_once_the_time_is_up(expired: list[Expired]) -> None:
    assert [one.late for one in expired] == [[], []]


def test_the_outcome_of_an_expired_action_reaches_exactly_those_who_were_alerted(
    expired: list[Expired],
) -> None:
    assert all(0 < len(one.told) < 400 for one in expired)
    assert [one.told for one in expired] == [one.alerted for one in expired]


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


def end_the_worker(place: Place) -> tuple[int, bool, Counter[str]]:
    """(its exit status, whether another may send at once, what arrived in all): asked in the middle of a wave."""
    with WorkerProcess(place.town) as worker:
        action = place.town.start()
        place.arrived(300)
        status = worker.terminate()
        with place.town.db.read() as session:
            free = session.scalars(select(Sender.leased_until)).one() <= place.town.clock()
    with WorkerProcess(place.town):
        until(lambda: place.town.progress(action)["waiting"] == 0, "the next worker sends the rest")
    return status, free, Counter(arrival.token for arrival in messages(place.services))


def test_a_worker_asked_to_end_loses_and_repeats_nothing_and_lets_another_send(build: Build) -> None:
    places = [build(database, 1_000, slow, healthy) for database in ("sqlite", "postgresql")]
    for place, ended in zip(places, at_once(end_the_worker, places), strict=True):
        assert ended == (0, True, Counter(place.tokens))


def test_what_a_worker_asked_to_end_had_not_begun_counts_as_never_begun(
    sqlite_town: MakeTown, service: MakeService
) -> None:
    only = service(lambda _: Response(delay=1.0))
    town = sqlite_town(only)
    town.add(PEOPLE, [only.origin])
    with WorkerProcess(town) as worker:
        # Together they lease more than may be in flight at one push service: some wait for a place there.
        actions = [town.start(), town.start()]
        only.wait_for(256)
        worker.terminate()
    for action in actions:
        town.end(action)
    with WorkerProcess(town):
        until(lambda: all(told(town, action) for action in actions), "the outcomes are handed over")
    sent = by_kind(town, only.arrivals)
    assert Counter((a.topic, a.token) for a in sent["outcome"]) == Counter(
        (a.topic, a.token) for a in sent["alert"]
    )

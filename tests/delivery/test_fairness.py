"""Actions that run at the same time take turns."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from backend.delivery.worker.sweeps import Sweeps
from backend.models import Participant
from tests.delivery.conftest import Build, MakeService, MakeTown, Send
from tests.delivery.stage import Place, Service, at_once, healthy, messages, overloaded, until
from tests.support.push_service import Answer, Arrival, Odd, Response
from tests.support.worker_process import WorkerProcess

PEOPLE = 1_500


def two_at_once(place: Place) -> Counter[str | None]:
    """Messages of each of two actions, counted while both had work."""
    for _ in range(2):
        place.town.start()
    with WorkerProcess(place.town):
        place.arrived(2 * PEOPLE)
    topics = [arrival.topic for arrival in messages(place.services)]
    begin = max(topics.index(topic) for topic in set(topics))
    end = min(len(topics) - topics[::-1].index(topic) for topic in set(topics))
    return Counter(topics[begin:end])


def test_of_two_actions_neither_gets_less_than_two_fifths_of_the_messages(build: Build) -> None:
    places = [build(database, PEOPLE, healthy, healthy) for database in ("sqlite", "postgresql")]
    for counts in at_once(two_at_once, places):
        assert len(counts) == 2
        assert min(counts.values()) >= 0.4 * counts.total()


def test_what_can_wait_gives_way_to_an_action(build: Build) -> None:
    place = build("sqlite", PEOPLE, healthy, healthy)
    town = place.town
    with town.db.write() as session:
        session.execute(update(Participant).values(seen_at=town.clock() - timedelta(days=400)))
    Sweeps(town.db, town.bus, town.settings).retain(town.clock, lambda: True)
    action = town.start()
    with WorkerProcess(town):
        place.arrived(2 * PEOPLE)
    of_action = [arrival.topic == action for arrival in messages(place.services)]
    begin, end = of_action.index(True), len(of_action) - of_action[::-1].index(True)
    assert of_action[begin:end].count(False) <= 0.2 * PEOPLE


@pytest.fixture
def stuck(service: MakeService) -> Iterator[Service]:
    """A push service that is overloaded at first and then says nothing more: retries wait there for their time-out."""
    seen: set[str] = set()

    def behave(arrival: Arrival) -> Answer:
        again = arrival.token in seen
        seen.add(arrival.token)
        return Odd.NEVER if again else Response(503)

    made = service(behave)
    yield made
    made.thread.stop()


def test_retries_that_are_stuck_are_not_in_the_way_of_those_of_another_action(
    sqlite_town: MakeTown, service: MakeService, send: Send, stuck: Service
) -> None:
    other = service(overloaded)
    town = sqlite_town(stuck, other)
    town.add(300, [stuck.origin])
    town.add(1, [other.origin], exercises=True)
    send(town)
    town.start()
    until(lambda: len(stuck.arrivals) > 300, "retries are stuck")
    exercise = town.start(exercise=True)
    first, again = other.wait_for(2, that=lambda arrival: arrival.topic == exercise)[:2]
    assert again.monotonic - first.monotonic < 5.0


def test_retries_that_are_stuck_are_not_in_the_way_of_those_at_another_push_service(
    sqlite_town: MakeTown, service: MakeService, send: Send, stuck: Service
) -> None:
    other = service(overloaded)
    town = sqlite_town(stuck, other)
    town.add(300, [stuck.origin], distances=[2_000.0] * 300)
    town.add(1, [other.origin], distances=[1_000.0])
    send(town)
    town.start()
    first, again = other.wait_for(2)[:2]
    assert again.monotonic - first.monotonic < 5.0

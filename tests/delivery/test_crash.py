"""kill -9 of the worker at any point loses nothing and repeats at most W messages: rules 3 to 5 of the contract."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import text

from tests.delivery.conftest import Build
from tests.delivery.stage import (
    Behave,
    Place,
    at_once,
    by_kind,
    healthy,
    messages,
    overloaded,
    quiet,
    slow,
    until,
)
from tests.support.order_rule import width
from tests.support.push_service import Arrival, Response
from tests.support.town import Town
from tests.support.wires import WIRES, Wire
from tests.support.worker_process import WorkerProcess

pytestmark = pytest.mark.timeout(300)
PEOPLE = 2_000
Played = Callable[[Callable[[Place], Any]], list[Any]]
RECOVERY = 15.0
"""Seconds in which a worker that runs again has handed over everything."""
ON_THE_WIRE = 1.0
"""Seconds in which what a dead worker had sent has arrived; the next one cannot send before its lease has ended."""


@pytest.fixture(scope="module", params=WIRES.values(), ids=WIRES)
def wire(request: pytest.FixtureRequest) -> Wire:
    """Everything here holds by whatever wire people are reached."""
    chosen: Wire = request.param
    return chosen


def overloaded_at_first(seed: int) -> Behave:
    """Answers a fifth of the phones' first messages with 503, so that retries are on their way at any moment."""
    chance, seen = random.Random(seed), set[str]()

    def behave(arrival: Arrival) -> Response:
        first = arrival.token not in seen
        seen.add(arrival.token)
        return Response(503 if first and chance.random() < 0.2 else 201, delay=0.005)

    return behave


def shot(worker: WorkerProcess) -> float:
    """Kills the worker; whatever arrives before the moment it answers was sent by this one."""
    worker.kill()
    return time.monotonic() + ON_THE_WIRE


def reached(place: Place, action: str, *, outcome: bool = False) -> int:
    """How many have the alert, or the outcome: as soon as all have it. At the latest after RECOVERY; an outcome, for
    which the contract sets no time, once it has reached nobody more for as long."""
    deadline, before = time.monotonic() + RECOVERY, 0
    while True:
        progress = place.town.progress(action)
        found: int = (progress["outcome"] if outcome else progress)["handed_over"]
        if found >= len(place.tokens) or time.monotonic() > deadline:
            return found
        if outcome and found > before:
            deadline, before = time.monotonic() + RECOVERY, found
        time.sleep(0.1)


@dataclass
class Story:
    """One action whose worker died now and then, and was started again each time."""

    tokens: list[str]
    deaths: list[float]
    handed_over: int
    """Of the alert, at most 15 s after the last worker had begun."""
    alerts: list[Arrival]
    """As the push services took them."""
    outcomes: list[Arrival]


def lived(place: Place, seed: int, kills: int) -> Story:
    """Lets the worker die at random moments of the wave."""
    action, deaths = place.town.start(), []
    for moment in sorted(random.Random(seed).sample(range(1, PEOPLE * 95 // 100), kills)):
        with WorkerProcess(place.town) as worker:
            place.arrived(moment)
            deaths.append(shot(worker))
    with WorkerProcess(place.town):
        handed_over = reached(place, action)
        place.town.end(action)
        reached(place, action, outcome=True)
    sent = by_kind(place.town, messages(place.services, accepted=True))
    return Story(place.tokens, deaths, handed_over, sent["alert"], sent["outcome"])


@pytest.fixture(scope="module")
def stories(build: Build) -> list[Story]:
    """Twenty deaths on PostgreSQL and three on SpatiaLite, in five towns."""
    places = [build("postgresql", PEOPLE, overloaded_at_first(seed), healthy) for seed in range(4)]
    places.append(build("sqlite", PEOPLE, overloaded_at_first(4), healthy))
    return at_once(lived, places, range(5), [5, 5, 5, 5, 3], together=2)


def repeats(arrivals: Sequence[Arrival], deaths: Sequence[float]) -> Counter[int | None]:
    """Number of a death → how many messages were sent before it and again after it. None: with no death between."""
    found: Counter[int | None] = Counter()
    last: dict[str, float] = {}
    for arrival in arrivals:
        if arrival.token in last:
            between = [i for i, death in enumerate(deaths) if last[arrival.token] < death < arrival.monotonic]
            found[between[0] if between else None] += 1
        last[arrival.token] = arrival.monotonic
    return found


def test_every_alert_is_handed_over_soon_after_the_last_crash(stories: list[Story]) -> None:
    assert [story.handed_over for story in stories] == [PEOPLE] * len(stories)


def test_the_alert_reached_every_phone(stories: list[Story]) -> None:
    assert all({arrival.token for arrival in story.alerts} == set(story.tokens) for story in stories)


def test_a_crash_repeats_at_most_w_alerts(stories: list[Story]) -> None:
    repeated = [repeats(story.alerts, story.deaths) for story in stories]
    assert [found for found in repeated if max(found.values(), default=0) > width(PEOPLE)] == []


def test_nothing_is_repeated_without_a_crash(stories: list[Story]) -> None:
    assert [repeats(story.alerts, story.deaths)[None] for story in stories] == [0] * len(stories)


def test_the_outcome_comes_exactly_once(stories: list[Story]) -> None:
    for story in stories:
        assert Counter(arrival.token for arrival in story.outcomes) == Counter(story.tokens)


@contextmanager
def unable_to_store(town: Town) -> Iterator[None]:
    """Nothing can be settled meanwhile, though everything can still be read."""
    with town.db.write() as session:
        session.connection()
        if not town.db.embedded:
            session.execute(text("LOCK TABLE delivery IN EXCLUSIVE MODE"))
        yield


def died_unable_to_store(place: Place) -> tuple[int, Counter[int | None]]:
    """(alerts handed over, repeats) of a worker that died with answers in hand and a full window unsettled."""
    with WorkerProcess(place.town) as worker:
        action = place.town.start()
        place.arrived(200)
        with unable_to_store(place.town):
            until(lambda: quiet(place.services), "all that was leased is answered")
            death = shot(worker)
    with WorkerProcess(place.town):
        handed_over = reached(place, action)
    return handed_over, repeats(messages(place.services), [death])


def died_over_retries(place: Place) -> Counter[int | None]:
    """Repeats of two deaths: the first leaves retries that are due when the next worker opens the wave."""
    (only,) = place.services
    with WorkerProcess(place.town) as worker:
        action = place.town.start()
        place.arrived(200)
        deaths = [shot(worker)]
    # So slow that nothing is answered while more is leased.
    only.behave = lambda _: Response(delay=3.0)
    with WorkerProcess(place.town) as worker:
        place.arrived(len(only.arrivals) + 1)
        until(lambda: only.arrivals[-1].monotonic + 1.0 < time.monotonic(), "all that was leased has arrived")
        deaths.append(shot(worker))
    only.behave = healthy
    with WorkerProcess(place.town):
        reached(place, action)
    return repeats(messages([only], accepted=True), deaths)


@dataclass
class Aftermath:
    """A worker that died right after the outcome's commit in the middle of a wave, and what followed."""

    people: int
    death: float
    answered: set[str]
    """Phones whose alert had been answered by then."""
    alerts: list[Arrival]
    outcomes: list[Arrival]
    settled: bool


def died_after_the_outcome(place: Place) -> Aftermath:
    with WorkerProcess(place.town) as worker:
        action = place.town.start()
        place.arrived(300)
        place.town.end(action)
        death = shot(worker)
        answered = {a.token for one in place.services for a in one.arrivals if one.ended(a) < death}

    def settled() -> bool:
        progress = place.town.progress(action)
        outcome = progress["outcome"]
        return progress["waiting"] == 0 and 0 < outcome["selected"] == outcome["handed_over"]

    with WorkerProcess(place.town):
        deadline = time.monotonic() + RECOVERY
        while not settled() and time.monotonic() < deadline:
            time.sleep(0.1)
        sent = by_kind(place.town, messages(place.services))
        return Aftermath(len(place.tokens), death, answered, sent["alert"], sent["outcome"], settled())


def died_while_the_outcome_left(place: Place) -> tuple[int, Counter[int | None]]:
    """(how many phones got it, repeats)"""
    (only,) = place.services
    with WorkerProcess(place.town) as worker:
        action = place.town.start()
        reached(place, action)
        # So slow that nothing is answered while more is leased.
        only.behave = lambda _: Response(delay=3.0)
        place.town.end(action)
        place.arrived(len(place.tokens) + 1)
        until(lambda: only.arrivals[-1].monotonic + 1.0 < time.monotonic(), "all that was leased has arrived")
        death = shot(worker)
    only.behave = healthy
    with WorkerProcess(place.town):
        reached(place, action, outcome=True)
    outcomes = by_kind(place.town, messages(place.services))["outcome"]
    return len({arrival.token for arrival in outcomes}), repeats(outcomes, [death])


def handed_on(place: Place) -> tuple[int, int, Counter[int | None]]:
    """(messages while two workers ran, alerts handed over in the end, repeats): the one that sends dies half-way."""
    with WorkerProcess(place.town) as first, WorkerProcess(place.town, leads=False) as second:
        action = place.town.start()
        until(lambda: place.town.progress(action)["handed_over"] == len(place.tokens), "all have it")
        together = len(messages(place.services))
        other = place.town.start()
        place.arrived(together + len(place.tokens) // 2)
        deaths = [shot(first)]
        assert second.running
        handed_over = reached(place, other)
    again = [a for a in messages(place.services) if a.topic == other]
    return together, handed_over, repeats(again, deaths)


SCENES: dict[Callable[[Place], Any], tuple[int, Behave, ...]] = {
    died_unable_to_store: (1_000, healthy, healthy),
    died_over_retries: (640, overloaded),
    died_after_the_outcome: (1_000, slow, healthy),
    died_while_the_outcome_left: (600, healthy),
    handed_on: (600, healthy),
}


@pytest.fixture(scope="module")
def played(build: Build) -> Iterator[Played]:
    """What came of a scene on either database. All are played side by side: each waits for a lease to end."""
    with ThreadPoolExecutor(4) as pool:
        playing = {
            scene: [pool.submit(scene, build(database, *made)) for database in ("sqlite", "postgresql")]
            for scene, made in SCENES.items()
        }
        yield lambda scene: [result.result() for result in playing[scene]]


def test_what_was_answered_and_not_stored_is_repeated_once_and_no_more_than_w(played: Played) -> None:
    for handed_over, repeated in played(died_unable_to_store):
        assert (handed_over, repeated[None]) == (1_000, 0)
        assert 0 < repeated[0] <= width(1_000)


def test_retries_count_among_the_w_that_a_crash_may_repeat(played: Played) -> None:
    for repeated in played(died_over_retries):
        assert 0 < repeated[1] <= width(640)


@pytest.fixture(scope="module")
def aftermaths(played: Played) -> list[Aftermath]:
    return played(died_after_the_outcome)


def test_a_crash_right_after_the_outcomes_commit_leaves_nothing_open(aftermaths: list[Aftermath]) -> None:
    assert [aftermath.settled for aftermath in aftermaths] == [True, True]


def test_after_such_a_crash_no_alert_leaves_any_more(aftermaths: list[Aftermath]) -> None:
    assert [a for aftermath in aftermaths for a in aftermath.alerts if a.monotonic > aftermath.death] == []


def test_after_such_a_crash_everybody_who_was_alerted_hears_how_it_ended(aftermaths: list[Aftermath]) -> None:
    for aftermath in aftermaths:
        assert aftermath.answered <= {arrival.token for arrival in aftermath.outcomes}


def test_after_such_a_crash_at_most_w_others_hear_it_too(aftermaths: list[Aftermath]) -> None:
    for aftermath in aftermaths:
        others = {arrival.token for arrival in aftermath.outcomes} - aftermath.answered
        assert len(others) <= width(aftermath.people)


def test_after_such_a_crash_nobody_hears_it_before_the_alert(aftermaths: list[Aftermath]) -> None:
    for aftermath in aftermaths:
        alerted = {arrival.token: arrival.monotonic for arrival in aftermath.alerts}
        told = [arrival for arrival in aftermath.outcomes if arrival.token in alerted]
        assert all(alerted[arrival.token] < arrival.monotonic for arrival in told)


def test_after_such_a_crash_the_outcome_comes_once_but_for_w(aftermaths: list[Aftermath]) -> None:
    for aftermath in aftermaths:
        assert repeats(aftermath.outcomes, [aftermath.death])[0] <= width(aftermath.people)


def test_a_crash_while_the_outcome_leaves_keeps_it_from_nobody_and_repeats_at_most_w(played: Played) -> None:
    for told, repeated in played(died_while_the_outcome_left):
        assert (told, repeated[None]) == (600, 0)
        assert repeated[0] <= width(600)


def test_of_two_workers_one_stands_by_and_goes_on_when_the_other_dies(played: Played) -> None:
    for together, handed_over, repeated in played(handed_on):
        assert (together, handed_over, repeated[None]) == (600, 600, 0)
        assert repeated[0] <= width(600)

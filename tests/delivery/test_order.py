"""Farthest first, read from what the push services received: rule 1 of the contract."""

import random
import shutil
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from backend.delivery.worker import worker
from tests.delivery.conftest import Build, MakeService, MakeTown, Send
from tests.delivery.stage import CREATED, Behave, Service, healthy, messages, tried, until
from tests.support.order_rule import Attempt, attempts, broken_across, broken_within, width
from tests.support.push_service import Arrival, Odd, Response
from tests.support.town import town
from tests.support.wires import WIRES, Wire

PEOPLE = 2_000


@pytest.fixture(scope="module", params=WIRES.values(), ids=WIRES)
def wire(request: pytest.FixtureRequest) -> Wire:
    """Everything here holds by whatever wire people are reached."""
    chosen: Wire = request.param
    return chosen


@dataclass(frozen=True)
class Record:
    """What one action left behind."""

    began: float
    attempts: list[Attempt]
    tokens: list[str]
    arrivals: list[Arrival]
    order: dict[str, int]


def unhurried(seed: int) -> Behave:
    chance = random.Random(seed)
    return lambda _: Response(delay=chance.uniform(0.03, 0.05))


def half_overloaded(seed: int) -> Behave:
    chance = random.Random(seed)
    return lambda _: Response(503) if chance.random() < 0.5 else CREATED


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def big(request: pytest.FixtureRequest, build: Build) -> Record:
    """2,000 participants over three push services: a healthy one, a slow one, and one that is overloaded."""
    place = build(request.param, PEOPLE, healthy, unhurried(2), half_overloaded(3))
    handle = worker.start_thread(place.town, place.town.wire.channel(place.town.settings))
    began = time.monotonic()
    action = place.town.start()
    tried(place.town)
    handle.stop()
    return Record(
        began,
        attempts(place.town, place.services, place.tokens),
        place.tokens,
        messages(place.services),
        place.town.progress(action)["order"],
    )


def test_everybody_is_tried(big: Record) -> None:
    assert {arrival.token for arrival in big.arrivals} == set(big.tokens)


def test_within_each_push_service_nobody_is_tried_before_those_w_farther_out(big: Record) -> None:
    assert broken_within(big.attempts, width(PEOPLE)) == []


def test_across_push_services_likewise_while_the_wave_has_time_to_wait(big: Record) -> None:
    assert broken_across(big.attempts, width(PEOPLE), big.began) == []


def test_progress_says_that_nothing_was_turned_around(big: Record) -> None:
    assert (big.order["window"], big.order["inversions"]) == (100, 0)


def test_people_at_the_same_distance_go_by_id(make_town: MakeTown, service: MakeService, send: Send) -> None:
    only = service(unhurried(1))
    town = make_town(only)
    tokens = town.add(300, [only.origin], distances=[500.0, 1_000.0, 1_500.0] * 100, angle=0.7)
    town.start()
    send(town)
    tried(town)
    assert broken_within(attempts(town, [only], tokens), width(300)) == []


def test_a_spread_wave_lets_nobody_go_before_their_share_of_the_time(
    sqlite_town: MakeTown, service: MakeService, send: Send
) -> None:
    only = service()
    town = sqlite_town(only)
    tokens = town.add(90, [only.origin])
    send(town)
    began = town.clock().timestamp()
    town.start(spread_seconds=3)
    tried(town)
    arrived = {arrival.token: arrival.at for arrival in only.arrivals}
    order = sorted(tokens, key=lambda token: (-town.distances[token], town.phones[token][0]))
    early = [place for place, token in enumerate(order) if arrived[token] < began + place / 90 * 3]
    assert early == []


@dataclass(frozen=True)
class Place:
    """A push service of a random town: how many live there, how slow and how overloaded it is."""

    people: int
    slowest: float
    overloaded: float


@st.composite
def random_towns(draw: st.DrawFn) -> tuple[list[Place], int, int, int]:
    """Push services, people without any, how many distances they share, and a seed for the rest."""
    services = draw(
        st.lists(
            st.builds(
                Place,
                people=st.integers(15, 130),
                slowest=st.sampled_from([0.0, 0.005, 0.03, 0.08]),
                overloaded=st.sampled_from([0.0, 0.0, 0.3, 0.7]),
            ),
            min_size=1,
            max_size=4,
        )
    )
    return (
        services,
        draw(st.integers(0, 60)),
        draw(st.sampled_from([3, 40, 10_000])),
        draw(st.integers(0, 99)),
    )


# Each example is a real wave: ten of them, and no search for a smaller one that fails as well.
@settings(
    max_examples=10,
    phases=[Phase.generate],
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(random_towns())
def test_the_rule_holds_in_any_town(
    sqlite_template: Path, wire: Wire, drawn: tuple[list[Place], int, int, int]
) -> None:
    places, nowhere, distances, seed = drawn
    chance = random.Random(seed)

    def behave(place: Place) -> Any:
        return lambda _: Response(
            503 if chance.random() < place.overloaded else 201, delay=chance.uniform(0, place.slowest)
        )

    with ExitStack() as ending:
        folder = Path(ending.enter_context(TemporaryDirectory()))
        shutil.copyfile(sqlite_template, folder / "town.sqlite")
        services = [Service(behave(place), wire=wire) for place in places]
        for service in services:
            ending.callback(service.thread.stop)
        made = town(
            f"sqlite:///{folder}/town.sqlite",
            folder,
            origins=[service.origin for service in services],
            wire=wire,
        )
        ending.callback(made.close)
        tokens: list[str] = []
        for people, origins in [
            *((place.people, [service.origin]) for place, service in zip(places, services, strict=True)),
            (nowhere, []),
        ]:
            far = [2_500.0 * chance.randint(1, distances) / distances for _ in range(people)]
            tokens += made.add(people, origins, distances=far, angle=0.3)
        ending.callback(worker.start_thread(made, wire.channel(made.settings)).stop)
        began = time.monotonic()
        action = made.start()
        tried(made)
        found, w = attempts(made, services, tokens), width(len(tokens))
        assert (broken_within(found, w), broken_across(found, w, began)) == ([], [])
        assert made.progress(action)["order"]["inversions"] == 0


def test_a_dead_push_service_holds_nobody_else_up(
    sqlite_town: MakeTown, service: MakeService, send: Send
) -> None:
    others, dead = [service(), service()], service(lambda _: Odd.NEVER)
    town = sqlite_town(*others, dead)
    town.add(400, [one.origin for one in others])
    town.add(200, [dead.origin], seed=2)
    send(town)
    town.start()
    until(lambda: len(messages(others)) == 400, "everyone else has the alert")
    # So not one of its attempts had ended: the others did not wait for that.
    assert messages(others)[-1].monotonic < dead.arrivals[0].monotonic + 10.0
    dead.thread.stop()


def test_those_passed_while_their_push_service_was_dead_are_counted_as_overtaken(
    sqlite_town: MakeTown, service: MakeService, send: Send
) -> None:
    other, dead = service(), service(lambda _: Odd.NEVER)
    town = sqlite_town(other, dead)
    town.add(400, [other.origin])
    town.add(200, [dead.origin], seed=2)
    send(town)
    action = town.start()
    tried(town)
    order = town.progress(action)["order"]
    assert (order["overtaken"] > 0, order["inversions"]) == (True, 0)
    dead.thread.stop()


def test_those_passed_over_and_tried_later_turned_nothing_around(
    sqlite_town: MakeTown, service: MakeService, send: Send
) -> None:
    other, shaky = service(), service(lambda _: Odd.CLOSED)
    town = sqlite_town(other, shaky)
    town.add(200, [other.origin])
    town.add(200, [shaky.origin], seed=2)
    send(town)
    action = town.start()
    tried(town)
    shaky.behave = lambda _: CREATED
    until(lambda: town.progress(action)["handed_over"] == 400, "everyone has it")
    assert town.progress(action)["order"]["inversions"] == 0


def test_one_who_becomes_reachable_later_turned_nothing_around(
    sqlite_town: MakeTown, service: MakeService, send: Send
) -> None:
    only = service()
    town = sqlite_town(only)
    town.add(100, [only.origin], spread=1_000.0)
    (late,) = town.add(1, [], distances=[2_000.0])
    send(town)
    action = town.start()
    tried(town)
    town.subscribe(late, only.origin)
    only.wait_for(1, that=lambda arrival: arrival.token == late)
    until(lambda: town.progress(action)["handed_over"] == 101, "it is handed over")
    assert town.progress(action)["order"]["inversions"] == 0

"""The order rule as pure bookkeeping, on waves nobody would think of: what may start is exactly what the rule lets."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.delivery.worker.window import Window

BUDGET = 2.0
"""Seconds a wave may wait for push services that lag."""
LEFT_MEANWHILE = 0.05
"""How many of the places a lease comes by are empty: their people left, so they are passed over."""


unhurried = settings(deadline=None)


@dataclass(frozen=True)
class Town:
    """A wave: the push service of each place, farthest first."""

    services: tuple[int, ...]
    width: int
    laggard: int | None
    """A push service that never answers as long as another has something to do."""


towns = st.builds(
    Town,
    services=st.integers(1, 4).flatmap(
        lambda count: st.lists(st.integers(1, count), min_size=1, max_size=150).map(tuple)
    ),
    width=st.integers(1, 40),
    laggard=st.none() | st.integers(1, 4),
)


@dataclass
class Play:
    """A wave sent by somebody with no sense of order: leases, answers and pauses come as chance has it."""

    town: Town
    chance: Random
    ordered: bool = True
    waited: float = 0.0
    window: Window = field(init=False)
    unleased: dict[int, list[int]] = field(init=False)
    unresolved: dict[int, int] = field(init=False)
    """Place → push service."""
    in_flight: list[int] = field(default_factory=list)
    leased: list[int] = field(default_factory=list)
    empty: set[int] = field(default_factory=set)
    watch: Callable[["Play", int], None] = lambda play, place: None
    """Is told of each place just before it starts."""

    def __post_init__(self) -> None:
        places = list(enumerate(self.town.services))
        self.unleased = {service: [] for service in self.town.services}
        for place, service in places:
            self.unleased[service].append(place)
        self.unresolved = dict(places)
        first = {service: line[0] for service, line in self.unleased.items()}
        self.window = Window(self.town.width, first, ordered=self.ordered, waited=self.waited)

    @property
    def waits(self) -> bool:
        """Whether the wave still has time to wait for those that lag."""
        return self.window.waited < BUDGET

    def lowest(self, service: int | None = None) -> int | None:
        """The farthest place that has not been resolved, of one push service or of all."""
        open_places = [place for place, its in self.unresolved.items() if service in (None, its)]
        return min(open_places, default=None)

    def able(self) -> list[int]:
        return [service for service in self.unleased if self.window.may_lease(service)]

    def step(self) -> None:
        """One thing that may happen, by chance."""
        able = self.able()
        answerable = [p for p in self.in_flight if self.town.services[p] != self.town.laggard]
        if not able and not answerable and not self.window.held_up():
            answerable = self.in_flight
        choices: list[Callable[[], None]] = []
        if able:
            choices.append(lambda: self.lease(self.chance.choice(able)))
        if answerable:
            choices.append(lambda: self.answer(self.chance.choice(answerable)))
        if self.window.held_up():
            choices.append(self.wait)
        assert choices, "nothing can happen any more, and not every place was started"
        self.chance.choice(choices)()

    def lease(self, service: int) -> None:
        limit, line = self.window.limit(service), self.unleased[service]
        taken: list[int] = []
        for _ in range(self.chance.randint(1, 60)):
            if not line or (limit is not None and line[0] > limit):
                break
            place = line.pop(0)
            if self.chance.random() < LEFT_MEANWHILE:
                self.empty.add(place)
                del self.unresolved[place]
                continue
            self.watch(self, place)
            taken.append(place)
        self.in_flight += taken
        self.leased += taken
        self.window.lease(service, taken, line[0] if line else None)

    def answer(self, place: int) -> None:
        self.in_flight.remove(place)
        del self.unresolved[place]
        self.window.resolve(self.town.services[place], place)

    def wait(self) -> None:
        self.window.waited += self.chance.choice([0.1, 1.0])

    def done(self) -> bool:
        """Every place was leased and resolved."""
        return not self.in_flight and not self.window.services()

    def run(self) -> None:
        while not self.done():
            self.step()


@unhurried
@given(towns, st.randoms(use_true_random=False))
def test_within_a_push_service_no_place_starts_before_all_w_farther_out_are_resolved(
    town: Town, chance: Random
) -> None:
    def in_order(play: Play, place: int) -> None:
        service = town.services[place]
        assert not [p for p, its in play.unresolved.items() if its == service and p <= place - town.width]

    Play(town, chance, watch=in_order).run()


@unhurried
@given(towns, st.randoms(use_true_random=False))
def test_across_push_services_the_same_holds_while_there_is_time_to_wait(town: Town, chance: Random) -> None:
    def in_order(play: Play, place: int) -> None:
        assert not play.waits or not [p for p in play.unresolved if p <= place - town.width]

    Play(town, chance, watch=in_order).run()


@unhurried
@given(towns, st.randoms(use_true_random=False))
def test_every_place_starts_in_the_end(town: Town, chance: Random) -> None:
    play = Play(town, chance)
    play.run()
    assert sorted(play.leased + list(play.empty)) == list(range(len(town.services)))


@unhurried
@given(towns, st.randoms(use_true_random=False), st.booleans())
def test_a_place_may_start_as_soon_as_the_rule_lets_it(town: Town, chance: Random, waited: bool) -> None:
    play = Play(town, chance, waited=BUDGET if waited else 0.0)
    while not play.done():
        for service in play.unleased:
            lowest = [play.lowest(service), play.lowest() if play.waits else None]
            known = [place for place in lowest if place is not None]
            if play.lowest(service) is not None:
                assert play.window.limit(service) == min(known) + town.width - 1
        play.step()


@unhurried
@given(towns, st.randoms(use_true_random=False))
def test_the_budget_is_spent_only_while_a_push_service_waits_for_nothing_but_another(
    town: Town, chance: Random
) -> None:
    play = Play(town, chance)
    while not play.done():
        waiting_for_another = False
        for service, line in play.unleased.items():
            own, lowest = play.lowest(service), play.lowest()
            if line and own is not None and lowest is not None:
                may_by_itself = line[0] < own + town.width
                waiting_for_another |= may_by_itself and line[0] >= lowest + town.width
        assert play.window.held_up() == (play.waits and waiting_for_another)
        play.step()


@unhurried
@given(towns, st.randoms(use_true_random=False))
def test_an_unordered_wave_waits_for_nothing(town: Town, chance: Random) -> None:
    play = Play(town, chance, ordered=False)
    while play.able():
        play.lease(chance.choice(play.able()))
    assert not any(play.unleased.values())


@unhurried
@given(towns, st.randoms(use_true_random=False))
def test_an_unordered_wave_spends_nothing(town: Town, chance: Random) -> None:
    play = Play(town, chance, ordered=False)
    while not play.done():
        assert not play.window.held_up()
        play.step()


def test_nothing_more_starts_after_a_stop() -> None:
    window = Window(32, {1: 0, 2: 1})
    window.stop()
    assert not window.services()


@pytest.mark.parametrize("spent", [0.0, BUDGET])
def test_what_an_earlier_worker_waited_counts(spent: float) -> None:
    window = Window(2, {1: 0, 2: 1}, waited=spent)
    window.lease(1, [0], 2)
    window.lease(2, [1], 3)
    window.resolve(2, 1)
    assert window.may_lease(2) == (spent >= BUDGET)

"""Rule 1 read from the logs of the push services: nothing of the sender's own bookkeeping is trusted.

A first attempt begins before it arrives and ends after its answer left, so whoever arrives before that answer
broke the rule beyond doubt."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf

from tests.delivery.stage import Service
from tests.support.town import Town

BUDGET = 2.0
"""Seconds a wave may wait for push services that lag."""


def width(people: int) -> int:
    """W of a wave: 5 % of it, rounded up, at least 32 and at most 1,024."""
    return min(1_024, max(32, -(-people // 20)))


@dataclass(frozen=True)
class Attempt:
    """A place's first attempt in monotonic seconds; infinite when it never came, or was never answered."""

    place: int
    service: int
    arrived: float
    answered: float


def attempts(town: Town, services: Sequence[Service], tokens: Iterable[str]) -> list[Attempt]:
    """The first attempts at these phones, each at its place and in that order: farthest first, ties by participant id.

    `tokens` are everyone who was enlisted; those without a push service have no attempt, but do have a place."""
    first: dict[str, tuple[int, float, float]] = {}
    for number, service in enumerate(services):
        for arrival in service.arrivals:
            first.setdefault(arrival.token, (number, arrival.monotonic, service.ended(arrival)))
    order = sorted(tokens, key=lambda token: (-town.distances[token], town.phones[token][0]))
    return [Attempt(place, *first[token]) for place, token in enumerate(order) if token in first]


def broken_within(found: Sequence[Attempt], w: int) -> list[Attempt]:
    """Those that arrived before one of their own push service, `w` or more farther out, was answered."""
    return [attempt for attempt, answered in _bound(found, w, own=True) if attempt.arrived < answered]


def broken_across(found: Sequence[Attempt], w: int, began: float) -> list[Attempt]:
    """The same for all push services together, as long as a wave that began then cannot have waited for 2 s."""
    return [
        attempt
        for attempt, answered in _bound(found, w, own=False)
        if attempt.arrived < min(began + BUDGET, answered)
    ]


def _bound(found: Sequence[Attempt], w: int, *, own: bool) -> Iterator[tuple[Attempt, float]]:
    """Each attempt, with when the last of those `w` or more farther out (of its own push service) was answered."""
    latest: dict[int, float] = {}
    farther = 0
    for attempt in found:
        while found[farther].place <= attempt.place - w:
            passed = found[farther]
            latest[passed.service] = max(latest.get(passed.service, -inf), passed.answered)
            farther += 1
        yield attempt, latest.get(attempt.service, -inf) if own else max(latest.values(), default=-inf)

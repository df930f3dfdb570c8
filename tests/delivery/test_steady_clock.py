"""The two clocks of a worker: asking them changes nothing, checking them does."""

from datetime import UTC, datetime, timedelta

from backend.delivery.worker.steady_clock import DRIFT, SteadyClock

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


class Machine:
    """Its clock, which can be set, and the seconds it has run."""

    def __init__(self) -> None:
        self.wall, self.seconds = NOON, 0.0

    def run(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.seconds += seconds

    def steady(self) -> SteadyClock:
        return SteadyClock(lambda: self.wall, lambda: self.seconds)


def test_asking_follows_no_clock_that_was_set() -> None:
    clock = (machine := Machine()).steady()
    machine.wall += HOUR
    machine.run(1.0)
    assert [clock.now(), clock.now(), clock.order_time()] == [NOON + SECOND] * 3


def test_a_check_does_and_says_how_far_once() -> None:
    clock = (machine := Machine()).steady()
    machine.wall -= HOUR
    machine.run(1.0)
    assert [clock.check(), clock.check()] == [-HOUR, timedelta()]
    assert clock.now() == NOON - HOUR + SECOND


def test_less_than_a_second_is_no_clock_set() -> None:
    clock = (machine := Machine()).steady()
    machine.wall += timedelta(seconds=DRIFT * 0.9)
    assert clock.check() == timedelta()
    assert clock.now() == NOON


def test_the_order_is_timed_without_a_jump_until_it_is_said_that_it_may() -> None:
    clock = (machine := Machine()).steady()
    machine.wall += HOUR
    clock.check()
    assert (clock.now(), clock.order_time()) == (NOON + HOUR, NOON)
    clock.rejoin()
    assert clock.order_time() == NOON + HOUR

"""What spends the two seconds a wave may wait across push services: answers that lag, not the worker itself."""

import pytest

from backend.delivery.outbox.rows import DeliveryKey, Leased
from backend.delivery.worker.wave_run import WaveRun
from tests.delivery.stage import a_wave

SLOW, QUICK = 1, 2
WIDTH = 32


@pytest.fixture
def run() -> WaveRun:
    """Places 0 to 31 of the slow service are leased; the quick one has the 32nd, which has to wait for them."""
    run = WaveRun(a_wave({SLOW: 0, QUICK: WIDTH}))
    leased = [Leased(DeliveryKey(1, SLOW, seq), str(seq), "nl", 0, False, None) for seq in range(WIDTH)]
    run.receive(SLOW, leased, None)
    return run


def waited(run: WaveRun, *, in_hand: bool) -> float:
    for moment in (0.0, 0.5, 1.5):
        run.count_waiting(moment, lambda _: in_hand)
    return run.window.waited


def test_waiting_for_answers_of_another_service_spends_the_budget(run: WaveRun) -> None:
    assert waited(run, in_hand=False) == 1.5


def test_waiting_for_the_worker_itself_spends_nothing(run: WaveRun) -> None:
    assert waited(run, in_hand=True) == 0.0


def test_waiting_for_a_place_that_is_not_leased_yet_spends_nothing(run: WaveRun) -> None:
    for seq in range(WIDTH):
        run.window.resolve(SLOW, seq)
    run.window.lease(SLOW, [], 0)
    assert waited(run, in_hand=False) == 0.0

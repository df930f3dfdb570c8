"""When a push service counts as dead, and when as slow: to the attempt. The worker with one stands in test_answers."""

import pytest

from backend.delivery.channel import Outcome, Result
from backend.delivery.worker.services import SLOW, Breaker


def heard(*outcomes: Outcome, seconds: float = 0.1) -> Breaker:
    """A breaker after these attempts, one a second from 0."""
    breaker = Breaker()
    for now, outcome in enumerate(outcomes):
        breaker.begin()
        breaker.note(Result(outcome), float(now), seconds)
    return breaker


def test_the_fifth_unanswered_in_a_row_opens_it() -> None:
    assert heard(*[Outcome.UNKNOWN] * 4).state == "ok"
    assert heard(*[Outcome.UNKNOWN] * 5).state == "open"


@pytest.mark.parametrize("answer", [Outcome.ACCEPTED, Outcome.RETRY, Outcome.GONE, Outcome.REFUSED])
def test_any_answer_among_them_keeps_it_closed(answer: Outcome) -> None:
    assert heard(*[*[Outcome.UNKNOWN] * 4, answer] * 3).state == "ok"


def test_five_seconds_after_the_fifth_one_trial_may_begin() -> None:
    breaker = heard(*[Outcome.UNKNOWN] * 5)
    assert [breaker.allows(now) for now in (4.0, 8.9, 9.0)] == [False, False, True]
    breaker.begin()
    assert not breaker.allows(9.0)
    breaker.note(Result(Outcome.UNKNOWN), 9.5, 0.1)
    assert [breaker.allows(now) for now in (9.5, 14.4, 14.5)] == [False, False, True]


def test_whose_answers_take_long_counts_as_slow_until_they_no_longer_do() -> None:
    breaker = heard(*[Outcome.ACCEPTED] * 20, seconds=SLOW + 1)
    assert breaker.state == "slow"
    for now in range(20, 40):
        breaker.note(Result(Outcome.ACCEPTED), float(now), 0.1)
    assert breaker.state == "ok"

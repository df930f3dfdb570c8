"""The proof of the order, read back from recorded attempts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.reports import order_proof
from backend.domain.reports.order_proof import Attempt, judge

START = datetime(2026, 11, 24, tzinfo=UTC)


def attempt(seq: int, began: float, answered: float, service: int = 1) -> Attempt:
    return Attempt(seq, service, START + timedelta(seconds=began), START + timedelta(seconds=answered))


def test_a_wave_in_order_has_no_inversions() -> None:
    attempts = [attempt(seq, seq, seq + 1) for seq in range(100)]
    assert judge(attempts, 32, strict=True) == (0, 0)


def test_a_place_that_began_before_one_w_farther_was_answered_is_an_inversion() -> None:
    attempts = [attempt(0, 0, 50), *(attempt(seq, 1, 2) for seq in range(1, 32)), attempt(32, 3, 4)]
    assert judge(attempts, 32, strict=True) == (1, 0)


def test_one_place_nearer_than_w_may_begin_meanwhile() -> None:
    attempts = [attempt(0, 0, 50), *(attempt(seq, 1, 2) for seq in range(1, 32))]
    assert judge(attempts, 32, strict=True) == (0, 0)


def test_a_place_passed_by_another_push_service_is_overtaken() -> None:
    attempts = [attempt(0, 10, 11, service=2), *(attempt(seq, seq / 100, seq / 100) for seq in range(1, 40))]
    assert judge(attempts, 32, strict=False) == (0, 1)


def test_passing_another_push_service_is_an_inversion_while_the_budget_lasts() -> None:
    attempts = [attempt(0, 0, 10, service=2), *(attempt(seq, seq / 100, seq / 100) for seq in range(1, 34))]
    assert judge(attempts, 32, strict=True)[0] == 2
    assert judge(attempts, 32, strict=False)[0] == 0


@given(
    st.lists(st.tuples(st.integers(1, 3), st.floats(0, 50), st.floats(0, 5)), min_size=1, max_size=60),
    st.integers(1, 10),
    st.booleans(),
)
def test_it_counts_what_the_definition_says(
    drawn: list[tuple[int, float, float]], width: int, strict: bool
) -> None:
    attempts = [
        attempt(seq, began, began + took, service) for seq, (service, began, took) in enumerate(drawn)
    ]
    inversions = sum(
        any(
            outer.answered > inner.began and (strict or outer.service == inner.service)
            for outer in attempts
            if outer.seq <= inner.seq - width
        )
        for inner in attempts
    )
    overtaken = sum(
        any(
            inner.began < outer.began and inner.service != outer.service
            for inner in attempts
            if inner.seq >= outer.seq + width
        )
        for outer in attempts
    )
    assert judge(attempts, width, strict=strict) == (inversions, overtaken)


class Counted(datetime):
    """A moment that counts how often any of them is compared."""

    compared = 0

    def __lt__(self, other: datetime) -> bool:
        Counted.compared += 1
        return super().__lt__(other)

    def __gt__(self, other: datetime) -> bool:
        Counted.compared += 1
        return super().__gt__(other)


def test_many_push_services_take_no_more_looking_than_one() -> None:
    def comparisons(services: int) -> int:
        moments = [Counted(2026, 11, 24, 12, seq // 60, seq % 60, tzinfo=UTC) for seq in range(600)]
        attempts = [Attempt(seq, seq % services, moment, moment) for seq, moment in enumerate(moments)]
        Counted.compared = 0
        judge(attempts, 32, strict=False)
        return Counted.compared

    assert comparisons(200) < 3 * comparisons(1)


def test_an_empty_wave_has_nothing_to_prove() -> None:
    assert judge([], 32, strict=True) == (0, 0)


@pytest.mark.parametrize(("takes", "proofs"), [(0.5, 2), (0.05, 4)])
def test_what_takes_long_to_prove_is_told_again_for_a_few_times_as_long(takes: float, proofs: int) -> None:
    times = [0.0]

    def proven(*_: object) -> dict[str, int]:
        times.append(times[-1] + takes)
        return {"proof": len(times)}

    proofs_of = order_proof.Proofs(proven, lambda: times[-1])
    for wait in (0.0, takes, takes * order_proof.REUSED, takes):
        times[-1] += wait
        proofs_of.of_action(None, f"action-{takes}")  # type: ignore[arg-type]
    assert len(times) - 1 == proofs

"""The proposal table and the counts shown before sending."""

import pytest

from backend.domain.actions.areas import radius_for, spread_for
from backend.domain.counts import rounded
from backend.domain.deliveries.rule import window


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, {"about": 0}),
        (1, {"below": 10}),
        (9, {"below": 10}),
        (10, {"about": 10}),
        (25, {"about": 30}),
        (749, {"about": 700}),
        (750, {"about": 800}),
        (949, {"about": 900}),
        (950, {"about": 1000}),
        (1249, {"about": 1200}),
        (1250, {"about": 1300}),
        (26_480, {"about": 26_000}),
    ],
)
def test_counts_are_rounded_halves_up(number: int, shown: dict[str, int]) -> None:
    assert rounded(number) == shown


def test_a_missing_child_on_a_bicycle_gets_base_and_speed() -> None:
    assert radius_for("missing-child", "bicycle", 20) == 1_000 + 250 * 20


def test_a_proposal_is_rounded_up_to_a_hundred_metres() -> None:
    assert radius_for("burglary", "on-foot", 1) == 900


def test_a_proposal_stays_within_its_limits() -> None:
    assert radius_for("theft", "on-foot", 0) == 800
    assert radius_for("abduction", "car", 600) == 25_000


def test_only_a_suspect_on_foot_gets_a_spread() -> None:
    assert spread_for("burglary", "on-foot") == 20
    assert spread_for("missing-child", "on-foot") == 0
    assert spread_for("burglary", "car") == 0


@pytest.mark.parametrize(
    ("size", "width"), [(1, 32), (640, 32), (641, 33), (20_480, 1_024), (900_000, 1_024)]
)
def test_the_window_is_five_percent_within_its_bounds(size: int, width: int) -> None:
    assert window(size) == width

"""The report's own measure of the order: it must see a phone that came too early."""

from backend.demo.answering import Shown
from backend.demo.report import displacement
from backend.demo.town import Town
from tests.support.push_service import Arrival

X, Y = 182_000.0, 579_000.0
FARTHEST_FIRST = sorted(Town(40).residents, key=lambda one: (-one.distance(X, Y), one.id))


def alerts(order: list[int]) -> list[Shown]:
    """The phones at these places, in this order of arrival."""
    return [
        Shown(
            FARTHEST_FIRST[place],
            Arrival(number, str(FARTHEST_FIRST[place].index), 0.0, 0.0, "a", 60, "high", b"", "key"),
            "a",
            "n",
            "alert",
        )
        for number, place in enumerate(order)
    ]


def test_from_outside_in_nobody_is_early() -> None:
    assert displacement(alerts(list(range(40))), X, Y) == 0


def test_a_phone_ahead_of_one_farther_out_is_early_by_as_many_places() -> None:
    assert displacement(alerts([0, 2, 1, 3]), X, Y) == 1
    assert displacement(alerts([39, *range(39)]), X, Y) == 39
    assert displacement(alerts([*range(1, 40), 0]), X, Y) == 39

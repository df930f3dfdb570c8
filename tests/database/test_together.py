"""What several callers want at the same moment is done in one go, and nobody is left waiting."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Semaphore

import pytest

from backend import together
from backend.together import Together
from tests.waiting import until

Fulfil = Callable[[Mapping[Hashable, int]], Mapping[Hashable, int | Exception]]


@pytest.fixture(autouse=True)
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "ROUNDS", 1)


class Held:
    """Rounds, the first of which waits until all have asked."""

    def __init__(self, fulfil: Fulfil) -> None:
        self.rounds: list[dict[Hashable, int]] = []
        self._fulfil, self._begun, self._free = fulfil, Event(), Event()
        self._together = Together(self._round)

    def ask(self, *wishes: tuple[str, int]) -> list["Future[int | None]"]:
        with ThreadPoolExecutor(1 + len(wishes)) as callers:
            first = callers.submit(self._together.ask, "first", 1)
            assert self._begun.wait(10)
            rest = []
            for key, wish in wishes:
                rest.append(callers.submit(self._together.ask, key, wish))
                until(lambda: len(self._together._waiting) == len(rest))
            self._free.set()
        return [first, *rest]

    def _round(self, wishes: Mapping[Hashable, int]) -> Mapping[Hashable, int | Exception]:
        self.rounds.append(dict(wishes))
        self._begun.set()
        assert self._free.wait(10)
        return self._fulfil(wishes)


def doubled(wishes: Mapping[Hashable, int]) -> dict[Hashable, int | Exception]:
    return {key: 2 * wish for key, wish in wishes.items()}


def test_who_comes_while_it_is_under_way_is_served_in_the_next_round() -> None:
    held = Held(doubled)
    answers = [one.result() for one in held.ask(("a", 2), ("b", 3), ("c", 4))]
    assert answers == [2, 4, 6, 8]
    assert held.rounds == [{"first": 1}, {"a": 2, "b": 3, "c": 4}]


def test_two_of_the_same_key_are_served_one_after_the_other_in_the_order_they_came() -> None:
    held = Held(doubled)
    answers = [one.result() for one in held.ask(("a", 2), ("a", 3), ("b", 4), ("a", 5))]
    assert answers == [2, 4, 6, 8, 10]
    assert held.rounds == [{"first": 1}, {"a": 2, "b": 4}, {"a": 3}, {"a": 5}]


def test_a_round_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "MOST", 2)
    held = Held(doubled)
    held.ask(("a", 1), ("b", 1), ("c", 1))
    assert [list(one) for one in held.rounds] == [["first"], ["a", "b"], ["c"]]


def test_what_is_left_out_is_answered_with_nothing_and_an_error_goes_to_its_own() -> None:
    held = Held(lambda wishes: {"a": ValueError("a")} if "a" in wishes else {})
    first, refused, missing = held.ask(("a", 1), ("b", 1))
    assert isinstance(refused.exception(), ValueError)
    assert (first.result(), missing.result()) == (None, None)


@pytest.mark.parametrize("error", [RuntimeError, SystemExit])
def test_a_round_that_fails_fails_for_each_of_it_and_the_next_goes_on(error: type[BaseException]) -> None:
    def fails(wishes: Mapping[Hashable, int]) -> dict[Hashable, int | Exception]:
        if "a" in wishes:
            raise error
        return doubled(wishes)

    held = Held(fails)
    first, *failed, again = held.ask(("a", 1), ("b", 1), ("b", 2))
    assert [type(one.exception()) for one in failed] == [error, error]
    assert (first.result(), again.result()) == (2, 4)


def test_while_one_round_is_under_way_another_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "ROUNDS", 2)
    begun, free = Semaphore(0), Event()
    rounds: list[list[Hashable]] = []

    def fulfil(wishes: Mapping[Hashable, int]) -> dict[Hashable, int | Exception]:
        rounds.append(list(wishes))
        begun.release()
        assert free.wait(10)
        return doubled(wishes)

    both = Together(fulfil)
    with ThreadPoolExecutor(4) as callers:
        asked = []
        for key in ("a", "b"):
            asked.append(callers.submit(both.ask, key, 1))
            assert begun.acquire(timeout=10)
        for key in ("c", "d"):
            asked.append(callers.submit(both.ask, key, 1))
        until(lambda: len(both._waiting) == 2)
        free.set()
    assert [one.result() for one in asked] == [2, 2, 2, 2]
    assert [set(one) for one in rounds[:2]] == [{"a"}, {"b"}]
    assert sorted(key for one in rounds[2:] for key in one) == ["c", "d"]


def test_of_many_at_once_nobody_is_lost_or_answered_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "ROUNDS", 2)
    answered = Counter[Hashable]()

    def fulfil(wishes: Mapping[Hashable, int]) -> dict[Hashable, int | Exception]:
        answered.update(wishes.keys())
        return doubled(wishes)

    many = Together(fulfil)
    with ThreadPoolExecutor(32) as callers:
        found = list(callers.map(many.ask, range(5_000), range(5_000)))
    assert found == [2 * wish for wish in range(5_000)]
    assert answered == Counter(range(5_000))

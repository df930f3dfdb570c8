"""What several callers want at the same moment is done in one go, and nobody is left waiting."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future, wait
from threading import Event, Lock, Thread
from time import sleep

import pytest

from backend.db import group_commit
from backend.db.group_commit import GroupCommit
from tests.support.waiting import until

Fulfil = Callable[[Mapping[Hashable, int]], Mapping[Hashable, int | Exception]]


def in_thread(ask: Callable[[Hashable, int], int | None], key: Hashable, wish: int) -> "Future[int | None]":
    """Asks beside the test, which goes on even when nobody ever answers."""
    asked = Future[int | None]()

    def run() -> None:
        try:
            asked.set_result(ask(key, wish))
        except BaseException as error:
            asked.set_exception(error)

    Thread(target=run, daemon=True).start()
    return asked


class Held:
    """Rounds, the first of which waits until all have asked."""

    def __init__(self, fulfil: Fulfil) -> None:
        self.rounds: list[dict[Hashable, int]] = []
        self._fulfil, self._begun, self._free = fulfil, Event(), Event()
        self._together = GroupCommit(self._round)

    def ask(self, *wishes: tuple[str, int]) -> list["Future[int | None]"]:
        first = in_thread(self._together.submit, "first", 1)
        assert self._begun.wait(10)
        rest = []
        for key, wish in wishes:
            rest.append(in_thread(self._together.submit, key, wish))
            until(lambda: self._together.waiting == len(rest))
        self._free.set()
        wait([first, *rest], 10)
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
    answers = [one.result(0) for one in held.ask(("a", 2), ("b", 3), ("c", 4))]
    assert answers == [2, 4, 6, 8]
    assert held.rounds == [{"first": 1}, {"a": 2, "b": 3, "c": 4}]


def test_two_of_the_same_key_are_served_one_after_the_other_in_the_order_they_came() -> None:
    held = Held(doubled)
    answers = [one.result(0) for one in held.ask(("a", 2), ("a", 3), ("b", 4), ("a", 5))]
    assert answers == [2, 4, 6, 8, 10]
    assert held.rounds == [{"first": 1}, {"a": 2, "b": 4}, {"a": 3}, {"a": 5}]


def test_a_round_has_an_end_and_who_was_left_over_comes_first_in_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(group_commit, "MOST", 2)
    held = Held(doubled)
    held.ask(("a", 1), ("a", 2), ("b", 1), ("c", 1))
    assert [list(one) for one in held.rounds] == [["first"], ["a", "b"], ["a", "c"]]


def test_what_is_left_out_is_answered_with_nothing_and_an_error_goes_to_its_own() -> None:
    held = Held(lambda wishes: {"a": ValueError("a")} if "a" in wishes else {})
    first, refused, missing = held.ask(("a", 1), ("b", 1))
    assert isinstance(refused.exception(0), ValueError)
    assert (first.result(0), missing.result(0)) == (None, None)


@pytest.mark.parametrize("error", [RuntimeError, SystemExit])
def test_a_round_that_fails_fails_for_each_of_it_and_the_next_goes_on(error: type[BaseException]) -> None:
    def fails(wishes: Mapping[Hashable, int]) -> dict[Hashable, int | Exception]:
        if "a" in wishes:
            raise error
        return doubled(wishes)

    held = Held(fails)
    first, *failed, again = held.ask(("a", 1), ("b", 1), ("b", 2))
    assert [type(one.exception(0)) for one in failed] == [error, error]
    assert (first.result(0), again.result(0)) == (2, 4)


def test_of_many_nobody_is_lost_or_answered_twice_and_one_round_is_under_way_at_a_time() -> None:
    answered, under_way = Counter[Hashable](), Lock()

    def fulfil(wishes: Mapping[Hashable, int]) -> dict[Hashable, int | Exception]:
        assert under_way.acquire(blocking=False), "two rounds at once"
        sleep(0)
        answered.update(wishes.keys())
        under_way.release()
        return doubled(wishes)

    many, left, found = GroupCommit(fulfil), iter(range(5_000)), dict[int, int | None]()

    def ask(_: Hashable, wish: int) -> None:
        for one in left:
            found[one] = many.submit(one, one)

    wait([in_thread(ask, caller, 0) for caller in range(32)], 30)
    assert found == {wish: 2 * wish for wish in range(5_000)}
    assert answered == Counter(range(5_000))

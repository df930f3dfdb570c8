"""What several callers want at the same moment, done in one go for all of them."""

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Mapping
from typing import Generic, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")
MOST = 100
"""Items of one round: its statement stays short."""


class GroupCommit(Generic[Item, Answer]):
    """Who comes while no round is under way begins one at once; who comes meanwhile is served in a later one.

    No timer, and no thread of its own: one of the callers carries out a round for all of it, the others wait. Whoever
    ends a round lets the caller who has waited longest begin the next. One at a time: with two, each would have half as
    many callers, and a statement costs nearly the same for ten as for one."""

    def __init__(
        self, execute: Callable[[Mapping[Hashable, Item]], Mapping[Hashable, Answer | Exception]]
    ) -> None:
        """`execute` answers a round by its keys; what it leaves out is answered with None, what it raises is raised to
        everyone of the round."""
        self._execute = execute
        self._waiting: deque[_Waiting[Item, Answer]] = deque()
        self._under_way, self._changing = False, threading.Lock()

    @property
    def waiting(self) -> int:
        """How many wait for their round to begin."""
        return len(self._waiting)

    def submit(self, key: Hashable, item: Item) -> Answer | None:
        """No two of the same key are in one round."""
        mine = _Waiting[Item, Answer](key, item)
        with self._changing:
            self._waiting.append(mine)
            begins, self._under_way = not self._under_way, True
        if not begins:
            mine.turn.acquire()
        if not mine.done:
            # Whoever is about to ask as well joins this round; without anybody it costs next to nothing.
            time.sleep(0)
            self._round(self._choose())
        if mine.error is not None:
            raise mine.error
        return mine.answer

    def _choose(self) -> "dict[Hashable, _Waiting[Item, Answer]]":
        """Those of the next round, first come first; the first of all is whoever begins it."""
        chosen: dict[Hashable, _Waiting[Item, Answer]] = {}
        later = []
        with self._changing:
            while self._waiting and len(chosen) < MOST:
                one = self._waiting.popleft()
                if chosen.setdefault(one.key, one) is not one:
                    later.append(one)
            self._waiting.extendleft(reversed(later))
        return chosen

    def _round(self, chosen: "dict[Hashable, _Waiting[Item, Answer]]") -> None:
        answers: Mapping[Hashable, Answer | Exception] = {}
        failure: BaseException | None = None
        try:
            answers = self._execute({key: one.item for key, one in chosen.items()})
        except BaseException as error:  # whatever it was, nobody may be left waiting
            failure = error
        with self._changing:
            self._under_way = bool(self._waiting)
            if self._waiting:
                self._waiting[0].turn.release()
        for key, one in chosen.items():
            answer = answers.get(key)
            if failure is not None or isinstance(answer, Exception):
                one.error = failure or answer  # type: ignore[assignment]
            else:
                one.answer = answer
            one.done = True
            one.turn.release()


class _Waiting(Generic[Item, Answer]):
    __slots__ = ("answer", "done", "error", "item", "key", "turn")

    def __init__(self, key: Hashable, item: Item) -> None:
        self.key, self.item = key, item
        self.answer: Answer | None = None
        self.error: BaseException | None = None
        self.done = False
        self.turn = threading.Lock()
        """Until the answer is there, or it is this caller's turn to begin a round."""
        self.turn.acquire()

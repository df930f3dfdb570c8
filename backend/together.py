"""What several callers want at the same moment, done in one go for all of them."""

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Mapping
from typing import Generic, TypeVar

Wish = TypeVar("Wish")
Answer = TypeVar("Answer")
MOST = 100
"""Wishes of one round: its statement stays short."""
ROUNDS = 2
"""Under way at the same moment: while one is at the database, the next comes together."""


class Together(Generic[Wish, Answer]):
    """Who comes while few rounds are under way begins one at once; who comes meanwhile is served in the next.

    No timer, and no thread of its own: one of the callers does the work of a round, the others wait for it."""

    def __init__(
        self, fulfil: Callable[[Mapping[Hashable, Wish]], Mapping[Hashable, Answer | Exception]]
    ) -> None:
        """`fulfil` answers a round by its keys; what it leaves out is answered with None, what it raises is raised to
        everyone of the round."""
        self._fulfil = fulfil
        self._waiting: deque[_Waiting[Wish, Answer]] = deque()
        self._turns, self._choosing = threading.Semaphore(ROUNDS), threading.Lock()

    def ask(self, key: Hashable, wish: Wish) -> Answer | None:
        """No two of the same key are in one round."""
        mine = _Waiting[Wish, Answer](key, wish)
        self._waiting.append(mine)
        while not mine.chosen:
            with self._turns:
                # Whoever is about to ask as well joins this round; without anybody it costs next to nothing.
                time.sleep(0)
                if chosen := self._choose(mine):
                    self._round(chosen)
        with mine.busy:
            pass
        if mine.error is not None:
            raise mine.error
        return mine.answer

    def _choose(self, mine: "_Waiting[Wish, Answer]") -> "dict[Hashable, _Waiting[Wish, Answer]]":
        """Those of the next round, first come first; nobody when mine was chosen meanwhile."""
        chosen: dict[Hashable, _Waiting[Wish, Answer]] = {}
        with self._choosing:
            if mine.chosen:
                return chosen
            later = []
            while self._waiting and len(chosen) < MOST:
                one = self._waiting.popleft()
                if chosen.setdefault(one.key, one) is one:
                    one.chosen = True
                else:
                    later.append(one)
            self._waiting.extendleft(reversed(later))
        if not chosen:
            raise RuntimeError("Somebody was lost between two rounds, and would wait for good.")
        return chosen

    def _round(self, chosen: "dict[Hashable, _Waiting[Wish, Answer]]") -> None:
        answers: Mapping[Hashable, Answer | Exception] = {}
        failure: BaseException | None = None
        try:
            answers = self._fulfil({key: one.wish for key, one in chosen.items()})
        except BaseException as error:  # whatever it was, nobody may be left waiting
            failure = error
        for key, one in chosen.items():
            answer = answers.get(key)
            if failure is not None or isinstance(answer, Exception):
                one.error = failure or answer  # type: ignore[assignment]
            else:
                one.answer = answer
            one.busy.release()


class _Waiting(Generic[Wish, Answer]):
    __slots__ = ("answer", "busy", "chosen", "error", "key", "wish")

    def __init__(self, key: Hashable, wish: Wish) -> None:
        self.key, self.wish = key, wish
        self.answer: Answer | None = None
        self.error: BaseException | None = None
        self.chosen = False
        """A round has it."""
        self.busy = threading.Lock()
        """Until that round has ended."""
        self.busy.acquire()

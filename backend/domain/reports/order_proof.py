"""The proof of "buiten naar binnen": read afterwards from when each place's first attempt began and was answered,
or when it was passed over, which lets the others go on just as an answer does.

An inversion is a place whose first attempt began while one at least W farther out in its wave still waited for its
first answer; a place is overtaken when one at least W nearer, of another push service, began first."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.domain.deliveries.rule import BUDGET, SMALLEST_WINDOW
from backend.models import Delivery, Notice, Wave
from backend.offload import offload

LARGE, REUSED = 0.25, 4
"""What took longer than so many seconds is told again for so many times as long."""


class Attempt(NamedTuple):
    """One place's first attempt; passed over, it may have begun later or never."""

    seq: int
    service: int
    began: datetime | None
    answered: datetime


class Proof(NamedTuple):
    """What was found, and until when, in monotonic seconds, it is told again."""

    found: dict[str, int]
    until: float


class Proofs:
    """By action, what took long to prove: every screen that watches an action asks each second, and of hundreds of
    thousands of places it may be seconds old."""

    def __init__(
        self, prove: Callable[[Session, str], dict[str, int]], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._prove, self._monotonic = prove, monotonic
        self._large: dict[str, Proof] = {}

    def of_action(self, session: Session, action_id: str) -> dict[str, int]:
        """{"window", "inversions", "overtaken"} over all waves of the action's alert."""
        began = self._monotonic()
        known = self._large.get(action_id)
        if known and began < known.until:
            return known.found
        found = self._prove(session, action_id)
        took = self._monotonic() - began
        if took > LARGE:
            for one in [one for one, proof in self._large.items() if proof.until < began]:
                self._large.pop(one, None)
            self._large[action_id] = Proof(found, began + took * (1 + REUSED))
        return found


def prove(session: Session, action_id: str) -> dict[str, int]:
    """The same, looked at anew."""
    waves = session.execute(
        select(Wave.id, Wave.width, Wave.waited)
        .join(Notice, Notice.id == Wave.notice_id)
        .where(Notice.action_id == action_id, Notice.number == 1)
        .order_by(Wave.number)
    ).all()
    inversions = overtaken = 0
    for wave_id, width, waited in waves:
        rows: Sequence[Any] = session.execute(
            select(Delivery.seq, Delivery.service_id, Delivery.began_at, Delivery.answered_at)
            .where(Delivery.wave_id == wave_id, Delivery.answered_at.is_not(None))
            .order_by(Delivery.seq)
        ).all()
        # Of a large wave this takes a good part of a second, in which sockets here would be told nothing.
        found = offload(_judged, rows, width, waited < BUDGET)
        inversions, overtaken = inversions + found[0], overtaken + found[1]
    window = waves[0].width if waves else SMALLEST_WINDOW
    return {"window": window, "inversions": inversions, "overtaken": overtaken}


def _judged(rows: Sequence[Any], width: int, strict: bool) -> tuple[int, int]:
    return judge([Attempt(*row) for row in rows], width, strict=strict)


def judge(attempts: Sequence[Attempt], width: int, *, strict: bool) -> tuple[int, int]:
    """(inversions, overtaken) of one wave's attempts, sorted by place.

    strict: the wave never used up its budget, so passing a place of another service is an inversion as well."""
    latest: dict[int | None, datetime] = {}
    inversions, farther = 0, 0
    for attempt in attempts:
        while attempts[farther].seq <= attempt.seq - width:
            passed = attempts[farther]
            line = None if strict else passed.service
            latest[line] = max(latest.get(line, passed.answered), passed.answered)
            farther += 1
        end = latest.get(None if strict else attempt.service)
        inversions += attempt.began is not None and end is not None and end > attempt.began
    # Of all that are nearer: the first begin, and the first at another push service than that one's.
    first: tuple[datetime, int] | None = None
    second: tuple[datetime, int] | None = None
    overtaken, nearer = 0, len(attempts) - 1
    for attempt in reversed(attempts):
        while attempts[nearer].seq >= attempt.seq + width:
            inner = attempts[nearer]
            nearer -= 1
            if inner.began is None:
                continue
            one = inner.began, inner.service
            if first is None or one[1] == first[1]:
                first = one if first is None else min(first, one)
            elif one[0] < first[0]:
                first, second = one, first
            elif second is None or one[0] < second[0]:
                second = one
        other = second if first is not None and first[1] == attempt.service else first
        overtaken += other is not None and other[0] < (attempt.began or attempt.answered)
    return inversions, overtaken


of_action = Proofs(prove).of_action

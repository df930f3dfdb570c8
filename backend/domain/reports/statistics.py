"""The history in numbers: actions, results, participants and time to outcome, by month and by municipality.

Called by the public pages. Exercises don't count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.clock import AMSTERDAM
from backend.domain.reports import public_view
from backend.models import Action, Municipality

MONTHS = 12
GOOD = ("found", "found-thanks-to-participant", "arrested", "arrested-thanks-to-participant")
THANKS = ("found-thanks-to-participant", "arrested-thanks-to-participant")


@dataclass
class Line:
    """One line of a table; `name` is a month as 2026-06, or a municipality's code."""

    name: str
    actions: int = 0
    ended: int = 0
    good: int = 0
    thanks: int = 0
    participants: int = 0
    minutes: list[float] = field(default_factory=list)
    """From start to outcome, of each that has ended."""

    @property
    def typical(self) -> int | None:
        """The median of `minutes`."""
        return round(median(self.minutes)) if self.minutes else None


@dataclass(frozen=True)
class Statistics:
    """Of the last twelve months, this one included; every month has its line, the oldest first."""

    months: Sequence[Line]
    municipalities: Sequence[tuple[str, Line]]
    """(name, line), most actions first."""
    total: Line


def of_twelve_months(session: Session, now: datetime, municipality: str | None = None) -> Statistics:
    """Of one municipality, or of all."""
    months = {name: Line(name) for name in _months(now)}
    first = datetime.fromisoformat(f"{next(iter(months))}-01").replace(tzinfo=AMSTERDAM)
    query = select(
        Action.id,
        Action.municipality_code,
        Action.result,
        Action.participants,
        Action.started_at,
        Action.ended_at,
    ).where(~Action.exercise, Action.started_at >= first)
    if municipality is not None:
        query = query.where(Action.municipality_code == municipality)
    rows = session.execute(query).all()
    counted = public_view.reached(session, [row.id for row in rows if row.participants is None])
    total, towns = Line(""), dict[str, Line]()
    for row in rows:
        month = row.started_at.astimezone(AMSTERDAM).strftime("%Y-%m")
        town = towns.setdefault(row.municipality_code, Line(row.municipality_code))
        _count((total, months[month], town), row, counted)
    codes = select(Municipality.code, Municipality.name).where(Municipality.code.in_(towns))
    names = {row.code: row.name for row in session.execute(codes)}
    ranked = sorted(towns.values(), key=lambda line: (-line.actions, names[line.name]))
    return Statistics(list(months.values()), [(names[line.name], line) for line in ranked], total)


def _count(lines: Iterable[Line], row: Any, counted: dict[str, tuple[int, datetime | None]]) -> None:
    reached = row.participants if row.participants is not None else counted.get(row.id, (0, None))[0]
    for line in lines:
        line.actions += 1
        line.good += row.result in GOOD
        line.thanks += row.result in THANKS
        line.participants += reached
        if row.ended_at is not None:
            line.ended += 1
            line.minutes.append((row.ended_at - row.started_at).total_seconds() / 60)


def _months(now: datetime) -> list[str]:
    local = now.astimezone(AMSTERDAM)
    last = local.year * 12 + local.month - 1
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(last - MONTHS + 1, last + 1)]

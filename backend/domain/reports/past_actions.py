"""Past actions in figures, for the control room: how many were asked, how fast it went, how it ended; and as CSV."""

import csv
from collections.abc import Iterable
from datetime import datetime
from io import StringIO
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from backend.clock import rfc3339
from backend.domain.reports import dispatcher_view
from backend.models import Action, ClosingCircle, Delivery, Municipality, Notice, Staff

Moment = datetime | None
MOST = 200
"""Newest first; what is older stands in the CSV."""


def for_staff(
    session: Session, staff: Staff, limit: int | None = MOST, search: str | None = None
) -> list[dict[str, Any]]:
    """Ended actions of the person's own regions (an administrator: all), newest first; with `search` only those
    that have it in reference, place or municipality."""
    query = (
        select(Action, Municipality.name, ClosingCircle.action_id)
        .outerjoin(ClosingCircle, ClosingCircle.action_id == Action.id)
        .join(Municipality, Municipality.code == Action.municipality_code)
        .where(Action.status == "ended")
        .order_by(Action.started_at.desc(), Action.id)
        .limit(limit)
    )
    if staff.role != "administrator":
        query = query.where(Municipality.region.in_(staff.own_regions))
    if search:
        named = (Action.reference, Action.place, Municipality.name)
        query = query.where(or_(*(name.icontains(search, autoescape=True) for name in named)))
    rows = session.execute(query).all()
    return [_one(session, action, name, circle is not None) for action, name, circle in rows]


def as_csv(rows: Iterable[dict[str, Any]]) -> str:
    """One line an action, with a header; semicolons, as spreadsheets in the Netherlands expect."""
    file = StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in COLUMNS.values()])
    return file.getvalue()


COLUMNS = {
    "id": "id",
    "soort": "kind",
    "plaats": "place",
    "gemeente": "municipality",
    "oefening": "exercise",
    "begin": "started_at",
    "einde": "ended_at",
    "afloop": "result",
    "gealarmeerd": "alerted",
    "getoond": "shown",
    "geopend": "opened",
    "meldingen": "tips",
    "seconden tot eerste telefoon": "first_after",
    "seconden tot laatste telefoon": "last_after",
    "seconden tot afloop": "outcome_after",
    # Last: who reads the others by their place goes on.
    "incidentnummer": "reference",
}


def _one(session: Session, action: Action, municipality: str, circle: bool) -> dict[str, Any]:
    alerted, shown, opened, first, last = _reached(session, action)
    return {
        "id": action.id,
        "title": action.description.get("summary"),
        "kind": action.kind,
        "place": action.place,
        **({"reference": action.reference} if action.reference else {}),
        "municipality": municipality,
        "exercise": action.exercise,
        "started_at": action.started_at,
        "ended_at": action.ended_at,
        "result": action.result,
        "alerted": alerted,
        "shown": shown,
        "opened": opened,
        "tips": action.tips,
        "first_after": _after(action, first),
        "last_after": _after(action, last),
        "outcome_after": _after(action, action.ended_at),
        "circle": circle,
    }


def _reached(session: Session, action: Action) -> tuple[int, int | None, int | None, Moment, Moment]:
    """(alerted, shown, opened, when the first and when the last was); from what was written down, once it was."""
    if action.figures is not None:
        found = dispatcher_view.thawed(action.figures)
        first, last = found["first_handed_over_at"], found["last_handed_over_at"]
        return found["handed_over"], found["shown"], found["opened"], first, last
    if action.participants is not None:
        return action.participants, None, None, None, None
    alert = select(Notice.id).where(Notice.action_id == action.id, Notice.number == 1).scalar_subquery()
    alerted, shown, opened, first, last = session.execute(
        select(
            func.count(Delivery.handed_over_at),
            func.count(Delivery.shown_at),
            func.count(Delivery.opened_at),
            func.min(Delivery.handed_over_at),
            func.max(Delivery.handed_over_at),
        ).where(Delivery.notice_id == alert)
    ).one()
    return alerted, shown, opened, first, last


def _after(action: Action, moment: datetime | None) -> float | None:
    return None if moment is None else round((moment - action.started_at).total_seconds(), 1)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        return rfc3339(value, "seconds")
    if isinstance(value, float):
        return f"{value:.1f}".replace(".", ",")
    # A cell that begins like a formula would be run by a spreadsheet.
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t" else value

"""Tips: what people called in, noted by a dispatcher with its time and, where known, its place."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.domain import paging
from backend.domain.actions import lifecycle
from backend.domain.deliveries import locks
from backend.domain.municipalities.borders import in_netherlands
from backend.domain.refusals import FieldError, Refused
from backend.domain.staff import audit
from backend.geo import spatial_sql
from backend.geo.rd_new import to_rd, to_wgs84
from backend.models import Staff, Tip, new_id

NEWEST_FIRST = paging.Key(Tip.received_at, datetime), paging.Key(Tip.id)


def note(
    session: Session, staff: Staff, action_id: str, form: dict[str, Any], now: datetime
) -> dict[str, Any]:
    """Notes a tip, also after the end: people go on calling. Raises Refused."""
    action = locks.lock_action(session, lifecycle.find(session, staff, action_id).id)
    found = []
    received_at = form.get("received_at") or now
    if received_at > now:
        found.append(FieldError("receivedAt", "This lies in the future.", "in-future"))
    location = form.get("location")
    if location is not None and not in_netherlands(session, *location):
        found.append(FieldError("location", "This is outside the Netherlands.", "outside-netherlands"))
    if found:
        raise Refused(*found)
    tip = Tip(
        id=new_id(),
        action_id=action.id,
        text=form["text"],
        via=form["via"],
        point=spatial_sql.point(*to_rd(*location)) if location is not None else None,
        received_at=received_at,
        noted_by=staff.id,
    )
    session.add(tip)
    action.tips += 1
    action.tipped_at = action.tipped_at or now
    audit.record(session, staff.id, "tip-noted", action.id, {"tip": tip.id, "via": tip.via}, now)
    session.flush()
    return _shown(tip.id, tip.text, tip.via, location, received_at, staff.name)


def page(
    session: Session, action_id: str, cursor: str | None = None, limit: int = 50
) -> tuple[list[dict[str, Any]], str | None]:
    """One page of an action's tips, newest first, and the cursor of the next. Raises Malformed."""
    query = (
        select(Tip, func.ST_X(Tip.point), func.ST_Y(Tip.point), Staff.name)
        .join(Staff, Staff.id == Tip.noted_by)
        .where(Tip.action_id == action_id)
    )
    rows, following = paging.page(session, query, NEWEST_FIRST, cursor, limit)
    items = []
    for tip, x, y, name in (row[:4] for row in rows):
        location = None if tip.point is None else to_wgs84(x, y)
        items.append(_shown(tip.id, tip.text, tip.via, location, tip.received_at, name))
    return items, following


def _shown(
    tip_id: str, text: str, via: str, location: tuple[float, float] | None, received_at: datetime, by: str
) -> dict[str, Any]:
    return {
        "id": tip_id,
        "text": text,
        "via": via,
        "location": location,
        "received_at": received_at,
        "noted_by": by,
    }

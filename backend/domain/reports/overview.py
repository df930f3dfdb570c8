"""What every screen of a control room shows at a glance: whether messages leave, and the actions that run.

Asked for once a second by each screen, so it answers from few rows and changes only when something did."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.domain.actions import halts, photos
from backend.domain.deliveries.states import UNSETTLED
from backend.geo.rd_new import to_wgs84
from backend.models import Action, Delivery, Municipality, Notice, Sender, Staff
from backend.settings import Settings

STALLED = timedelta(seconds=3.5)
"""A worker beats each second: after this the screen says that nothing leaves, within the 5 s of the promise."""


def for_staff(session: Session, staff: Staff, now: datetime, settings: Settings) -> dict[str, Any]:
    """Running actions of the person's own regions (an administrator: all), newest first."""
    beat = session.scalar(select(Sender.beat_at))
    query = (
        select(Action, Municipality.name, func.ST_X(Action.point), func.ST_Y(Action.point))
        .join(Municipality, Municipality.code == Action.municipality_code)
        .where(Action.status == "running")
        .order_by(Action.started_at.desc(), Action.id)
    )
    if staff.role != "administrator":
        query = query.where(Municipality.region.in_(staff.own_regions))
    return {
        "sending": beat is not None and now - beat <= STALLED,
        "large_action": settings.large_action,
        "halts": [halts.shown(halt) for halt in halts.in_force(session, staff)],
        "items": [
            {
                "id": action.id,
                "title": action.description["summary"],
                "kind": action.kind,
                "place": action.place,
                "reference": action.reference,
                "municipality": name,
                "exercise": action.exercise,
                "expired": action.expires_at <= now,
                "started_at": action.started_at,
                "expires_at": action.expires_at,
                "area": {"center": to_wgs84(x, y), "radius": action.radius},
                "messages": action.number,
                "tips": action.tips,
                "photo": photos.address(session, action.id, "small"),
                **_counts(session, action.id),
            }
            for action, name, x, y in session.execute(query).all()
        ],
    }


def _counts(session: Session, action_id: str) -> dict[str, int]:
    alert = select(Notice.id).where(Notice.action_id == action_id, Notice.number == 1).scalar_subquery()
    pending = Delivery.result.in_(UNSETTLED) & Delivery.handed_over_at.is_(None)
    selected, handed_over, shown, waiting = session.execute(
        select(
            func.count(),
            func.count(Delivery.handed_over_at),
            func.count(Delivery.shown_at),
            func.count().filter(pending),
        ).where(Delivery.notice_id == alert)
    ).one()
    return {"selected": selected, "handed_over": handed_over, "shown": shown, "waiting": waiting}

"""The participant's list: what they were asked, what was added, how it ended. Reading it counts as handed over."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from backend.domain import paging
from backend.domain.actions import descriptions, photos
from backend.domain.deliveries import halted, locks, states
from backend.domain.messages.compose import message
from backend.geo.rd_new import to_wgs84
from backend.models import Action, Delivery, Notice, Stream

LISTED = timedelta(days=7)
DISTANCE_KEPT = timedelta(days=1)


def page(
    session: Session,
    participant_id: str,
    language: str,
    now: datetime,
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[dict[str, Any]], list[str], str | None]:
    """One page of the alerts of the last seven days, running first, newest first; the notices in it not handed over
    before; and the cursor of the next page. Raises Malformed."""
    mine = and_(
        Delivery.participant_id == participant_id,
        Action.started_at > now - LISTED,
        or_(states.turn_came(), and_(Notice.kind == "outcome", Action.status == "ended")),
        or_(Action.status == "running", Notice.kind == "outcome", Delivery.handed_over_at.is_not(None)),
        or_(Delivery.handed_over_at.is_not(None), halted.may_leave(session)),
    )
    told = (
        select(Delivery.seq)
        .join(Stream, states.of_delivery())
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(mine, Notice.action_id == Action.id)
        .correlate(Action)
        .exists()
    )
    actions = select(Action.id).where(told)
    ids, following = paging.page_of_actions(session, actions, cursor, limit)
    rows = session.execute(
        select(Delivery, Notice, Action, func.ST_X(Action.point), func.ST_Y(Action.point))
        .join(Stream, states.of_delivery())
        .join(Notice, Notice.id == Delivery.notice_id)
        .join(Action, Action.id == Notice.action_id)
        .where(mine, Action.id.in_(ids))
        .order_by(Action.status.desc(), Action.started_at.desc(), Action.id.desc(), Notice.number)
    ).all()
    found: dict[str, dict[str, Any]] = {}
    unread = []
    for delivery, notice, action, x, y in rows:
        if action.id not in found:
            found[action.id] = _shown(session, language, action, delivery, (x, y), now)
        if delivery.handed_over_at is None:
            unread.append(notice.id)
    return list(found.values()), unread, following


def read(session: Session, participant_id: str, unread: list[str], now: datetime) -> bool:
    """These notices have now been handed over, by reading; answers whether that queued what follows them."""
    locks.lock_actions_of_notices(session, unread)
    queued = [states.hand_over(session, notice_id, [participant_id], now) for notice_id in unread]
    return any(queued)


def _shown(
    session: Session,
    language: str,
    action: Action,
    delivery: Delivery,
    centre: tuple[float, float],
    now: datetime,
) -> dict[str, Any]:
    """One alert as its participant sees it."""
    sent = session.scalars(select(Notice).where(Notice.action_id == action.id).order_by(Notice.number)).all()
    recent = action.ended_at is None or now < action.ended_at + DISTANCE_KEPT
    return {
        "action": action.id,
        "status": action.status,
        "kind": action.kind,
        "title": sent[0].texts[language]["title"],
        "description": descriptions.from_json(action.description),
        "area": {"center": to_wgs84(*centre), "radius": action.radius},
        "distance": round(delivery.distance / 100) * 100
        if recent and delivery.distance is not None
        else None,
        "started_at": action.started_at,
        "ended_at": action.ended_at,
        "result": action.result,
        "exercise": action.exercise,
        "photo": photos.address(session, action.id),
        "messages": [message(notice, language) for notice in sent],
    }

"""What the control room is told of actions: all of them, how far each has come, and whether the order held."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.domain import paging
from backend.domain.actions import descriptions
from backend.domain.deliveries.states import UNSETTLED
from backend.domain.messages.compose import message
from backend.domain.refusals import NotFound
from backend.domain.reports import order_proof
from backend.geo.rd_new import to_wgs84
from backend.models import Action, Delivery, Municipality, Notice, Staff
from backend.models.delivery import FAILED, GONE, HANDED_OVER, UNREACHABLE, WAITING, WITHDRAWN

RINGS = 5
HANDED_OVER_AT = ("first_handed_over_at", "last_handed_over_at")
Page = tuple[list[dict[str, Any]], str | None]


def for_dispatcher(session: Session, action_id: str, now: datetime) -> dict[str, Any]:
    """The whole action as its control room sees it. Raises NotFound."""
    action, municipality, centre = _one(session, action_id)
    figures = progress(session, action_id)
    figures.pop("rings")
    return {
        **_common(action, municipality),
        "expired": action.status == "running" and action.expires_at <= now,
        "transport": action.transport,
        "region": municipality.region,
        "area": _area(action, centre),
        "description": descriptions.from_json(action.description),
        "spread_seconds": action.spread_seconds,
        "exercise": action.exercise,
        "override_reason": action.override_reason,
        "reference": action.reference,
        "expires_at": action.expires_at,
        "messages": _messages(session, action),
        "counts": figures,
    }


def list_for_dispatcher(
    session: Session, staff: Staff, now: datetime, cursor: str | None = None, limit: int = 50
) -> Page:
    """Actions of the person's own regions (an administrator: all), running first, newest first."""
    query = select(Action.id).join(Municipality, Municipality.code == Action.municipality_code)
    if staff.role != "administrator":
        query = query.where(Municipality.region.in_(staff.own_regions))
    ids, following = paging.page_of_actions(session, query, cursor, limit)
    return [for_dispatcher(session, action_id, now) for action_id in ids], following


def progress(session: Session, action_id: str) -> dict[str, Any]:
    """How far the alert has come: counts, rings, and whether the order held. Raises NotFound."""
    action, _, _ = _one(session, action_id)
    if action.figures is not None:
        return thawed(action.figures)
    states = (WAITING, HANDED_OVER, FAILED, GONE, WITHDRAWN, UNREACHABLE)
    flags = (Delivery.accepted_at, Delivery.shown_at, Delivery.opened_at)
    ring = func.floor(Delivery.distance * RINGS / action.radius)
    rows = session.execute(
        select(
            ring,
            Delivery.result,
            func.count(),
            func.count(Delivery.handed_over_at),
            *(func.count(flag) for flag in flags),
        )
        .where(_alerts(action.id))
        .group_by(ring, Delivery.result)
    ).all()
    counts = dict.fromkeys(states, 0)
    rings = [{"selected": 0, "handed_over": 0, "shown": 0} for _ in range(RINGS)]
    accepted = shown = opened = 0
    for place, result, people, handed, accepts, shows, opens in rows:
        # One in flight that sent a receipt already has the message, though the worker has yet to settle it.
        pending = result in UNSETTLED
        counts[WAITING if pending else result] += people - handed if pending else people
        counts[HANDED_OVER] += handed if pending else 0
        accepted, shown, opened = accepted + accepts, shown + shows, opened + opens
        here = rings[RINGS - 1 - min(RINGS - 1, int(place or 0))]
        here["selected"] += people
        here["handed_over"] += handed
        here["shown"] += shows
    first, last = session.execute(
        select(func.min(Delivery.handed_over_at), func.max(Delivery.handed_over_at)).where(_alerts(action.id))
    ).one()
    return {
        "selected": sum(counts.values()),
        "waiting": counts[WAITING],
        "handed_over": counts[HANDED_OVER],
        "accepted": accepted,
        "shown": shown,
        "opened": opened,
        "failed": counts[FAILED],
        "gone": counts[GONE],
        "withdrawn": counts[WITHDRAWN],
        "unreachable": counts[UNREACHABLE],
        "rings": [
            {
                "from": action.radius * (RINGS - 1 - number) / RINGS,
                "to": action.radius * (RINGS - number) / RINGS,
                **figures,
            }
            for number, figures in enumerate(rings)
        ],
        "first_handed_over_at": first,
        "last_handed_over_at": last,
        "order": order_proof.of_action(session, action.id),
        "outcome": _outcome(session, action.id),
    }


def frozen(figures: dict[str, Any]) -> dict[str, Any]:
    """What `progress` gave, as it is kept when the deliveries are erased."""
    return figures | {name: figures[name] and figures[name].isoformat() for name in HANDED_OVER_AT}


def thawed(figures: dict[str, Any]) -> dict[str, Any]:
    """The same, as `progress` gives it."""
    return figures | {
        name: figures[name] and datetime.fromisoformat(figures[name]) for name in HANDED_OVER_AT
    }


def _outcome(session: Session, action_id: str) -> dict[str, int]:
    selected, handed_over, shown = session.execute(
        select(func.count(), func.count(Delivery.handed_over_at), func.count(Delivery.shown_at)).where(
            Delivery.notice_id.in_(
                select(Notice.id).where(Notice.action_id == action_id, Notice.kind == "outcome")
            )
        )
    ).one()
    return {"selected": selected, "handed_over": handed_over, "shown": shown}


def _alerts(action_id: str) -> Any:
    alert = select(Notice.id).where(Notice.action_id == action_id, Notice.number == 1)
    return Delivery.notice_id == alert.scalar_subquery()


def _one(session: Session, action_id: str) -> tuple[Action, Municipality, tuple[float, float]]:
    row = session.execute(
        select(Action, Municipality, func.ST_X(Action.point), func.ST_Y(Action.point))
        .join(Municipality, Municipality.code == Action.municipality_code)
        .where(Action.id == action_id)
    ).first()
    if row is None:
        raise NotFound
    return row[0], row[1], (row[2], row[3])


def _common(action: Action, municipality: Municipality) -> dict[str, Any]:
    return {
        "id": action.id,
        "status": action.status,
        "kind": action.kind,
        "place": action.place,
        "municipality": {"code": municipality.code, "name": municipality.name},
        "started_at": action.started_at,
        "ended_at": action.ended_at,
        "result": action.result,
    }


def _area(action: Action, centre: tuple[float, float]) -> dict[str, Any]:
    return {"center": to_wgs84(*centre), "radius": action.radius}


def _messages(session: Session, action: Action) -> list[dict[str, Any]]:
    query = select(Notice).where(Notice.action_id == action.id).order_by(Notice.number)
    return [message(notice, "nl") for notice in session.scalars(query)]

"""Opening waves: who gets a notice, in which order, and the notices that follow an alert."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from backend.domain import paging
from backend.domain.deliveries import enlisting, rule
from backend.models import Action, Delivery, Notice, Wave
from backend.models.delivery import RETRYING, WAITING
from backend.settings import Settings

SETTLED_ORDER = (("wave_id", False), ("seq", False))


def enlist(
    session: Session,
    action: Action,
    alert: Notice,
    now: datetime,
    settings: Settings,
    *,
    spread: int = 0,
    payloads: dict[str, str] | None = None,
) -> int:
    """Gives everyone inside without an alert a place, farthest first; answers how many.

    `payloads` replace the alert's own for those enlisted after an update. The caller holds the action's row,
    so that no two waves can number the same person."""
    x, y = position(session, action)
    return enlisting.open_wave(
        session,
        _wave(session, alert, action.number, now, ordered=True, spread=spread, payloads=payloads),
        enlisting.newcomers(alert.id, x, y, action.radius, action.exercise, now, settings),
        *enlisting.FARTHEST_FIRST,
    )


def has_newcomers(session: Session, action: Action, alert: Notice, now: datetime, settings: Settings) -> bool:
    """Whether a sweep would find anybody: a look that keeps no writer waiting."""
    x, y = position(session, action)
    query = enlisting.newcomers(alert.id, x, y, action.radius, action.exercise, now, settings)
    return session.execute(query.limit(1)).first() is not None


def position(session: Session, action: Action) -> tuple[float, float]:
    """The action's centre in RD metres."""
    row = session.execute(
        select(func.ST_X(Action.point), func.ST_Y(Action.point)).where(Action.id == action.id)
    ).one()
    return row[0], row[1]


def alert_of(session: Session, action_id: str) -> Notice:
    """The action's first message; everyone enlisted has one delivery of it."""
    return session.scalars(select(Notice).where(Notice.action_id == action_id, Notice.number == 1)).one()


def queue_follow_ups(
    session: Session, action: Action, now: datetime, participants: Sequence[str] | None = None
) -> int:
    """Queues updates and outcome for those who are due them and have none; answers how many were queued.

    An update is due to whoever was handed an alert enlisted before it; the outcome to whoever was handed the
    alert or may have it, once that alert has settled. The caller holds the action's row."""
    kinds = ("outcome",) if action.status == "ended" else ("update",)
    notices = session.scalars(
        select(Notice).where(Notice.action_id == action.id, Notice.kind.in_(kinds)).order_by(Notice.number)
    ).all()
    if not notices:
        return 0
    alert = alert_of(session, action.id)
    queued = 0

    def updates(before: Notice) -> Any:
        return select(Notice.id).where(
            Notice.action_id == action.id, Notice.kind == "update", Notice.number < before.number
        )

    for notice in notices:
        enlisted, existing, earlier = aliased(Wave), aliased(Delivery), aliased(Delivery)
        reached = Delivery.handed_over_at.is_not(None)
        due = (
            or_(reached, Delivery.unanswered)
            if notice.kind == "outcome"
            else and_(reached, enlisted.edition < notice.number)
        )
        query = (
            select(Delivery.participant_id, Delivery.distance, Delivery.wave_id, Delivery.seq)
            .join(enlisted, enlisted.id == Delivery.wave_id)
            .where(
                Delivery.notice_id == alert.id,
                Delivery.participant_id.is_not(None),
                Delivery.result.not_in((WAITING, RETRYING)),
                due,
                ~exists().where(
                    existing.notice_id == notice.id, existing.participant_id == Delivery.participant_id
                ),
                # On the screen the last one to arrive replaces the others: one after the other, never side by side.
                ~exists().where(
                    earlier.notice_id.in_(updates(notice)),
                    earlier.participant_id == Delivery.participant_id,
                    earlier.result.in_((WAITING, RETRYING)),
                ),
                Delivery.participant_id.in_(participants) if participants is not None else true(),
            )
        )
        wave = _wave(session, notice, notice.number, now, ordered=False)
        queued += enlisting.open_wave(session, wave, query, *SETTLED_ORDER)
    return queued


def open_unordered_wave(session: Session, notice: Notice, people: paging.Selectable, now: datetime) -> int:
    """A wave of a notice that belongs to no action, in no order; answers how many there are."""
    wave = _wave(session, notice, 0, now, ordered=False)
    return enlisting.open_wave(session, wave, people, ("participant_id", False))


def _wave(
    session: Session,
    notice: Notice,
    edition: int,
    now: datetime,
    *,
    ordered: bool,
    spread: int = 0,
    payloads: dict[str, str] | None = None,
) -> Wave:
    number = session.scalar(select(func.max(Wave.number)).where(Wave.notice_id == notice.id)) or 0
    return Wave(
        notice_id=notice.id,
        number=number + 1,
        edition=edition,
        ordered=ordered,
        size=0,
        width=rule.SMALLEST_WINDOW,
        payloads=payloads,
        spread_seconds=spread,
        started_at=now,
        closed=False,
        waited=0.0,
    )

"""What anybody may read of actions. Called by the public API, pages and feeds, which show no more than this.

While an action runs: whom to look out for, and where. After its end: kind, place, time, result and numbers."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, or_, select, tuple_
from sqlalchemy.orm import Session, defer

from backend.domain import paging
from backend.domain.actions import descriptions
from backend.domain.messages.compose import message
from backend.domain.paging import Selectable
from backend.domain.refusals import NotFound
from backend.geo import gazetteer
from backend.geo.rd_new import to_wgs84
from backend.models import Action, Delivery, Municipality, Notice

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""
ALL = ""
"""In an edition: every municipality together."""


@dataclass(frozen=True)
class Edition:
    """How the public memory stands: per municipality code (or ALL) a digest that changes with anything told of it,
    and when that last was."""

    digests: Mapping[str, str]
    changed: Mapping[str, datetime]

    def digest(self, municipality: str | None) -> str:
        """Equal only while all that is told of this municipality's actions is."""
        return self.digests.get(municipality or ALL, "")

    def changed_at(self, municipality: str | None) -> datetime | None:
        return self.changed.get(municipality or ALL)


def edition(session: Session, now: datetime) -> Edition:
    """As it stands now; three queries, whatever the size of the history."""
    told: dict[str, list[str]] = {ALL: []}
    changed: dict[str, datetime] = {}

    def tell(municipality: str, *facts: object, at: Iterable[datetime | None]) -> None:
        for key in (municipality, ALL):
            told.setdefault(key, []).append(repr(facts))
            changed[key] = max(moment for moment in (changed.get(key), *at) if moment is not None)

    past = (
        select(
            Action.municipality_code,
            func.count(),
            func.max(Action.ended_at),
            func.count(Action.tipped_at),
            func.max(Action.tipped_at),
        )
        .where(Action.ended_at.is_not(None), ~Action.exercise)
        .group_by(Action.municipality_code)
        .order_by(Action.municipality_code)
    )
    for code, count, ended_at, tipped, tipped_at in session.execute(past):
        tell(code, code, count, ended_at, tipped, at=[ended_at, tipped_at])
    current = _countable(session)
    for action, sent_at in session.execute(
        select(
            Action, select(func.max(Notice.created_at)).where(Notice.action_id == Action.id).scalar_subquery()
        )
        .where(Action.id.in_(current))
        .order_by(Action.id)
    ):
        reached, reached_at = current[action.id]
        over_at = action.expires_at if time_is_up(action.status, action.expires_at, now) else None
        facts = (
            action.id,
            action.number,
            action.status,
            action.radius,
            action.expires_at,
            over_at,
            reached,
            action.tipped_at,
            action.neighbourhood,
        )
        since = [action.started_at, sent_at, reached_at, action.tipped_at, over_at]
        tell(action.municipality_code, *facts, at=since)
    digests = {key: hashlib.sha256("\n".join(facts).encode()).hexdigest() for key, facts in told.items()}
    return Edition(digests, changed)


def time_is_up(status: str, expires_at: datetime, now: datetime) -> bool:
    """Whether nobody is asked to look out any more, though how it ended is still to come."""
    return status == "running" and expires_at <= now


def listed(
    session: Session, filters: Mapping[str, Any], cursor: str | None = None, limit: int = 50
) -> tuple[list[dict[str, Any]], str | None]:
    """Actions that are no exercise, running first, newest first, and the cursor of the next page.

    Filters: municipality, place, kind, result, status; since and until on startedAt; bbox on what is told of where."""
    query = _chosen(session, select(Action.id), filters)
    ids, following = paging.page_of_actions(session, query, cursor, limit)
    return views(session, ids), following


def spread(session: Session, filters: Mapping[str, Any]) -> list[tuple[tuple[float, float], int, bool]]:
    """Where the actions of `listed` were: for each place its (lon, lat), how many, and whether one runs now."""
    running = func.max(case((Action.status == "running", 1), else_=0))
    query = select(Action.municipality_code, Action.place, func.count(), running)
    rows = session.execute(
        _chosen(session, query, filters).group_by(Action.municipality_code, Action.place)
    ).all()
    found = [(gazetteer.position(code, place), count, bool(now)) for code, place, count, now in rows]
    return [(position, count, now) for position, count, now in found if position is not None]


def shown(session: Session, action_id: str) -> dict[str, Any]:
    """One action. Raises NotFound, also for an exercise."""
    found = views(session, [action_id])
    if not found:
        raise NotFound
    return found[0]


def views(session: Session, ids: Sequence[str]) -> list[dict[str, Any]]:
    """These actions in this order; exercises are left out."""
    rows = session.execute(
        select(Action, Municipality, func.ST_X(Action.point), func.ST_Y(Action.point))
        .join(Municipality, Municipality.code == Action.municipality_code)
        .where(Action.id.in_(ids), ~Action.exercise)
    ).all()
    counted = reached(session, [action.id for action, *_ in rows if action.participants is None])
    sent: dict[str, list[Notice]] = {action.id: [] for action, *_ in rows}
    for notice in session.scalars(
        select(Notice)
        .options(defer(Notice.payloads))
        .where(Notice.action_id.in_(sent))
        .order_by(Notice.number)
    ):
        sent[str(notice.action_id)].append(notice)
    found = {
        action.id: _view(action, municipality, (x, y), counted, sent[action.id])
        for action, municipality, x, y in rows
    }
    return [found[action_id] for action_id in ids if action_id in found]


def _chosen(session: Session, query: Selectable, filters: Mapping[str, Any]) -> Selectable:
    query = query.where(~Action.exercise)
    for name, column in (
        ("municipality", Action.municipality_code),
        ("status", Action.status),
        ("kind", Action.kind),
        ("result", Action.result),
    ):
        if filters.get(name) is not None:
            query = query.where(column == filters[name])
    if filters.get("place") is not None:
        named = func.lower(Action.neighbourhood) == filters["place"].lower()
        query = query.where(or_(Action.place.in_(gazetteer.spelled(filters["place"])), named))
    if filters.get("since") is not None:
        query = query.where(Action.started_at >= filters["since"])
    if filters.get("until") is not None:
        query = query.where(Action.started_at <= filters["until"])
    if filters.get("bbox") is not None:
        query = query.where(_within(session, filters["bbox"]))
    return query


def _view(
    action: Action,
    municipality: Municipality,
    centre: tuple[float, float],
    counted: Mapping[str, tuple[int, datetime | None]],
    sent: list[Notice],
) -> dict[str, Any]:
    running = action.status == "running"
    messages = [
        message(notice, "nl") | {"texts": notice.texts}
        for notice in sent
        if running or notice.kind == "outcome"
    ]
    since = [moment for moment in (action.ended_at, action.tipped_at) if moment is not None]
    told = {
        "id": action.id,
        "status": action.status,
        "kind": action.kind,
        "place": action.place,
        "neighbourhood": action.neighbourhood,
        "municipality": {"code": municipality.code, "name": municipality.name},
        "started_at": action.started_at,
        "ended_at": action.ended_at,
        "changed_at": max([action.started_at, *since, *(entry["sent_at"] for entry in messages)]),
        "result": action.result,
        "participants": action.participants
        if action.participants is not None
        else counted.get(action.id, (0, None))[0],
        "tips_received": action.tipped_at is not None,
        "messages": messages,
        "sent": {1: action.started_at} | {notice.number: notice.created_at for notice in sent},
    }
    if not running:
        # Where exactly is told no longer: the place stands for it.
        return told | {"location": gazetteer.position(municipality.code, action.place)}
    centre_wgs = to_wgs84(*centre)
    return told | {
        "location": centre_wgs,
        "area": {"center": centre_wgs, "radius": action.radius},
        "description": descriptions.from_json(action.description),
        "expires_at": action.expires_at,
    }


def _countable(session: Session) -> dict[str, tuple[int, datetime | None]]:
    """Of every action whose count is not final yet: how many were handed the alert, and when the last one was."""
    ids = session.scalars(select(Action.id).where(Action.participants.is_(None), ~Action.exercise)).all()
    found: dict[str, tuple[int, datetime | None]] = dict.fromkeys(ids, (0, None))
    return found | reached(session, ids)


def reached(session: Session, ids: Sequence[str]) -> dict[str, tuple[int, datetime | None]]:
    """How many were handed the alert of each of these actions, and when the last one was; none has no entry."""
    rows = session.execute(
        select(Notice.action_id, func.count(), func.max(Delivery.handed_over_at))
        .join(Delivery, Delivery.notice_id == Notice.id)
        .where(Notice.action_id.in_(ids), Notice.number == 1, Delivery.handed_over_at.is_not(None))
        .group_by(Notice.action_id)
    )
    return {str(action_id): (count, last) for action_id, count, last in rows}


def _within(session: Session, box: Box) -> Any:
    """Judged by what is public, or one could find by asking where exactly an action that has ended was."""
    inside = gazetteer.within(*box)
    west, south, east, north = box
    running = [
        action_id
        for action_id, x, y in session.execute(
            select(Action.id, func.ST_X(Action.point), func.ST_Y(Action.point)).where(
                Action.status == "running"
            )
        )
        for lon, lat in [to_wgs84(x, y)]
        if west <= lon <= east and south <= lat <= north
    ]
    ended = tuple_(Action.municipality_code, Action.place).in_(inside)
    return or_(Action.id.in_(running), and_(Action.status == "ended", ended))

"""Which municipalities take part, since when and with how many participants, for anybody. Called by public routes."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, literal, select, tuple_
from sqlalchemy.orm import Session

from backend.domain.counts import rounded
from backend.domain.municipalities import register
from backend.domain.refusals import Malformed, NotFound
from backend.models import Municipality, Participant

CURSOR = re.compile(r"([01])(GM[0-9]{4})")
_WAITING = case((Municipality.joined_on.is_(None), 1), else_=0)


def listed(session: Session, cursor: str | None, limit: int) -> tuple[list[dict[str, Any]], str | None]:
    """One page, those that joined first, and the cursor of the next. Raises Malformed."""
    query = select(Municipality, _WAITING).order_by(_WAITING, Municipality.code).limit(limit + 1)
    if cursor is not None:
        found = CURSOR.fullmatch(cursor)
        if not found:
            raise Malformed.one("cursor", "This cursor was not handed out here.")
        waiting, code = int(found[1]), found[2]
        query = query.where(tuple_(_WAITING, Municipality.code) > tuple_(literal(waiting), literal(code)))
    rows = session.execute(query).all()
    page = [row[0] for row in rows[:limit]]
    following = f"{rows[limit - 1][1]}{page[-1].code}" if len(rows) > limit else None
    people = _people(session, [municipality.code for municipality in page])
    return [_shown(municipality, people) for municipality in page], following


def one(session: Session, code: str) -> dict[str, Any]:
    """One municipality. Raises NotFound."""
    municipality = session.get(Municipality, code) if re.fullmatch(r"GM[0-9]{4}", code) else None
    if municipality is None:
        raise NotFound
    return _shown(municipality, _people(session, [code]))


def by_name(session: Session, now: datetime) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Those that take part today, and all others, each by name."""
    every = session.scalars(select(Municipality)).all()
    ordered = sorted(every, key=lambda each: each.name.lstrip("'").casefold())
    people = _people(session, [each.code for each in ordered if each.joined_on])
    shown = [_shown(each, people) for each in ordered]
    part = [each for each in shown if register.takes_part(each["joined_on"], now)]
    return part, [each for each in shown if not register.takes_part(each["joined_on"], now)]


def _people(session: Session, codes: list[str]) -> dict[str, int]:
    query = (
        select(Participant.municipality_code, func.count())
        .where(Participant.municipality_code.in_(codes))
        .group_by(Participant.municipality_code)
    )
    return {str(code): number for code, number in session.execute(query)}


def _shown(municipality: Municipality, people: dict[str, int]) -> dict[str, Any]:
    return {
        "code": municipality.code,
        "name": municipality.name,
        "region": municipality.region,
        "joined_on": municipality.joined_on,
        "participants": rounded(people.get(municipality.code, 0)),
        "formerly": municipality.formerly,
    }

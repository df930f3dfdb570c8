"""Which municipalities take part, since when and with how many participants, for anybody. Called by public routes."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from backend.domain import paging
from backend.domain.counts import rounded
from backend.domain.municipalities import register
from backend.domain.refusals import NotFound
from backend.models import Municipality, Participant

BY_CODE = (
    paging.Key(case((Municipality.joined_on.is_(None), 1), else_=0), int),
    paging.Key(Municipality.code),
)
"""Those that joined first."""
CURSOR = re.compile(f"([01])({register.CODE})")


def listed(session: Session, cursor: str | None, limit: int) -> tuple[list[dict[str, Any]], str | None]:
    """One page, those that joined first, and the cursor of the next. Raises Malformed."""
    rows, following = paging.page(
        session, select(Municipality), BY_CODE, cursor, limit, descending=False, plain=CURSOR
    )
    page = [row[0] for row in rows]
    people = _people(session, [municipality.code for municipality in page])
    return [_shown(municipality, people) for municipality in page], following


def one(session: Session, code: str) -> dict[str, Any]:
    """One municipality. Raises NotFound."""
    municipality = session.get(Municipality, code) if re.fullmatch(register.CODE, code) else None
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

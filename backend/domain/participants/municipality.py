"""Which municipality a participant counts in: home's, else work's, else that of the live position.

Called whenever one of these changes, and for everybody after other borders were loaded."""

from sqlalchemy import bindparam, case, exists, func, select, update
from sqlalchemy.orm import Session

from backend.db import Database
from backend.domain.deliveries import locks
from backend.domain.municipalities import borders
from backend.models import Location, Participant

_RANK = case({"home": 0, "work": 1}, value=Location.source, else_=2)
QUIET = {"synchronize_session": False}


def assign(session: Session, participant_id: str) -> None:
    """After an address was given, changed or erased."""
    first = session.execute(
        select(func.ST_X(Location.point), func.ST_Y(Location.point))
        .where(Location.participant_id == participant_id)
        .order_by(_RANK)
        .limit(1)
    ).first()
    code = borders.code_at(session, first[0], first[1]) if first else None
    session.execute(
        update(Participant).where(Participant.id == participant_id).values(municipality_code=code),
        execution_options=QUIET,
    )


def follow(db: Database, participant_id: str, point: tuple[float, float], known: str | None) -> None:
    """After the live position, now at this point in RD metres, of somebody who gave no address; `known`: where they
    counted so far."""
    code = borders.at_hand(db).code_at(*point)
    if code == known:
        return
    # Asked once more, for an address that was given meanwhile.
    address = exists().where(Location.participant_id == participant_id, Location.source != "live")
    with db.write() as session:
        session.execute(
            update(Participant)
            .where(Participant.id == participant_id, ~address)
            .values(municipality_code=code),
            execution_options=QUIET,
        )


def reassign(session: Session, after: str, limit: int) -> tuple[str | None, int, int]:
    """Gives the participants that follow the id `after` the municipality they lie in now.

    Answers the last id (None when there were no more), how many were looked at and how many moved."""
    # Held, so that an address that is stored meanwhile is seen here or overrules this.
    some = select(Participant.id, Participant.municipality_code).where(Participant.id > after).limit(limit)
    page = locks.lock_participants(session, some, "no key update")
    if not page:
        return None, 0, 0
    last = page[-1].id
    points = session.execute(
        select(Location.participant_id, func.ST_X(Location.point), func.ST_Y(Location.point))
        .where(Location.participant_id > after, Location.participant_id <= last)
        .order_by(_RANK.desc())
    )
    found = {row[0]: borders.code_at(session, row[1], row[2]) for row in points}
    moved = [
        {"who": row.id, "code": found.get(row.id)}
        for row in page
        if found.get(row.id) != row.municipality_code
    ]
    if moved:
        session.connection().execute(
            update(Participant)
            .where(Participant.id == bindparam("who"))
            .values(municipality_code=bindparam("code")),
            moved,
        )
    return last, len(page), len(moved)

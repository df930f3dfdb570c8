"""Where a participant may be: one live position, overwritten and forgotten in time, and two addresses."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Float, bindparam, case, delete, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from backend import geo
from backend.domain.borders import code_at, in_netherlands
from backend.domain.refusals import Refused
from backend.models import Location, Participant
from backend.rd import to_rd, to_wgs84
from backend.settings import Settings

LIVE, HOME, WORK = "live", "home", "work"
PLACES = (HOME, WORK)
VAGUEST = 2_000.0
"""Metres; a position vaguer than this tells nothing about an action's area."""
SMALLEST_MOVE = 100.0
QUIET = {"synchronize_session": False}


def keep_position(
    session: Session, participant: Participant, form: dict[str, Any], now: datetime, settings: Settings
) -> None:
    """Takes a position in, by the rules of the contract. Raises Refused when it is too vague."""
    accuracy: float = form["accuracy"]
    if accuracy > VAGUEST:
        raise Refused.one("accuracy", f"A position vaguer than {VAGUEST:.0f} m is of no use.")
    recorded_at, life = min(form["recorded_at"], now), timedelta(hours=settings.position_hours)
    if recorded_at <= now - life:
        return
    if not in_netherlands(session, *form["location"]):
        _erase_older(session, participant.id, recorded_at)
        return
    east, north = to_rd(*form["location"])
    new = {"who": participant.id, "east": east, "north": north, "vague": accuracy}
    new |= {"move": max(SMALLEST_MOVE, accuracy), "recorded": recorded_at, "expires": recorded_at + life}
    connection = session.connection()
    row = connection.execute(_newer(connection.dialect.name), new).first()
    if row is not None and not row[2]:
        _move(session, participant, code_at(session, row[0], row[1]))


def forget_position(session: Session, participant_id: str) -> None:
    """Erases the live position."""
    _erase(session, participant_id, LIVE)


def keep_place(
    session: Session, participant_id: str, source: str, point: tuple[float, float], now: datetime
) -> None:
    """Stores an address given as (lon, lat). Raises Refused outside the Netherlands."""
    if not in_netherlands(session, *point):
        raise Refused.one("location", "This is outside the Netherlands.")
    values = {"point": geo.point(*to_rd(*point)), "recorded_at": now}
    session.execute(
        _insert(session.get_bind().dialect.name)
        .values(participant_id=participant_id, source=source, **values)
        .on_conflict_do_update(index_elements=["participant_id", "source"], set_=values)
    )
    _assign(session, participant_id)


def forget_place(session: Session, participant_id: str, source: str) -> None:
    """Erases an address."""
    _erase(session, participant_id, source)


def shown(
    session: Session, participant_id: str, now: datetime
) -> tuple[dict[str, Any] | None, dict[str, tuple[float, float]]]:
    """The live position while it is fresh, and the addresses, as (lon, lat)."""
    position, homes = None, {}
    for row, x, y in session.execute(
        select(Location, geo.x(Location.point), geo.y(Location.point)).where(
            Location.participant_id == participant_id
        )
    ):
        if row.source != LIVE:
            homes[row.source] = to_wgs84(x, y)
        elif row.expires_at is not None and row.expires_at > now:
            position = {
                "location": to_wgs84(x, y),
                "accuracy": row.accuracy,
                "recorded_at": row.recorded_at,
                "expires_at": row.expires_at,
            }
    return position, homes


@cache
def _newer(dialect: str) -> Any:
    """One statement: stores the position if it is newer, keeps the point if it hardly moved, tells where it is and
    whether there is an address, which then decides the municipality.

    Built once: composing it takes longer than running it."""
    east, north = bindparam("east", type_=Float), bindparam("north", type_=Float)
    new = _insert(dialect).values(
        participant_id=bindparam("who"),
        source=LIVE,
        point=geo.point(east, north),
        accuracy=bindparam("vague", type_=Float),
        recorded_at=bindparam("recorded", type_=Location.recorded_at.type),
        expires_at=bindparam("expires", type_=Location.expires_at.type),
    )
    place = aliased(Location)
    addressed = exists().where(place.participant_id == bindparam("who"), place.source.in_(PLACES))
    stays = geo.distance(Location.point, east, north) < bindparam("move", type_=Float)
    return new.on_conflict_do_update(
        index_elements=["participant_id", "source"],
        set_={
            "point": case((stays, Location.point), else_=new.excluded.point),
            "accuracy": case((stays, Location.accuracy), else_=new.excluded.accuracy),
            "recorded_at": new.excluded.recorded_at,
            "expires_at": new.excluded.expires_at,
        },
        where=Location.recorded_at < new.excluded.recorded_at,
    ).returning(geo.x(Location.point), geo.y(Location.point), addressed)


def _move(session: Session, participant: Participant, code: str) -> None:
    """The municipality follows the live position of those who gave no address."""
    if code == participant.municipality_code:
        return
    # Once more, for an address that was given meanwhile.
    address = exists().where(Location.participant_id == participant.id, Location.source.in_(PLACES))
    session.execute(
        update(Participant).where(Participant.id == participant.id, ~address).values(municipality_code=code),
        execution_options=QUIET,
    )


def _assign(session: Session, participant_id: str) -> None:
    """The municipality is home's, else work's, else the position's."""
    rank = case({HOME: 0, WORK: 1}, value=Location.source, else_=2)
    first = session.execute(
        select(geo.x(Location.point), geo.y(Location.point))
        .where(Location.participant_id == participant_id)
        .order_by(rank)
        .limit(1)
    ).first()
    code = code_at(session, first[0], first[1]) if first else None
    session.execute(
        update(Participant).where(Participant.id == participant_id).values(municipality_code=code),
        execution_options=QUIET,
    )


def _erase(session: Session, participant_id: str, source: str) -> None:
    session.execute(
        delete(Location).where(Location.participant_id == participant_id, Location.source == source),
        execution_options=QUIET,
    )
    _assign(session, participant_id)


def _erase_older(session: Session, participant_id: str, recorded_at: datetime) -> None:
    session.execute(
        delete(Location).where(
            Location.participant_id == participant_id,
            Location.source == LIVE,
            func.coalesce(Location.recorded_at < recorded_at, True),
        ),
        execution_options=QUIET,
    )
    _assign(session, participant_id)


def _insert(dialect: str) -> Any:
    return (postgresql if dialect == "postgresql" else sqlite).insert(Location)

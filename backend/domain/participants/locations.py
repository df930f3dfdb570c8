"""Where a participant may be: one live position, overwritten and forgotten in time, and two addresses."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    Float,
    String,
    bindparam,
    case,
    column,
    delete,
    exists,
    func,
    literal,
    literal_column,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.types import TypeEngine

from backend.db import Database
from backend.db.dialect import upsert, upsert_in
from backend.domain.municipalities import borders
from backend.domain.municipalities.borders import in_netherlands
from backend.domain.participants import callers, municipality
from backend.domain.participants.callers import Caller
from backend.domain.refusals import Refused
from backend.geo import spatial_sql
from backend.geo.rd_new import to_rd, to_wgs84
from backend.models import Location, Participant
from backend.settings import Settings

LIVE, HOME, WORK = "live", "home", "work"
PLACES = (HOME, WORK)
VAGUEST = 2_000.0
"""Metres; a position vaguer than this tells nothing about an action's area."""
SMALLEST_MOVE = 100.0
QUIET = {"synchronize_session": False}


def keep_position(
    db: Database, token_hash: str, form: dict[str, Any], now: datetime, settings: Settings
) -> Caller | None:
    """Takes in, by the rules of the contract, the position of whose token has this hash, and answers who that is; None
    when it is nobody. Raises Refused when it is too vague.

    Nearly always one statement is all of it, without a transaction around and without asking before whose token it is.
    Should only that be kept, the next position brings the municipality too."""
    accuracy: float = form["accuracy"]
    recorded_at, life = min(form["recorded_at"], now), timedelta(hours=settings.position_hours)
    too_old = recorded_at <= now - life
    inside = borders.at_hand(db).cover(*form["location"])
    if inside and accuracy <= VAGUEST and not too_old:
        east, north = to_rd(*form["location"])
        new = {"token": token_hash, "east": east, "north": north, "accuracy": accuracy}
        new |= {"recorded_at": recorded_at, "expires_at": recorded_at + life}
        row = db.once(_newer(db.embedded), "token", new, changes=True)
        if row is not None:
            if not row.addressed:
                municipality.follow(db, row.id, (row.x, row.y), row.municipality_code)
            return Caller(*(getattr(row, name) for name in Caller._fields))
    caller = callers.by_token_hash(db, token_hash)
    if caller is None:
        return None
    if accuracy > VAGUEST:
        detail = f"A position vaguer than {VAGUEST:.0f} m is of no use."
        raise Refused.one("accuracy", detail, "too-vague", largest=round(VAGUEST))
    if not inside and not too_old:
        with db.write() as session:
            _erase_older(session, caller.id, recorded_at)
    return caller


def forget_position(session: Session, participant_id: str) -> None:
    """Erases the live position."""
    _erase(session, participant_id, LIVE)


def keep_place(
    session: Session, participant_id: str, source: str, point: tuple[float, float], now: datetime
) -> None:
    """Stores an address given as (lon, lat). Raises Refused outside the Netherlands."""
    if not in_netherlands(session, *point):
        raise Refused.one("location", "This is outside the Netherlands.", "outside-netherlands")
    values = {"point": spatial_sql.point(*to_rd(*point)), "recorded_at": now}
    session.execute(
        upsert(session, Location)
        .values(participant_id=participant_id, source=source, **values)
        .on_conflict_do_update(index_elements=["participant_id", "source"], set_=values)
    )
    municipality.assign(session, participant_id)


def forget_place(session: Session, participant_id: str, source: str) -> None:
    """Erases an address."""
    _erase(session, participant_id, source)


def shown(
    session: Session, participant_id: str, now: datetime
) -> tuple[dict[str, Any] | None, dict[str, tuple[float, float]]]:
    """The live position while it is fresh, and the addresses, as (lon, lat)."""
    position, homes = None, {}
    for row, x, y in session.execute(
        select(Location, func.ST_X(Location.point), func.ST_Y(Location.point)).where(
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
def _newer(embedded: bool) -> Any:
    """One statement: stores the position if it is newer, keeps the point if it hardly moved, tells whose it is, where,
    and whether there is an address, which then decides the municipality. On a server it takes many people's, each once.

    Built once: composing it takes longer than running it."""
    types: dict[str, TypeEngine[Any]] = {
        "token": String(),
        "east": Float(),
        "north": Float(),
        "accuracy": Float(),
        "recorded_at": Location.recorded_at.type,
        "expires_at": Location.expires_at.type,
    }
    if embedded:
        given: Any = select(
            *(bindparam(name, type_=kind).label(name) for name, kind in types.items())
        ).subquery()
    else:
        arrays = (bindparam(name, type_=ARRAY(kind)) for name, kind in types.items())
        columns = (column(name, kind) for name, kind in types.items())
        given = func.unnest(*arrays).table_valued(*columns, name="given").render_derived()
    kept = ("accuracy", "recorded_at", "expires_at")
    rows = (
        select(
            Participant.id,
            literal(LIVE),
            spatial_sql.point(given.c.east, given.c.north),
            *(given.c[name] for name in kept),
        )
        .join(given, given.c.token == Participant.token_hash)
        # SQLite takes ON CONFLICT for a join's without a WHERE.
        .where(true())
        # In one order, so that no two of many wait for each other.
        .order_by(Participant.id)
    )
    new = upsert_in(embedded, Location).from_select(
        ["participant_id", "source", "point", *kept], rows, include_defaults=False
    )
    fresh, person, place = new.excluded, aliased(Participant), aliased(Location)
    # Not as a column: that would bring the whole table into the question.
    owner: Any = literal_column("location.participant_id")
    least = case((fresh.accuracy > SMALLEST_MOVE, fresh.accuracy), else_=SMALLEST_MOVE)
    stays = spatial_sql.distance(Location.point, func.ST_X(fresh.point), func.ST_Y(fresh.point)) < least

    def of_person(name: str) -> Any:
        return select(getattr(person, name)).where(person.id == owner).scalar_subquery().label(name)

    return new.on_conflict_do_update(
        index_elements=["participant_id", "source"],
        set_={
            "point": case((stays, Location.point), else_=fresh.point),
            "accuracy": case((stays, Location.accuracy), else_=fresh.accuracy),
            "recorded_at": fresh.recorded_at,
            "expires_at": fresh.expires_at,
        },
        where=Location.recorded_at < fresh.recorded_at,
    ).returning(
        of_person("token_hash"),
        Location.participant_id.label("id"),
        *(of_person(name) for name in Caller._fields[1:]),
        func.ST_X(Location.point).label("x"),
        func.ST_Y(Location.point).label("y"),
        exists().where(place.participant_id == owner, place.source != LIVE).label("addressed"),
    )


def _erase(session: Session, participant_id: str, source: str) -> None:
    session.execute(
        delete(Location).where(Location.participant_id == participant_id, Location.source == source),
        execution_options=QUIET,
    )
    municipality.assign(session, participant_id)


def _erase_older(session: Session, participant_id: str, recorded_at: datetime) -> None:
    session.execute(
        delete(Location).where(
            Location.participant_id == participant_id,
            Location.source == LIVE,
            func.coalesce(Location.recorded_at < recorded_at, True),
        ),
        execution_options=QUIET,
    )
    municipality.assign(session, participant_id)

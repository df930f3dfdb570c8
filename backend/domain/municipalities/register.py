"""Municipalities: which there are, which take part, and which one a point lies in."""

from datetime import date, datetime, time

from sqlalchemy import JSON, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from backend.clock import AMSTERDAM
from backend.domain.municipalities import borders
from backend.domain.refusals import NotFound, Refused
from backend.domain.staff import audit
from backend.geo import gazetteer, spatial_sql
from backend.geo.rd_new import to_rd
from backend.models import Municipality, Participant

CODE = "GM[0-9]{4}"
"""What the code of a municipality looks like."""


def fill(session: Session) -> None:
    """Loads all municipalities; what an operator set (region, joined_on) stays."""
    present = set(session.scalars(select(Municipality.code)))
    rows = [
        {"which": record["code"], "now_named": record["name"], "before": record["formerly"]}
        | dict(zip(("east", "north"), to_rd(record["lon"], record["lat"]), strict=True))
        for record in gazetteer.municipality_records()
    ]
    values = {
        "name": bindparam("now_named"),
        "formerly": bindparam("before", type_=JSON),
        "point": spatial_sql.point(bindparam("east"), bindparam("north")),
    }
    connection = session.connection()
    new = [row for row in rows if row["which"] not in present]
    if new:
        connection.execute(insert(Municipality).values(code=bindparam("which"), **values), new)
    old = [row for row in rows if row["which"] in present]
    if old:
        connection.execute(
            update(Municipality).where(Municipality.code == bindparam("which")).values(**values), old
        )


def join(session: Session, code: str, region: str, on: date, now: datetime) -> Municipality:
    """Lets a municipality take part from a day on. Raises NotFound, Refused."""
    municipality = session.get(Municipality, code)
    if municipality is None:
        raise NotFound(
            f"There is no municipality {code}; has `burgernet migrate` been run?", "unknown-municipality"
        )
    if not region.strip() or len(region) > 80:
        raise Refused.one(
            "region", "The region is a text of 1 to 80 characters.", "wrong-length", min=1, max=80
        )
    if not joined(municipality, now):
        # Today's joining is told at once, a later one at nine: good news wakes nobody at midnight.
        municipality.announce_at = max(now, tell_at(on)) if on > now.astimezone(AMSTERDAM).date() else now
    municipality.region, municipality.joined_on = region.strip(), on
    detail = {"region": municipality.region, "on": on.isoformat()}
    audit.record(session, audit.SYSTEM, "municipality-joined", code, detail, now)
    return municipality


def named(session: Session, code: str | None) -> str | None:
    """What the municipality is called; the code itself when none has it."""
    if code is None:
        return None
    return session.scalar(select(Municipality.name).where(Municipality.code == code)) or code


def joined_by_name(session: Session) -> list[tuple[str, str]]:
    """(code, name) of those that take part, or are about to, in the order of their names."""
    query = select(Municipality.code, Municipality.name).where(Municipality.joined_on.is_not(None))
    return [(code, name) for code, name in session.execute(query.order_by(Municipality.name))]


def tell_at(on: date) -> datetime:
    """When those who waited are told of a day that was announced."""
    return datetime.combine(on, time(9), AMSTERDAM)


def joined(municipality: Municipality, now: datetime) -> bool:
    """Whether it takes part today."""
    return takes_part(municipality.joined_on, now)


def takes_part(joined_on: date | None, now: datetime) -> bool:
    """Whether that day has come, by the calendar of Amsterdam."""
    return joined_on is not None and joined_on <= now.astimezone(AMSTERDAM).date()


def at(session: Session, x: float, y: float) -> Municipality:
    """The municipality of a point in RD New."""
    return session.get_one(Municipality, borders.code_at(session, x, y))


def towns(session: Session) -> dict[str, tuple[float, float]]:
    """Where each municipality's own town lies in RD New, by code."""
    x, y = func.ST_X(Municipality.point), func.ST_Y(Municipality.point)
    rows = session.execute(select(Municipality.code, x, y))
    return {code: (x, y) for code, x, y in rows}


def people(session: Session) -> int:
    """How many participants there are."""
    return session.scalar(select(func.count()).select_from(Participant)) or 0

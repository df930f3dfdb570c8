"""Who is inside an area, and enlisting them: one numbered place each, farthest from the incident first."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, exists, func, insert, literal, or_, select, text, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from backend.domain.deliveries import rule
from backend.domain.paging import Selectable
from backend.geo import spatial_sql
from backend.models import Delivery, Location, Participant, PushSubscription, Socket, Stream, Wave
from backend.models.delivery import WAITING
from backend.settings import Settings

TRIES = 5
COUNTED_FROM = 1_000
"""Places of a wave from which on the planner is told that they are there."""


def inside(
    x: float, y: float, radius: float, exercise: bool, now: datetime, settings: Settings
) -> Selectable:
    """Rows (participant_id, distance in metres) of everybody who counts within radius metres of (x, y).

    A live position counts until it expires. Addresses count too, unless a live position younger than AWAY_HOURS tells
    where somebody is now, and they did not choose to be asked for home as well."""
    live = aliased(Location)
    elsewhere = and_(
        live.participant_id == Location.participant_id,
        live.source == "live",
        live.expires_at > now,
        live.recorded_at > now - timedelta(hours=settings.away_hours),
    )
    return (
        select(
            Location.participant_id,
            func.min(spatial_sql.distance(Location.point, x, y)).label("distance"),
        )
        .join(Participant, Participant.id == Location.participant_id)
        .outerjoin(live, elsewhere)
        .where(
            spatial_sql.inside(Location.point, Location.id, x, y, radius),
            or_(
                and_(Location.source == "live", Location.expires_at > now),
                and_(
                    Location.source != "live",
                    or_(live.id.is_(None), Participant.also_addresses_when_away),
                ),
            ),
            or_(Participant.paused_until.is_(None), Participant.paused_until <= now),
            Participant.exercises if exercise else true(),
        )
        .group_by(Location.participant_id)
    )


def count(
    session: Session,
    x: float,
    y: float,
    radius: float,
    exercise: bool,
    now: datetime,
    settings: Settings,
) -> tuple[int, int, list[int]]:
    """(in the area, of those reachable, in each of five rings of equal width, outermost first)."""
    found = inside(x, y, radius, exercise, now, settings).subquery()
    ring = func.least if session.get_bind().dialect.name == "postgresql" else func.min
    number = ring(4, func.floor(found.c.distance * 5 / radius)).label("ring")
    listening = exists().where(Socket.participant_id == found.c.participant_id)
    reached = or_(PushSubscription.participant_id.is_not(None), listening)
    rows = session.execute(
        select(number, func.count(), func.count(case((reached, 1))))
        .outerjoin(PushSubscription, PushSubscription.participant_id == found.c.participant_id)
        .group_by(number)
    ).all()
    rings = [0] * 5
    for position, people, _ in rows:
        rings[4 - int(position)] = people
    return sum(rings), sum(reachable for _, _, reachable in rows), rings


def surely_at_most(session: Session, number: int, x: float, y: float, radius: float) -> bool:
    """Whether there are so few positions and addresses in the area that no more people can be: a look that takes a
    fraction of counting them, for the many areas that are small."""
    some = (
        select(Location.id)
        .where(spatial_sql.inside(Location.point, Location.id, x, y, radius))
        .limit(number + 1)
    )
    return (session.scalar(select(func.count()).select_from(some.subquery())) or 0) <= number


def newcomers(
    alert: str, x: float, y: float, radius: float, exercise: bool, now: datetime, settings: Settings
) -> Selectable:
    """Those inside who have no place in the alert with this notice id yet."""
    found = inside(x, y, radius, exercise, now, settings).subquery()
    # Not with EXISTS: a planner that takes the table for empty then compares everybody with everybody.
    place = select(Delivery.seq).where(
        Delivery.notice_id == alert, Delivery.participant_id == found.c.participant_id
    )
    return select(found.c.participant_id, found.c.distance).where(place.limit(1).scalar_subquery().is_(None))


def open_wave(session: Session, wave: Wave, recipients: Selectable, *order: Any) -> int:
    """Gives each row (participant_id, distance) of `recipients` its place in a new wave; answers how many.

    The wave is numbered by `order`; without recipients it is dropped again."""
    session.add(wave)
    session.flush()
    rows = recipients.subquery()
    place = func.row_number().over(
        order_by=[rows.c[name].desc() if down else rows.c[name] for name, down in order]
    )
    columns = [
        "wave_id",
        "service_id",
        "seq",
        "notice_id",
        "participant_id",
        "distance",
        "result",
        "attempts",
        "unanswered",
    ]
    places = insert(Delivery).from_select(
        columns,
        select(
            literal(wave.id),
            func.coalesce(PushSubscription.service_id, 0),
            place - 1,
            literal(wave.notice_id),
            rows.c.participant_id,
            rows.c.distance,
            literal(WAITING),
            literal(0),
            literal(False),
        ).outerjoin(PushSubscription, PushSubscription.participant_id == rows.c.participant_id),
    )
    for left in reversed(range(TRIES)):
        try:
            with session.begin_nested():
                session.execute(places)
            break
        except IntegrityError:
            # Somebody left while everybody was being numbered: without them, then.
            if not left:
                raise
    mine = Delivery.wave_id == wave.id
    by_service = (
        select(Delivery.wave_id, Delivery.service_id, func.min(Delivery.seq), func.max(Delivery.seq))
        .where(mine)
        .group_by(Delivery.wave_id, Delivery.service_id)
    )
    session.execute(insert(Stream).from_select(["wave_id", "service_id", "next_seq", "last_seq"], by_service))
    wave.size = session.scalar(select(func.count()).where(mine)) or 0
    wave.width = rule.window(wave.size)
    if not wave.size:
        session.delete(wave)
    if wave.size >= COUNTED_FROM and session.get_bind().dialect.name == "postgresql":
        # It may still take the table for as empty as it was an action ago, until its own daemon comes by in a minute,
        # and goes through all of it for each single result.
        session.execute(
            text("ANALYZE (SKIP_LOCKED) delivery (wave_id, service_id, seq, notice_id, participant_id)")
        )
    session.flush()
    return wave.size


FARTHEST_FIRST = (("distance", True), ("participant_id", False))

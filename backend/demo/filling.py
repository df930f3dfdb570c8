"""Brings the town into the database: its municipalities take part, its residents have joined.

Once: a later start finds them there, and only renews the live positions, which expire, and the subscriptions that
somebody else took over."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session
from tqdm import tqdm

from backend.db import Database
from backend.demo.town import JOINED_ON, PILOTS, Resident, Town
from backend.domain.municipalities import register
from backend.domain.participants import subscriptions
from backend.domain.participants.membership import Newcomer, join_many
from backend.domain.participants.subscriptions import Subscription
from backend.geo.spatial_sql import point
from backend.models import Location, Municipality, Participant, PushSubscription
from backend.settings import Settings

AT_ONCE = 2_000
LIVE_ACCURACY = 25.0


def stored_port(db: Database, town: Town) -> int | None:
    """The port of the push service that the town's phones subscribed at; None before the first start."""
    with db.read() as session:
        endpoint = session.scalar(
            select(PushSubscription.endpoint).where(
                PushSubscription.participant_id.in_([resident.id for resident in town.residents[:100]])
            )
        )
    return int(endpoint.split("/")[2].rpartition(":")[2]) if endpoint else None


def fill(db: Database, town: Town, origin: str, settings: Settings, now: datetime) -> int:
    """Answers how many residents joined; those who were there already stay as they are."""
    with db.write() as session:
        register.fill(session)
        for pilot in PILOTS:
            if session.get_one(Municipality, pilot.code).joined_on is None:
                register.join(session, pilot.code, pilot.region, JOINED_ON, now)
    joined = 0
    with tqdm(total=town.size, desc="Deelnemers", unit="", disable=None) as bar:
        for start in range(0, town.size, AT_ONCE):
            chunk = town.residents[start : start + AT_ONCE]
            with db.write() as session:
                joined += _join(session, chunk, origin, settings, now)
            bar.update(len(chunk))
    return joined


def _join(session: Session, chunk: Sequence[Resident], origin: str, settings: Settings, now: datetime) -> int:
    present = set(
        session.scalars(select(Participant.id).where(Participant.id.in_([one.id for one in chunk])))
    )
    expires_at = now + timedelta(hours=settings.position_hours)
    session.execute(
        update(Location)
        .where(Location.participant_id.in_(present), Location.source == "live")
        .values(recorded_at=now, expires_at=expires_at),
        execution_options={"synchronize_session": False},
    )
    lost = select(Participant.id).outerjoin(PushSubscription).where(PushSubscription.participant_id.is_(None))
    without = set(session.scalars(lost.where(Participant.id.in_(present))))
    for one in chunk:
        if one.id in without:
            subscriptions.keep(session, one.id, _subscription(one, origin), now)
    absent = [one for one in chunk if one.id not in present]
    people = [Newcomer(one.id, one.language, one.home, _subscription(one, origin)) for one in absent]
    join_many(session, people, settings.secret_key, now)
    for one in absent:
        if one.work:
            values = {"source": "work", "point": point(*one.work), "recorded_at": now}
            session.execute(insert(Location).values(participant_id=one.id, **values))
        if one.live:
            values = {"source": "live", "point": point(*one.live), "accuracy": LIVE_ACCURACY}
            values |= {"recorded_at": now, "expires_at": expires_at}
            session.execute(insert(Location).values(participant_id=one.id, **values))
    return len(absent)


def _subscription(resident: Resident, origin: str) -> Subscription:
    given = resident.phone.subscription(origin)
    return Subscription(given["endpoint"], given["keys"]["p256dh"], given["keys"]["auth"], origin)

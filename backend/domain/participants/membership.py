"""Joining, preferences and leaving. Called by the routes of a participant, and by the demo for a whole town."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from backend.domain.deliveries import locks, states
from backend.domain.municipalities import register
from backend.domain.municipalities.borders import code_at, in_netherlands
from backend.domain.participants import subscriptions
from backend.domain.participants.locations import HOME, keep_place, shown
from backend.domain.participants.subscriptions import Subscription
from backend.domain.refusals import FieldError, Refused, Unauthenticated
from backend.geo import spatial_sql
from backend.ids import base64url, digest
from backend.models import Municipality, Participant, PushSubscription, new_id
from backend.models.participant import Location

BATCH = 5_000
CHANGEABLE = ("language", "also_addresses_when_away", "exercises", "paused_until")


@dataclass(frozen=True)
class Newcomer:
    """One of many who join at once: home in RD metres, subscription as `subscriptions.usable` gives it."""

    id: str
    language: str = "nl"
    home: tuple[float, float] | None = None
    subscription: Subscription | None = None
    exercises: bool = False


def token_for(secret_key: str, participant_id: str) -> str:
    """The bearer token: base64url(HMAC-SHA256(secret key, "participant:" + id)); it is stored nowhere."""
    mac = hmac.digest(secret_key.encode(), f"participant:{participant_id}".encode(), "sha256")
    return base64url(mac)


def require_joinable(session: Session, form: Mapping[str, Any]) -> None:
    """Raises Refused unless somebody can join with this."""
    wrong = []
    if form.get("consent") is not True:
        wrong.append(FieldError("consent", "Joining needs consent.", "consent-needed"))
    for source, point in (form.get("places") or {}).items():
        if not in_netherlands(session, *point):
            detail = "This is outside the Netherlands."
            wrong.append(FieldError(f"places.{source}", detail, "outside-netherlands"))
    if wrong:
        raise Refused(*wrong)


def join(session: Session, form: Mapping[str, Any], secret_key: str, now: datetime) -> dict[str, Any]:
    """A new participant: id and municipality. Raises Refused."""
    require_joinable(session, form)
    participant = Participant(
        id=new_id(),
        token_hash="",
        language=form["language"],
        also_addresses_when_away=False,
        exercises=False,
        created_at=now,
        seen_at=now,
    )
    participant.token_hash = digest(token_for(secret_key, participant.id))
    session.add(participant)
    session.flush()
    for source, point in (form.get("places") or {}).items():
        keep_place(session, participant.id, source, point, now)
    session.refresh(participant)
    return {"id": participant.id, "municipality": _municipality(session, participant.municipality_code, now)}


def join_many(session: Session, people: Iterable[Newcomer], secret_key: str, now: datetime) -> int:
    """Many at once, in batches of multi-row statements; answers how many."""
    services: dict[str, int] = {}
    remaining, total = iter(people), 0
    connection = session.connection()
    while batch := list(islice(remaining, BATCH)):
        connection.execute(insert(Participant), [_row(session, person, secret_key, now) for person in batch])
        homes = [
            {"who": person.id, "east": person.home[0], "north": person.home[1]}
            for person in batch
            if person.home
        ]
        if homes:
            point = spatial_sql.point(bindparam("east"), bindparam("north"))
            connection.execute(
                insert(Location).values(
                    participant_id=bindparam("who"), source=HOME, point=point, recorded_at=now
                ),
                homes,
            )
        reached = [(person.id, person.subscription) for person in batch if person.subscription]
        for _, subscription in reached:
            if subscription.origin not in services:
                services[subscription.origin] = subscriptions.service_id(session, subscription.origin, now)
        if reached:
            connection.execute(
                insert(PushSubscription),
                [
                    {
                        "participant_id": who,
                        **given.columns(),
                        "service_id": services[given.origin],
                        "confirmed_at": now,
                    }
                    for who, given in reached
                ],
            )
        total += len(batch)
    return total


def view(session: Session, participant_id: str, now: datetime) -> dict[str, Any]:
    """Everything stored about a participant, for that participant. Raises Unauthenticated when they left meanwhile."""
    participant = session.get(Participant, participant_id, populate_existing=True)
    if participant is None:
        raise Unauthenticated
    position, homes = shown(session, participant_id, now)
    subscription = session.get(PushSubscription, participant_id, populate_existing=True)
    somewhere = position is not None or bool(homes)
    return {
        "id": participant.id,
        "language": participant.language,
        "also_addresses_when_away": participant.also_addresses_when_away,
        "exercises": participant.exercises,
        "paused_until": participant.paused_until,
        "position": position,
        "places": homes,
        "push": {"confirmed_at": subscription.confirmed_at} if subscription else None,
        "municipality": _municipality(session, participant.municipality_code, now) if somewhere else None,
    }


def change(session: Session, participant_id: str, form: Mapping[str, Any]) -> None:
    """Changes the preferences that are given."""
    values = {name: form[name] for name in CHANGEABLE if name in form}
    if values:
        session.execute(update(Participant).where(Participant.id == participant_id).values(**values))


def leave(session: Session, *participants: str) -> None:
    """Erases these participants at once; of what they were sent only numbers stay."""
    locks.lock_actions_sent_to(session, participants)
    these = Participant.id.in_(participants)
    # Held first, so that nobody enlists them in between.
    locks.lock_participants(session, select(Participant.id).where(these), "update")
    states.forget_people(session, participants)
    session.execute(delete(Participant).where(these), execution_options={"synchronize_session": False})


def _row(session: Session, person: Newcomer, secret_key: str, now: datetime) -> dict[str, Any]:
    return {
        "id": person.id,
        "token_hash": digest(token_for(secret_key, person.id)),
        "municipality_code": code_at(session, *person.home) if person.home else None,
        "language": person.language,
        "also_addresses_when_away": False,
        "exercises": person.exercises,
        "created_at": now,
        "seen_at": now,
    }


def _municipality(session: Session, code: str | None, now: datetime) -> dict[str, Any] | None:
    if code is None:
        return None
    found = session.get_one(Municipality, code)
    return {"code": found.code, "name": found.name, "joined": register.joined(found, now)}

"""What is erased because its time is over, and who is asked first. Called by the worker and by `burgernet purge`.

Every step is a short transaction of its own and may be run again at any moment."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from backend.db import Database
from backend.domain import audit, history, kiosks, notices, participants, publication
from backend.models import (
    Action,
    Idempotency,
    Location,
    Notice,
    Participant,
    PushSubscription,
    Tip,
    Wave,
)
from backend.settings import Settings

KEYS_KEPT = timedelta(hours=24)
SETTLED_AFTER = timedelta(hours=24)
"""An outcome lives this long: afterwards nothing can change the figures of its action any more."""
SILENT_MONTHS = 12
MONTH = timedelta(days=30)
REMINDED_AFTER = ((SILENT_MONTHS - 2) * MONTH, (SILENT_MONTHS - 1) * MONTH)
SILENT = SILENT_MONTHS * MONTH + timedelta(days=5)
YEAR = timedelta(days=365)
AUDIT_YEARS = 5
AT_ONCE = 500
"""People, or actions, of one transaction: nobody else waits long for it."""
QUIET = {"synchronize_session": False}


def everything(
    db: Database, now: datetime, settings: Settings, ring: Callable[[Session], None]
) -> dict[str, int]:
    """All of it, in as many transactions as it takes; answers how many of each. `ring` wakes who sends."""
    with db.write() as session:
        purge(session, now)
    steps: dict[str, Callable[[Session], int]] = {
        "figures": lambda session: freeze(session, now),
        "alerts": lambda session: forget_alerts(session, now, settings),
        "silent": lambda session: forget_silent(session, now),
        "reminded": lambda session: remind(session, now, settings),
        "asked": lambda session: ask_addresses(session, now, settings),
    }
    done = dict.fromkeys(steps, 0)
    for name, step in steps.items():
        found = AT_ONCE
        while found >= AT_ONCE:
            with db.write() as session:
                found = step(session)
                if found:
                    ring(session)
            done[name] += found
    with db.write() as session:
        done["audit"] = audit.purge(session, now - AUDIT_YEARS * YEAR, now)
    return done


def purge(session: Session, now: datetime) -> None:
    """Erases expired live positions, what was begun at a kiosk, and the answers kept for repeated calls."""
    kiosks.erase(session, now)
    session.execute(
        delete(Location).where(Location.source == "live", Location.expires_at <= now), execution_options=QUIET
    )
    session.execute(
        delete(Idempotency).where(Idempotency.created_at <= now - KEYS_KEPT), execution_options=QUIET
    )


def freeze(session: Session, now: datetime) -> int:
    """Writes down the figures of actions that are settled; answers how many. They outlive the deliveries."""
    settled = select(Action).where(Action.ended_at <= now - SETTLED_AFTER, Action.figures.is_(None))
    actions = session.scalars(settled.limit(AT_ONCE)).all()
    for action in actions:
        _freeze(session, action, now)
    return len(actions)


def _freeze(session: Session, action: Action, now: datetime) -> None:
    action.figures = history.frozen(history.progress(session, action.id, now))
    if action.participants is None:
        action.participants = publication.reached(session, [action.id]).get(action.id, (0, None))[0]


def forget_alerts(session: Session, now: datetime, settings: Settings) -> int:
    """Erases who was alerted, messages, tips and description, HISTORY_DAYS after the end; answers of how many.

    What the public reads stays: the outcome's text, the figures, kind, place and time."""
    ended = now - timedelta(days=settings.history_days)
    old = select(Action.id).where(
        Action.ended_at <= ended, exists().where(Notice.action_id == Action.id, Notice.kind == "alert")
    )
    ids = session.scalars(old.limit(AT_ONCE)).all()
    for action in session.scalars(select(Action).where(Action.id.in_(ids), Action.figures.is_(None))):
        # Where HISTORY_DAYS is shorter than a day.
        _freeze(session, action, now)
    session.flush()
    told = select(Notice.id).where(Notice.action_id.in_(ids))
    outcome = Notice.kind == "outcome"
    session.execute(delete(Wave).where(Wave.notice_id.in_(told)), execution_options=QUIET)
    session.execute(delete(Notice).where(Notice.action_id.in_(ids), ~outcome), execution_options=QUIET)
    session.execute(
        update(Notice).where(Notice.action_id.in_(ids), outcome).values(payloads={}), execution_options=QUIET
    )
    session.execute(delete(Tip).where(Tip.action_id.in_(ids)), execution_options=QUIET)
    session.execute(
        update(Action).where(Action.id.in_(ids)).values(description={}, override_reason=None),
        execution_options=QUIET,
    )
    # Self-tests and other messages of one person, once nothing can come of them any more.
    alone = and_(Notice.action_id.is_(None), Notice.expires_at <= now - SETTLED_AFTER)
    session.execute(delete(Notice).where(alone), execution_options=QUIET)
    return len(ids)


def remind(session: Session, now: datetime, settings: Settings) -> int:
    """Asks those who were silent for ten and again for eleven months to open the app; answers how many.

    Whoever cannot be reached counts as reminded: there is no other way to ask."""
    seen = func.coalesce(Participant.seen_at, Participant.created_at)
    due = [
        and_(Participant.reminders == number, seen <= now - after)
        for number, after in enumerate(REMINDED_AFTER)
    ]
    rested = or_(Participant.reminded_at.is_(None), Participant.reminded_at <= now - MONTH)
    query = select(Participant).where(or_(*due), rested).order_by(Participant.id).limit(AT_ONCE)
    people = session.scalars(query.with_for_update()).all()
    for person in people:
        person.reminders, person.reminded_at = person.reminders + 1, now
        session.flush()
        notices.remind(session, person.id, "reminder", now, settings)
    return len(people)


def ask_addresses(session: Session, now: datetime, settings: Settings) -> int:
    """Asks once a year whether home and work still hold; answers how many were asked."""
    asked = func.coalesce(Participant.addresses_asked_at, Participant.created_at)
    address = exists().where(Location.participant_id == Participant.id, Location.source != "live")
    reachable = exists().where(PushSubscription.participant_id == Participant.id)
    changed = exists().where(
        Location.participant_id == Participant.id,
        Location.source != "live",
        Location.recorded_at > now - YEAR,
    )
    query = select(Participant).where(asked <= now - YEAR, address, ~changed, reachable)
    people = session.scalars(query.order_by(Participant.id).limit(AT_ONCE).with_for_update()).all()
    for person in people:
        person.addresses_asked_at = now
        session.flush()
        notices.remind(session, person.id, "addresses", now, settings)
    return len(people)


def forget_silent(session: Session, now: datetime) -> int:
    """Erases those who were silent for a year although they were asked twice; answers how many."""
    seen = func.coalesce(Participant.seen_at, Participant.created_at)
    query = select(Participant.id).where(
        Participant.reminders >= len(REMINDED_AFTER),
        Participant.reminded_at <= now - MONTH,
        seen <= now - SILENT,
    )
    silent = session.scalars(query.limit(AT_ONCE)).all()
    participants.leave(session, *silent)
    return len(silent)

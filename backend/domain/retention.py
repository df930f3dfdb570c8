"""What is erased because its time is over, and who is asked first. Called by the worker and by `burgernet purge`.

Every step is many short transactions, and may be left off and run again at any moment."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from backend.db import Database
from backend.domain.deliveries import locks, standalone
from backend.domain.participants import kiosks, membership
from backend.domain.reports import dispatcher_view, public_view
from backend.domain.staff import audit
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
AT_ONCE = 250
"""People, or messages that belong to no action, in one transaction: nobody else waits long for it."""
QUIET = {"synchronize_session": False}
Those = Select[str]


class _Step(NamedTuple):
    """Something to do where it is due, to so many in one transaction; `act` answers to how many it did it."""

    key: Any
    due: ColumnElement[bool]
    act: Callable[[Session, Those], int]
    at_once: int = AT_ONCE


def everything(
    db: Database,
    now: datetime,
    settings: Settings,
    ring: Callable[[Session], None],
    go_on: Callable[[], bool] = lambda: True,
) -> dict[str, int]:
    """All of it, in as many transactions as it takes; answers how many of each. `ring` wakes who sends.

    `go_on` is asked before each of them: after a no there is none any more."""
    reminded = {"reminders": Participant.reminders + 1, "reminded_at": now}
    asked = {"addresses_asked_at": now}
    tell = partial(_tell, now=now, settings=settings)
    # An action is a transaction of its own, as a whole town may have been alerted.
    steps = {
        "figures": _Step(Action.id, _settled(now), _freeze, 1),
        "alerts": _Step(Action.id, _old(now, settings), _forget, 1),
        "messages": _Step(Notice.id, _over(now), _forget_messages),
        "silent": _Step(Participant.id, _silent(now), _leave),
        "reminded": _Step(Participant.id, _unreminded(now), partial(tell, kind="reminder", noted=reminded)),
        "asked": _Step(Participant.id, _unasked(now), partial(tell, kind="addresses", noted=asked)),
    }
    done = dict.fromkeys([*steps, "audit"], 0)
    if go_on():
        with db.write() as session:
            purge(session, now)
    for name, step in steps.items():
        for some in _looked_up(db, step) if go_on() else ():
            if not go_on():
                return done
            with db.write() as session:
                found = step.act(session, some)
                if found:
                    ring(session)
            done[name] += found
    if go_on():
        with db.write() as session:
            done["audit"] = audit.purge(session, now - AUDIT_YEARS * YEAR, now)
    return done


def _looked_up(db: Database, step: _Step) -> list[Those]:
    """Where it is due, as so many queries to ask again in a transaction each: looking through everybody takes long,
    and keeps no writer waiting."""
    those: Those = select(step.key).where(step.due)
    with db.read() as session:
        ids = session.scalars(those.order_by(step.key)).all()
    return [
        those.where(step.key.in_(ids[first : first + step.at_once]))
        for first in range(0, len(ids), step.at_once)
    ]


def purge(session: Session, now: datetime) -> None:
    """Erases expired live positions, what was begun at a kiosk, and the answers kept for repeated calls."""
    kiosks.erase(session, now)
    session.execute(
        delete(Location).where(Location.source == "live", Location.expires_at <= now), execution_options=QUIET
    )
    session.execute(
        delete(Idempotency).where(Idempotency.created_at <= now - KEYS_KEPT), execution_options=QUIET
    )


def _settled(now: datetime) -> ColumnElement[bool]:
    return and_(Action.ended_at <= now - SETTLED_AFTER, Action.figures.is_(None))


def _freeze(session: Session, those: Those) -> int:
    """Writes down the figures of actions that are settled. They outlive the deliveries."""
    ids = session.scalars(those).all()
    for action in session.scalars(select(Action).where(Action.id.in_(ids), Action.figures.is_(None))):
        action.figures = dispatcher_view.frozen(dispatcher_view.progress(session, action.id))
        if action.participants is None:
            action.participants = public_view.reached(session, [action.id]).get(action.id, (0, None))[0]
    session.flush()
    return len(ids)


def _old(now: datetime, settings: Settings) -> ColumnElement[bool]:
    ended = now - timedelta(days=settings.history_days)
    told = exists().where(Notice.action_id == Action.id, Notice.kind == "alert")
    return and_(Action.ended_at <= ended, told)


def _forget(session: Session, those: Those) -> int:
    """Erases who was alerted, messages, tips and description, HISTORY_DAYS after the end.

    What the public reads stays: the outcome's text, the figures, kind, place and time."""
    ids = session.scalars(those).all()
    # Where HISTORY_DAYS is shorter than a day.
    _freeze(session, select(Action.id).where(Action.id.in_(ids)))
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
    return len(ids)


def _over(now: datetime) -> ColumnElement[bool]:
    return and_(Notice.action_id.is_(None), Notice.expires_at <= now - SETTLED_AFTER)


def _forget_messages(session: Session, those: Those) -> int:
    """Erases self-tests and other messages that belong to no action, once nothing can come of them any more."""
    ids = session.scalars(those).all()
    session.execute(delete(Notice).where(Notice.id.in_(ids)), execution_options=QUIET)
    return len(ids)


def _silent(now: datetime) -> ColumnElement[bool]:
    return and_(
        Participant.reminders >= len(REMINDED_AFTER),
        Participant.reminded_at <= now - MONTH,
        _seen() <= now - SILENT,
    )


def _leave(session: Session, those: Those) -> int:
    """Erases those who were silent for a year although they were asked twice."""
    silent = session.scalars(those).all()
    membership.leave(session, *silent)
    return len(silent)


def _unreminded(now: datetime) -> ColumnElement[bool]:
    """Those who were silent for ten and again for eleven months, and are asked to open the app.

    Whoever cannot be reached counts as reminded: there is no other way to ask."""
    due = [
        and_(Participant.reminders == number, _seen() <= now - after)
        for number, after in enumerate(REMINDED_AFTER)
    ]
    rested = or_(Participant.reminded_at.is_(None), Participant.reminded_at <= now - MONTH)
    return and_(or_(*due), rested)


def _unasked(now: datetime) -> ColumnElement[bool]:
    """Those who are asked once a year whether home and work still hold."""
    asked = func.coalesce(Participant.addresses_asked_at, Participant.created_at)
    address = exists().where(Location.participant_id == Participant.id, Location.source != "live")
    reachable = exists().where(PushSubscription.participant_id == Participant.id)
    changed = exists().where(
        Location.participant_id == Participant.id,
        Location.source != "live",
        Location.recorded_at > now - YEAR,
    )
    return and_(asked <= now - YEAR, address, ~changed, reachable)


def _tell(
    session: Session, those: Those, kind: str, noted: dict[str, Any], now: datetime, settings: Settings
) -> int:
    """One message to all of these people, and what is noted of them."""
    # What only refers to them, such as a new place of theirs, need not wait.
    people = [row[0] for row in locks.lock_participants(session, those, "no key update")]
    if people:
        theirs = update(Participant).where(Participant.id.in_(people))
        session.execute(theirs.values(noted), execution_options=QUIET)
        standalone.remind(session, people, kind, now, settings)
    return len(people)


def _seen() -> ColumnElement[datetime]:
    return func.coalesce(Participant.seen_at, Participant.created_at)

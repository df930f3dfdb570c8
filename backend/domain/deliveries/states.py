"""What a delivery is, and what it may become. These functions and `delivery/outbox` alone change one, or a stream.

Called by whoever ends an action, hears from a phone, or erases somebody; by the worker for what it brings back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, delete, func, or_, select, update
from sqlalchemy.orm import Session

from backend.domain.deliveries import locks, waves
from backend.models import Action, Delivery, Notice, Stream, Wave
from backend.models.delivery import FAILED, GONE, HANDED_OVER, RETRYING, UNREACHABLE, WAITING, WITHDRAWN

FOLLOWS: Mapping[str, frozenset[str]] = {
    # In its place of the wave, or under way for the first time.
    WAITING: frozenset({RETRYING, HANDED_OVER, FAILED, GONE, UNREACHABLE, WITHDRAWN}),
    # To be tried again, or under way again.
    RETRYING: frozenset({HANDED_OVER, FAILED, GONE, UNREACHABLE, WITHDRAWN}),
    # It did not arrive: a new way to the phone may still bring it, and whoever reads it in the list has it.
    FAILED: frozenset({RETRYING, HANDED_OVER}),
    GONE: frozenset({RETRYING, HANDED_OVER}),
    UNREACHABLE: frozenset({RETRYING, HANDED_OVER}),
    # Taken back while under way, and accepted all the same.
    WITHDRAWN: frozenset({HANDED_OVER}),
    # Whatever else is heard of it.
    HANDED_OVER: frozenset(),
}
"""Result → the results that may follow it."""
UNSETTLED = tuple(result for result, after in FOLLOWS.items() if WITHDRAWN in after)
"""Something is still to come of these by themselves."""
MISSED = tuple(result for result, after in FOLLOWS.items() if RETRYING in after and result not in UNSETTLED)
"""These are tried again once there is a new way to the phone."""
RECEIPT_STATES = SHOWN, OPENED = "shown", "opened"
QUIET = {"synchronize_session": False}


def withdraw_unbegun(session: Session, action: Action) -> None:
    """Takes back every alert and update that surely has not left.

    Leased places are the worker's to settle: it may have begun them. A retry in flight likewise."""
    notices = select(Notice.id).where(Notice.action_id == action.id)
    begun = (
        select(Stream.next_seq)
        .where(Stream.wave_id == Delivery.wave_id, Stream.service_id == Delivery.service_id)
        .scalar_subquery()
    )
    mine = Delivery.notice_id.in_(notices)
    unbegun = and_(Delivery.result == WAITING, Delivery.seq >= begun)
    resting = and_(Delivery.result == RETRYING, Delivery.leased_by.is_(None))
    session.execute(
        update(Delivery)
        .where(mine, or_(unbegun, resting))
        .values(result=case((Delivery.unanswered, FAILED), else_=WITHDRAWN)),
        execution_options=QUIET,
    )
    waves_of_it = select(Wave.id).where(Wave.notice_id.in_(notices))
    session.execute(
        update(Stream).where(Stream.wave_id.in_(waves_of_it)).values(next_seq=Stream.last_seq + 1),
        execution_options=QUIET,
    )


def withdraw_waiting(session: Session, action: Action) -> None:
    """Takes back whatever of an action has not left, outcomes included; what is leased the worker then lets go.

    The caller holds the action's row."""
    withdraw_unbegun(session, action)
    notices = select(Notice.id).where(Notice.action_id == action.id)
    # All there are: nor does it leave to whoever had no address, and has one later.
    session.execute(
        update(Wave).where(Wave.notice_id.in_(notices)).values(withdrawn=True), execution_options=QUIET
    )


def of_delivery() -> Any:
    """Joins a delivery to its stream."""
    return and_(Stream.wave_id == Delivery.wave_id, Stream.service_id == Delivery.service_id)


def turn_came() -> Any:
    """Whether the message of a delivery may have left: its place was leased, and it was not withdrawn."""
    return and_(Delivery.seq < Stream.next_seq, Delivery.result != WITHDRAWN)


def lasts(now: datetime) -> Any:
    """Whether a notice, with its action where it has one, may still leave."""
    return or_(
        Notice.expires_at > now,
        and_(Notice.expires_at.is_(None), Action.status == "running", Action.expires_at > now),
    )


def mark_seen_if_settled(
    session: Session, participant_id: str, notice_id: str, state: str, now: datetime
) -> bool:
    """Records it where nothing can follow, as the message was handed over and settled before; answers whether it was.

    Nearly always so, and one statement: a whole town answers at once."""
    settled = session.execute(
        update(Delivery)
        .where(
            Delivery.notice_id == notice_id,
            Delivery.participant_id == participant_id,
            Delivery.result == HANDED_OVER,
        )
        .values(**_seen(state, now))
        .returning(Delivery.seq),
        execution_options=QUIET,
    ).first()
    return settled is not None


def mark_seen(session: Session, delivery: Delivery, state: str, now: datetime) -> None:
    """Records that this delivery was shown or opened; that it was handed over is for `hand_over` to say."""
    session.execute(
        update(Delivery)
        .where(
            Delivery.wave_id == delivery.wave_id,
            Delivery.seq == delivery.seq,
            Delivery.participant_id == delivery.participant_id,
        )
        .values(**_seen(state, now)),
        execution_options=QUIET,
    )


def hand_over(session: Session, notice_id: str, participants: Sequence[str], now: datetime) -> bool:
    """These participants have the message, by whatever way: it counts, is not retried, and what follows is queued.

    One in flight keeps its state until the worker settles it, which then finds it handed over. Answers whether
    anything was queued."""
    notice = session.get(Notice, notice_id)
    if notice is None:
        return False
    action = locks.lock_action(session, notice.action_id) if notice.action_id else None
    in_flight = or_(
        Delivery.result == WAITING, and_(Delivery.result == RETRYING, Delivery.leased_by.is_not(None))
    )
    session.execute(
        update(Delivery)
        .where(Delivery.notice_id == notice_id, Delivery.participant_id.in_(participants))
        .values(
            handed_over_at=func.coalesce(Delivery.handed_over_at, now),
            result=case((in_flight, Delivery.result), else_=HANDED_OVER),
        ),
        execution_options=QUIET,
    )
    if action is not None and (action.number > 1 or action.status == "ended"):
        return waves.queue_follow_ups(session, action, now, participants) > 0
    return False


def retry_on_new_channel(session: Session, participant_id: str, now: datetime) -> None:
    """Tries again, on a new way to reach the phone, what could not be delivered and still matters."""
    alive = select(Notice.id).outerjoin(Action, Action.id == Notice.action_id).where(lasts(now))
    session.execute(
        update(Delivery)
        .where(
            Delivery.participant_id == participant_id,
            Delivery.result.in_(MISSED),
            Delivery.notice_id.in_(alive),
        )
        .values(result=RETRYING, due_at=now, attempts=0),
        execution_options=QUIET,
    )


def count_as_unanswered(session: Session, notice_id: str, participants: Sequence[str]) -> None:
    """The message may have been written to these, by a process that can no longer tell."""
    session.execute(
        update(Delivery)
        .where(
            Delivery.notice_id == notice_id,
            Delivery.participant_id.in_(participants),
            Delivery.result != HANDED_OVER,
        )
        .values(unanswered=True),
        execution_options=QUIET,
    )


def forget_people(session: Session, participants: Sequence[str]) -> None:
    """Takes these people out of every delivery: a place stays as a number, what had not left is withdrawn."""
    theirs = Delivery.participant_id.in_(participants)
    own = select(Delivery.notice_id).where(theirs)
    session.execute(
        # Only what was theirs alone: a reminder, or the news that a municipality joined, is for others too.
        delete(Notice).where(Notice.id.in_(own), Notice.kind == "self-test"),
        execution_options=QUIET,
    )
    session.execute(
        update(Delivery)
        .where(theirs)
        .values(
            participant_id=None,
            result=case((Delivery.result.in_(UNSETTLED), WITHDRAWN), else_=Delivery.result),
        ),
        execution_options=QUIET,
    )


def settle_case(prefix: str) -> str:
    """As SQL, what a delivery becomes by a result of the worker, which stands at `prefix`: what is settled stays.

    Save what was accepted: whoever left with a message under way had been withdrawn, and was reached all the same."""
    unsettled = ", ".join(f"'{result}'" for result in UNSETTLED)
    return (
        f"CASE WHEN {prefix}accepted THEN '{HANDED_OVER}'"
        f" WHEN delivery.result NOT IN ({unsettled}) THEN delivery.result"
        f" WHEN delivery.handed_over_at IS NOT NULL THEN '{HANDED_OVER}'"
        f" ELSE {prefix}result END"
    )


def _seen(state: str, now: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {"shown_at": func.coalesce(Delivery.shown_at, now)}
    if state == OPENED:
        values["opened_at"] = func.coalesce(Delivery.opened_at, now)
    return values

"""What a participant does with notices: receipts, the self-test, a new way to be reached, leaving."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, delete, func, literal, or_, select, update
from sqlalchemy.orm import Session

from backend.domain.actions import lifecycle
from backend.domain.deliveries import waves
from backend.domain.messages import payload, wording
from backend.domain.refusals import Conflict, NotFound
from backend.domain.vocabulary import LANGUAGES
from backend.models import Action, Delivery, Notice, Participant, PushSubscription, Socket, Stream, new_id
from backend.models.notice import FAILED, GONE, HANDED_OVER, RETRYING, UNREACHABLE, WAITING, WITHDRAWN
from backend.settings import Settings

SELF_TEST_LIFE = timedelta(minutes=10)
REMINDER_LIFE = timedelta(days=7)
STATES = SHOWN, OPENED = "shown", "opened"


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


def receive(session: Session, participant_id: str, notice_id: str, state: str, now: datetime) -> bool:
    """Records that a notice was shown or opened; answers whether that queued what follows it.

    Raises NotFound when it was not sent to this participant."""
    if note(session, participant_id, notice_id, state, now):
        return False
    hold(session, [notice_id])
    delivery = _mine(session, participant_id, notice_id)
    _update(session, delivery, _seen(state, now))
    if delivery.handed_over_at is not None and delivery.result == HANDED_OVER:
        return False
    return hand_over(session, notice_id, [participant_id], now)


def note(session: Session, participant_id: str, notice_id: str, state: str, now: datetime) -> bool:
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
        execution_options={"synchronize_session": False},
    ).first()
    return settled is not None


def hand_over(session: Session, notice_id: str, participants: Sequence[str], now: datetime) -> bool:
    """These participants have the message, by whatever way: it counts, is not retried, and what follows is queued.

    One in flight keeps its state until the worker settles it, which then finds it handed over. Answers whether
    anything was queued."""
    notice = session.get(Notice, notice_id)
    if notice is None:
        return False
    action = lifecycle.hold(session, notice.action_id) if notice.action_id else None
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
        execution_options={"synchronize_session": False},
    )
    if action is not None and (action.number > 1 or action.status == "ended"):
        return waves.follow(session, action, now, participants) > 0
    return False


def self_test(session: Session, participant_id: str, now: datetime, settings: Settings) -> str:
    """Queues a test message; answers its notice id. Raises Conflict without any way to reach the phone."""
    listening = session.scalar(select(Socket.id).where(Socket.participant_id == participant_id).limit(1))
    if listening is None and session.get(PushSubscription, participant_id) is None:
        raise Conflict("There is no way to reach this phone yet: allow notifications first.")
    notice = alone(session, "self-test", _texts("self-test"), SELF_TEST_LIFE, now, settings)
    waves.single(session, notice, participant_id, now)
    return notice.id


def remind(
    session: Session, participants: Sequence[str], kind: str, now: datetime, settings: Settings
) -> None:
    """Queues one message that belongs to no action, to all of these: "reminder" or "addresses"."""
    notice = alone(session, kind, _texts(kind), REMINDER_LIFE, now, settings)
    these = select(Participant.id.label("participant_id"), literal(0.0).label("distance"))
    waves.apart(session, notice, these.where(Participant.id.in_(participants)), now)


def alone(
    session: Session, kind: str, texts: payload.Texts, life: timedelta, now: datetime, settings: Settings
) -> Notice:
    """A notice that belongs to no action, frozen and stored; nobody gets it yet."""
    notice_id, expires_at = new_id(), now + life
    notice = Notice(
        id=notice_id,
        number=0,
        kind=kind,
        texts=payload.listed(texts),
        payloads=payload.compose(
            texts,
            notice=notice_id,
            action=None,
            number=0,
            kind=kind,
            phone=None,
            expires_at=expires_at,
            exercise=False,
            public_url=settings.public_url,
        ),
        created_at=now,
        expires_at=expires_at,
    )
    session.add(notice)
    session.flush()
    return notice


def self_test_state(session: Session, participant_id: str, notice_id: str) -> dict[str, Any]:
    """How far the test message came. Raises NotFound."""
    notice = session.get(Notice, notice_id)
    query = select(Delivery).where(Delivery.notice_id == notice_id, Delivery.participant_id == participant_id)
    delivery = session.scalars(query).first()
    if notice is None or notice.kind != "self-test" or delivery is None:
        raise NotFound
    return {
        "handed_over_at": delivery.handed_over_at,
        "accepted_at": delivery.accepted_at,
        "shown_at": delivery.shown_at,
    }


def revive(session: Session, participant_id: str, now: datetime) -> None:
    """Tries again, on a new way to reach the phone, what could not be delivered and still matters."""
    alive = select(Notice.id).outerjoin(Action, Action.id == Notice.action_id).where(lasts(now))
    session.execute(
        update(Delivery)
        .where(
            Delivery.participant_id == participant_id,
            Delivery.result.in_((GONE, FAILED, UNREACHABLE)),
            Delivery.notice_id.in_(alive),
        )
        .values(result=RETRYING, due_at=now, attempts=0),
        execution_options={"synchronize_session": False},
    )


def hold(session: Session, ids: Sequence[str] | Select[Any]) -> None:
    """Holds the actions of these notices, before anything they sent is touched."""
    lifecycle.hold_all(session, select(Notice.action_id).where(Notice.id.in_(ids)))


def hold_those_sent_to(session: Session, participants: Sequence[str]) -> None:
    """Holds the actions of everything these were sent."""
    hold(session, select(Delivery.notice_id).where(Delivery.participant_id.in_(participants)))


def forget(session: Session, participants: Sequence[str]) -> None:
    """Takes these people out of every delivery: a place stays as a number, what had not left is withdrawn."""
    theirs = Delivery.participant_id.in_(participants)
    own = select(Delivery.notice_id).where(theirs)
    session.execute(
        # Only what was theirs alone: a reminder, or the news that a municipality joined, is for others too.
        delete(Notice).where(Notice.id.in_(own), Notice.kind == "self-test"),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        update(Delivery)
        .where(theirs)
        .values(
            participant_id=None,
            result=case((Delivery.result.in_((WAITING, RETRYING)), WITHDRAWN), else_=Delivery.result),
        ),
        execution_options={"synchronize_session": False},
    )


def _texts(kind: str) -> payload.Texts:
    return {language: wording.alone(kind, language) for language in LANGUAGES}


def _seen(state: str, now: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {"shown_at": func.coalesce(Delivery.shown_at, now)}
    if state == OPENED:
        values["opened_at"] = func.coalesce(Delivery.opened_at, now)
    return values


def _mine(session: Session, participant_id: str, notice_id: str) -> Delivery:
    query = (
        select(Delivery)
        .join(Stream, of_delivery())
        .where(Delivery.participant_id == participant_id, Delivery.notice_id == notice_id, turn_came())
    )
    delivery = session.scalars(query).first()
    if delivery is None:
        raise NotFound
    return delivery


def _update(session: Session, delivery: Delivery, values: dict[str, Any]) -> None:
    session.execute(
        update(Delivery)
        .where(
            Delivery.wave_id == delivery.wave_id,
            Delivery.seq == delivery.seq,
            Delivery.participant_id == delivery.participant_id,
        )
        .values(**values),
        execution_options={"synchronize_session": False},
    )

"""Messages that belong to no action: the self-test and the yearly reminder."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from backend.domain.deliveries import waves
from backend.domain.messages import payload, wording
from backend.domain.paging import Selectable
from backend.domain.refusals import Conflict, NotFound
from backend.domain.vocabulary import LANGUAGES
from backend.models import Delivery, Notice, Participant, PushSubscription, Socket, new_id
from backend.settings import Settings

SELF_TEST_LIFE = timedelta(minutes=10)
REMINDER_LIFE = timedelta(days=7)


def self_test(session: Session, participant_id: str, now: datetime, settings: Settings) -> str:
    """Queues a test message; answers its notice id. Raises Conflict without any way to reach the phone."""
    listening = session.scalar(select(Socket.id).where(Socket.participant_id == participant_id).limit(1))
    if listening is None and session.get(PushSubscription, participant_id) is None:
        raise Conflict("There is no way to reach this phone yet: allow notifications first.", "no-channel")
    notice = create_standalone(session, "self-test", _texts("self-test"), SELF_TEST_LIFE, now, settings)
    waves.open_unordered_wave(session, notice, _people(participant_id), now)
    return notice.id


def remind(
    session: Session, participants: Sequence[str], kind: str, now: datetime, settings: Settings
) -> None:
    """Queues one message that belongs to no action, to all of these: "reminder" or "addresses"."""
    notice = create_standalone(session, kind, _texts(kind), REMINDER_LIFE, now, settings)
    waves.open_unordered_wave(session, notice, _people(*participants), now)


def create_standalone(
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


def _people(*participants: str) -> Selectable:
    those = select(Participant.id.label("participant_id"), literal(0.0).label("distance"))
    return those.where(Participant.id.in_(participants))


def _texts(kind: str) -> payload.Texts:
    return {language: wording.standalone(kind, language) for language in LANGUAGES}

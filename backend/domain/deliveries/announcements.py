"""Tells those who waited that their municipality takes part now: one message, on the day. Called by the worker."""

from datetime import datetime, time, timedelta

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from backend.clock import AMSTERDAM
from backend.domain.deliveries import standalone, waves
from backend.domain.messages import wording
from backend.domain.municipalities.register import tell_at
from backend.domain.vocabulary import LANGUAGES
from backend.models import Municipality, Participant
from backend.settings import Settings

LIFE = timedelta(hours=24)


def due(session: Session, now: datetime) -> list[str]:
    """The municipalities whose people are to be told."""
    query = select(Municipality.code).where(Municipality.announce_at <= now).order_by(Municipality.code)
    return list(session.scalars(query))


def announce(session: Session, code: str, now: datetime, settings: Settings) -> int:
    """Queues the message to whoever waited; answers to how many people."""
    query = select(Municipality).where(Municipality.code == code).with_for_update()
    municipality = session.scalars(query.execution_options(populate_existing=True)).one()
    announced_at, joined_on = municipality.announce_at, municipality.joined_on
    if announced_at is None or joined_on is None or announced_at > now:
        return 0
    municipality.announce_at = None
    # Who joined on the day itself saw that it takes part.
    began = (
        datetime.combine(joined_on, time(), AMSTERDAM) if announced_at == tell_at(joined_on) else announced_at
    )
    texts = {language: wording.municipality_joined(municipality.name, language) for language in LANGUAGES}
    notice = standalone.create_standalone(session, "municipality-joined", texts, LIFE, now, settings)
    waiting = select(Participant.id.label("participant_id"), literal(0.0).label("distance")).where(
        Participant.municipality_code == code, Participant.created_at < began
    )
    told = waves.open_unordered_wave(session, notice, waiting, now)
    if not told:
        session.delete(notice)
    return told

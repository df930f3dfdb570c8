"""What phones say of what they were sent."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.domain.deliveries import states
from backend.domain.deliveries.locks import lock_actions_of_notices
from backend.domain.refusals import NotFound
from backend.models import Delivery, Stream
from backend.models.delivery import HANDED_OVER


def record_receipt(session: Session, participant_id: str, notice_id: str, state: str, now: datetime) -> bool:
    """Records that a notice was shown or opened; answers whether that queued what follows it.

    Raises NotFound when it was not sent to this participant."""
    if states.mark_seen_if_settled(session, participant_id, notice_id, state, now):
        return False
    lock_actions_of_notices(session, [notice_id])
    delivery = _delivery(session, participant_id, notice_id)
    states.mark_seen(session, delivery, state, now)
    if delivery.handed_over_at is not None and delivery.result == HANDED_OVER:
        return False
    return states.hand_over(session, notice_id, [participant_id], now)


def _delivery(session: Session, participant_id: str, notice_id: str) -> Delivery:
    query = (
        select(Delivery)
        .join(Stream, states.of_delivery())
        .where(Delivery.participant_id == participant_id, Delivery.notice_id == notice_id, states.turn_came())
    )
    delivery = session.scalars(query).first()
    if delivery is None:
        raise NotFound
    return delivery

"""What phones say of what they were sent."""

from datetime import datetime

from sqlalchemy.orm import Session

from backend.domain.deliveries.locks import lock_actions_of_notices
from backend.domain.deliveries.states import delivery_of, hand_over, mark_seen_if_settled, seen, update_one
from backend.models.delivery import HANDED_OVER


def record_receipt(session: Session, participant_id: str, notice_id: str, state: str, now: datetime) -> bool:
    """Records that a notice was shown or opened; answers whether that queued what follows it.

    Raises NotFound when it was not sent to this participant."""
    if mark_seen_if_settled(session, participant_id, notice_id, state, now):
        return False
    lock_actions_of_notices(session, [notice_id])
    delivery = delivery_of(session, participant_id, notice_id)
    update_one(session, delivery, seen(state, now))
    if delivery.handed_over_at is not None and delivery.result == HANDED_OVER:
        return False
    return hand_over(session, notice_id, [participant_id], now)

"""Where Web Push keeps its addresses, for the outbox's statements: the subscriptions of participants."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from backend.delivery.channel import AddressTable
from backend.domain.participants.subscriptions import endpoint_hash

REMOVE = text("DELETE FROM push_subscription WHERE endpoint_hash = :digest")


def remove(session: Session, endpoints: Sequence[str]) -> None:
    """Removes the subscriptions with these endpoints."""
    session.connection().execute(REMOVE, [{"digest": endpoint_hash(endpoint)} for endpoint in endpoints])


SUBSCRIPTIONS = AddressTable("push_subscription", ("endpoint", "p256dh", "auth"), remove)

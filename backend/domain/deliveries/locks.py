"""The one order in which rows are locked: actions first, then people, then deliveries."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from backend.models import Action, Delivery, Notice


def lock_action(session: Session, action_id: str) -> Action:
    """The action with its row locked until the transaction ends, as it stands now."""
    query = select(Action).where(Action.id == action_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def lock_actions(session: Session, ids: Select[Any]) -> None:
    """Locks the rows of these actions until the transaction ends: before any delivery of theirs, and before whoever
    they were sent to. The worker and whoever ends an action do so too; in another order two would wait for each other,
    and the database would refuse one of them."""
    session.execute(select(Action.id).where(Action.id.in_(ids)).order_by(Action.id).with_for_update()).all()


def lock_actions_of_notices(session: Session, ids: Sequence[str] | Select[Any]) -> None:
    """Holds the actions of these notices, before anything they sent is touched."""
    lock_actions(session, select(Notice.action_id).where(Notice.id.in_(ids)))


def lock_actions_sent_to(session: Session, participants: Sequence[str]) -> None:
    """Holds the actions of everything these were sent."""
    lock_actions_of_notices(
        session, select(Delivery.notice_id).where(Delivery.participant_id.in_(participants))
    )

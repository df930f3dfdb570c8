"""The one order in which rows are locked: actions first, by id, then participants, by id, then deliveries.

Whoever changes deliveries of an action holds the action's row before: the worker that settles, whoever ends an action
or hears from a phone, whoever leaves. A row that is to be read, judged and changed is locked when it is read. In
another order two would wait for each other, and the database would refuse one of them. Only a worker that already holds
actions comes to further ones out of order, and leaves what is locked for the next time.

Nobody else locks these rows by a statement of their own. SQLite, with one writer at a time, knows no such locks."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session

from backend.domain.paging import Selectable
from backend.models import Action, Delivery, Notice, Participant

Strength = Literal["update", "no key update", "key share"]
"""In PostgreSQL's words: to erase somebody; to change what is theirs, which others may refer to; to refer to them."""

_ACTIONS = Action.__table__
_OF_ACTIONS = select(_ACTIONS.c.id, _ACTIONS.c.status, _ACTIONS.c.number).order_by(_ACTIONS.c.id)
_THESE = _OF_ACTIONS.where(_ACTIONS.c.id.in_(bindparam("ids", expanding=True)))
# Composed once: the worker asks many times a second.
_WAITING, _SKIPPING = _THESE.with_for_update(), _THESE.with_for_update(skip_locked=True)


def lock_action(session: Session, action_id: str) -> Action:
    """The action with its row locked until the transaction ends, as it stands now."""
    query = select(Action).where(Action.id == action_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def lock_actions(
    session: Session, ids: Iterable[str] | Select[Any], *, skip_locked: bool = False
) -> dict[str, tuple[str, int]]:
    """Locks the rows of these actions until the transaction ends: id → its status and the number of its newest message.

    `skip_locked`: without those that somebody else holds."""
    if isinstance(ids, Select):
        query = _OF_ACTIONS.where(_ACTIONS.c.id.in_(ids))
        rows = session.execute(query.with_for_update(skip_locked=skip_locked))
    else:
        rows = session.execute(_SKIPPING if skip_locked else _WAITING, {"ids": sorted(ids)})
    return {row.id: (row.status, row.number) for row in rows}


def lock_actions_of_notices(session: Session, ids: Sequence[str] | Select[Any]) -> None:
    """Locks the actions of these notices, before anything they sent is touched."""
    lock_actions(session, select(Notice.action_id).where(Notice.id.in_(ids)))


def lock_actions_sent_to(session: Session, participants: Sequence[str]) -> None:
    """Locks the actions of everything these were sent."""
    lock_actions_of_notices(
        session, select(Delivery.notice_id).where(Delivery.participant_id.in_(participants))
    )


def lock_participants(session: Session, which: Selectable, strength: Strength) -> Sequence[Row[Any]]:
    """Locks the participants of this query, in the order of their ids, and answers its rows."""
    held = which.order_by(Participant.id).with_for_update(
        key_share=strength != "update", read=strength == "key share"
    )
    return session.execute(held).all()

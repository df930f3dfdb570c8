"""What a halt keeps from leaving, for whoever tells a phone something or lets it read: sockets and the list of alerts.

The worker judges by the same rows (`delivery/worker/permission.py`); `actions/halts.py` writes them."""

from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from backend.models import Action, Delivery, Halt, Municipality, Wave


def may_leave(session: Session) -> Any:
    """Whether no halt keeps a delivery now, and none took it back when it ended; in a query that has its Action."""
    withdrawn = exists().where(Wave.id == Delivery.wave_id, Wave.withdrawn)
    in_force = Halt.ended_at.is_(None)
    if session.scalar(select(Halt.id).where(in_force).limit(1)) is None:
        return ~withdrawn
    region = (
        select(Municipality.region).where(Municipality.code == Action.municipality_code).scalar_subquery()
    )
    everything = and_(Halt.action_id.is_(None), Halt.region.is_(None))
    kept = exists().where(in_force, or_(everything, Halt.action_id == Action.id, Halt.region == region))
    return and_(~withdrawn, ~kept)

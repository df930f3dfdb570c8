"""The emergency stop: begun and ended by supervisors in the control room, and by the operator's commands.

From a second after a halt's commit nothing in its reach begins to leave: worker, sockets and list look for it as they
look for an outcome. Nothing is lost: what waits goes on when it ends, or is withdrawn as after an outcome."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, union, update
from sqlalchemy.orm import Session

from backend.domain.actions import lifecycle
from backend.domain.deliveries import locks, states
from backend.domain.refusals import Conflict, Forbidden, NotFound, Refused
from backend.domain.staff import audit
from backend.models import Action, Delivery, Halt, Municipality, Notice, Staff, Wave, new_id
from backend.models.delivery import RETRYING


def begin(
    session: Session, staff: Staff | None, region: str | None, action_id: str | None, now: datetime
) -> Halt:
    """Halts an action, a region or, with neither, everything; of a supervisor with one region, that one.

    `staff` is None for the operator. The same reach again is the same halt. Raises NotFound, Forbidden, Refused."""
    if action_id is not None:
        if staff is not None:
            lifecycle.find(session, staff, action_id)
        elif session.get(Action, action_id) is None:
            raise NotFound
    else:
        region = _region(session, staff, region)
    same = (Halt.region.is_not_distinct_from(region), Halt.action_id.is_not_distinct_from(action_id))
    found = session.scalars(select(Halt).where(Halt.ended_at.is_(None), *same)).first()
    if found is not None:
        return found
    actor = staff.id if staff else audit.SYSTEM
    halt = Halt(id=new_id(), region=region, action_id=action_id, begun_by=actor, begun_at=now)
    session.add(halt)
    session.flush()
    audit.record(session, actor, "halted", action_id or region, {"halt": halt.id}, now)
    return halt


def end(session: Session, staff: Staff | None, halt_id: str, withdraw: bool, now: datetime) -> None:
    """What waited goes on, or is withdrawn. Raises NotFound, Forbidden, Conflict when it had ended."""
    halt = session.get(Halt, halt_id)
    if halt is None:
        raise NotFound
    if staff is not None:
        _require_reach(session, staff, halt)
    ours = session.execute(
        update(Halt)
        .where(Halt.id == halt_id, Halt.ended_at.is_(None))
        .values(ended_at=now)
        .returning(Halt.id)
    )
    if ours.first() is None:
        raise Conflict("This halt has ended.", "halt-ended")
    withdrawn = list(_withdraw(session, halt)) if withdraw else []
    actor = staff.id if staff else audit.SYSTEM
    detail = {"halt": halt.id, "withdraw": withdraw}
    audit.record(session, actor, "resumed", halt.action_id or halt.region, detail, now)
    for action_id in withdrawn:
        if action_id != halt.action_id:
            audit.record(session, actor, "waiting-withdrawn", action_id, {"halt": halt.id}, now)


def in_force(session: Session, staff: Staff | None = None) -> list[Halt]:
    """Halts that reach anything of this person's own regions, oldest first; of all without one, or an administrator."""
    query = select(Halt).where(Halt.ended_at.is_(None)).order_by(Halt.begun_at, Halt.id)
    if staff is not None and staff.role != "administrator":
        everything = Halt.region.is_(None) & Halt.action_id.is_(None)
        theirs = (
            select(Action.id)
            .join(Municipality, Municipality.code == Action.municipality_code)
            .where(Municipality.region.in_(staff.own_regions))
        )
        query = query.where(or_(everything, Halt.region.in_(staff.own_regions), Halt.action_id.in_(theirs)))
    return list(session.scalars(query))


def shown(halt: Halt) -> dict[str, Any]:
    """A halt as the control room sees it."""
    return {"id": halt.id, "region": halt.region, "action": halt.action_id, "begun_at": halt.begun_at}


def of_reach(session: Session, region: str | None, action_id: str | None) -> list[Halt]:
    """Those in force with exactly this reach; with neither, all in force."""
    everything = region is None and action_id is None
    return [
        halt
        for halt in in_force(session)
        if everything or (halt.region, halt.action_id) == (region, action_id)
    ]


def _region(session: Session, staff: Staff | None, region: str | None) -> str | None:
    """The region to halt, None for everything. Raises Forbidden, Refused."""
    limited = staff is not None and staff.role != "administrator"
    own = staff.own_regions if staff is not None else []
    if region is None and limited:
        if len(own) != 1:
            raise Refused.one("region", "Which of your regions is needed.", "needed")
        return own[0]
    if region is None:
        return None
    if limited and region not in own:
        raise Forbidden(f"{region} is not your region.", "another-region", name=region)
    known = select(Municipality.code).where(Municipality.region == region).limit(1)
    if session.scalar(known) is None:
        raise Refused.one("region", f"There is no region {region}.", "unknown-region")
    return region


def _require_reach(session: Session, staff: Staff, halt: Halt) -> None:
    """Raises Forbidden where a halt reaches beyond this person's regions."""
    if halt.action_id is not None:
        lifecycle.find(session, staff, halt.action_id)
    elif staff.role != "administrator" and halt.region not in staff.own_regions:
        name = halt.region or "The whole country"
        raise Forbidden(f"{name} is not your region.", "another-region", name=name)


def _withdraw(session: Session, halt: Halt) -> Iterable[str]:
    """Takes back what waits in the reach of a halt; answers the actions it was of."""
    unsettled = union(
        select(Notice.action_id).join(Wave, Wave.notice_id == Notice.id).where(~Wave.closed),
        select(Notice.action_id)
        .join(Delivery, Delivery.notice_id == Notice.id)
        .where(Delivery.result == RETRYING),
    ).subquery()
    waiting = (
        select(Action.id)
        .join(unsettled, unsettled.c.action_id == Action.id)
        .join(Municipality, Municipality.code == Action.municipality_code)
    )
    if halt.action_id is not None:
        waiting = waiting.where(Action.id == halt.action_id)
    elif halt.region is not None:
        waiting = waiting.where(Municipality.region == halt.region)
    # In the order of their ids, as everybody locks them.
    for action_id in locks.lock_actions(session, set(session.scalars(waiting))):
        states.withdraw_waiting(session, session.get_one(Action, action_id))
        yield action_id

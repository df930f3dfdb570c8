"""Starting, updating and ending actions. Called by routes (staff) and by the worker (the system's own end).

Every change locks the action's row first, so that a message settled at the same moment sees the new state
or is seen by it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy import update as update_rows
from sqlalchemy.orm import Session

from backend.domain.actions import areas, descriptions
from backend.domain.deliveries import enlisting, waves
from backend.domain.deliveries.locks import lock_action
from backend.domain.deliveries.states import withdraw_unbegun
from backend.domain.messages import compose
from backend.domain.municipalities import register
from backend.domain.municipalities.borders import in_netherlands
from backend.domain.refusal_codes import Code
from backend.domain.refusals import Conflict, FieldError, Forbidden, NotFound, Refused
from backend.domain.staff import audit
from backend.domain.vocabulary import ENDED, EXPIRED, MISSING, RUNNING, TRANSITIONS
from backend.geo import spatial_sql
from backend.geo.gazetteer import nearest
from backend.geo.rd_new import to_rd
from backend.models import Action, Municipality, Photo, Staff, new_id
from backend.settings import Settings

REFUSED: dict[str, tuple[str, Code]] = {
    EXPIRED: ("This action has expired: only its outcome can still be given.", "action-expired"),
    ENDED: ("This action has ended.", "action-ended"),
}


def find(session: Session, staff: Staff, action_id: str) -> Action:
    """The action, if this person may see it. Raises NotFound, Forbidden."""
    action = session.get(Action, action_id)
    if action is None:
        raise NotFound
    require_region(staff, session.get_one(Municipality, action.municipality_code))
    return action


def start(session: Session, staff: Staff, form: dict[str, Any], now: datetime, settings: Settings) -> str:
    """Starts an action and enlists everyone inside; answers its id.

    Raises Forbidden (another region), Conflict (too large without a reason), Refused (a rule)."""
    exercise, reason = form.get("exercise", False), (form.get("override_reason") or "").strip() or None
    found = problems(staff, form, now, settings)
    if not in_netherlands(session, *form["location"]):
        raise Refused(
            FieldError("location", "This is outside the Netherlands.", "outside-netherlands"), *found
        )
    x, y = to_rd(*form["location"])
    municipality = register.at(session, x, y)
    require_region(staff, municipality)
    _require_size(session, staff, (x, y), form["radius"], exercise, reason, now, settings)
    if not register.joined(municipality, now):
        found.append(not_taking_part(municipality))
    descriptions.require(found)

    action = Action(
        id=new_id(),
        kind=form["kind"],
        transport=form["transport"],
        municipality_code=municipality.code,
        place=nearest(x, y)[0].name,
        point=spatial_sql.point(x, y),
        radius=form["radius"],
        description=descriptions.to_json(form["description"]),
        spread_seconds=form.get("spread_seconds", 0),
        exercise=exercise,
        family_consent=form.get("family_consent") is True,
        override_reason=reason,
        reference=form.get("reference") or None,
        status=RUNNING,
        started_by=staff.id,
        started_at=now,
        expires_at=now + timedelta(hours=settings.action_hours),
        number=1,
    )
    session.add(action)
    alert = compose.alert(action, now, settings)
    session.add(alert)
    session.flush()
    waves.enlist(session, action, alert, now, settings, spread=action.spread_seconds)
    detail = {"kind": action.kind, "exercise": exercise, "familyConsent": action.family_consent}
    if action.reference:
        detail["reference"] = action.reference
    audit.record(session, staff.id, "action-started", action.id, detail, now)
    return action.id


def name_neighbourhood(session: Session, action_id: str, name: str) -> None:
    """Notes the buurt an action is in, once it is known."""
    session.execute(update_rows(Action).where(Action.id == action_id).values(neighbourhood=name))


def problems(staff: Staff, form: dict[str, Any], now: datetime, settings: Settings) -> list[FieldError]:
    """What the rules refuse of a report, wherever it is: radius, consent, description."""
    found = areas.radius_problems(staff, form["radius"]) if form.get("radius") is not None else []
    if form["kind"] in MISSING and form.get("family_consent") is not True:
        found.append(FieldError("familyConsent", "The family's consent comes first.", "consent-needed"))
    return found + descriptions.problems(form["description"], now, settings.phones)


def enlargement_problems(staff: Staff, action: Action, radius: int) -> list[FieldError]:
    """Why an area cannot become this large."""
    if radius <= action.radius:
        detail = f"The area can only become larger than {action.radius} m."
        return [FieldError("radius", detail, "only-larger", {"radius": action.radius})]
    return areas.radius_problems(staff, radius)


def update(
    session: Session, staff: Staff, action_id: str, form: dict[str, Any], now: datetime, settings: Settings
) -> None:
    """Sends an addition, enlarges the area, extends the time. Raises Conflict when it is over, Refused."""
    action, _ = _held(session, find(session, staff, action_id).id, "update", now)
    radius = form.get("radius")
    found = enlargement_problems(staff, action, radius) if radius is not None else []
    text = (form.get("text") or "").strip() or None
    if not (text or radius or form.get("extend_minutes")):
        found.append(FieldError("text", "An update says, enlarges or extends something.", "needed"))
    found += descriptions.contact_problems("text", text, settings.phones)
    descriptions.require(found)
    if radius:
        x, y = waves.position(session, action)
        # What a supervisor started large stays theirs to enlarge: their reason stands at the action.
        reason = action.override_reason or "enlarged"
        _require_size(session, staff, (x, y), radius, action.exercise, reason, now, settings)
        action.radius = radius
    if minutes := form.get("extend_minutes"):
        action.expires_at += timedelta(minutes=minutes)
        compose.extend(session, action)
    if text or radius:
        action.number += 1
        session.add(compose.update(action, text, bool(radius), now, settings))
        session.flush()
        waves.queue_follow_ups(session, action, now)
    if radius:
        enlist_newcomers(session, action, now, settings)
    detail = {"text": bool(text), "radius": radius, "extendMinutes": minutes}
    audit.record(session, staff.id, "action-updated", action.id, detail, now)


def end(
    session: Session,
    staff: Staff | None,
    action_id: str,
    result: str,
    text: str | None,
    now: datetime,
    settings: Settings,
) -> None:
    """Ends an action: what has not left is withdrawn, and whoever was alerted hears how it ended.

    `staff` is None when the system ends what nobody closed. Raises Conflict when it had ended, Refused."""
    if staff is not None:
        find(session, staff, action_id)
    action, status = _held(session, action_id, "end", now)
    descriptions.require(descriptions.contact_problems("text", text, settings.phones))
    action.status, action.result, action.ended_at = status, result, now
    action.number += 1
    withdraw_unbegun(session, action)
    session.execute(delete(Photo).where(Photo.action_id == action.id))
    session.add(compose.outcome(action, result, (text or "").strip() or None, now, settings))
    session.flush()
    waves.queue_follow_ups(session, action, now)
    actor = staff.id if staff else audit.SYSTEM
    audit.record(session, actor, "action-ended", action.id, {"result": result}, now)


def enlist_newcomers(session: Session, action: Action, now: datetime, settings: Settings) -> int:
    """A further wave of whoever came inside since; the caller holds the action's row. Answers how many."""
    alert = waves.alert_of(session, action.id)
    payloads = compose.late_alert(session, action, alert, now, settings)
    return waves.enlist(session, action, alert, now, settings, payloads=payloads)


def overdue(session: Session, now: datetime, settings: Settings) -> list[str]:
    """Ids of expired actions that nobody closed in CLOSE_HOURS."""
    query = select(Action.id).where(Action.status == RUNNING, Action.expires_at <= _long_ago(now, settings))
    return list(session.scalars(query))


def close(session: Session, action_id: str, now: datetime, settings: Settings) -> bool:
    """Ends an overdue action as nobody else does; false when it is not overdue, or not any more."""
    action = lock_action(session, action_id)
    if action.status != RUNNING or action.expires_at > _long_ago(now, settings):
        return False
    end(session, None, action_id, "not-found", None, now, settings)
    return True


def _long_ago(now: datetime, settings: Settings) -> datetime:
    return now - timedelta(hours=settings.close_hours)


def _held(session: Session, action_id: str, act: str, now: datetime) -> tuple[Action, str]:
    """The action with its row locked, and the status that this act gives it. Raises Conflict."""
    action = lock_action(session, action_id)
    state = EXPIRED if action.status == RUNNING and action.expires_at <= now else action.status
    if act not in TRANSITIONS[state]:
        raise Conflict(*REFUSED[state])
    return action, TRANSITIONS[state][act]


def _require_size(
    session: Session,
    staff: Staff,
    centre: tuple[float, float],
    radius: int,
    exercise: bool,
    reason: str | None,
    now: datetime,
    settings: Settings,
) -> None:
    """Raises Conflict when more people are reached than this person may decide on, or than stands without a reason."""
    if areas.radius_problems(staff, radius) or (staff.role != "dispatcher" and reason):
        return
    if enlisting.surely_at_most(session, settings.large_action, *centre, radius):
        return
    _, reachable, _ = enlisting.count(session, *centre, radius, exercise, now, settings)
    if reachable > settings.large_action:
        raise Conflict(
            f"This reaches more than {settings.large_action} participants:"
            " a supervisor does it, with an overrideReason.",
            "large-action",
            largest=settings.large_action,
        )


def require_region(staff: Staff, municipality: Municipality) -> None:
    """Raises Forbidden where this person may not act."""
    if staff.role == "administrator" or municipality.region in staff.own_regions:
        return
    raise Forbidden(f"{municipality.name} is not in your region.", "another-region", name=municipality.name)


def not_taking_part(municipality: Municipality) -> FieldError:
    """Why a report is refused here."""
    name = municipality.name
    return FieldError("location", f"{name} does not take part yet.", "not-taking-part", {"name": name})

"""What a message will look like and what a rule will refuse, before anything is sent; nothing is stored.

Called while a dispatcher types, so that no refusal comes as a surprise on the confirm page."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.domain import counts
from backend.domain.actions import descriptions, lifecycle
from backend.domain.deliveries import enlisting, waves
from backend.domain.messages import compose, payload
from backend.domain.municipalities import register
from backend.domain.municipalities.borders import in_netherlands
from backend.domain.refusals import FieldError, Forbidden, Refused
from backend.geo.rd_new import to_rd
from backend.models import Staff, new_id
from backend.settings import Settings

Problems = list[FieldError]


def of_start(
    session: Session, staff: Staff, form: dict[str, Any], now: datetime, settings: Settings
) -> dict[str, Any]:
    """The alert of a report that is still being typed, and everything that would be refused."""
    found = lifecycle.problems(staff, form, now, settings)
    found += _place_problems(session, staff, form.get("location"), now)
    description = descriptions.to_json(form["description"])
    exercise = form.get("exercise", False)
    texts = compose.texts_of_alert(form["kind"], description, exercise, now, settings)
    return _shown(texts, "alert", settings.phone_tips, now, settings, found)


def of_update(
    session: Session, staff: Staff, action_id: str, form: dict[str, Any], now: datetime, settings: Settings
) -> dict[str, Any]:
    """The addition as it will be sent, and roughly how many people a larger area adds."""
    action = lifecycle.find(session, staff, action_id)
    radius, text, added = form.get("radius"), form.get("text") or None, 0
    found = descriptions.contact_problems("text", text, settings.phones)
    if radius is not None:
        found += lifecycle.enlargement_problems(staff, action, radius)
        x, y = waves.position(session, action)
        alert = waves.alert_of(session, action.id)
        newcomers = enlisting.newcomers(alert.id, x, y, radius, action.exercise, now, settings)
        added = (
            session.scalar(select(func.count()).select_from(newcomers.subquery())) or 0 if not found else 0
        )
    texts = compose.texts_of_update(action, text, radius is not None, now, settings)
    shown = _shown(texts, "update", settings.phone_tips, now, settings, found)
    return shown | {"added": counts.rounded(added)}


def of_outcome(
    session: Session, staff: Staff, action_id: str, form: dict[str, Any], now: datetime, settings: Settings
) -> dict[str, Any]:
    """The outcome as it will be sent."""
    action = lifecycle.find(session, staff, action_id)
    text = form.get("text") or None
    found = descriptions.contact_problems("text", text, settings.phones)
    texts = compose.texts_of_outcome(action, form["result"], text, settings)
    return _shown(texts, "outcome", settings.phone_police, now, settings, found)


def _place_problems(
    session: Session, staff: Staff, location: tuple[float, float] | None, now: datetime
) -> Problems:
    if location is None:
        return [FieldError("location", "Where it happened is needed.", "needed")]
    if not in_netherlands(session, *location):
        return [FieldError("location", "This is outside the Netherlands.", "outside-netherlands")]
    municipality = register.at(session, *to_rd(*location))
    try:
        lifecycle.require_region(staff, municipality)
    except Forbidden as error:
        return [FieldError("location", error.detail, error.code, error.values)]
    if not register.joined(municipality, now):
        return [lifecycle.not_taking_part(municipality)]
    return []


def _shown(
    texts: payload.Texts, kind: str, phone: str, now: datetime, settings: Settings, found: Problems
) -> dict[str, Any]:
    """The messages as they would be frozen; ids of the right length stand in for those still to be given."""
    frame: payload.Frame = {
        "notice": new_id(),
        "action": new_id(),
        "number": 10,
        "kind": kind,
        "phone": phone,
        "expires_at": now,
        "exercise": False,
        "public_url": settings.public_url,
    }
    try:
        payload.compose(texts, **frame)
    except Refused as error:
        found += error.errors
    sizes = {language: len(text.encode()) for language, text in payload.encoded(texts, **frame).items()}
    return {
        "messages": [
            {"language": language, "title": text.title, "body": text.body, "bytes": sizes[language]}
            for language, text in texts.items()
        ],
        "largest": payload.LARGEST,
        "problems": [error.to_json() for error in found],
    }

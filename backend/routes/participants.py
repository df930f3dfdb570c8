"""Joining, and what participants do with what is stored about them."""

from datetime import datetime
from typing import Any

from flask import Response, jsonify

from backend.delivery.doorbell import SOCKETS
from backend.domain.participants import kiosks, locations, membership, subscriptions
from backend.domain.refusals import NotFound, Refused
from backend.models import Kiosk
from backend.routes.kiosks import link_url
from backend.schemas.kiosk import LinkCode
from backend.schemas.participant import (
    Joining,
    Myself,
    NewParticipant,
    PlaceGiven,
    PositionGiven,
    Preferences,
    SubscriptionGiven,
)
from backend.web import rate_limits
from backend.web.auth import (
    anyone_or_kiosk,
    caller_to_count,
    current_kiosk,
    current_participant,
    participant,
    participant_checked_by_route,
    require_participant,
    token_hash,
)
from backend.web.blueprint import Blueprint
from backend.web.idempotency import once
from backend.web.request_parsing import SECRET_KEY
from backend.web.services import services

blp = Blueprint(
    "participants", __name__, url_prefix="/v1/participants", description="Joining, and one's own data."
)
ME = "/me"


@blp.post("")
@anyone_or_kiosk
@blp.refuses(401, 422, 429)
@blp.takes(body=Joining(), key=SECRET_KEY)
@blp.answers(201, {"oneOf": [NewParticipant(), LinkCode()]})
def join(form: dict[str, Any], key: str | None) -> tuple[Response, int]:
    """Join; the token is shown only here. At a kiosk: begin, to be finished on the own phone with the code."""
    services().limits.count(rate_limits.JOINING, "joining", ":".join(caller_to_count()))
    kiosk = current_kiosk()
    if kiosk is not None:
        return _begin(kiosk, form, key)
    if "print" in form:
        raise Refused.one("print", "Only a kiosk prints.", "kiosk-only")
    secret, now = services().settings.secret_key, services().clock()
    with services().db.write() as session:
        joined = once(
            session,
            "anyone",
            key,
            now,
            lambda: membership.join(session, form, secret, now),
            participant=lambda answer: str(answer["id"]),
        )
    return jsonify({**joined, "token": membership.token_for(secret, joined["id"])}), 201


def _begin(kiosk: Kiosk, form: dict[str, Any], key: str | None) -> tuple[Response, int]:
    settings, now = services().settings, services().clock()
    with services().db.write() as session:
        begun = once(session, kiosk.id, key, now, lambda: kiosks.begin(session, kiosk, form, now, settings))
    code = kiosks.code_for(settings.secret_key, begun["id"])
    shown = {
        "link_code": code,
        "link_url": link_url(code),
        "expires_at": datetime.fromisoformat(begun["expires_at"]),
    }
    return jsonify(LinkCode().dump(shown)), 201


@blp.get(ME)
@participant
@blp.answers(200, Myself())
def mine() -> dict[str, Any]:
    """Everything stored about the caller."""
    with services().db.read() as session:
        return membership.view(session, current_participant().id, services().clock())


@blp.patch(ME)
@participant
@blp.takes(body=Preferences())
@blp.answers(200, Myself())
def change(form: dict[str, Any]) -> dict[str, Any]:
    """Change preferences; what is left out stays."""
    with services().db.write() as session:
        membership.change(session, current_participant().id, form)
        return membership.view(session, current_participant().id, services().clock())


@blp.delete(ME)
@participant
@blp.answers(204)
def leave() -> None:
    """Leave; everything about the caller is erased at once."""
    with services().db.write() as session:
        membership.leave(session, current_participant().id)
        services().bus.ring(session, SOCKETS)


@blp.put(f"{ME}/position")
@participant_checked_by_route
@blp.refuses(422)
@blp.takes(body=PositionGiven())
@blp.answers(204)
def put_position(form: dict[str, Any]) -> None:
    """Tell where the caller is; only the newest position is kept, for a limited time."""
    require_participant(
        locations.keep_position(services().db, token_hash(), form, services().clock(), services().settings)
    )


@blp.delete(f"{ME}/position")
@participant
@blp.answers(204)
def delete_position() -> None:
    """Erase the position."""
    with services().db.write() as session:
        locations.forget_position(session, current_participant().id)


@blp.put(f"{ME}/places/<place>")
@participant
@blp.refuses(404, 422)
@blp.takes(body=PlaceGiven())
@blp.answers(204)
def put_place(place: str, form: dict[str, Any]) -> None:
    """Store an address: home or work."""
    with services().db.write() as session:
        locations.keep_place(
            session, current_participant().id, _known_place(place), form["location"], services().clock()
        )


@blp.delete(f"{ME}/places/<place>")
@participant
@blp.refuses(404)
@blp.answers(204)
def delete_place(place: str) -> None:
    """Erase an address: home or work."""
    with services().db.write() as session:
        locations.forget_place(session, current_participant().id, _known_place(place))


@blp.put(f"{ME}/push-subscription")
@participant
@blp.refuses(422)
@blp.takes(body=SubscriptionGiven())
@blp.answers(204)
def put_subscription(form: dict[str, Any]) -> None:
    """Tell how this phone is reached; an endpoint held by another moves to the caller."""
    allowed, keys = services().settings.push_allow_origins, form["keys"]
    given = subscriptions.usable(form["endpoint"], keys["p256dh"], keys["auth"], allowed)
    with services().db.write() as session:
        if subscriptions.keep(session, current_participant().id, given, services().clock()):
            services().bus.ring(session)


@blp.delete(f"{ME}/push-subscription")
@participant
@blp.answers(204)
def delete_subscription() -> None:
    """Erase the push subscription."""
    with services().db.write() as session:
        subscriptions.forget(session, current_participant().id)


def _known_place(place: str) -> str:
    if place not in locations.PLACES:
        raise NotFound("A place is home or work.", "unknown-value")
    return place

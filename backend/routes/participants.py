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
    at_kiosk,
    caller_to_count,
    me,
    participant,
    recognise,
    token_hash,
    unrecognised,
    visitor,
)
from backend.web.blueprint import Blueprint
from backend.web.idempotency import once
from backend.web.request_parsing import SECRET_KEY
from backend.web.services import house

blp = Blueprint(
    "participants", __name__, url_prefix="/v1/participants", description="Joining, and one's own data."
)
ME = "/me"


@blp.post("")
@visitor
@blp.refuses(401, 422, 429)
@blp.takes(body=Joining(), key=SECRET_KEY)
@blp.answers(201, {"oneOf": [NewParticipant(), LinkCode()]})
def join(form: dict[str, Any], key: str | None) -> tuple[Response, int]:
    """Join; the token is shown only here. At a kiosk: begin, to be finished on the own phone with the code."""
    house().limits.count(rate_limits.JOINING, "joining", ":".join(caller_to_count()))
    kiosk = at_kiosk()
    if kiosk is not None:
        return _begin(kiosk, form, key)
    if "print" in form:
        raise Refused.one("print", "Only a kiosk prints.")
    secret, now = house().settings.secret_key, house().clock()
    with house().db.write() as session:
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
    settings, now = house().settings, house().clock()
    with house().db.write() as session:
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
    with house().db.read() as session:
        return membership.view(session, me().id, house().clock())


@blp.patch(ME)
@participant
@blp.takes(body=Preferences())
@blp.answers(200, Myself())
def change(form: dict[str, Any]) -> dict[str, Any]:
    """Change preferences; what is left out stays."""
    with house().db.write() as session:
        membership.change(session, me().id, form)
        return membership.view(session, me().id, house().clock())


@blp.delete(ME)
@participant
@blp.answers(204)
def leave() -> None:
    """Leave; everything about the caller is erased at once."""
    with house().db.write() as session:
        membership.leave(session, me().id)
        house().bus.ring(session, SOCKETS)


@blp.put(f"{ME}/position")
@unrecognised
@blp.refuses(422)
@blp.takes(body=PositionGiven())
@blp.answers(204)
def put_position(form: dict[str, Any]) -> None:
    """Tell where the caller is; only the newest position is kept, for a limited time."""
    recognise(locations.keep_position(house().db, token_hash(), form, house().clock(), house().settings))


@blp.delete(f"{ME}/position")
@participant
@blp.answers(204)
def delete_position() -> None:
    """Erase the position."""
    with house().db.write() as session:
        locations.forget_position(session, me().id)


@blp.put(f"{ME}/places/<place>")
@participant
@blp.refuses(404, 422)
@blp.takes(body=PlaceGiven())
@blp.answers(204)
def put_place(place: str, form: dict[str, Any]) -> None:
    """Store an address: home or work."""
    with house().db.write() as session:
        locations.keep_place(session, me().id, _known_place(place), form["location"], house().clock())


@blp.delete(f"{ME}/places/<place>")
@participant
@blp.refuses(404)
@blp.answers(204)
def delete_place(place: str) -> None:
    """Erase an address: home or work."""
    with house().db.write() as session:
        locations.forget_place(session, me().id, _known_place(place))


@blp.put(f"{ME}/push-subscription")
@participant
@blp.refuses(422)
@blp.takes(body=SubscriptionGiven())
@blp.answers(204)
def put_subscription(form: dict[str, Any]) -> None:
    """Tell how this phone is reached; an endpoint held by another moves to the caller."""
    allowed, keys = house().settings.push_allow_origins, form["keys"]
    given = subscriptions.usable(form["endpoint"], keys["p256dh"], keys["auth"], allowed)
    with house().db.write() as session:
        if subscriptions.keep(session, me().id, given, house().clock()):
            house().bus.ring(session)


@blp.delete(f"{ME}/push-subscription")
@participant
@blp.answers(204)
def delete_subscription() -> None:
    """Erase the push subscription."""
    with house().db.write() as session:
        subscriptions.forget(session, me().id)


def _known_place(place: str) -> str:
    if place not in locations.PLACES:
        raise NotFound("A place is home or work.")
    return place

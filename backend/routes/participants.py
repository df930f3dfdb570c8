"""Joining, and what participants do with what is stored about them."""

from typing import Any

from flask import Response, jsonify, request

from backend import limits
from backend.auth import anyone, me, participant
from backend.blueprint import Blueprint
from backend.delivery.bus import SOCKETS
from backend.domain import locations, participants, subscriptions
from backend.domain.refusals import NotFound
from backend.house import house
from backend.idempotency import once
from backend.intake import SECRET_KEY
from backend.schemas.participant import (
    Joining,
    Myself,
    NewParticipant,
    PlaceGiven,
    PositionGiven,
    Preferences,
    SubscriptionGiven,
)

blp = Blueprint(
    "participants", __name__, url_prefix="/v1/participants", description="Joining, and one's own data."
)
ME = "/me"


@blp.post("")
@anyone
@blp.refuses(422, 429)
@blp.takes(body=Joining(), key=SECRET_KEY)
@blp.answers(201, NewParticipant())
def join(form: dict[str, Any], key: str | None) -> Response | tuple[Response, int]:
    """Join; the token is shown only here."""
    house().limits.count(limits.JOINING, "joining", request.remote_addr or "")
    secret, now = house().settings.secret_key, house().clock()
    with house().db.write() as session:
        joined = once(
            session,
            "anyone",
            key,
            now,
            lambda: participants.join(session, form, secret, now),
            participant=lambda answer: str(answer["id"]),
        )
    return jsonify({**joined, "token": participants.token_for(secret, joined["id"])}), 201


@blp.get(ME)
@participant
@blp.answers(200, Myself())
def mine() -> dict[str, Any]:
    """Everything stored about the caller."""
    with house().db.read() as session:
        return participants.view(session, me().id, house().clock())


@blp.patch(ME)
@participant
@blp.takes(body=Preferences())
@blp.answers(200, Myself())
def change(form: dict[str, Any]) -> dict[str, Any]:
    """Change preferences; what is left out stays."""
    with house().db.write() as session:
        participants.change(session, me().id, form)
        return participants.view(session, me().id, house().clock())


@blp.delete(ME)
@participant
@blp.answers(204)
def leave() -> None:
    """Leave; everything about the caller is erased at once."""
    with house().db.write() as session:
        participants.leave(session, me().id)
        house().bus.ring(session, SOCKETS)


@blp.put(f"{ME}/position")
@participant
@blp.refuses(422)
@blp.takes(body=PositionGiven())
@blp.answers(204)
def put_position(form: dict[str, Any]) -> None:
    """Tell where the caller is; only the newest position is kept, for a limited time."""
    with house().db.write() as session:
        locations.keep_position(session, me(), form, house().clock(), house().settings)


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
        subscriptions.keep(session, me().id, given, house().clock())
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

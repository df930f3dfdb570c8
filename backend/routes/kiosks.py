"""Kiosks in town halls: enrolling one, what its page needs, and the code that a phone takes over."""

from typing import Any

import segno
from flask import Response, jsonify, request

from backend.domain.municipalities import register
from backend.domain.participants import kiosks, membership
from backend.models import Kiosk, Municipality
from backend.schemas.kiosk import Drawing, KioskEnrolment, KioskShown, Redemption
from backend.schemas.participant import NewParticipant
from backend.web import rate_limits
from backend.web.auth import KIOSK_COOKIE, anyone, current_kiosk, kiosk
from backend.web.blueprint import Blueprint
from backend.web.idempotency import once
from backend.web.request_parsing import SECRET_KEY
from backend.web.services import services

blp = Blueprint("kiosks", __name__, url_prefix="/v1", description="Kiosks.")
REMEMBERED = 400 * 24 * 3600
"""The longest that browsers keep a cookie; the page renews it each time it is opened."""
CURRENT = "/kiosk-sessions/current"


@blp.post("/kiosk-sessions")
@anyone
@blp.refuses(404, 410, 429)
@blp.takes(body=KioskEnrolment())
@blp.answers(204)
def enrol(form: dict[str, Any]) -> Response:
    """Make this browser a kiosk, with the code of `burgernet kiosk add`, once."""
    services().limits.count(rate_limits.CODES, "kiosk codes", request.remote_addr or "")
    with services().db.write() as session:
        key = kiosks.enrol(session, form["code"], services().clock())
    return remember(Response(status=204), key)


@blp.get(CURRENT)
@kiosk
@blp.answers(200, KioskShown())
def current() -> dict[str, Any]:
    """Which kiosk this is, and what it shows when its network fails."""
    mine, url = _mine(), f"{services().settings.public_url}/meedoen"
    with services().db.read() as session:
        municipality = session.get_one(Municipality, mine.municipality_code)
    joined = register.joined(municipality, services().clock())
    return {
        "name": mine.name,
        "municipality": {"code": municipality.code, "name": municipality.name, "joined": joined},
        "join_url": url,
        "join_drawing": _drawn(url),
    }


@blp.post(f"{CURRENT}/drawings")
@kiosk
@blp.takes(body=Redemption())
@blp.answers(200, Drawing())
def draw(form: dict[str, Any]) -> dict[str, Any]:
    """The QR code for a link code; in the body, because no code stands in a log of addresses."""
    return _drawn(link_url(form["code"]))


@blp.post("/link-codes/redemptions")
@anyone
@blp.refuses(404, 410, 422, 429)
@blp.takes(body=Redemption(), key=SECRET_KEY)
@blp.answers(201, NewParticipant())
def redeem(form: dict[str, Any], key: str | None) -> tuple[Response, int]:
    """Take over on the phone what was begun at a kiosk; the token is shown only here."""
    services().limits.count(rate_limits.CODES, "codes", request.remote_addr or "")
    secret, now = services().settings.secret_key, services().clock()
    with services().db.write() as session:
        joined = once(
            session,
            "anyone",
            key,
            now,
            lambda: kiosks.redeem(session, form["code"], secret, now),
            participant=lambda answer: str(answer["id"]),
        )
    return jsonify({**joined, "token": membership.token_for(secret, joined["id"])}), 201


def link_url(code: str) -> str:
    """Where a phone goes on: the code follows the #, which no browser sends."""
    return f"{services().settings.public_url}/koppel#{code}"


def remember(answer: Response, key: str) -> Response:
    """Puts a kiosk's key where scripts, and so visitors, cannot read it."""
    secure = services().settings.public_url.startswith("https:")
    answer.set_cookie(
        KIOSK_COOKIE, key, max_age=REMEMBERED, path="/", secure=secure, httponly=True, samesite="Strict"
    )
    return answer


def _mine() -> Kiosk:
    mine = current_kiosk()
    assert mine is not None, "the guard admits only kiosks"
    return mine


def _drawn(text: str) -> dict[str, Any]:
    code = segno.make_qr(text, error="m")
    rows = list(code.matrix_iter(border=4))
    dots = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark]
    return {"size": len(rows), "path": "".join(dots)}

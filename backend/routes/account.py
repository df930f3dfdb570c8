"""A member of staff's own account: second factor and sessions. Private to our own control-room screens."""

from typing import Any

import segno
from flask import request

from backend.domain.staff import accounts as members
from backend.domain.staff import second_factor, sessions
from backend.ids import digest
from backend.schemas.session import Code, FactorDraft, FactorState, Password, RecoveryCodes, Sessions
from backend.web import rate_limits
from backend.web.auth import SESSION_COOKIE, current_staff, staff, valid_id
from backend.web.blueprint import Blueprint
from backend.web.services import services

blp = Blueprint("account", __name__, url_prefix="/v1/dispatch", description="One's own account.")


@blp.get("/second-factor")
@staff
@blp.answers(200, FactorState())
def factor() -> dict[str, Any]:
    """Whether a second factor is enrolled, and how many recovery codes are left."""
    with services().db.read() as session:
        return second_factor.state(session, current_staff())


@blp.post("/second-factor")
@staff
@blp.refuses(429)
@blp.takes(body=Password())
@blp.answers(201, FactorDraft())
def draft_factor(form: dict[str, Any]) -> dict[str, Any]:
    """Ask for a new secret, with the password and, where one is enrolled, a code of the present factor."""
    counts, member, now = services().limits, current_staff(), services().clock()
    counts.count(rate_limits.SIGN_IN_FAILURES, "sign-in", digest(member.name.casefold()))
    with services().db.read() as session:
        members.check(session, member.name, form["password"])
    with services().db.write() as session:
        second_factor.prove(session, member, form.get("code"), False, now)
        secret, uri = second_factor.draft(session, member)
    counts.forgive(rate_limits.SIGN_IN_FAILURES, "sign-in", digest(member.name.casefold()))
    return {"secret": secret, "uri": uri, "qr": segno.make(uri, error="m").svg_inline(scale=5, border=4)}


@blp.post("/second-factor/enrolments")
@staff
@blp.refuses(409, 422)
@blp.takes(body=Code())
@blp.answers(201, RecoveryCodes())
def enrol(form: dict[str, Any]) -> dict[str, Any]:
    """Enrol the new secret with a code of it; one's other sessions end. The recovery codes are told this once."""
    member = current_staff()
    with services().db.write() as session:
        codes = second_factor.enrol(session, member, form["code"], services().clock())
        sessions.end_others(session, member, digest(request.cookies[SESSION_COOKIE]))
    return {"recovery_codes": codes}


@blp.get("/sessions")
@staff
@blp.answers(200, Sessions())
def listed() -> dict[str, Any]:
    """One's own sessions."""
    current = digest(request.cookies[SESSION_COOKIE])
    with services().db.read() as session:
        return {"items": sessions.listed(session, current_staff(), current, services().clock())}


@blp.delete("/sessions/<session_id>")
@staff
@blp.refuses(404)
@blp.answers(204)
def end(session_id: str) -> None:
    """End one of one's own sessions."""
    with services().db.write() as session:
        sessions.end_one(session, current_staff(), valid_id(session_id), services().clock())

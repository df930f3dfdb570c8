"""Staff signing in and out."""

from typing import Any

from flask import Response, jsonify, request

from backend.domain.staff import accounts as members
from backend.domain.staff import second_factor, sessions
from backend.ids import digest
from backend.models import Staff
from backend.schemas.session import SignedIn, SignIn
from backend.web import rate_limits
from backend.web.auth import SESSION_COOKIE, anyone, current_staff, staff
from backend.web.blueprint import Blueprint
from backend.web.services import services

blp = Blueprint("sessions", __name__, url_prefix="/v1/sessions", description="Staff sessions.")


@blp.post("")
@anyone
@blp.refuses(401, 429)
@blp.takes(body=SignIn())
@blp.answers(201, SignedIn())
def sign_in(form: dict[str, Any]) -> tuple[Response, int]:
    """Sign in; the session is a cookie."""
    counts, settings, now, name = services().limits, services().settings, services().clock(), form["username"]
    counts.count(rate_limits.SIGN_IN_ADDRESS, "sign-in address", request.remote_addr or "")
    # Counted before it is known whether it fails, so that a burst of guesses cannot slip through together.
    counts.count(rate_limits.SIGN_IN_FAILURES, "sign-in", digest(name.casefold()))
    required = settings.second_factor == "required"
    with services().db.read() as session:
        member = members.check(session, name, form["password"])
    with services().db.write() as session:
        second_factor.prove(session, member, form.get("code"), required, now)
        token = sessions.begin(session, member, now, request.headers.get("User-Agent"))
    counts.forgive(rate_limits.SIGN_IN_FAILURES, "sign-in", digest(name.casefold()))
    answer = jsonify(SignedIn().dump(_shown(member)))
    answer.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=int(sessions.LONGEST.total_seconds()),
        path="/",
        secure=settings.public_url.startswith("https:"),
        httponly=True,
        samesite="Strict",
    )
    return answer, 201


@blp.get("/current")
@staff
@blp.answers(200, SignedIn())
def current() -> dict[str, Any]:
    """Who is signed in."""
    return _shown(current_staff())


@blp.delete("/current")
@staff
@blp.answers(204)
def sign_out() -> Response:
    """Sign out."""
    with services().db.write() as session:
        sessions.end(session, digest(request.cookies[SESSION_COOKIE]), current_staff(), services().clock())
    answer = Response(status=204)
    answer.delete_cookie(
        SESSION_COOKIE,
        path="/",
        secure=services().settings.public_url.startswith("https:"),
        httponly=True,
        samesite="Strict",
    )
    return answer


def _shown(member: Staff) -> dict[str, Any]:
    shown = {"username": member.name, "role": member.role, "region": member.region}
    return shown | ({"regions": member.own_regions} if len(member.own_regions) > 1 else {})

"""Who is calling, and whether they may. Every route names its guard; what names none is never reached.

Order of the contract: 401, then 403. A guard may hand back a refusal that waits until the body is checked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any, TypeVar, cast

from flask import current_app, g, request

from backend.domain.actions import lifecycle
from backend.domain.participants import callers, kiosks
from backend.domain.participants.callers import Caller
from backend.domain.refusals import Forbidden, NotFound, Refusal, Unauthenticated
from backend.domain.staff import sessions
from backend.ids import ID, TOKEN, digest
from backend.models import Kiosk, Staff
from backend.web import rate_limits
from backend.web.services import services

SESSION_COOKIE = "burgernet_session"
KIOSK_COOKIE = "burgernet_kiosk"
COOKIES = (SESSION_COOKIE, KIOSK_COOKIE)
SAFE = ("GET", "HEAD", "OPTIONS")
UNATTENDED = ("room.overview", "dispatch.progress")
"""Asked for by a screen left alone: these do not keep its session alive."""

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Guard:
    """`admit` raises 401 or 403, and returns what must be said only after the body was checked."""

    name: str
    admit: Callable[[], Refusal | None]
    security: tuple[str, ...] = ()
    before_refusing: Callable[[], None] | None = None
    """Raises the 401 that `admit` left to the route, when the call is refused before it gets there."""

    def __call__(self, view: View) -> View:
        """Puts this guard before a route."""
        view.guard = self  # type: ignore[attr-defined]
        return view


def valid_id(text: str) -> str:
    """The id, if it can be one at all. Raises NotFound."""
    if not ID.fullmatch(text):
        raise NotFound
    return text


def bearer() -> str | None:
    """What follows Bearer; with it cookies are ignored. None when there is no bearer token."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def current_participant() -> Caller:
    """The participant who is calling."""
    return cast(Caller, g.participant)


def current_staff() -> Staff:
    """The member of staff who is calling."""
    return cast(Staff, g.staff)


def current_kiosk() -> Kiosk | None:
    """The kiosk at which somebody is calling, if they are at one."""
    return cast(Kiosk | None, g.get("kiosk"))


def caller_to_count() -> tuple[str, str]:
    """Whom limits count where there is no token: a kiosk or a dispatcher, since a town hall and a control room are
    one address each; else the address."""
    kiosk = current_kiosk()
    if kiosk:
        return "kiosk", kiosk.id
    member = _signed_in()
    return ("staff", member[0].id) if member else ("address", request.remote_addr or "")


def require_participant(found: Caller | None) -> None:
    """This participant is calling. Raises Unauthenticated when it is nobody."""
    if found is None:
        raise Unauthenticated("This token is not, or no longer, a participant's.", "unknown-token")
    now = services().clock()
    if found.seen_at is None or now - found.seen_at >= callers.SEEN_EVERY:
        with services().db.write() as session:
            callers.see(session, found.id, now)
    g.participant = found


def token_hash() -> str:
    """Of a participant's token, be it somebody's or not. Raises Unauthenticated when it can be none."""
    token = bearer()
    if token is None or not TOKEN.fullmatch(token):
        raise Unauthenticated("A participant's token is needed: Authorization: Bearer ….", "token-needed")
    return digest(token)


def _participant() -> None:
    given = token_hash()
    require_participant(callers.by_token_hash(services().db, given))
    services().limits.count(rate_limits.PARTICIPANT, "participant", given)


def _participant_checked_by_route() -> None:
    services().limits.count(rate_limits.PARTICIPANT, "participant", token_hash())


def _signed_in() -> tuple[Staff, datetime] | None:
    """Whose session the cookie is and when it was last noted as used; None when it is nobody's, or no longer."""
    token = request.cookies.get(SESSION_COOKIE, "")
    if bearer() is not None or not TOKEN.fullmatch(token):
        return None
    with services().db.read() as session:
        return sessions.by_token_hash(session, digest(token), services().clock())


def _staff() -> None:
    found = _signed_in()
    if found is None:
        ended = bearer() is None and SESSION_COOKIE in request.cookies
        if ended:
            raise Unauthenticated("This session has ended; sign in again.", "session-ended")
        raise Unauthenticated("Sign in first.", "sign-in-needed")
    g.staff, seen_at = found
    token_hash, now = digest(request.cookies[SESSION_COOKIE]), services().clock()
    if request.endpoint not in UNATTENDED and now - seen_at > sessions.SEEN_EVERY:
        with services().db.write() as session:
            sessions.touch(session, token_hash, now)
    _same_site()


def _supervisor() -> None:
    _staff()
    if current_staff().role == "dispatcher":
        raise Forbidden("A supervisor does this.", "supervisor-needed")


def _staff_of_action() -> Refusal | None:
    _staff()
    action_id = str((request.view_args or {})["action_id"])
    try:
        with services().db.read() as session:
            lifecycle.find(session, current_staff(), valid_id(action_id))
    except NotFound as error:
        return error
    return None


def _anyone() -> None:
    if bearer() is None and any(request.cookies.get(name) for name in COOKIES):
        _same_site()


def _anyone_or_kiosk() -> None:
    if bearer() is None and request.cookies.get(KIOSK_COOKIE):
        _kiosk()
    else:
        _anyone()


def _kiosk() -> None:
    key = request.cookies.get(KIOSK_COOKIE, "")
    if bearer() is not None or not TOKEN.fullmatch(key):
        raise Unauthenticated("Only a kiosk may do this.", "kiosk-only")
    with services().db.read() as session:
        found = kiosks.by_key_hash(session, digest(key))
    if found is None:
        # Never taken for anybody else: a kiosk whose key was revoked must not hand out tokens on its screen.
        raise Unauthenticated("This kiosk's key is not, or no longer, valid.", "kiosk-key-ended")
    g.kiosk = found
    _same_site()


def _same_site() -> None:
    """A browser sends cookies along with what another site makes it do: such calls are not the user's."""
    if request.method in SAFE:
        return
    require_own_page()
    has_body = (
        bool(request.content_length) or "chunked" in request.headers.get("Transfer-Encoding", "").lower()
    )
    wanted = getattr(current_app.view_functions[request.endpoint or ""], "media", "application/json")
    if has_body and not fnmatchcase(request.mimetype, wanted):
        raise Forbidden(f"With a cookie, Content-Type has to be {wanted}.", "wrong-media-type")


def require_own_page() -> None:
    """Raises Forbidden when another site made a browser do this; whoever is no browser names no site."""
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() != services().settings.public_url:
        raise Forbidden("This call comes from another site.", "another-site")


anyone = Guard("anyone", _anyone)
anyone_or_kiosk = Guard("anyone", _anyone_or_kiosk)
"""Anyone, at a kiosk too: there the answer may be another."""
kiosk = Guard("kiosk", _kiosk, ("kiosk",))
participant = Guard("participant", _participant, ("participant",))
participant_checked_by_route = Guard(
    "participant",
    _participant_checked_by_route,
    ("participant",),
    before_refusing=lambda: require_participant(callers.by_token_hash(services().db, token_hash())),
)
"""A participant whom the route finds with what it stores anyway, and hands to `require_participant`."""
staff = Guard("staff", _staff, ("staff",))
supervisor = Guard("supervisor", _supervisor, ("staff",))
"""Or an administrator."""
staff_of_action = Guard("staff of the action's region", _staff_of_action, ("staff",))

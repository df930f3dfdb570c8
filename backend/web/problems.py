"""The only place that knows status codes: every 4xx and 5xx becomes application/problem+json (RFC 9457)."""

import json
from collections.abc import Sequence
from http import HTTPStatus

import structlog
from flask import Flask, Response, request
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from backend.db import DatabaseUnusable
from backend.domain import refusals
from backend.domain.refusal_codes import Code
from backend.logs import traceback_lines

STATUSES: dict[type[refusals.Refusal], int] = {
    refusals.Malformed: 400,
    refusals.Unauthenticated: 401,
    refusals.Forbidden: 403,
    refusals.NotFound: 404,
    refusals.Conflict: 409,
    refusals.Expired: 410,
    refusals.Refused: 422,
    refusals.TooMany: 429,
    refusals.Unavailable: 503,
}
CODES: dict[int, Code] = {
    401: "not-authenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "too-large",
    415: "wrong-media-type",
    429: "too-many-calls",
    503: "unavailable",
}
"""What the framework refuses."""
BUSY_SECONDS = 2
DISK_FULL = "53100"
log = structlog.get_logger()


def init_app(app: Flask) -> None:
    """Every error of this app answers in one shape, whatever Accept says."""
    app.register_error_handler(refusals.Refusal, _refused)
    app.register_error_handler(HTTPException, _http)
    for kind in (DatabaseUnusable, DBAPIError, PoolTimeout):
        app.register_error_handler(kind, _database)
    app.register_error_handler(Exception, _unexpected)


def problem(
    status: int,
    detail: str,
    code: Code,
    values: refusals.Values = refusals.NONE,
    errors: Sequence[refusals.FieldError] = (),
) -> Response:
    """A problem answer; `values` are what the words of a screen need beside the code."""
    body = {
        "type": "about:blank",
        "title": HTTP_STATUS_CODES.get(status, "Error"),
        "status": status,
        "detail": detail,
        "errors": [error.to_json() for error in errors],
    } | refusals.coded(code, values)
    answer = Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/problem+json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _refused(error: refusals.Refusal) -> Response:
    status = next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)
    answer = problem(status, error.detail, error.code, error.values, getattr(error, "errors", ()))
    if isinstance(error, refusals.TooMany):
        answer.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, refusals.Unavailable):
        answer.headers["Retry-After"] = str(BUSY_SECONDS)
    if isinstance(error, refusals.Unauthenticated):
        answer.headers["WWW-Authenticate"] = 'Bearer realm="burgernet"'
    return answer


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    answer = problem(status, error.description or HTTPStatus(status).phrase, _code(status))
    for name, value in error.get_headers(request.environ):
        if name.lower() not in ("content-type", "content-length", "cache-control"):
            answer.headers[name] = value
    return answer


def _database(error: Exception) -> Response:
    """Nothing was stored: the transaction rolled back. What another attempt may cure is 503."""
    passing = (OperationalError, InterfaceError, IntegrityError, PoolTimeout, DatabaseUnusable)
    if not isinstance(error, passing) and not getattr(error, "connection_invalidated", False):
        return _unexpected(error)
    log.warning("database", path=_rule(), error="NoRoomLeft" if _no_room(error) else _kind(error))
    why = "has no room left" if _no_room(error) else "cannot be reached or is busy"
    code: Code = "no-room" if _no_room(error) else "unavailable"
    answer = problem(503, f"The database {why}; nothing was stored.", code)
    answer.headers["Retry-After"] = str(BUSY_SECONDS)
    return answer


def _no_room(error: Exception) -> bool:
    """Whether the disk is full: what another attempt cures only once somebody has made room."""
    original = getattr(error, "orig", None)
    return getattr(original, "sqlstate", None) == DISK_FULL or "disk is full" in str(original)


def _unexpected(error: Exception) -> Response:
    # The message of an error may quote what was sent: type and place are enough to find it.
    log.error("unexpected", path=_rule(), error=_kind(error), at=traceback_lines(error))
    return problem(500, "Something went wrong here; nothing was stored.", "failed")


def _code(status: int) -> Code:
    return CODES.get(status, "malformed" if status < 500 else "failed")


def _rule() -> str:
    return str(request.url_rule) if request.url_rule else "unknown"


def _kind(error: Exception) -> str:
    return type(getattr(error, "orig", None) or error).__name__

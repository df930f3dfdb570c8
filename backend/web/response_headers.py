"""What every answer carries, errors included: version, security headers, who may keep a copy; and its log line."""

import time

import structlog
from flask import Flask, Response, g, request

from backend.web.openapi import VERSION
from backend.web.services import services

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
CRS84 = "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
UNLOGGED = ("/healthz", "/readyz", "/metrics")
log = structlog.get_logger()


def init_app(app: Flask) -> None:
    """Touches every answer of this app."""
    app.before_request(_start)
    app.after_request(_finish)


def _start() -> None:
    g.started = time.perf_counter()


def _finish(answer: Response) -> Response:
    headers = answer.headers
    if answer.status_code == 204:
        headers.pop("Content-Type", None)
    present = {name.lower() for name, _ in headers}

    def add(name: str, value: str) -> None:
        # Asked of a set and not of the answer, which would look through all its headers each time.
        if name.lower() not in present:
            headers.add(name, value)

    for name, value in HEADERS.items():
        add(name, value)
    if services().settings.public_url.startswith("https:"):
        add("Strict-Transport-Security", "max-age=31536000")
    if f"{request.path}/".startswith("/v1/"):
        add("API-Version", VERSION)
    if answer.mimetype in ("application/json", "application/geo+json"):
        # Whatever coordinates stand in it: longitude, then latitude.
        add("Content-Crs", CRS84)
    add("Cache-Control", "no-cache" if "etag" in present and not _private() else "no-store")
    if request.path not in UNLOGGED:
        # The rule, not the address: what a caller types may hold anything.
        log.info(
            "call",
            method=request.method,
            path=str(request.url_rule) if request.url_rule else None,
            status=answer.status_code,
            ms=round((time.perf_counter() - g.started) * 1000, 1),
        )
    return answer


def _private() -> bool:
    return "staff" in g or "participant" in g

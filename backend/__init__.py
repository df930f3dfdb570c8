"""Burgernet: residents help the police find missing people and suspects. `create_app` is the only wiring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.clock import Clock, now

if TYPE_CHECKING:
    from flask import Flask

    from backend.db import Database
    from backend.delivery.doorbell import Bus
    from backend.settings import Settings


def create_app(
    settings: Settings, *, db: Database | None = None, bus: Bus | None = None, clock: Clock = now
) -> Flask:
    """Settings → database → errors → routes; nothing is wired anywhere else."""
    # Imported here, because under gevent the command patches the standard library before anything uses it.
    from flask import Flask
    from werkzeug.middleware.proxy_fix import ProxyFix

    from backend import routes
    from backend.address_lookup import Addresses
    from backend.db import Database
    from backend.delivery import doorbell
    from backend.delivery.sockets.hub import Hub
    from backend.web import blueprint, openapi, problems, response_headers
    from backend.web.rate_limits import Limits
    from backend.web.request_parsing import LARGEST_BODY
    from backend.web.services import Services

    app = Flask(__name__, static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    # One more, so that a body without a declared length is cut where it can be seen that it was too long.
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY + 1
    app.url_map.merge_slashes = False
    app.json.sort_keys = False  # type: ignore[attr-defined]
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=0)  # type: ignore[method-assign]
    db = db or Database(settings.database_url)
    bus = bus or doorbell.make(db)
    app.extensions["burgernet"] = Services(
        settings=settings,
        db=db,
        bus=bus,
        clock=clock,
        limits=Limits(settings.rate_limits, settings.redis_url),
        addresses=Addresses(settings.pdok_url),
        hub=Hub(db, bus, clock),
    )
    problems.init_app(app)
    response_headers.init_app(app)
    blueprint.init_app(app)
    routes.init_app(app, openapi.init_app(app))
    blueprint.require_guards(app)
    return app

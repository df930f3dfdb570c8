"""For operators and developers: is it alive, is it ready, how is it doing, and what does it offer."""

from datetime import timedelta
from typing import Any

from flask import Blueprint as PlainBlueprint
from flask import Response, current_app, json
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from backend.db import DatabaseUnusable
from backend.models import Sender
from backend.routes.public.layout import plain
from backend.web.auth import anyone
from backend.web.metrics import Gauges
from backend.web.problems import problem
from backend.web.services import services

operations = PlainBlueprint("operations", __name__)
LATEST_BEAT = timedelta(seconds=5)


@operations.get("/healthz")
@anyone
def alive() -> dict[str, str]:
    """Always 200 while this process answers at all."""
    return {"status": "alive"}


@operations.get("/readyz")
@anyone
def ready() -> Response | dict[str, str]:
    """503 while the database is out of reach, not migrated or contracted past this version, or no worker sends.

    Asked anew each time: the schema may change under a process that runs."""
    try:
        services().db.check()
        with services().db.read() as session:
            beat = session.scalar(select(Sender.beat_at))
    except DatabaseUnusable as error:
        return _not_ready(str(error))
    except SQLAlchemyError:
        return _not_ready("The database cannot be reached.")
    if beat is None or services().clock() - beat > LATEST_BEAT:
        return _not_ready("No worker is running.")
    return {"status": "ready"}


@operations.get("/metrics")
@anyone
def metrics() -> Response:
    """Counts for Prometheus, read now; never of anybody in particular."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Gauges(services()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


@operations.get("/v1/openapi.json")
@anyone
def openapi() -> Response:
    """The description of the API, for any site to read."""
    answer = Response(json.dumps(_spec(), indent=1), mimetype="application/json")
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@operations.get("/v1/docs")
@anyone
def docs() -> Response:
    """The same description, to read."""
    return plain("docs.html", spec=_spec())


def _not_ready(detail: str) -> Response:
    answer = problem(503, detail, "not-ready")
    answer.headers["Retry-After"] = "2"
    return answer


def _spec() -> dict[str, Any]:
    spec: dict[str, Any] = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    return spec

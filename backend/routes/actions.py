"""Starting, updating and ending an action, by staff of its region; and what anyone may read of it."""

from threading import Thread
from typing import Any

import structlog
from flask import Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from backend.domain.actions import lifecycle
from backend.domain.refusals import Unavailable
from backend.domain.reports import dispatcher_view, public_view
from backend.schemas.action import (
    ActionForDispatcher,
    ActionForPublic,
    ActionOutcome,
    ActionsForPublic,
    ActionStart,
    ActionUpdate,
    PublicQuery,
)
from backend.web.auth import anyone, current_staff, staff, staff_of_action, valid_id
from backend.web.blueprint import Blueprint
from backend.web.idempotency import once
from backend.web.request_parsing import ANY_KEY, NEEDED_KEY
from backend.web.services import Services, services

blp = Blueprint("actions", __name__, url_prefix="/v1/actions", description="Actions.")
SHOWN = ActionForDispatcher()
log = structlog.get_logger()


@blp.get("")
@anyone
@blp.takes(query=PublicQuery())
@blp.answers(200, ActionsForPublic(), etag=True)
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """Actions, running first; never exercises."""
    with services().db.read() as session:
        items, following = public_view.listed(session, query, query.get("cursor"), query["limit"])
    return {"items": items, "next": following}


@blp.get("/<action_id>")
@anyone
@blp.refuses(404)
@blp.answers(200, ActionForPublic(), etag=True)
def shown(action_id: str) -> dict[str, Any]:
    """One action; whom to look out for only while it runs."""
    with services().db.read() as session:
        return public_view.shown(session, valid_id(action_id))


@blp.post("")
@staff
@blp.refuses(409, 422)
@blp.takes(body=ActionStart(), key=NEEDED_KEY)
@blp.answers(201, SHOWN)
def start(form: dict[str, Any], key: str) -> tuple[Response, int]:
    """Start an action: everyone inside its area is alerted. The same key again starts nothing."""
    now, settings, member = services().clock(), services().settings, current_staff()
    begun: list[str] = []

    with services().db.write() as session:

        def make() -> dict[str, Any]:
            action_id = lifecycle.start(session, member, form, now, settings)
            services().bus.ring(session)
            session.flush()
            begun.append(action_id)
            return dict(SHOWN.dump(dispatcher_view.for_dispatcher(session, action_id, now)))

        answer = once(session, member.id, key, now, make)
    for action_id in begun:
        Thread(target=_name, args=(services(), action_id, form["location"]), daemon=True).start()
    return jsonify(answer), 201


def _name(here: Services, action_id: str, location: tuple[float, float]) -> None:
    """Beside the call, since nobody may wait for it: without an answer the nearest place stands alone."""
    try:
        name = here.addresses.neighbourhood(*location)
        if name is not None:
            with here.db.write() as session:
                lifecycle.name_neighbourhood(session, action_id, name)
    except (Unavailable, SQLAlchemyError) as error:
        log.info("neighbourhood unknown", action=action_id, error=type(error).__name__)


@blp.post("/<action_id>/updates")
@staff_of_action
@blp.refuses(404, 409, 422)
@blp.takes(body=ActionUpdate(), key=ANY_KEY)
@blp.answers(201, SHOWN)
def update(action_id: str, form: dict[str, Any], key: str | None) -> tuple[Response, int]:
    """Add something, enlarge the area, or extend the time; text and area send a message."""
    now, settings, member = services().clock(), services().settings, current_staff()

    with services().db.write() as session:

        def make() -> dict[str, Any]:
            lifecycle.update(session, member, action_id, form, now, settings)
            services().bus.ring(session)
            session.flush()
            return dict(SHOWN.dump(dispatcher_view.for_dispatcher(session, action_id, now)))

        answer = once(session, member.id, key, now, make)
    return jsonify(answer), 201


@blp.post("/<action_id>/outcome")
@staff_of_action
@blp.refuses(404, 409, 422)
@blp.takes(body=ActionOutcome())
@blp.answers(201, SHOWN)
def end(action_id: str, form: dict[str, Any]) -> dict[str, Any]:
    """End the action: everyone who was alerted hears how it ended."""
    now, settings = services().clock(), services().settings
    with services().db.write() as session:
        lifecycle.end(session, current_staff(), action_id, form["result"], form.get("text"), now, settings)
        services().bus.ring(session)
    # Afterwards: of a large action it takes a second, in which alerts would go on leaving.
    with services().db.read() as session:
        return dispatcher_view.for_dispatcher(session, action_id, now)

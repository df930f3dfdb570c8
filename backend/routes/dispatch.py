"""The control room's view of its own actions."""

from typing import Any

from backend.domain.reports import dispatcher_view
from backend.schemas.action import ActionForDispatcher, ActionsForDispatcher, PageQuery, Progress
from backend.web.auth import current_staff, staff, staff_of_action
from backend.web.blueprint import Blueprint
from backend.web.services import services

blp = Blueprint(
    "dispatch",
    __name__,
    url_prefix="/v1/dispatch/actions",
    description="Actions as their control room sees them.",
)


@blp.get("")
@staff
@blp.takes(query=PageQuery())
@blp.answers(200, ActionsForDispatcher())
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """Actions of the own region, running first."""
    with services().db.read() as session:
        items, following = dispatcher_view.list_for_dispatcher(
            session, current_staff(), services().clock(), query.get("cursor"), query["limit"]
        )
        return {"items": items, "next": following}


@blp.get("/<action_id>")
@staff_of_action
@blp.refuses(404)
@blp.answers(200, ActionForDispatcher())
def shown(action_id: str) -> dict[str, Any]:
    """One action with its messages and counts."""
    with services().db.read() as session:
        return dispatcher_view.for_dispatcher(session, action_id, services().clock())


@blp.get("/<action_id>/progress")
@staff_of_action
@blp.refuses(404)
@blp.answers(200, Progress(), etag=True)
def progress(action_id: str) -> dict[str, Any]:
    """How far the alert has come, ring by ring, and whether the order held."""
    with services().db.read() as session:
        return dispatcher_view.progress(session, action_id)

"""What our own control-room screens ask for beside the contract's calls."""

from typing import Any

from flask import Response

from backend.domain.actions import previews
from backend.domain.reports import closing_circle, overview, past_actions
from backend.domain.staff import audit
from backend.schemas.room import (
    OutcomeDraft,
    Overview,
    PastActions,
    PastQuery,
    Preview,
    ReportDraft,
    Trail,
    UpdateDraft,
    UpdatePreview,
)
from backend.web.auth import current_staff, staff, staff_of_action
from backend.web.blueprint import Blueprint
from backend.web.services import services

blp = Blueprint(
    "room",
    __name__,
    url_prefix="/v1/dispatch",
    description="Private to our own control-room screens: may change without notice.",
)


@blp.get("/overview", endpoint="overview")
@staff
@blp.answers(200, Overview(), etag=True)
def at_a_glance() -> dict[str, Any]:
    """Whether messages leave, and the actions that run."""
    with services().db.read() as session:
        return overview.for_staff(session, current_staff(), services().clock(), services().settings)


@blp.post("/previews")
@staff
@blp.takes(body=ReportDraft())
@blp.answers(200, Preview())
def preview(form: dict[str, Any]) -> dict[str, Any]:
    """The alert of a report that is still being typed, and what would be refused."""
    with services().db.read() as session:
        return previews.of_start(session, current_staff(), form, services().clock(), services().settings)


@blp.post("/actions/<action_id>/update-previews")
@staff_of_action
@blp.refuses(404)
@blp.takes(body=UpdateDraft())
@blp.answers(200, UpdatePreview())
def update_preview(action_id: str, form: dict[str, Any]) -> dict[str, Any]:
    """An addition as it would be sent, and roughly whom a larger area adds."""
    with services().db.read() as session:
        return previews.of_update(
            session, current_staff(), action_id, form, services().clock(), services().settings
        )


@blp.post("/actions/<action_id>/outcome-previews")
@staff_of_action
@blp.refuses(404)
@blp.takes(body=OutcomeDraft())
@blp.answers(200, Preview())
def outcome_preview(action_id: str, form: dict[str, Any]) -> dict[str, Any]:
    """An outcome as it would be sent."""
    with services().db.read() as session:
        return previews.of_outcome(
            session, current_staff(), action_id, form, services().clock(), services().settings
        )


@blp.get("/figures")
@staff
@blp.takes(query=PastQuery())
@blp.answers(200, PastActions())
def past(query: dict[str, Any]) -> dict[str, Any]:
    """Past actions of the own regions in figures."""
    with services().db.read() as session:
        return {"items": past_actions.for_staff(session, current_staff(), search=query.get("search"))}


@blp.get("/figures.csv")
@staff
@blp.sends("text/csv")
def past_as_csv() -> Response:
    """All past actions of the own regions, for a spreadsheet."""
    with services().db.read() as session:
        text = past_actions.as_csv(past_actions.for_staff(session, current_staff(), limit=None))
    answer = Response("\ufeff" + text, mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="burgernetacties.csv"'
    return answer


@blp.get("/actions/<action_id>/closing-circle.svg")
@staff_of_action
@blp.refuses(404)
@blp.sends("image/svg+xml")
def circle_picture(action_id: str) -> Response:
    """The picture of how the alerts of an ended action closed in."""
    with services().db.read() as session:
        return Response(closing_circle.read(session, action_id), mimetype="image/svg+xml")


@blp.get("/actions/<action_id>/trail")
@staff_of_action
@blp.refuses(404)
@blp.answers(200, Trail())
def trail(action_id: str) -> dict[str, Any]:
    """Who did what to this action, from the audit trail."""
    with services().db.read() as session:
        return {"items": audit.trail(session, action_id)}

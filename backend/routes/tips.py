"""Tips that came in by telephone, noted and read by staff of the action's region."""

from typing import Any

from flask import Response, jsonify

from backend.domain.actions import tips
from backend.schemas.action import PageQuery
from backend.schemas.tip import TipForDispatcher, TipNoted, TipsForDispatcher
from backend.web.auth import current_staff, staff_of_action
from backend.web.blueprint import Blueprint
from backend.web.idempotency import once
from backend.web.request_parsing import ANY_KEY
from backend.web.services import services

blp = Blueprint("tips", __name__, url_prefix="/v1/actions", description="Tips.")
SHOWN = TipForDispatcher()


@blp.get("/<action_id>/tips")
@staff_of_action
@blp.refuses(404)
@blp.takes(query=PageQuery())
@blp.answers(200, TipsForDispatcher(), etag=True)
def listed(action_id: str, query: dict[str, Any]) -> dict[str, Any]:
    """Tips of an action, newest first."""
    with services().db.read() as session:
        items, following = tips.page(session, action_id, query.get("cursor"), query["limit"])
    return {"items": items, "next": following}


@blp.post("/<action_id>/tips")
@staff_of_action
@blp.refuses(404, 422)
@blp.takes(body=TipNoted(), key=ANY_KEY)
@blp.answers(201, SHOWN)
def note(action_id: str, form: dict[str, Any], key: str | None) -> tuple[Response, int]:
    """Note a tip, while the action runs or after it."""
    now, member = services().clock(), current_staff()
    with services().db.write() as session:
        answer = once(
            session,
            member.id,
            key,
            now,
            lambda: dict(SHOWN.dump(tips.note(session, member, action_id, form, now))),
        )
    return jsonify(answer), 201

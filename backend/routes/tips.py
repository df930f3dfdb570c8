"""Tips that came in by telephone, noted and read by staff of the action's region."""

from typing import Any

from flask import Response, jsonify

from backend.auth import colleague, staff_of_action
from backend.blueprint import Blueprint
from backend.domain import tips
from backend.house import house
from backend.idempotency import once
from backend.intake import ANY_KEY
from backend.schemas.action import PageQuery
from backend.schemas.tip import TipForDispatcher, TipNoted, TipsForDispatcher

blp = Blueprint("tips", __name__, url_prefix="/v1/actions", description="Tips.")
SHOWN = TipForDispatcher()


@blp.get("/<action_id>/tips")
@staff_of_action
@blp.refuses(404)
@blp.takes(query=PageQuery())
@blp.answers(200, TipsForDispatcher(), etag=True)
def listed(action_id: str, query: dict[str, Any]) -> dict[str, Any]:
    """Tips of an action, newest first."""
    with house().db.read() as session:
        items, following = tips.of(session, action_id, query.get("cursor"), query["limit"])
    return {"items": items, "next": following}


@blp.post("/<action_id>/tips")
@staff_of_action
@blp.refuses(404, 422)
@blp.takes(body=TipNoted(), key=ANY_KEY)
@blp.answers(201, SHOWN)
def note(action_id: str, form: dict[str, Any], key: str | None) -> tuple[Response, int]:
    """Note a tip, while the action runs or after it."""
    now, member = house().clock(), colleague()
    with house().db.write() as session:
        answer = once(
            session,
            member.id,
            key,
            now,
            lambda: dict(SHOWN.dump(tips.note(session, member, action_id, form, now))),
        )
    return jsonify(answer), 201

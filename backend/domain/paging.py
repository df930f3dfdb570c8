"""A list of actions a page at a time: running first, newest first; each page says where the next begins."""

import base64
import json
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, tuple_
from sqlalchemy.orm import Session

from backend.domain.refusals import Malformed
from backend.models import Action

Selectable = Select[Any, *tuple[Any, ...]]


def page_of_actions(
    session: Session, query: Selectable, cursor: str | None, limit: int
) -> tuple[list[str], str | None]:
    """Ids of one page and the cursor of the next. Raises Malformed for a cursor nobody handed out."""
    if cursor is not None:
        status, started_at, action_id = _opened(cursor)
        later = or_(
            Action.status < status,
            and_(
                Action.status == status, tuple_(Action.started_at, Action.id) < tuple_(started_at, action_id)
            ),
        )
        query = query.where(later)
    rows = session.execute(
        query.order_by(Action.status.desc(), Action.started_at.desc(), Action.id.desc()).limit(limit + 1)
    ).all()
    page = rows[:limit]
    following = None
    if len(rows) > limit:
        last = page[-1]
        packed = json.dumps([last.status, last.started_at.isoformat(), last.id]).encode()
        following = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    return [row.id for row in page], following


def _opened(cursor: str) -> tuple[str, datetime, str]:
    try:
        packed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        status, started_at, action_id = json.loads(packed)
        moment = datetime.fromisoformat(started_at)
        if status not in ("running", "ended") or not isinstance(action_id, str) or moment.tzinfo is None:
            raise ValueError
    except (ValueError, TypeError) as error:
        raise Malformed.one("cursor", "This cursor was not handed out here.") from error
    return status, moment, action_id

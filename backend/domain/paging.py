"""A list a page at a time: each page comes with a cursor that says where the next begins."""

import json
import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, literal, tuple_
from sqlalchemy.orm import Session

from backend.domain.refusals import Malformed
from backend.domain.vocabulary import STATUSES
from backend.ids import base64url, from_base64url
from backend.models import Action

Selectable = Select[Any, *tuple[Any, ...]]


class Key(NamedTuple):
    """A column by which a list is ordered; a cursor holds its value in the last row of a page."""

    column: Any
    kind: type | Collection[str] = str
    """Of what type its values are, or which there are."""


NEWEST_FIRST = Key(Action.status, STATUSES), Key(Action.started_at, datetime), Key(Action.id)
"""Actions, running first."""


def page(
    session: Session,
    query: Selectable,
    keys: Sequence[Key],
    cursor: str | None,
    limit: int,
    *,
    descending: bool = True,
    plain: re.Pattern[str] | None = None,
) -> tuple[Sequence[Sequence[Any]], str | None]:
    """The rows of one page, at their end the values of the keys, which together are unique; and the cursor of the next.

    With `plain` the cursor is those values one after another, as the groups of this pattern find them.
    Raises Malformed for a cursor nobody handed out."""
    columns = [key.column for key in keys]
    if cursor is not None:
        values = [
            literal(value, key.column.type)
            for key, value in zip(keys, _opened(cursor, keys, plain), strict=True)
        ]
        here, last = tuple_(*columns), tuple_(*values)
        query = query.where(here < last if descending else here > last)
    order = [column.desc() if descending else column for column in columns]
    rows = session.execute(query.add_columns(*columns).order_by(*order).limit(limit + 1)).all()
    following = _packed(rows[limit - 1][-len(keys) :], plain) if len(rows) > limit else None
    return rows[:limit], following


def page_of_actions(
    session: Session, query: Selectable, cursor: str | None, limit: int
) -> tuple[list[str], str | None]:
    """Ids of one page of a query of actions, running first, newest first; and the cursor of the next."""
    rows, following = page(session, query, NEWEST_FIRST, cursor, limit)
    return [row[-1] for row in rows], following


def _packed(values: Sequence[Any], plain: re.Pattern[str] | None) -> str:
    if plain is not None:
        return "".join(map(str, values))
    written = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64url(json.dumps(written).encode())


def _opened(cursor: str, keys: Sequence[Key], plain: re.Pattern[str] | None) -> list[Any]:
    try:
        if plain is None:
            found = json.loads(from_base64url(cursor))
        else:
            match = plain.fullmatch(cursor)
            found = match.groups() if match else ()
        return [_value(key, value) for key, value in zip(keys, found, strict=True)]
    except (ValueError, TypeError) as error:
        raise Malformed.one("cursor", "This cursor was not handed out here.", "unknown-cursor") from error


def _value(key: Key, value: Any) -> Any:
    """Raises ValueError, TypeError."""
    if key.kind is datetime:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("a time without an offset")
        return moment
    if key.kind is int:
        return int(value)
    if not isinstance(value, str) or (not isinstance(key.kind, type) and value not in key.kind):
        raise ValueError("another type")
    return value

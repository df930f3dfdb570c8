"""Whose token a participant's call carries; asked at nearly every one of them."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, BindParameter, Select, String, any_, bindparam, select, update
from sqlalchemy.orm import Session

from backend.db import Database
from backend.models import Participant

SEEN_EVERY = timedelta(days=1)
"""How precisely it is noted when somebody was last heard of: not every call has to write."""


class Caller(NamedTuple):
    """A participant, as far as most calls need to know."""

    id: str
    language: str
    municipality_code: str | None
    seen_at: datetime | None


def by_token_hash(db: Database, token_hash: str) -> Caller | None:
    """Whose token has this hash."""
    row = db.once(_by_token_hash(db.embedded), "token", {"token": token_hash})
    return None if row is None else Caller(*row[1:])


def see(session: Session, participant_id: str, now: datetime) -> None:
    """Notes that they were heard of: nobody needs to remind them any more."""
    session.execute(
        update(Participant)
        .where(Participant.id == participant_id)
        .values(seen_at=now, reminders=0, reminded_at=None)
    )


@cache
def _by_token_hash(embedded: bool) -> Select[Any]:
    asked: BindParameter[Any] = bindparam("token", type_=String() if embedded else ARRAY(String()))
    token = Participant.token_hash
    columns = (getattr(Participant, name) for name in Caller._fields)
    return select(token, *columns).where(token == (asked if embedded else any_(asked)))

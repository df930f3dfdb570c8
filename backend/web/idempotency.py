"""Start once: the same key and body again gets the first answer again, for a day; parallel ones wait for it."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import g, request
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from backend.db.dialect import upsert
from backend.domain.refusals import Refused
from backend.domain.retention import KEYS_KEPT
from backend.ids import digest
from backend.models import Idempotency
from backend.strict_json import canonical
from backend.web.request_parsing import KEY


def once(
    session: Session,
    caller: str,
    key: str | None,
    now: datetime,
    make: Callable[[], dict[str, Any]],
    *,
    participant: Callable[[dict[str, Any]], str] | None = None,
) -> dict[str, Any]:
    """What `make` answers (JSON), or answered the first time, in the transaction that does the work.

    A refusal rolls the key back with everything else. `participant` names who the answer is forgotten with.
    Raises Refused when the key came with another body before."""
    if key is None:
        return make()
    scope, key_hash, body_hash = digest(f"{caller} {request.path}"), digest(key), digest(canonical(g.body))
    row = (Idempotency.scope == scope, Idempotency.key_hash == key_hash)
    session.execute(delete(Idempotency).where(*row, Idempotency.created_at <= now - KEYS_KEPT))
    # On PostgreSQL this waits for whoever is busy with the same key; on SQLite writers queue anyway.
    claimed = session.execute(
        upsert(session, Idempotency)
        .values(scope=scope, key_hash=key_hash, body_hash=body_hash, created_at=now)
        .on_conflict_do_nothing()
        .returning(Idempotency.scope)
    ).first()
    if claimed is None:
        first = session.execute(select(Idempotency.body_hash, Idempotency.answer).where(*row)).one()
        if first.body_hash != body_hash:
            raise Refused.one(KEY, "This key came with another body before.", "key-used-otherwise")
        stored: dict[str, Any] = json.loads(first.answer)
        return stored
    answer = make()
    values = {"status": 201, "answer": json.dumps(answer, ensure_ascii=False)}
    if participant is not None:
        values["participant_id"] = participant(answer)
    session.execute(update(Idempotency).where(*row).values(**values))
    return answer

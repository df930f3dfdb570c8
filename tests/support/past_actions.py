"""A past for tests and benchmarks: many actions that have ended, put into the database in one go."""

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert
from sqlalchemy.orm import Session

from backend.domain.messages import payload, wording
from backend.domain.vocabulary import KINDS, LANGUAGES, MISSING
from backend.geo import gazetteer, spatial_sql
from backend.geo.rd_new import to_rd
from backend.models import Action, Notice, Staff, new_id


def remember(session: Session, count: int, now: datetime, *, days: float = 365, seed: int = 1) -> list[str]:
    """`count` ended actions spread over `days`, in all places of three municipalities; answers their ids."""
    chance = random.Random(seed)
    member = Staff(
        id=new_id(),
        name=f"geschiedenis {seed}",
        password_hash="-",
        role="administrator",
        region=None,
        created_at=now,
    )
    session.add(member)
    session.flush()
    known = [key for key in gazetteer.within(3, 50, 8, 54) if key[0] in ("GM0080", "GM1891", "GM0503")]
    actions = [_action(chance, known, now, days, member.id) for _ in range(count)]
    connection = session.connection()
    point = spatial_sql.point(bindparam("east"), bindparam("north"))
    connection.execute(insert(Action).values(point=point), actions)
    connection.execute(insert(Notice), [_outcome(action) for action in actions])
    return [action["id"] for action in actions]


def _action(
    chance: random.Random, known: list[tuple[str, str]], now: datetime, days: float, member: str
) -> dict[str, Any]:
    code, place = chance.choice(known)
    position = gazetteer.position(code, place)
    assert position is not None
    east, north = to_rd(*position)
    kind = chance.choice(KINDS)
    started_at = now - timedelta(hours=5) - timedelta(days=days * chance.random())
    results = ("found", "found-thanks-to-participant") if kind in MISSING else ("arrested", "withdrawn")
    return {
        "id": new_id(),
        "kind": kind,
        "transport": "on-foot",
        "municipality_code": code,
        "place": place,
        "east": east + chance.uniform(-900, 900),
        "north": north + chance.uniform(-900, 900),
        "radius": 2_000,
        "description": {},
        "spread_seconds": 0,
        "exercise": False,
        "family_consent": kind in MISSING,
        "override_reason": None,
        "status": "ended",
        "started_by": member,
        "started_at": started_at,
        "expires_at": started_at + timedelta(hours=2),
        "ended_at": started_at + timedelta(minutes=chance.randrange(15, 90)),
        "result": chance.choice((*results, "not-found")),
        "number": 2,
        "participants": chance.randrange(200, 1_800),
        "figures": None,
    }


def _outcome(action: dict[str, Any]) -> dict[str, Any]:
    texts = {
        language: wording.outcome(action["kind"], action["result"], language, exercise=False, description={})
        for language in LANGUAGES
    }
    return {
        "id": new_id(),
        "action_id": action["id"],
        "number": 2,
        "kind": "outcome",
        "texts": payload.listed(texts),
        "payloads": {},
        "created_at": action["ended_at"],
        "expires_at": action["ended_at"] + timedelta(hours=24),
    }

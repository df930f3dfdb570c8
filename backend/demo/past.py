"""The five successful actions of the source text, as history: their places, results and numbers of participants.

The pilot ran from November 2008 to May 2009; the source gives no days, so those are ours, the same at each start."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.domain.messages import payload, wording
from backend.domain.vocabulary import LANGUAGES, MISSING
from backend.geo import spatial_sql
from backend.geo.gazetteer import position
from backend.geo.rd_new import to_rd
from backend.ids import base64url
from backend.models import Action, Notice, Staff

RADIUS = 2_500


@dataclass(frozen=True)
class Past:
    """`said` is what the source text tells of it."""

    municipality: str
    place: str
    kind: str
    result: str
    participants: int
    began: datetime
    minutes: int
    said: dict[str, str]
    sex: str = "unknown"


PAST = (
    Past(
        "GM0080", "Leeuwarden", "missing-child", "found-thanks-to-participant", 745,
        datetime(2008, 12, 3, 14, 40, tzinfo=UTC), 35,
        {"nl": "Het gaat om een meisje van zes jaar uit Leeuwarden.", "en": "She is a girl of six from Leeuwarden."},
        "girl",
    ),
    Past(
        "GM1904", "Breukelen", "burglary", "arrested-thanks-to-participant", 213,
        datetime(2009, 1, 21, 19, 5, tzinfo=UTC), 25,
        {"nl": "Het gaat om twee woninginbrekers.", "en": "They are two burglars."},
    ),
    Past(
        "GM0513", "Gouda", "missing-child", "found-thanks-to-participant", 1_345,
        datetime(2009, 2, 14, 16, 20, tzinfo=UTC), 55,
        {"nl": "Het gaat om een jongen van 15 jaar.", "en": "He is a boy of 15."},
        "boy",
    ),
    Past(
        "GM0228", "Ede", "missing-adult", "found-thanks-to-participant", 529,
        datetime(2009, 3, 30, 9, 15, tzinfo=UTC), 48,
        {"nl": "Het gaat om een Edenaar van 73 jaar.", "en": "It is someone of 73 from Ede."},
    ),
    Past(
        "GM0503", "Delft", "robbery", "arrested-thanks-to-participant", 320,
        datetime(2009, 5, 8, 20, 30, tzinfo=UTC), 20,
        {
            "nl": "Het gaat om de overvallers van een Delftse supermarkt.",
            "en": "They are the robbers of a supermarket in Delft.",
        },
    ),
)  # fmt: skip


def remember(session: Session, staff_name: str) -> int:
    """Puts in what is not there yet; answers how many. They stand under the name of the demo's dispatcher."""
    member = session.scalars(select(Staff.id).where(Staff.name == staff_name)).one()
    known = set(session.scalars(select(Action.id).where(Action.id.in_([_id(past) for past in PAST]))))
    absent = [past for past in PAST if _id(past) not in known]
    for past in absent:
        action = _action(past, member)
        session.add(action)
        session.flush()
        session.add(_outcome(past, action))
    return len(absent)


def _action(past: Past, member: str) -> Action:
    where = position(past.municipality, past.place)
    assert where is not None, past.place
    return Action(
        id=_id(past),
        kind=past.kind,
        transport="unknown",
        municipality_code=past.municipality,
        place=past.place,
        point=spatial_sql.point(*to_rd(*where)),
        radius=RADIUS,
        description={},
        spread_seconds=0,
        exercise=False,
        family_consent=past.kind in MISSING,
        status="ended",
        started_by=member,
        started_at=past.began,
        expires_at=past.began + timedelta(hours=2),
        ended_at=past.began + timedelta(minutes=past.minutes),
        result=past.result,
        number=2,
        participants=past.participants,
    )


def _outcome(past: Past, action: Action) -> Notice:
    texts = {
        language: wording.outcome(
            past.kind,
            past.result,
            language,
            exercise=False,
            description={"person": {"sex": past.sex}},
            text=past.said[language],
        )
        for language in LANGUAGES
    }
    assert action.ended_at is not None
    return Notice(
        id=_id(past, "outcome"),
        action_id=action.id,
        number=2,
        kind="outcome",
        texts=payload.listed(texts),
        payloads={},
        created_at=action.ended_at,
        expires_at=action.ended_at + timedelta(hours=24),
    )


def _id(past: Past, what: str = "action") -> str:
    raw = hashlib.sha256(f"{what} of the source text: {past.place}".encode()).digest()[:16]
    return base64url(raw)

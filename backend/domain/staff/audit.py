"""The audit trail: who did what, by ids only, each entry chained to the one before.

`record` is called wherever staff, an operator or the system itself acts; `problems` by `burgernet audit verify`;
`purge` when what is old is erased."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.domain.refusals import Refusal
from backend.models import AuditEntry, AuditHead, Staff

SYSTEM = "system"
"""The actor of what no member of staff did."""
PURGED = "audit-purged"
"""The entry that tells up to where the trail was purged, and how the chain stood there."""
LOOKED_AT_ONCE = 1_000


class Mark(NamedTuple):
    """An entry's number and the digest of the chain up to it: kept elsewhere, it proves what it covers."""

    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"


NOTHING = Mark(0, "")


class TrailBroken(Refusal):
    """The audit trail is not what was written."""

    code = "broken-trail"


def record(
    session: Session, actor: str, act: str, subject: str | None, detail: dict[str, Any], now: datetime
) -> None:
    """Notes an act in the transaction that does it; `actor` is a member of staff's id, or SYSTEM.

    It comes last in a transaction: until the commit no other entry can be written."""
    end = _hold(session)
    entry = AuditEntry(id=end.last + 1, at=now, actor=actor, act=act, subject=subject, detail=detail)
    entry.digest = _digest(Mark(end.last, end.digest), entry)
    session.add(entry)
    end.last, end.digest = entry.id, entry.digest


def trail(session: Session, subject: str) -> list[dict[str, Any]]:
    """Who did what to this, oldest first; names of staff in place of their ids."""
    rows = session.execute(
        select(AuditEntry, Staff.name)
        .outerjoin(Staff, Staff.id == AuditEntry.actor)
        .where(AuditEntry.subject == subject)
        .order_by(AuditEntry.id)
    ).all()
    return [
        {"at": entry.at, "actor": name or entry.actor, "act": entry.act, "detail": entry.detail}
        for entry, name in rows
    ]


def head(session: Session) -> Mark:
    """Where the trail ends."""
    found = session.scalars(select(AuditHead)).one()
    return Mark(found.last, found.digest)


def problems(session: Session) -> Iterator[str]:
    """A sentence for each place where the trail is not what was written; none when it is whole.

    The session sees one moment (`Database.snapshot`): what is written meanwhile would look like tampering."""
    previous = _start(session)
    if previous is None:
        yield "The first entries are missing, and no purge tells of it."
    entries = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=LOOKED_AT_ONCE)
    for entry in session.scalars(entries):
        if previous is not None and entry.id > previous.number + 1:
            yield _missing(previous.number + 1, entry.id - 1)
        elif previous is not None and entry.digest != _digest(previous, entry):
            yield f"Entry {entry.id} is not what was written after entry {previous.number}."
        previous = Mark(entry.id, entry.digest)
    end, previous = head(session), previous or NOTHING
    if end.number > previous.number:
        yield _missing(previous.number + 1, end.number)
    elif end != previous:
        yield f"The trail should end with entry {end.number}; entry {previous.number} was changed or added."


def kept(session: Session, mark: Mark) -> bool:
    """Whether this entry, noted elsewhere before, still is what it was; false also when it cannot be told any more."""
    digest = session.scalar(select(AuditEntry.digest).where(AuditEntry.id == mark.number))
    return mark.digest == digest or mark in _purges(session)


def purge(session: Session, before: datetime, now: datetime) -> int:
    """Drops the entries older than `before`, leaving one that lets the rest be checked; answers how many."""
    _hold(session)
    newer = session.scalar(select(func.min(AuditEntry.id)).where(AuditEntry.at >= before))
    last_of = select(AuditEntry.id, AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1)
    last = session.execute(last_of if newer is None else last_of.where(AuditEntry.id < newer)).one_or_none()
    if last is None:
        return 0
    old = AuditEntry.id <= last.id
    dropped = session.scalars(select(func.count()).where(old)).one()
    session.execute(delete(AuditEntry).where(old), execution_options={"synchronize_session": False})
    record(session, SYSTEM, PURGED, None, {"through": last.id, "digest": last.digest}, now)
    return dropped


def _hold(session: Session) -> AuditHead:
    """The end of the chain, which nobody else moves until this transaction ends."""
    held = select(AuditHead).with_for_update().execution_options(populate_existing=True)
    return session.scalars(held).one()


def _start(session: Session) -> Mark | None:
    """What the first entry there is follows; None when nothing tells."""
    first = session.scalar(select(func.min(AuditEntry.id)))
    if first is None or first == 1:
        return NOTHING
    return next((mark for mark in _purges(session) if mark.number == first - 1), None)


def _purges(session: Session) -> list[Mark]:
    details = session.scalars(select(AuditEntry.detail).where(AuditEntry.act == PURGED))
    return [Mark(detail.get("through", 0), detail.get("digest", "")) for detail in details]


def _missing(first: int, last: int) -> str:
    return f"Entry {first} is missing." if first == last else f"Entries {first} to {last} are missing."


def _digest(previous: Mark, entry: AuditEntry) -> str:
    """SHA-256 over the chain so far and this entry, each part as JSON, so that no two entries read the same."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [previous.digest, entry.id, at, entry.actor, entry.act, entry.subject, entry.detail]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

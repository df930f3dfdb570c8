"""What became of deliveries, written down; and what a worker that died left behind."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from backend.db import pg_arrays
from backend.delivery.channel import AddressTable
from backend.delivery.outbox.rows import Settled, among, sqlite_time, times
from backend.domain.deliveries import locks, states
from backend.models import Participant

UNSETTLED = text(
    "SELECT n.action_id FROM wave w JOIN notice n ON n.id = w.notice_id WHERE NOT w.closed AND n.action_id IS NOT NULL"
    " UNION SELECT n.action_id FROM delivery d JOIN notice n ON n.id = d.notice_id"
    " WHERE d.result = 'retrying' AND n.action_id IS NOT NULL"
)


def recover(session: Session, now: datetime) -> list[str]:
    """After a crash: whatever had been leased may have left, so it counts as begun without an answer.

    Where the message may still leave, its stream goes back to the first such place; where the action has ended it
    is settled as failed. Answers the ids of those ended actions, whose outcome is now due to more people."""
    lock(session, session.execute(UNSETTLED).scalars())
    begun = (
        "result = 'waiting' AND wave_id IN (SELECT id FROM wave WHERE NOT closed) AND seq < (SELECT next_seq FROM"
        " stream s WHERE s.wave_id = delivery.wave_id AND s.service_id = delivery.service_id)"
    )
    in_flight = "result = 'retrying' AND leased_by IS NOT NULL"
    for which in (begun, in_flight):
        session.execute(text(f"UPDATE delivery SET unanswered = true, leased_by = NULL WHERE {which}"))
    session.execute(
        text(
            "UPDATE stream SET next_seq = (SELECT min(seq) FROM delivery d WHERE d.wave_id = stream.wave_id"
            " AND d.service_id = stream.service_id AND d.result = 'waiting') WHERE EXISTS (SELECT 1 FROM delivery"
            " WHERE delivery.wave_id = stream.wave_id AND delivery.service_id = stream.service_id"
            f" AND {begun})"
        )
    )
    return list(
        session.execute(
            text(
                "UPDATE delivery SET answered_at = coalesce(answered_at, :now), result = CASE WHEN handed_over_at"
                " IS NULL THEN 'failed' ELSE 'handed-over' END WHERE unanswered AND result IN ('waiting', 'retrying')"
                " AND notice_id IN (SELECT n.id FROM notice n JOIN action a ON a.id = n.action_id"
                " WHERE a.status = 'ended' AND n.kind <> 'outcome') RETURNING"
                " (SELECT action_id FROM notice WHERE notice.id = notice_id)"
            ).bindparams(*times("now")),
            {"now": now},
        ).scalars()
    )


def lock(session: Session, actions: Iterable[str], *, waits: bool = True) -> dict[str, tuple[str, int]]:
    """Locks these actions' rows; answers status and number of the newest message of each.

    `waits` false: without those that somebody else holds."""
    return locks.lock_actions(session, actions, skip_locked=not waits)


COLUMNS = {
    "wave_id": "int",
    "service_id": "int",
    "seq": "int",
    "result": "text",
    "attempted": "boolean",
    "unanswered": "boolean",
    "began_at": "timestamptz",
    "answered_at": "timestamptz",
    "due_at": "timestamptz",
    "accepted": "boolean",
}
MOMENTS = ("began_at", "answered_at", "due_at")


def _settling(prefix: str) -> str:
    """What a result changes, with each new value at `prefix`."""
    return (
        f"UPDATE delivery SET result = {states.settle_case(prefix)},"
        f" attempts = delivery.attempts + CASE WHEN {prefix}attempted THEN 1 ELSE 0 END,"
        f" unanswered = delivery.unanswered OR {prefix}unanswered,"
        f" began_at = coalesce(delivery.began_at, {prefix}began_at),"
        f" answered_at = coalesce(delivery.answered_at, {prefix}answered_at),"
        f" due_at = {prefix}due_at, leased_by = NULL, accepted_at = CASE WHEN {prefix}accepted"
        f" THEN coalesce(delivery.accepted_at, {prefix}answered_at) ELSE delivery.accepted_at END,"
        f" handed_over_at = CASE WHEN {prefix}accepted"
        f" THEN coalesce(delivery.handed_over_at, {prefix}answered_at) ELSE delivery.handed_over_at END"
    )


_ONE_BY_ONE = text(_settling(":") + " WHERE wave_id = :wave_id AND service_id = :service_id AND seq = :seq")
_IN_BULK = text(
    _settling("r.")
    + f" FROM unnest({', '.join(f'CAST(:{name} AS {kind}[])' for name, kind in COLUMNS.items())})"
    + f" AS r({', '.join(COLUMNS)}) WHERE delivery.wave_id = r.wave_id"
    " AND delivery.service_id = r.service_id AND delivery.seq = r.seq"
    # Said twice, so that whatever the planner takes the table for, it looks for these rows and not through all of it.
    " AND delivery.wave_id = ANY(CAST(:wave_id AS int[])) AND delivery.seq = ANY(CAST(:seq AS int[]))"
)


def settle(session: Session, addresses: AddressTable, results: Sequence[Settled]) -> None:
    """Writes down what became of these deliveries, all at once, and removes addresses that are gone."""
    if not results:
        return
    rows = [(*settled.place, *(getattr(settled, name) for name in list(COLUMNS)[3:])) for settled in results]
    if session.get_bind().dialect.name == "sqlite":
        # The driver's own way of binding: SQLAlchemy would convert each time of each row.
        naive = [
            {
                name: sqlite_time(value) if name in MOMENTS else value
                for name, value in zip(COLUMNS, row, strict=True)
            }
            for row in rows
        ]
        session.connection().execute(_ONE_BY_ONE, naive)
    else:
        columns = map(pg_arrays.array_literal, zip(*rows, strict=True))
        session.connection().execute(_IN_BULK, dict(zip(COLUMNS, columns, strict=True)))
    gone = [settled.address for settled in results if settled.removes_address and settled.address is not None]
    if gone:
        addresses.remove(session, gone)


def hold(session: Session, participants: Iterable[str]) -> None:
    """Makes whoever is subscribing these participants wait, or waits for them; a KEY SHARE of others passes."""
    if session.get_bind().dialect.name != "sqlite":
        theirs = select(Participant.id).where(Participant.id.in_(sorted(participants)))
        locks.lock_participants(session, theirs, "no key update")


def reached_elsewhere(
    session: Session, addresses: AddressTable, tried: Mapping[str, str | None]
) -> list[str]:
    """Those who have another address now than the one they were tried at."""
    query = f"SELECT participant_id, {addresses.parts[0]} FROM {addresses.name} WHERE participant_id IN :ids"
    rows = session.execute(among(text(query)), {"ids": sorted(tried)})
    return [participant_id for participant_id, identity in rows if identity != tried[participant_id]]

"""Open sockets as everybody sees them: who can be reached through one, and what is due there.

A place's turn is the worker's to decide, for sockets as for push services: what it has leased may be written.
Called by the hub of each web process; the worker's sweep cleans up after one that died."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from backend.domain.deliveries import halted, locks, states, waves
from backend.models import Action, Delivery, Notice, Participant, Socket, Stream, Wave, WebProcess

BEAT_EVERY = timedelta(seconds=5)
DEAD_AFTER = timedelta(seconds=15)
LATELY = timedelta(seconds=10)
"""How long after a push service took a message its socket may still be told the same."""


class Due(NamedTuple):
    """One message for one participant."""

    participant_id: str
    notice_id: str
    wave_id: int
    language: str
    handed_over_at: datetime | None
    stops_at_end: bool
    """An alert or update: once the action has ended it must not be written."""
    expires_at: datetime
    """When it, or its action, does: a message that waits for its turn is told how long it lasts by then."""


def anybody(session: Session) -> bool:
    """Whether there is any socket at all: else nobody needs to be told."""
    return session.execute(select(Socket.id).limit(1)).first() is not None


def heartbeat(session: Session, process_id: str, now: datetime) -> bool:
    """Says that this process lives; answers whether it was known: else its sockets have to be opened anew."""
    query = update(WebProcess).where(WebProcess.id == process_id).values(beat_at=now).returning(WebProcess.id)
    if session.execute(query).first() is not None:
        return True
    session.add(WebProcess(id=process_id, beat_at=now))
    session.flush()
    return False


def participants_by_token_hash(session: Session, token_hashes: Iterable[str]) -> dict[str, str]:
    """Token hash → participant, for the tokens that are somebody's."""
    rows = session.execute(
        select(Participant.token_hash, Participant.id).where(Participant.token_hash.in_(list(token_hashes)))
    )
    return {row[0]: row[1] for row in rows}


def open_all(session: Session, process_id: str, sockets: Mapping[str, str]) -> set[str]:
    """Opens these sockets (id → participant) at a process that beats; answers those whose participant exists."""
    if not sockets:
        return set()
    # Held, so that whoever leaves at this moment either is gone, or takes the socket along.
    theirs = select(Participant.id).where(Participant.id.in_(list(sockets.values())))
    present = {row[0] for row in locks.lock_participants(session, theirs, "key share")}
    mine = {socket: person for socket, person in sockets.items() if person in present}
    if mine:
        rows = [
            {"id": socket, "process_id": process_id, "participant_id": person}
            for socket, person in mine.items()
        ]
        session.execute(insert(Socket), rows)
    return set(mine)


def close_all(session: Session, sockets: Sequence[str]) -> None:
    """These sockets are no more."""
    session.execute(delete(Socket).where(Socket.id.in_(sockets)))


def at(session: Session, process_id: str) -> set[str]:
    """The sockets this process is known to hold."""
    return set(session.scalars(select(Socket.id).where(Socket.process_id == process_id)))


def count(session: Session, process_id: str) -> int:
    """How many those are."""
    query = select(func.count()).select_from(Socket).where(Socket.process_id == process_id)
    return session.scalar(query) or 0


def due(session: Session, process_id: str, now: datetime) -> list[Due]:
    """What the participants at this process are to be told, in the order of their places: whatever has had its turn
    and was not handed over, and what a push service has only just taken."""
    fresh = or_(Delivery.handed_over_at.is_(None), Delivery.handed_over_at > now - LATELY)
    here = exists().where(Socket.process_id == process_id, Socket.participant_id == Delivery.participant_id)
    return _due(session, now, fresh, here)


def missed(session: Session, since: Mapping[str, str | None], now: datetime) -> tuple[list[Due], list[Due]]:
    """(what participants lack when they connect, what they have); `since`: id → the newest notice of their phone.

    Without such a notice they lack what was not handed over. With one: what came after it as well; with one that
    nobody knows any more: everything that still matters."""
    if not since:
        return [], []
    rows = _due(session, now, Delivery.participant_id.in_(list(since)))
    newest = session.execute(
        select(Delivery.participant_id, Delivery.notice_id, Delivery.wave_id, Delivery.handed_over_at).where(
            Delivery.participant_id.in_(list(since)),
            Delivery.notice_id.in_({notice for notice in since.values() if notice is not None}),
        )
    )
    anchors = {row[0]: (row[2], row[3]) for row in newest if since[str(row[0])] == row[1]}

    def lacks(row: Due) -> bool:
        has = since[row.participant_id]
        if row.handed_over_at is None or has is None:
            return row.handed_over_at is None
        if row.participant_id not in anchors:
            return True
        wave, handed_over = anchors[row.participant_id]
        later = handed_over is not None and row.handed_over_at > handed_over
        return row.notice_id != has and (row.wave_id > wave or later)

    return [row for row in rows if lacks(row)], [row for row in rows if not lacks(row)]


def payloads(session: Session, wave_ids: Iterable[int]) -> dict[tuple[int, str], dict[str, str]]:
    """(wave, its notice) → the frozen push message by language."""
    rows = session.execute(
        select(Wave.id, Notice.id, Wave.payloads, Notice.payloads)
        .join(Notice, Notice.id == Wave.notice_id)
        .where(Wave.id.in_(list(wave_ids)))
    )
    return {(row[0], row[1]): row[2] or row[3] for row in rows}


def reap_dead_processes(session: Session, now: datetime) -> int:
    """Cleans up after web processes that say nothing any more; answers how many of them held sockets: those died.

    What they had in hand may have been written: it counts as begun without an answer, so that its outcome follows."""
    dead = session.execute(
        select(WebProcess.id, WebProcess.beat_at)
        .where(WebProcess.beat_at < now - DEAD_AFTER)
        .with_for_update(skip_locked=True)
    ).all()
    died = 0
    for process_id, beat_at in dead:
        died += count(session, process_id) > 0
        people = select(Socket.participant_id).where(Socket.process_id == process_id)
        in_hand = session.execute(
            select(Delivery.participant_id, Notice.action_id)
            .join(Notice, Notice.id == Delivery.notice_id)
            .join(Action, Action.id == Notice.action_id)
            .join(Stream, states.of_delivery())
            .where(
                Delivery.participant_id.in_(people),
                # What had ended a while before its last beat, it had long written down.
                or_(Action.ended_at.is_(None), Action.ended_at > beat_at - DEAD_AFTER),
                Delivery.handed_over_at.is_(None),
                Delivery.seq < Stream.next_seq,
                # Its turn came while the process may still have lived.
                or_(Delivery.answered_at.is_(None), Delivery.answered_at <= beat_at + 2 * BEAT_EVERY),
                Notice.kind == "alert",
            )
        ).all()
        for action_id in sorted({str(row[1]) for row in in_hand}):
            action = locks.lock_action(session, action_id)
            persons = [str(row[0]) for row in in_hand if row[1] == action_id]
            states.count_as_unanswered(session, waves.alert_of(session, action_id).id, persons)
            waves.queue_follow_ups(session, action, now, persons)
        session.execute(delete(WebProcess).where(WebProcess.id == process_id))
    return died


def any_dead(session: Session, now: datetime) -> bool:
    """Whether `reap_dead_processes` would find any: a look that keeps no writer waiting."""
    query = select(WebProcess.id).where(WebProcess.beat_at < now - DEAD_AFTER).limit(1)
    return session.execute(query).first() is not None


def _due(session: Session, now: datetime, *which: Any) -> list[Due]:
    """What may still leave and has had its turn."""
    rows = session.execute(
        select(
            Delivery.participant_id,
            Delivery.notice_id,
            Delivery.wave_id,
            Participant.language,
            Delivery.handed_over_at,
            Notice.expires_at.is_(None),
            func.coalesce(Notice.expires_at, Action.expires_at),
        )
        .join(Stream, states.of_delivery())
        .join(Notice, Notice.id == Delivery.notice_id)
        .join(Participant, Participant.id == Delivery.participant_id)
        .outerjoin(Action, Action.id == Notice.action_id)
        .where(states.lasts(now), states.turn_came(), halted.may_leave(session), *which)
        .order_by(Delivery.wave_id, Delivery.seq)
    )
    return [Due(str(row[0]), row[1], row[2], row[3], row[4], bool(row[5]), row[6]) for row in rows]

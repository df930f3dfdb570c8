"""Which worker sends, and how things stand for it."""

import time
from datetime import datetime, timedelta

from sqlalchemy import String, text
from sqlalchemy.orm import Session

from backend.delivery.outbox.rows import Halt, State, times
from backend.domain.deliveries import open_sockets
from backend.models.base import Utc

LEASE = timedelta(seconds=5)


def acquire_lead(session: Session, worker: str, now: datetime) -> bool:
    """Takes or renews the right to send; false while another worker has it.

    A lease that ends later than anybody may take one is from before the clock was set back: nobody waits for it."""
    row = session.execute(
        text(
            "INSERT INTO sender (id, worker, leased_until, beat_at) VALUES (1, :worker, :until, :now)"
            " ON CONFLICT (id) DO UPDATE SET worker = excluded.worker, leased_until = excluded.leased_until,"
            " beat_at = excluded.beat_at WHERE sender.worker = :worker OR sender.leased_until <= :now"
            " OR sender.leased_until > :never RETURNING worker"
        ).bindparams(*times("until", "now", "never")),
        {"worker": worker, "until": now + LEASE, "now": now, "never": now + 2 * LEASE},
    ).first()
    return row is not None


def sender(session: Session) -> str | None:
    """The worker that sends, and goes on to send until this transaction ends."""
    share = "" if session.get_bind().dialect.name == "sqlite" else " FOR SHARE"
    return session.execute(text(f"SELECT worker FROM sender{share}")).scalar()


def release_lead(session: Session, worker: str, now: datetime) -> None:
    """Lets another worker send at once."""
    session.execute(
        text("UPDATE sender SET leased_until = :now WHERE worker = :worker").bindparams(*times("now")),
        {"worker": worker, "now": now},
    )


def read_state(session: Session, now: datetime) -> State:
    """How things stand for a worker: who sends, what may leave, whether there is work."""
    running = text("SELECT id, expires_at FROM action WHERE status = 'running'")
    due = text(
        "SELECT 1 FROM delivery WHERE result = 'retrying' AND due_at <= :now AND leased_by IS NULL LIMIT 1"
    )
    seen = time.monotonic()
    # Before the actions: one that starts in between would show its wave and not itself, as if it had ended.
    open_waves = frozenset(session.execute(text("SELECT id FROM wave WHERE NOT closed")).scalars())
    # Before what was withdrawn: a halt that ends in between would show neither.
    halts = tuple(
        Halt(*row)
        for row in session.execute(text("SELECT action_id, region FROM halt WHERE ended_at IS NULL"))
    )
    withdrawn = frozenset(session.execute(text("SELECT id FROM wave WHERE withdrawn")).scalars())
    return State(
        seen=seen,
        sender=session.execute(text("SELECT worker FROM sender")).scalar(),
        running={
            row.id: row.expires_at for row in session.execute(running.columns(id=String, expires_at=Utc))
        },
        open_waves=open_waves,
        retries_due=session.execute(due.bindparams(*times("now")), {"now": now}).first() is not None,
        listeners=open_sockets.anybody(session),
        halts=halts,
        withdrawn=withdrawn,
    )


def record_services(session: Session, states: dict[str, str], now: datetime) -> None:
    """Tells everybody how the services (by name) stand."""
    for origin, state in states.items():
        session.execute(
            text(
                "UPDATE push_service SET state = :state, since = :now WHERE origin = :origin AND state <> :state"
            ).bindparams(*times("now")),
            {"state": state, "now": now, "origin": origin},
        )

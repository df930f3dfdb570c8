"""What time brings without anybody calling: newcomers in an area, actions nobody closed, retries that expired.

And, beside it and much more slowly, what is erased because its time is over. Called by the worker that leads."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from backend.clock import Clock
from backend.db import Database
from backend.delivery.doorbell import Bus
from backend.delivery.outbox import retries
from backend.domain import retention
from backend.domain.actions import lifecycle
from backend.domain.deliveries import announcements, locks, open_sockets, waves
from backend.domain.participants import kiosks
from backend.domain.reports import closing_circle
from backend.models import Action
from backend.settings import Settings

EVERY = 1.5
PURGE_EVERY = 600.0
RETENTION_EVERY = 86_400.0
RETENTION_AGAIN = 600.0
"""Seconds after which it is taken up again where it failed, or was left off."""
RETENTION_RESTS = 0.02
"""Seconds between two of its transactions: with one writer at a time, whoever waits would hardly ever be next."""
SHARE = 4
"""An area that takes long to look through is looked at less often: sweeping takes a fifth of the time at most."""
log = structlog.get_logger()


class Sweeps:
    """Keeps for each running action when it is to be looked at again."""

    def __init__(self, db: Database, bus: Bus, settings: Settings) -> None:
        self._db, self._bus, self._settings = db, bus, settings
        self._next: dict[str, float] = {}
        self._purge_at = self._retention_at = 0.0

    def sweep(self, clock: Clock) -> None:
        """One round over everything that runs; each action is its own short transaction.

        What ends something for good asks the clock and the database anew: a round may be long, and the action extended
        or the clock set meanwhile."""
        now = clock()
        with self._db.read() as session:
            running = session.scalars(
                select(Action.id).where(Action.status == "running", Action.expires_at > now)
            ).all()
            overdue = lifecycle.overdue(session, now, self._settings)
            expired = retries.expired_retries(session, now)
            dead = open_sockets.any_dead(session, now)
            joined = announcements.due(session, now)
            abandoned = kiosks.waiting_too_long(session, now)
            undrawn = closing_circle.due(session)
        self._next = {action_id: self._next.get(action_id, 0.0) for action_id in running}
        for action_id in running:
            began = time.monotonic()
            if began >= self._next[action_id]:
                with _apart("enlist", action=action_id):
                    self._enlist(action_id, now)
                ended = time.monotonic()
                self._next[action_id] = max(began + EVERY, ended + SHARE * (ended - began))
        for action_id in overdue:
            with _apart("close", action=action_id):
                self._close(action_id, clock)
        for action_id in undrawn:
            with _apart("draw", action=action_id), self._db.write() as session:
                closing_circle.keep(session, action_id, now)
        if time.monotonic() >= self._purge_at:
            self._purge_at = time.monotonic() + PURGE_EVERY
            with _apart("purge"), self._db.write() as session:
                retention.purge(session, now)
        for code in joined:
            with _apart("announce", municipality=code):
                self._announce(code, now)
        if abandoned:
            with _apart("erase"), self._db.write() as session:
                kiosks.erase(session, now)
        if expired:
            with _apart("give-up"), self._db.write() as session:
                retries.give_up(session, clock())
        if dead:
            with _apart("bury"):
                self._bury(now)

    def retain(self, clock: Clock, go_on: Callable[[], bool]) -> None:
        """Once a day, what nobody waits for: reminders, and erasing what is old. Ends soon after `go_on` says no.

        In a thread of its own, as it takes as long as there are people."""
        if time.monotonic() < self._retention_at:
            return
        self._retention_at = time.monotonic() + RETENTION_AGAIN

        def rested() -> bool:
            time.sleep(RETENTION_RESTS)
            return go_on()

        with _apart("retain"):
            done = retention.everything(self._db, clock(), self._settings, self._bus.ring, rested)
            if go_on():
                self._retention_at = time.monotonic() + RETENTION_EVERY
            log.info("retention", **done)

    def _enlist(self, action_id: str, now: datetime) -> None:
        with self._db.read() as session:
            action = session.get_one(Action, action_id)
            alert = waves.alert_of(session, action_id)
            if not waves.has_newcomers(session, action, alert, now, self._settings):
                return
        with self._db.write() as session:
            action = locks.lock_action(session, action_id)
            if action.status != "running" or action.expires_at <= now:
                return
            enlisted = lifecycle.enlist_newcomers(session, action, now, self._settings)
            self._bus.ring(session)
        log.info("enlisted", action=action_id, participants=enlisted)

    def _close(self, action_id: str, clock: Clock) -> None:
        with self._db.write() as session:
            closed = lifecycle.close(session, action_id, clock(), self._settings)
            self._bus.ring(session)
        if closed:
            log.info("action-closed", action=action_id)

    def _announce(self, code: str, now: datetime) -> None:
        with self._db.write() as session:
            told = announcements.announce(session, code, now, self._settings)
            self._bus.ring(session)
        log.info("municipality-joined", municipality=code, participants=told)

    def _bury(self, now: datetime) -> None:
        with self._db.write() as session:
            buried = open_sockets.reap_dead_processes(session, now)
            self._bus.ring(session)
        if buried:
            log.warning("web-process-died", processes=buried)


@contextmanager
def _apart(what: str, **of: str) -> Iterator[None]:
    """What fails of one action, perhaps each time, keeps nothing else from its turn; the next round tries again."""
    try:
        yield
    except Exception as error:
        # Say, an outcome given while the system was about to end the action.
        log.warning(
            "sweep-failed",
            what=what,
            error=type(error).__name__,
            exc_info=not isinstance(error, SQLAlchemyError),
            **of,
        )

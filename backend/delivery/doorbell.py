"""The doorbells between processes: that of the workers, when there is something to send, and that of the sockets,
when the turn of some place has come.

They carry no content and may be lost: who listens looks by itself as well. Small enough to put another bus beside."""

import threading
from collections import defaultdict
from collections.abc import Callable
from typing import Protocol

import psycopg
import structlog
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from backend.db import Database

WORKERS = "burgernet"
SOCKETS = "burgernet_sockets"
log = structlog.get_logger()


class Bus(Protocol):
    def ring(self, session: Session, bell: str = WORKERS) -> None:
        """Rings when this transaction commits, never before."""

    def listen(self, callback: Callable[[], None], bell: str = WORKERS) -> Callable[[], None]:
        """Calls back, from any thread, whenever somebody rings; answers what ends the listening."""


class InProcessBus:
    """Embedded: web and worker share the process."""

    def __init__(self) -> None:
        self._callbacks: dict[str, set[Callable[[], None]]] = defaultdict(set)

    def ring(self, session: Session, bell: str = WORKERS) -> None:
        event.listen(session, "after_commit", lambda _: self._call(bell), once=True)

    def listen(self, callback: Callable[[], None], bell: str = WORKERS) -> Callable[[], None]:
        self._callbacks[bell].add(callback)
        return lambda: self._callbacks[bell].discard(callback)

    def _call(self, bell: str) -> None:
        for callback in list(self._callbacks[bell]):
            callback()


class PostgresBus:
    """LISTEN/NOTIFY: the notification rides the commit."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)

    def ring(self, session: Session, bell: str = WORKERS) -> None:
        session.execute(text(f"NOTIFY {bell}"))

    def listen(self, callback: Callable[[], None], bell: str = WORKERS) -> Callable[[], None]:
        over = threading.Event()
        threading.Thread(target=self._run, args=(callback, bell, over), name="doorbell", daemon=True).start()
        return over.set

    def _run(self, callback: Callable[[], None], bell: str, over: threading.Event) -> None:
        while not over.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True, connect_timeout=5) as connection:
                    connection.execute(f"LISTEN {bell}")
                    callback()
                    while not over.is_set():
                        for _ in connection.notifies(timeout=0.5, stop_after=1):
                            callback()
            except psycopg.Error as error:
                log.warning("doorbell-lost", error=type(error).__name__)
                over.wait(1.0)


def make(db: Database) -> Bus:
    """The bus that fits the database."""
    return InProcessBus() if db.embedded else PostgresBus(db.url)

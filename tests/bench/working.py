"""Worker processes on a filled town, and the actions they are given."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from sqlalchemy import text

from tests.bench.child import Child
from tests.bench.failure import BenchFailed
from tests.bench.grounds import Grounds, vacuum
from tests.bench.launcher import work
from tests.bench.sink import Sink, require_once_each, wait_until

LEADS_WITHIN = 20.0
SENT_WITHIN = 120.0


@dataclass(frozen=True)
class Played:
    """One action from start to last result; times in seconds."""

    messages: int
    taken: float
    """From the first answer to the last."""
    cpu: float
    """Of all workers together, from before the start until everything was stored."""
    placed: float
    whole: float
    threads: dict[str, float]
    payload: str

    @property
    def rate(self) -> float:
        return self.messages / self.taken

    @property
    def cost(self) -> float:
        """CPU a message, in microseconds."""
        return 1e6 * self.cpu / self.messages


class Working:
    """One worker process from entering to leaving; a second one for as long as `standing_by`."""

    def __init__(self, grounds: Grounds, sink: Sink, *, profiled: bool = False) -> None:
        self.town, self._grounds, self._sink = grounds.town, grounds, sink
        self.child = Child("worker", work, grounds.environment, profiled)
        self._children = [self.child]

    def __enter__(self) -> "Working":
        try:
            wait_until(
                lambda: bool(self.rows("SELECT worker FROM sender")), LEADS_WITHIN, "a worker that leads"
            )
        except BaseException:
            self.child.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._leave(self.child.stop)

    @contextmanager
    def until_killed(self) -> "Iterator[Working]":
        """As `with` itself, but ended where it stands and with nothing left of its actions: one that waits for a dead
        push service takes its time to say goodbye."""
        try:
            yield self.__enter__()
        finally:
            self._leave(self.child.kill)
            self.clear()

    @contextmanager
    def standing_by(self) -> Iterator[None]:
        """A second worker beside the first."""
        second = Child("stand-by", work, self._grounds.environment, False)
        try:
            # Its first look at the database has been taken.
            wait_until(lambda: "worker-db" in second.ask("usage")[1], LEADS_WITHIN, "a worker that stands by")
            self._children.append(second)
            yield
        finally:
            self._children = [self.child]
            second.stop()

    def usage(self) -> tuple[float, dict[str, float]]:
        """CPU seconds so far of all workers together, and by kind of thread."""
        total, threads = 0.0, Counter[str]()
        for child in self._children:
            spent, kinds = child.ask("usage")
            total += spent
            threads.update({kind: took for kind, took in kinds.items() if kind != "bench"})
        return total, threads

    def start(self, width: int | None = None, **form: Any) -> str:
        """An action for everybody inside; with a `width` its W is not the usual one."""
        town = self.town
        if width is None:
            return town.start(**form)
        with town.db.write() as session:
            action = town.begin(session, **form)
            session.execute(text("UPDATE wave SET width = :width"), {"width": width})
            town.bus.ring(session)
        return action

    def play(self, width: int | None = None) -> Played:
        """One action from start to last result. Raises BenchFailed when anybody was missed or alerted twice."""
        self._sink.mark()
        cpu, threads = self.usage()
        began = perf_counter()
        action = self.start(width)
        placed = perf_counter() - began
        wait_until(
            lambda: bool(self.rows("SELECT 1 FROM wave WHERE closed")), SENT_WITHIN, "all results stored"
        )
        cpu_after, threads_after = self.usage()
        [(handed, started, first, last, payloads)] = self.rows(
            "SELECT count(*), min(a.started_at), min(d.answered_at), max(d.answered_at), min(n.payloads::text)"
            " FROM delivery d JOIN notice n ON n.id = d.notice_id JOIN action a ON a.id = n.action_id"
            " WHERE d.result = 'handed-over'"
        )
        if handed != self._grounds.inside:
            raise BenchFailed(f"Of {self._grounds.inside} messages {handed} were handed over.")
        arrivals = self._sink.arrivals()
        require_once_each(arrivals, "HTTP/2.0", handed)
        if {arrival.topic for arrival in arrivals} != {action}:
            raise BenchFailed("Something else than this action's messages arrived.")
        return Played(
            handed,
            (last - first).total_seconds(),
            cpu_after - cpu,
            placed,
            (last - started).total_seconds(),
            {kind: spent - threads.get(kind, 0.0) for kind, spent in threads_after.items()},
            json.loads(payloads)["nl"],
        )

    def clear(self) -> None:
        """As if there had been no action: it does not end, so no outcome goes to everybody."""
        with self.town.db.write() as session:
            session.execute(text("DELETE FROM action"))
        vacuum(self.town)

    def rows(self, query: str) -> list[Any]:
        with self.town.db.read() as session:
            return list(session.execute(text(query)).all())

    def _leave(self, end: Any) -> None:
        end()
        with self.town.db.write() as session:
            session.execute(text("DELETE FROM sender"))

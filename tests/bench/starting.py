"""From POST /v1/actions on a running installation to the first message, and to the last answer stored."""

import secrets
import sqlite3
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from backend.demo.calls import Calls
from backend.demo.serving import Serving
from tests.bench.grounds import DISPATCHER, PASSWORD, Grounds, report_of_girl
from tests.bench.report import Report, Row
from tests.bench.sink import Sink, require_once_each, wait_until
from tests.support.postgresql import free_port

FIRST_WITHIN, STORED_WITHIN = 100, 1.0
WARM_UPS = 3
SENT_WITHIN = 60.0


def measure_first(
    grounds: Grounds,
    sink: Sink,
    report: Report,
    log: Path,
    *,
    registered: int,
    rounds: int,
    say: Callable[[str], None],
) -> None:
    """PostgreSQL: `serve` and `worker` as processes, the first message from the sink's log."""
    firsts, answers, lasts = [], [], []
    with Installation(grounds, sink, log) as house:
        for number in range(1 - WARM_UPS, rounds + 1):
            posted, answered, _ = house.start()
            arrivals = sink.await_arrivals(grounds.inside, SENT_WITHIN)
            require_once_each(arrivals, "HTTP/2.0", grounds.inside)
            house.end()
            if number < 1:
                continue
            firsts.append(1e3 * (arrivals[0].at - posted))
            answers.append(1e3 * (answered - posted))
            lasts.append(1e3 * (arrivals[-1].at - posted))
            say(
                f"first message, round {number}/{rounds}: after {firsts[-1]:.0f} ms,"
                f" last after {lasts[-1]:.0f} ms, call answered after {answers[-1]:.0f} ms"
            )
    where = f"PostgreSQL, {grounds.inside:,} of {registered:,}"
    report.rows += [
        Row(f"{where}: `POST /v1/actions` to first message", firsts, " ms", at_most=FIRST_WITHIN),
        Row("… to the last message", lasts, " ms"),
        Row("… until the call is answered", answers, " ms"),
    ]


def measure_embedded(
    grounds: Grounds,
    sink: Sink,
    report: Report,
    log: Path,
    *,
    registered: int,
    rounds: int,
    say: Callable[[str], None],
) -> None:
    """SpatiaLite: `serve` alone, web and worker in one process; the last answer seen in its file."""
    stored_after, firsts = [], []
    file = grounds.town.settings.database_url.removeprefix("sqlite:///")
    with (
        Installation(grounds, sink, log, embedded=True) as house,
        closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, isolation_level=None)) as looking,
    ):
        for number in range(1 - WARM_UPS, rounds + 1):
            posted, _, notice = house.start()

            def stored(notice: str = notice) -> bool:
                return not looking.execute(
                    "SELECT 1 FROM delivery WHERE notice_id = ? AND result IN ('waiting', 'retrying') LIMIT 1",
                    [notice],
                ).fetchall()

            until = wait_until(stored, SENT_WITHIN, "all answers stored", every=0.003)
            arrivals = sink.arrivals()
            require_once_each(arrivals, "HTTP/2.0", grounds.inside)
            house.end()
            if number < 1:
                continue
            stored_after.append(until - posted)
            firsts.append(1e3 * (arrivals[0].at - posted))
            say(
                f"embedded, round {number}/{rounds}: last answer stored after {stored_after[-1]:.2f} s,"
                f" first message after {firsts[-1]:.0f} ms"
            )
    where = f"embedded, {grounds.inside:,} of {registered:,}"
    report.rows += [
        Row(f"{where}: `POST /v1/actions` to last answer stored", stored_after, " s", at_most=STORED_WITHIN),
        Row("… to the first message", firsts, " ms"),
    ]


class Installation:
    """Burgernet as an operator runs it, and a dispatcher who is signed in."""

    def __init__(self, grounds: Grounds, sink: Sink, log: Path, *, embedded: bool = False) -> None:
        self._grounds, self._sink, self._log, self._embedded = grounds, sink, log, embedded
        self._action = ""

    def __enter__(self) -> "Installation":
        address = f"127.0.0.1:{free_port()}"
        environment = self._grounds.environment | {"BURGERNET_BIND": address}
        with ExitStack() as closing:
            serving = Serving(environment, address, self._log, embedded=self._embedded)
            closing.callback(serving.stop)
            serving.wait_until_ready()
            self._call = Calls(address)
            closing.callback(self._call.close)
            self._call("POST", "/v1/sessions", {"username": DISPATCHER, "password": PASSWORD})
            self._closing = closing.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def start(self) -> tuple[float, float, str]:
        """Starts an action: (when it was posted, when that was answered, the alert's notice)."""
        self._sink.mark()
        seen = (datetime.now(UTC) - timedelta(minutes=10)).isoformat(timespec="seconds")
        body, key = report_of_girl(seen), secrets.token_urlsafe(16)
        posted = time.time()
        started = self._call("POST", "/v1/actions", body, Idempotency_Key=key)
        answered = time.time()
        self._action = started["id"]
        return posted, answered, started["messages"][0]["notice"]

    def end(self) -> None:
        """Ends it, and waits until everybody has heard."""
        wait_until(lambda: self._progress()["waiting"] == 0, SENT_WITHIN, "all answers stored")
        self._call("POST", f"/v1/actions/{self._action}/outcome", {"result": "found"})
        told = self._grounds.inside
        wait_until(lambda: self._progress()["outcome"]["handedOver"] == told, SENT_WITHIN, "outcomes stored")

    def _progress(self) -> dict[str, Any]:
        progress: dict[str, Any] = self._call("GET", f"/v1/dispatch/actions/{self._action}/progress")
        return progress

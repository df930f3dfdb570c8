"""The push service of the benchmarks: tests/nginx.py, and what it has received so far."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import NamedTuple, Self

from tests.bench.failure import BenchFailed
from tests.support.nginx import Nginx

FORMAT = "$msec $status $server_protocol $http_topic $request_uri"


class Arrival(NamedTuple):
    """One request; `at` in seconds since the epoch, to the millisecond, when it was answered."""

    at: float
    status: int
    protocol: str
    topic: str
    path: str


class Sink:
    """Runs from construction to stop()."""

    def __init__(self) -> None:
        self._nginx = Nginx(FORMAT)
        # By number: with a name, each new connection would be tried over IPv6 first.
        self.origin = f"https://127.0.0.1:{self._nginx.port}"
        self.ca_file = str(self._nginx.ca_file)
        self._read = self._seen = self._count = 0

    def mark(self) -> None:
        """Forgets what was received until now."""
        self._read = self._seen = self._nginx.log_file.stat().st_size
        self._count = 0

    def arrivals(self) -> list[Arrival]:
        """What was received since the mark, in the order of the answers."""
        with self._nginx.log_file.open("rb") as file:
            file.seek(self._read)
            whole, _, _ = file.read().decode().rpartition("\n")
        found = []
        for line in whole.splitlines():
            at, status, protocol, topic, path = line.split(" ", 4)
            found.append(Arrival(float(at), int(status), protocol, topic, path))
        return found

    def counted(self) -> int:
        """How many were received since the mark; looks at what is new only, so that it can be asked all the time."""
        with self._nginx.log_file.open("rb") as file:
            file.seek(self._seen)
            new = file.read()
        self._seen += len(new)
        self._count += new.count(b"\n")
        return self._count

    def await_arrivals(self, count: int, seconds: float) -> list[Arrival]:
        """As soon as `count` were received since the mark. Raises BenchFailed."""
        self.await_count(count, seconds)
        return self.arrivals()

    def await_count(self, count: int, seconds: float) -> None:
        """Returns once `count` were received since the mark. Raises BenchFailed."""
        wait_until(lambda: self.counted() >= count, seconds, f"{count:,} messages at the sink")

    def stop(self) -> None:
        self._nginx.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def require_once_each(arrivals: list[Arrival], protocol: str, expected: int) -> None:
    """Raises BenchFailed unless each of `expected` phones got one message, accepted, over this protocol."""
    wrong = {(each.status, each.protocol) for each in arrivals} - {(201, protocol)}
    if wrong:
        raise BenchFailed(f"Expected 201 over {protocol}, the sink saw {sorted(wrong)}.")
    phones = len({each.path for each in arrivals})
    if not phones == len(arrivals) == expected:
        raise BenchFailed(f"Expected {expected} phones once each: {len(arrivals)} messages, {phones} phones.")


def wait_until(true: Callable[[], bool], seconds: float, what: str, *, every: float = 0.02) -> float:
    """When it was first seen to hold, in seconds since the epoch. Raises BenchFailed."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise BenchFailed(f"After {seconds:g} s there were not yet {what}.")
        time.sleep(every)
    return time.time()

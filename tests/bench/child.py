"""A sender in a process of its own, so that its CPU time is its own: asked over a pipe, answers over it.

It ends when asked, when this process ends, and on Ctrl-C."""

import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.bench.failure import BenchFailed

ANSWERS_WITHIN = 120.0
ENDS_WITHIN = 20.0


class Child:
    """`target(connection, *arguments)` runs in a fresh interpreter and sends "ready" when it is."""

    def __init__(self, name: str, target: Callable[..., None], *arguments: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self._name = name
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=target, args=(theirs, *arguments), name=name, daemon=True)
        self._process.start()
        theirs.close()
        try:
            self._receive()
        except BaseException:
            self.stop()
            raise

    def ask(self, question: Any) -> Any:
        """Raises BenchFailed when it is not answered."""
        self._connection.send(question)
        return self._receive()

    def stop(self) -> None:
        """Returns when the process has ended."""
        self._connection.close()
        self._process.terminate()
        self._process.join(ENDS_WITHIN)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def kill(self) -> None:
        """Ends it where it stands."""
        self._connection.close()
        self._process.kill()
        self._process.join()

    def _receive(self) -> Any:
        try:
            if self._connection.poll(ANSWERS_WITHIN):
                return self._connection.recv()
        except (EOFError, OSError):
            raise BenchFailed(f"The process {self._name} ended before it answered.") from None
        raise BenchFailed(f"The process {self._name} did not answer in {ANSWERS_WITHIN:g} s.")


def serve(connection: Connection, answer: Callable[[Any], Any]) -> None:
    """In the child: answers one question after another until the asker has gone."""
    connection.send("ready")
    try:
        while True:
            connection.send(answer(connection.recv()))
    except (EOFError, OSError):
        pass


def ignore_interrupt() -> None:
    """In the child: Ctrl-C is for the parent, which then ends us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def cpu_seconds() -> float:
    """CPU time of this process so far, all its threads together."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def resident(process: int) -> int:
    """Bytes of memory a process holds."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize()


def thread_seconds() -> dict[str, float]:
    """CPU time so far by kind of thread; threads that are not Python's carry their system name."""
    names = {thread.native_id: thread.name for thread in threading.enumerate()}
    found: dict[str, float] = {}
    for task in Path(f"/proc/{os.getpid()}/task").iterdir():
        name = names.get(int(task.name)) or f"{(task / 'comm').read_text().strip()} (native)"
        kind = name.rstrip("0123456789").rstrip("_-")
        # The first number is nanoseconds on a core.
        spent = int((task / "schedstat").read_text().split()[0]) / 1e9
        found[kind] = found.get(kind, 0.0) + spent
    return found

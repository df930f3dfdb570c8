"""A worker in a process of its own, so that a test can end it as a crash would: `python -m tests.worker_process WIRE`.

with WorkerProcess(town) as worker:
    town.start()
    worker.kill()
"""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import select

from backend import clock, logs
from backend.clock import Clock
from backend.db import Database
from backend.delivery import doorbell
from backend.delivery.doorbell import Bus
from backend.delivery.worker import worker
from backend.models.worker import Sender
from backend.settings import Settings, load
from backend.settings.table import PREFIX
from tests.support.town import Town
from tests.support.wires import WIRES

ROOT = Path(__file__).parents[2]


@dataclass
class House:
    """All a worker asks for."""

    settings: Settings
    db: Database
    bus: Bus
    clock: Clock


def main() -> None:
    """Sends until a signal ends it, on the settings in the environment, by the named wire."""
    logs.configure()
    settings = load(os.environ)
    db = Database(settings.database_url)
    worker.run(House(settings, db, doorbell.make(db), clock.now), WIRES[sys.argv[1]].channel(settings))


class WorkerProcess:
    """Runs from entering to leaving; `leads=False` does not wait until it sends, as when another one does."""

    def __init__(self, town: Town, *, leads: bool = True) -> None:
        self._town, self._leads = town, leads

    def __enter__(self) -> Self:
        before = self._sender()
        self._log = (self._town.settings.data_dir / "worker.log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.worker_process", self._town.wire.name],
            cwd=ROOT,
            env={**os.environ, **environ(self._town.settings)},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        try:
            if self._leads:
                self._wait_until_leading(before)
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """Ends it where it stands, and waits until it has ended."""
        self.shoot()
        self._process.wait(5)
        self._log.close()

    def shoot(self) -> None:
        """Ends it where it stands; from any thread."""
        self._process.kill()

    def pause(self) -> None:
        """It stands still where it is, without noticing."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def terminate(self) -> int:
        """Asks it to end, waits until it has, and answers its exit status."""
        self._process.terminate()
        return self._process.wait(15)

    def _sender(self) -> str | None:
        with self._town.db.read() as session:
            return session.scalar(select(Sender.worker))

    def _wait_until_leading(self, before: str | None) -> None:
        deadline = time.monotonic() + 20
        while self._sender() in (None, before):
            if not self.running or time.monotonic() > deadline:
                said = (self._town.settings.data_dir / "worker.log").read_text(errors="replace")
                raise RuntimeError(f"The worker does not send.\n{said}")
            time.sleep(0.02)


def environ(settings: Settings) -> dict[str, str]:
    """These settings as a process reads them."""
    given = {}
    for field in fields(settings):
        value = getattr(settings, field.name)
        if isinstance(value, bool):
            value = "on" if value else "off"
        elif isinstance(value, tuple):
            value = ",".join(value)
        if value is not None:
            given[PREFIX + field.name.upper()] = f"{value:g}" if isinstance(value, float) else str(value)
    return given


if __name__ == "__main__":
    main()

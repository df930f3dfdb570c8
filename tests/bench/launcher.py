"""The worker in a process of its own, as `burgernet worker` runs it; answers what CPU time it has used.

With `profiled` its event loop runs under cProfile, and the last answer is where the time went."""

import cProfile
import io
import logging
import os
import pstats
import re
import signal
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from backend import clock, logs
from backend.clock import Clock
from backend.db import Database
from backend.delivery import doorbell
from backend.delivery.doorbell import Bus
from backend.delivery.push.webpush import WebPush
from backend.delivery.worker import worker
from backend.settings import Settings, load
from tests.bench.child import cpu_seconds, resident, serve, thread_seconds

TOP = 25
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Supplies:
    settings: Settings
    db: Database
    bus: Bus
    clock: Clock


def work(connection: Connection, environment: dict[str, str], profiled: bool) -> None:
    """Sends until SIGTERM, or until the asker has gone. Questions: "usage", "memory", and with a profile "profile"."""
    logs.configure(logging.WARNING)
    settings = load(environment)
    db = Database(settings.database_url)
    supplies = Supplies(settings, db, doorbell.make(db), clock.now)
    channel = WebPush(settings)
    profile = cProfile.Profile() if profiled else None
    ended = threading.Event()

    def answer(question: str) -> object:
        if question == "profile" and profile is not None:
            os.kill(os.getpid(), signal.SIGTERM)
            ended.wait(15)
            return _told(profile)
        if question == "memory":
            return resident(os.getpid())
        return cpu_seconds(), thread_seconds()

    def listen() -> None:
        serve(connection, answer)
        if not ended.is_set():
            os.kill(os.getpid(), signal.SIGTERM)

    listener = threading.Thread(target=listen, name="bench", daemon=True)
    listener.start()
    try:
        if profile is None:
            worker.run(supplies, channel)
        else:
            profile.runcall(worker.run, supplies, channel)
    finally:
        db.close()
        ended.set()
    # The last answer may still have to leave.
    listener.join(15)


def _told(profile: cProfile.Profile) -> str:
    """The functions that took most of the loop's own time, paths shortened."""
    text = io.StringIO()
    pstats.Stats(profile, stream=text).sort_stats("tottime").print_stats(TOP)
    short = re.sub(r"/\S*/(?:site-packages|python3\.\d+)/", "", text.getvalue())
    return short.replace(f"{ROOT}/", "").strip()

"""gunicorn, set up for the two ways to serve: embedded in one process of threads, or gevent beside a worker."""

import gc
import importlib
import os
from typing import TYPE_CHECKING, Any

import structlog
from gunicorn.app.base import BaseApplication

from backend import create_app
from backend.db import Database
from backend.db.single_statements import SINGLE_CONNECTIONS
from backend.serving import slow_callers
from backend.settings import Settings

if TYPE_CHECKING:
    from flask import Flask

THREADS = 256
GEVENT_CONNECTIONS = 4096
CALLS_BESIDE_SOCKETS = 512
DATABASE_CONNECTIONS = 60
"""Of all processes of one `serve` together: PostgreSQL allows 100 by default."""
LAST_SECONDS = 8
log = structlog.get_logger()


class Server(BaseApplication):  # type: ignore[misc]
    """One `burgernet serve`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._processes = 1 if settings.embedded else max(2, os.cpu_count() or 1)
        # Nearly all code there is: read once before the processes part, not by each on its own.
        importlib.import_module("backend.routes")
        super().__init__()

    def load_config(self) -> None:
        """Nothing of gunicorn is read from the environment or a file."""
        for name, value in self._options().items():
            self.cfg.set(name, value)

    def load(self) -> "Flask":
        """The app, made after the fork: connections must not be shared between processes."""
        each = max(4, DATABASE_CONNECTIONS // self._processes - SINGLE_CONNECTIONS)
        url = self._settings.database_url
        db = Database(url) if self._settings.embedded else Database(url, pool_size=each, max_overflow=0)
        return create_app(self._settings, db=db)

    def _options(self) -> dict[str, Any]:
        shared = {
            "bind": self._settings.bind,
            "workers": self._processes,
            "graceful_timeout": LAST_SECONDS,
            "keepalive": 30,
            "limit_request_line": 8190,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": lambda server: log.info("serving", bind=self._settings.bind),
        }
        if not self._settings.embedded:
            return {
                **shared,
                "worker_class": "gevent",
                "worker_connections": GEVENT_CONNECTIONS,
                "post_worker_init": _hold_sockets,
                "worker_exit": _stop_sending,
            }
        return {
            **shared,
            "worker_class": slow_callers.Worker,
            "threads": THREADS,
            "worker_connections": THREADS * 4,
            "post_worker_init": _start_sending,
            "worker_exit": _stop_sending,
        }


def _keep_what_was_loaded() -> None:
    # Looking through it again for garbage would let everybody wait for a tenth of a second.
    gc.freeze()


def _hold_sockets(process: Any) -> None:
    """As many as leave room for other calls; closed when the process is told to end, or it would wait for them."""
    _keep_what_was_loaded()
    hub = process.wsgi.extensions["burgernet"].hub
    hub.most = process.cfg.worker_connections - CALLS_BESIDE_SOCKETS
    hub.watch(lambda: process.alive)


def _start_sending(process: Any) -> None:
    """Threads do not survive a fork, so the embedded worker starts in the process that serves."""
    from backend.delivery.push.webpush import WebPush
    from backend.delivery.worker import worker

    _keep_what_was_loaded()
    services = process.wsgi.extensions["burgernet"]
    services.hub.watch(lambda: process.alive)
    process.burgernet_worker = worker.start_thread(services, WebPush(services.settings))


def _stop_sending(_: Any, process: Any) -> None:
    # What was told over sockets has to be written down before the process is gone.
    process.wsgi.extensions["burgernet"].hub.close()
    if hasattr(process, "burgernet_worker"):
        process.burgernet_worker.stop()

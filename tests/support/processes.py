"""Burgernet's own processes on the settings of a town, and phones that hold sockets at them.

with Serving(town) as serving, Ear(serving, town, token) as ear:
    ear.hears("alert")
"""

import json
import os
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import select
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from backend.domain.participants.membership import token_for
from backend.models import Socket
from backend.settings import Settings
from tests.delivery.stage import until
from tests.support.postgresql import free_port
from tests.support.town import Town
from tests.support.worker_process import ROOT, environ

READY_WITHIN = 60.0
STOPS_WITHIN = 15.0


class Serving:
    """`serve`, and so many workers beside it where the database is not embedded; from entering to leaving."""

    def __init__(self, town: Town, *, workers: int = 1, **changes: str) -> None:
        self.town = town
        self.address = f"127.0.0.1:{free_port()}"
        self._workers = 0 if town.db.embedded else workers
        self._changes = changes
        self.use(town.settings)
        self._log = town.settings.data_dir / "serve.log"

    def use(self, settings: Settings) -> None:
        """Other settings than the town's, before it starts."""
        self._environ = {
            **os.environ,
            **environ(settings),
            "BURGERNET_BIND": self.address,
            **{f"BURGERNET_{name}": value for name, value in self._changes.items()},
        }

    def __enter__(self) -> Self:
        self.web = self.start("serve")
        self.workers = [self.start("worker") for _ in range(self._workers)]
        try:
            self.wait_until_ready()
        except BaseException as error:
            self.stop()
            raise RuntimeError(self._log.read_text(errors="replace")) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        for process in (self.web, *self.workers):
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
        for process in (self.web, *self.workers):
            try:
                process.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def wait_until_ready(self) -> None:
        until(self._ready, "the server is ready", READY_WITHIN)

    def web_processes(self) -> list[int]:
        """The processes that answer: gunicorn's own children."""
        children = Path(f"/proc/{self.web.pid}/task/{self.web.pid}/children").read_text().split()
        return [int(child) for child in children]

    def call(self, method: str, path: str, participant: str | None = None, body: Any = None) -> int:
        """Answers the status."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if participant is not None:
            headers["Authorization"] = f"Bearer {token_of(self.town, participant)}"
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"http://{self.address}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def _ready(self) -> bool:
        if self.web.poll() is not None:
            raise RuntimeError("The server has ended.")
        with suppress(OSError):
            return self.call("GET", "/readyz") == 200
        return False

    def start(self, command: str) -> "subprocess.Popen[bytes]":
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "backend.cli", command],
                cwd=ROOT,
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


class Ear:
    """A participant's phone with its app open."""

    def __init__(
        self,
        address: str,
        token: str,
        *,
        since: str | None = None,
        hello: bool = True,
        tls: ssl.SSLContext | None = None,
        **options: Any,
    ) -> None:
        address = f"{'wss' if tls else 'ws'}://{address}/v1/stream"
        with ExitStack() as opening:
            self.socket: ClientConnection = opening.enter_context(
                connect(address, proxy=None, ssl=tls, close_timeout=2, **options)
            )
            self._closing = opening.pop_all()
        self.heard: list[dict[str, Any]] = []
        if hello:
            self.says({"type": "hello", "token": token, **({"since": since} if since else {})})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.close()

    def says(self, message: object) -> None:
        self.socket.send(message if isinstance(message, str) else json.dumps(message))

    def hears(self, kind: str, within: float = 20.0) -> dict[str, Any]:
        """The next notice of this kind. Raises TimeoutError."""
        deadline = time.monotonic() + within
        while True:
            notice = self.next(deadline - time.monotonic())
            if notice["kind"] == kind:
                return notice

    def next(self, within: float) -> dict[str, Any]:
        """The next notice of any kind. Raises TimeoutError."""
        deadline = time.monotonic() + within
        while True:
            said = json.loads(self.socket.recv(timeout=max(0.0, deadline - time.monotonic())))
            if said["type"] == "notice":
                self.heard.append(said)
                found: dict[str, Any] = said
                return found

    def closed(self, within: float = 20.0) -> int:
        """The code with which the server closes, after whatever it says before."""
        deadline = time.monotonic() + within
        with suppress(ConnectionClosed):
            while True:
                self.socket.recv(timeout=max(0.0, deadline - time.monotonic()))
        return self.socket.close_code or 0


def token_of(town: Town, participant: str) -> str:
    return token_for(town.settings.secret_key, participant)


@contextmanager
def listening(serving: Serving, phone: str, **options: Any) -> Iterator[Ear]:
    """The app of this phone (its endpoint token), open and known to be."""
    participant = serving.town.phones[phone][0]
    with Ear(serving.address, token_of(serving.town, participant), **options) as ear:
        until(lambda: known(serving.town, participant), "the socket is known")
        yield ear


def known(town: Town, participant: str) -> bool:
    """Whether the house knows of a socket of this participant."""
    with town.db.read() as session:
        return session.scalar(select(Socket.id).where(Socket.participant_id == participant)) is not None

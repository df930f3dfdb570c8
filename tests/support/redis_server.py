"""A Redis of our own that keeps nothing, for tests.

with RedisServer() as redis:
    Limits(True, redis.url)
"""

import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from redis import Redis
from redis.exceptions import RedisError

from tests.delivery.stage import until
from tests.support.postgresql import free_port


class RedisServer:
    """Runs from entering to leaving; `stop` and `start` in between, always on the same port."""

    def __init__(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise RuntimeError("Redis is missing: `make test` installs it (Debian: redis-server).")
        self._program = program
        self._directory = Path(tempfile.mkdtemp(prefix="burgernet-redis-"))
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self._directory, ignore_errors=True)

    def start(self) -> None:
        self._process = subprocess.Popen(
            [
                self._program,
                "--port",
                str(self._port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                self._directory,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(self._answers, "Redis answers")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)

    def _answers(self) -> bool:
        try:
            with Redis(port=self._port) as client:
                return bool(client.ping())
        except RedisError:
            return False

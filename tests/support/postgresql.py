"""A PostgreSQL with PostGIS of our own, in a temporary directory, gone afterwards. For tests and benchmarks.

with Cluster() as cluster:
    cluster.create_database("town")
    connect(cluster.url("town"))
"""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from types import TracebackType
from typing import LiteralString, Self

import psycopg
from psycopg import sql

SUPERUSER = "postgres"
_RANGE = 4_000
_FIRST = 12_000 + _RANGE * (int(os.environ.get("PYTEST_XDIST_WORKER", "gw4")[2:]) % 5)
# From somewhere in it, so that two runs beside each other seldom look for the same one at the same moment.
_PORTS = cycle(_FIRST + (os.getpid() * 61 + place) % _RANGE for place in range(_RANGE))


class ClusterUnusable(Exception):
    """PostgreSQL is missing or would not start; the message says why."""


class Cluster:
    """Runs from construction to stop(). `durable` waits for the disk as in production; tests need not.

    `settings` are further lines of postgresql.conf, such as {"shared_buffers": "'1GB'"}.
    """

    def __init__(self, *, durable: bool = False, settings: Mapping[str, str] | None = None) -> None:
        self._programs = _programs()
        self._directory = Path(tempfile.mkdtemp(prefix="burgernet-postgresql-", dir=_open_to_all()))
        self._data = self._directory / "data"
        self.port = free_port()
        try:
            if _as_root():
                shutil.chown(self._directory, SUPERUSER, SUPERUSER)
            self._create(durable, settings or {})
            self._start()
        except BaseException:
            self.stop()
            raise

    def url(self, database: str) -> str:
        return f"postgresql://{SUPERUSER}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str, *, template: str = "template1") -> None:
        """A copy of `template`, to which nobody may be connected."""
        with self._connect() as connection:
            # Since version 15 every page would go through the log, which costs five times as much for one so small.
            copied = sql.SQL("STRATEGY FILE_COPY" if connection.info.server_version >= 150_000 else "")
            names = map(sql.Identifier, (name, template))
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} ").format(*names) + copied)

    def seal(self, name: str) -> None:
        """Nobody can connect any more, so that it stays a template: a copy fails while anyone is in it."""
        self._execute("ALTER DATABASE {} ALLOW_CONNECTIONS false", name)
        with self._connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name]
            )

    def drop_database(self, name: str) -> None:
        """Whoever is still connected is thrown out."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def restart_immediate(self) -> None:
        """A crash and the recovery after it, on the same port. Every connection breaks."""
        self._pg_ctl("stop", "--mode=immediate")
        self._start()

    def stop(self) -> None:
        """Ends this cluster's own server and removes everything it wrote. Does nothing the second time."""
        if (self._data / "postmaster.pid").exists():
            with suppress(ClusterUnusable):
                self._pg_ctl("stop", "--mode=immediate")
        shutil.rmtree(self._directory, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _create(self, durable: bool, settings: Mapping[str, str]) -> None:
        self._run(
            "initdb",
            f"--pgdata={self._data}",
            f"--username={SUPERUSER}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        )
        lines = {
            "listen_addresses": "'127.0.0.1'",
            "port": str(self.port),
            "unix_socket_directories": f"'{self._directory}'",
            "max_connections": "100",
            "timezone": "'UTC'",
            "fsync": "on" if durable else "off",
            **settings,
        }
        with (self._data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in lines.items())

    def _start(self) -> None:
        log = self._directory / "log"
        try:
            self._pg_ctl("start", f"--log={log}")
        except ClusterUnusable as error:
            said = log.read_text(errors="replace") if log.exists() else ""
            raise ClusterUnusable(f"{error}\n{said}") from None

    def _pg_ctl(self, command: str, *options: str) -> None:
        self._run("pg_ctl", command, f"--pgdata={self._data}", "--wait", "--timeout=60", *options)

    def _run(self, program: str, *arguments: str) -> None:
        # PostgreSQL refuses to run as root.
        prefix = ["runuser", "-u", SUPERUSER, "--"] if _as_root() else []
        # Into a file, never a pipe: the server inherits it from pg_ctl and would keep a pipe open for good.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [*prefix, str(self._programs / program), *arguments],
                cwd=self._directory,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
            output.seek(0)
            said = output.read().decode(errors="replace").strip()
        if done.returncode:
            raise ClusterUnusable(f"{program} {' '.join(arguments)} failed:\n{said}")

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(self.url("postgres"), autocommit=True, connect_timeout=10)

    def _execute(self, statement: LiteralString, *names: str) -> None:
        with self._connect() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _programs() -> Path:
    """The directory of initdb and pg_ctl of the newest PostgreSQL that has PostGIS."""
    for directory in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True):
        shared = Path("/usr/share/postgresql") / directory.parent.name
        if (directory / "initdb").exists() and (shared / "extension/postgis.control").exists():
            return directory
    elsewhere = shutil.which("initdb")
    if elsewhere is None:
        raise ClusterUnusable(
            "PostgreSQL with PostGIS is missing: `make test` installs it (Debian: postgresql-NN-postgis-3)."
        )
    return Path(elsewhere).resolve().parent


def _version(directory: Path) -> float:
    with suppress(ValueError):
        return float(directory.parent.name)
    return 0


def _open_to_all() -> str:
    """A temporary directory that the user postgres can enter too: root's own TMPDIR is often closed."""
    for candidate in (tempfile.gettempdir(), "/tmp", "/var/tmp"):
        path = Path(candidate).resolve()
        if not _as_root() or all(part.stat().st_mode & 0o001 for part in (path, *path.parents)):
            return str(path)
    raise ClusterUnusable("No temporary directory that the user postgres can enter; set TMPDIR to one.")


def _as_root() -> bool:
    return os.geteuid() == 0


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listened on a moment ago, and that was not given before.

    Below those the system gives to whoever connects, and for each process of tests from a range of its own: one that
    the system chose can be chosen again before it is used."""
    for port in _PORTS:
        with socket.socket() as probe, suppress(OSError):
            # As servers do: what only waits for the last words of an ended one is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("Each range begins anew.")

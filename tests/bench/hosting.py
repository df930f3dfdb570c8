"""`serve` with an empty Flask route in the same process (`beside.py`), started, waited for and ended."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.demo.calls import Calls
from tests.bench.failure import BenchFailed
from tests.bench.sink import wait_until
from tests.support.postgresql import free_port

EMPTY = "/empty/"
READY_WITHIN = 60.0
STOPS_WITHIN = 15.0


@contextmanager
def serving_beside(environment: dict[str, str], log: Path) -> Iterator[str]:
    """Its address; `environment` as `Grounds` has it."""
    address = f"127.0.0.1:{free_port()}"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.beside"],
            env=environment | {"BURGERNET_BIND": address},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until(
            lambda: _answers(process, address), READY_WITHIN, "answers of the server beside an empty route"
        )
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(process: subprocess.Popen[bytes], address: str) -> bool:
    if process.poll() is not None:
        raise BenchFailed("The server beside an empty route ended at once.")
    calls = Calls(address, timeout=5)
    try:
        return calls.status("GET", EMPTY)[0] == 200
    except Exception:  # whatever keeps it from answering yet
        return False
    finally:
        calls.close()

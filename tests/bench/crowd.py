"""A busy day's crowd: history page and Atom with 5,000 actions, beside an empty Flask route of the same server."""

import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from backend.db import migrate
from backend.demo.calls import Calls
from tests.bench.failure import BenchFailed
from tests.bench.report import Report, Row, ratio
from tests.bench.sink import wait_until
from tests.cluster import free_port
from tests.factories import Town, town
from tests.memory import remember

PAGE, ATOM, EMPTY = "/acties", "/feeds/actions.atom", "/empty/"
CLIENTS = 4
CHEAPER = 3.0
READY_WITHIN = 60.0


def measure(
    folder: Path, report: Report, *, actions: int, requests: int, rounds: int, say: Callable[[str], None]
) -> None:
    """Rounds of each peer in turn; `requests` for each of them in a round."""
    url = f"sqlite:///{folder}/crowd.sqlite"
    migrate(url)
    place = town(url, folder)
    with place.db.write() as session:
        remember(session, actions, place.clock())
    place.start()
    place.close()
    with _serving(place, folder) as address:
        peers = {EMPTY: "", PAGE: "", ATOM: "", f"{PAGE} 304": "", f"{ATOM} 304": ""}
        for path in (PAGE, ATOM):
            peers[f"{path} 304"] = _etag(address, path)
        rates: dict[str, list[float]] = {peer: [] for peer in peers}
        latest: dict[str, list[float]] = {peer: [] for peer in peers}
        for number in range(rounds + 1):
            for peer, etag in peers.items():
                rate, slow = _crowd(address, peer.split()[0], etag, requests)
                if number:
                    rates[peer].append(rate)
                    latest[peer].append(1e3 * slow)
            if number:
                told = ", ".join(f"{peer} {rates[peer][-1]:.0f}/s" for peer in peers)
                say(f"crowd, round {number}/{rounds}: {told}")
    for peer in peers:
        name = (
            "empty Flask route of the same server" if peer == EMPTY else f"`GET {peer}`, {actions:,} actions"
        )
        report.rows += [Row(name, rates[peer], "/s"), Row("… 95th percentile", latest[peer], " ms")]
    for path in (PAGE, ATOM):
        what = f"`{path}`: a 304 is cheaper than the answer itself"
        report.rows.append(ratio(what, rates[f"{path} 304"], rates[path], " ×", at_least=CHEAPER))


@contextmanager
def _serving(place: Town, folder: Path) -> Iterator[str]:
    address, settings = f"127.0.0.1:{free_port()}", place.settings
    others = {name: value for name, value in os.environ.items() if not name.startswith("BURGERNET_")}
    values = {
        "DATABASE_URL": settings.database_url,
        "DATA_DIR": str(settings.data_dir),
        "SECRET_KEY": settings.secret_key,
        "VAPID_PRIVATE_KEY": settings.vapid_private_key,
        "BIND": address,
        "RATE_LIMITS": "off",
    }
    with (folder / "crowd.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.beside"],
            env=others | {f"BURGERNET_{name}": value for name, value in values.items()},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until(lambda: _answers(process, address), READY_WITHIN, "the server beside an empty route")
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(process: subprocess.Popen[bytes], address: str) -> bool:
    if process.poll() is not None:
        raise BenchFailed("The server beside an empty route ended at once.")
    calls = Calls(address, timeout=5)
    try:
        return calls.status("GET", "/readyz")[0] == 200
    except Exception:  # whatever keeps it from answering yet
        return False
    finally:
        calls.close()


def _etag(address: str, path: str) -> str:
    connection = HTTPConnection(address)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.headers["ETag"]


def _crowd(address: str, path: str, etag: str, requests: int) -> tuple[float, float]:
    """(requests a second, 95th percentile in seconds) of some visitors at once, each on a connection kept open."""
    headers = {"Accept-Encoding": "gzip"} | ({"If-None-Match": etag} if etag else {})
    expected = 304 if etag else 200

    def visit(count: int) -> list[float]:
        connection, taken = HTTPConnection(address), []
        for _ in range(count):
            began = time.perf_counter()
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            taken.append(time.perf_counter() - began)
            if answer.status != expected:
                raise BenchFailed(f"GET {path} answered {answer.status}, not {expected}.")
        connection.close()
        return taken

    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        taken = [one for some in pool.map(visit, [requests // CLIENTS] * CLIENTS) for one in some]
    spent = time.perf_counter() - began
    return len(taken) / spent, statistics.quantiles(taken, n=20)[-1]

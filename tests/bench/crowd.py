"""A busy day's crowd: history page and Atom with 5,000 actions, beside an empty Flask route of the same server."""

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

from backend.db.migrations import migrate
from tests.bench.failure import BenchFailed
from tests.bench.grounds import environment
from tests.bench.hosting import EMPTY, serving_beside
from tests.bench.report import Report, Row, ratio
from tests.support.past_actions import remember
from tests.support.town import town

PAGE, ATOM = "/acties", "/feeds/actions.atom"
CLIENTS = 4
CHEAPER = 3.0


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
    with serving_beside(environment(place, {}), folder / "crowd.log") as address:
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

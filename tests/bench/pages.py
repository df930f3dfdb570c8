"""What Lighthouse says of the screens a newcomer's phone opens, on a running `serve`. Called by `make bench`.

Each time with an empty browser, as a slow phone on a slow network (Lighthouse's own mobile profile)."""

import json
import os
import shutil
import signal
import statistics
import subprocess
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backend.demo.serving import Serving
from tests.bench.failure import BenchFailed
from tests.bench.report import Report, Row
from tests.support.postgresql import free_port

PROGRAM = Path(__file__).parent / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
ROUNDS, TRIES = 3, 3
ANSWERS_WITHIN = 120.0
TARGETS = {"performance": 98, "accessibility": 100, "best-practices": 100}
FOUND = TARGETS | {"seo": 100}
"""Of what search engines should find as well."""


@dataclass(frozen=True)
class Page:
    """A line of the measurement."""

    name: str
    path: str
    targets: Mapping[str, int] = field(default_factory=lambda: TARGETS)


PAGES = (
    Page("joining, `/`", "/"),
    Page("an alert's address on a phone that has not joined", "/oproep/AAAAAAAAAAAAAAAAAAAAAA"),
    Page("history, `/acties`", "/acties", FOUND),
    Page("`/uitleg`", "/uitleg", FOUND),
)


def require() -> None:
    """Raises BenchFailed, before anything is measured, when a program is missing."""
    if shutil.which("chromium") is None:
        raise BenchFailed("Chromium is missing (apt-get install chromium); Lighthouse measures in it.")
    if not PROGRAM.exists():
        raise BenchFailed("Lighthouse is missing; `make bench` installs it.")


def measure(folder: Path, report: Report, *, say: Callable[[str], None]) -> None:
    """Adds a line for each page and category, and a remark on what cost points."""
    address = f"127.0.0.1:{free_port()}"
    others = {name: value for name, value in os.environ.items() if not name.startswith("BURGERNET_")}
    own = {"BURGERNET_BIND": address, "BURGERNET_DATA_DIR": str(folder / "pages")}
    serving = Serving(others | own, address, folder / "pages.log", embedded=True)
    try:
        serving.wait_until_ready()
        for page in PAGES:
            runs = []
            for number in range(1, ROUNDS + 1):
                runs.append(
                    _judge_surely(f"http://{address}{page.path}", page.targets, folder / "lighthouse.json")
                )
                say(f"{page.name}, round {number}/{ROUNDS}: {_scores(runs[-1])}")
            _report(page, runs, report)
    finally:
        serving.stop()


def _report(page: Page, runs: list[dict[str, Any]], report: Report) -> None:
    for category, target in page.targets.items():
        values = [100 * run["categories"][category]["score"] for run in runs]
        row = Row(f"Lighthouse, {page.name}: {category}", values, "", at_least=target)
        report.rows.append(row)
        if row.missed:
            middle = runs[values.index(statistics.median_low(values))]
            report.remarks.append(f"{row.what}: points lost on {', '.join(_lost(middle, category))}.")


def _lost(run: dict[str, Any], category: str) -> list[str]:
    """The audits of a category that count and were not perfect, as Lighthouse names them."""
    counted = (part["id"] for part in run["categories"][category]["auditRefs"] if part["weight"])
    audits = (run["audits"][name] for name in counted)
    return [
        f"{audit['id']} ({audit.get('displayValue') or audit['score']})"
        for audit in audits
        if audit["score"] is not None and audit["score"] < 1
    ]


def _scores(run: dict[str, Any]) -> str:
    return ", ".join(f"{name} {100 * run['categories'][name]['score']:.0f}" for name in run["categories"])


def _judge_surely(url: str, categories: Iterable[str], answer: Path) -> dict[str, Any]:
    """Now and then Lighthouse misses the beginning of its own recording (NO_NAVSTART): it is asked once more."""
    for _ in range(TRIES - 1):
        with suppress(BenchFailed):
            return _judge(url, categories, answer)
    return _judge(url, categories, answer)


def _judge(url: str, categories: Iterable[str], answer: Path) -> dict[str, Any]:
    """One run in a browser of its own. Raises BenchFailed when it fails or hangs."""
    command = [
        *(str(PROGRAM), url, "--quiet", "--output=json", f"--output-path={answer}"),
        f"--only-categories={','.join(categories)}",
        "--chrome-flags=--no-sandbox --headless=new",
    ]
    environment = os.environ | {"CHROME_PATH": str(shutil.which("chromium"))}
    running = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        _, said = running.communicate(timeout=ANSWERS_WITHIN)
    except subprocess.TimeoutExpired as error:
        raise BenchFailed(f"Lighthouse did not end within {ANSWERS_WITHIN:g} s for {url}.") from error
    finally:
        _stop(running)
    if running.returncode:
        last = said.decode(errors="replace").strip().splitlines()[-1:]
        raise BenchFailed(f"Lighthouse failed for {url}: {' '.join(last)}")
    run: dict[str, Any] = json.loads(answer.read_text())
    if problem := run.get("runtimeError"):
        raise BenchFailed(f"Lighthouse could not judge {url}: {problem['message']}")
    return run


def _stop(running: subprocess.Popen[bytes]) -> None:
    """On SIGINT it ends its browser first; killed outright it would leave it behind."""
    if running.poll() is not None:
        return
    running.send_signal(signal.SIGINT)
    try:
        running.wait(10)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()

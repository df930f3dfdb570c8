"""`make bench`: what Burgernet promises about speed, measured on this machine, as one table in Markdown.

Ends with 0 when everything could be measured; what could not is named, and the rest is measured all the same. Targets
that were missed are marked."""

import argparse
import os
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from backend.demo.calls import DemoFailed
from tests.bench.failure import BenchFailed
from tests.bench.sections import REQUIREMENTS, SECTIONS
from tests.bench.setting import Setting
from tests.support.nginx import NginxUnusable
from tests.support.postgresql import ClusterUnusable

ROUNDS, QUICK_ROUNDS = 3, 2
FAILURES = (BenchFailed, ClusterUnusable, DemoFailed, NginxUnusable)


def main() -> int:
    """Answers the exit status."""
    options = _options()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        return 0 if _run(options) else 1
    except KeyboardInterrupt:
        print("Stopped; nothing was left running.", file=sys.stderr)
        return 130
    except FAILURES as error:
        print(f"The benchmark could not be run: {error}", file=sys.stderr)
        return 1


def _run(options: argparse.Namespace) -> bool:
    """Whether everything could be measured."""
    began = time.monotonic()

    def say(line: str) -> None:
        print(f"[{time.monotonic() - began:4.0f} s] {line}", file=sys.stderr, flush=True)

    chosen = options.only or list(SECTIONS)
    for name in set(chosen) & REQUIREMENTS.keys():
        REQUIREMENTS[name]()
    load, whole = os.getloadavg()[0], True
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="burgernet-bench-")))
        rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
        setting = Setting(folder, closing, options.quick, rounds, say, options.profile)
        for name, measure in SECTIONS.items():
            if name not in chosen:
                continue
            try:
                measure(setting)
            except FAILURES as error:
                whole = False
                say(f"{name} could not be measured: {error}")
                setting.report.remarks.append(f"**Not measured: {name}.** {error}")
    report = setting.report
    report.remarks.append(
        "PostgreSQL waits for the disk at each commit (fsync on), SpatiaLite too (synchronous=FULL)."
        f" Load of this machine just before: {load:.1f}."
    )
    if options.quick:
        report.remarks.append("**A smoke run with small numbers: it says nothing about speed.**")
    print(report.text())
    if setting.appendix:
        print(
            f"\nThe worker's event loop under cProfile (which slows it down):\n\n```\n{setting.appendix}\n```"
        )
    return whole


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, choices=range(1, 51), metavar="1…50", help="five or more count")
    parser.add_argument("--quick", action="store_true", help="small numbers: does it run at all?")
    parser.add_argument("--profile", action="store_true", help="also when no target of sending is missed")
    parser.add_argument("--only", action="append", choices=SECTIONS, help="may be given more than once")
    return parser.parse_args()


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())

"""`make bench`: what Burgernet promises about speed, measured on this machine, as one table in Markdown.

Ends with 0 when everything could be measured; targets that were missed are marked."""

import argparse
import os
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from backend.demo.failure import DemoFailed
from tests.bench import crowd, pages, sending, starting
from tests.bench.failure import BenchFailed
from tests.bench.grounds import prepare
from tests.bench.report import Report
from tests.bench.sink import Sink
from tests.cluster import Cluster, ClusterUnusable
from tests.nginx import NginxUnusable

SECTIONS = ("sending", "first", "embedded", "pages", "public")
PARTS = {
    # how many: in full, with --quick
    "recipients": (10_000, 1_000),
    "readme": (300, 30),
    "encrypt": (5_000, 500),
    "registered": (100_000, 4_000),
    "inside": (1_500, 300),
    "embedded_registered": (26_000, 2_000),
    "embedded_inside": (745, 150),
    "public_actions": (5_000, 200),
    "public_requests": (400, 40),
    "rounds": (7, 2),
}


def main() -> int:
    """Answers the exit status."""
    options = _options()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        _run(options)
    except KeyboardInterrupt:
        print("Stopped; nothing was left running.", file=sys.stderr)
        return 130
    except (BenchFailed, ClusterUnusable, DemoFailed, NginxUnusable) as error:
        print(f"The benchmark could not be run: {error}", file=sys.stderr)
        return 1
    return 0


def _run(options: argparse.Namespace) -> None:
    began, report = time.monotonic(), Report()

    def say(line: str) -> None:
        print(f"[{time.monotonic() - began:4.0f} s] {line}", file=sys.stderr, flush=True)

    counts = {name: quick if options.quick else full for name, (full, quick) in PARTS.items()}
    rounds = options.rounds or counts["rounds"]
    chosen = options.only or SECTIONS
    if "pages" in chosen:
        pages.require()
    missed, profile = False, ""
    load = os.getloadavg()[0]
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="burgernet-bench-")))
        sink = closing.enter_context(Sink())
        if {"sending", "first"} & set(chosen):
            cluster = closing.enter_context(Cluster(durable=True))
        if "sending" in chosen:
            with ExitStack() as part:
                cluster.create_database("sending")
                people = counts["recipients"]
                grounds = prepare(
                    part, cluster.url("sending"), folder, sink, inside=people, registered=people, say=say
                )
                missed = sending.measure(
                    grounds,
                    sink,
                    report,
                    rounds=rounds,
                    readme_count=counts["readme"],
                    encrypt_count=counts["encrypt"],
                    say=say,
                )
                if missed or options.profile:
                    profile = sending.profile(grounds, sink)
        if "first" in chosen:
            with ExitStack() as part:
                cluster.create_database("first")
                registered = counts["registered"]
                grounds = prepare(
                    part,
                    cluster.url("first"),
                    folder,
                    sink,
                    inside=counts["inside"],
                    registered=registered,
                    say=say,
                )
                starting.measure_first(
                    grounds, sink, report, folder / "first.log", registered=registered, rounds=rounds, say=say
                )
        if "embedded" in chosen:
            with ExitStack() as part:
                registered = counts["embedded_registered"]
                grounds = prepare(
                    part,
                    f"sqlite:///{folder}/burgernet.sqlite",
                    folder,
                    sink,
                    inside=counts["embedded_inside"],
                    registered=registered,
                    say=say,
                )
                starting.measure_embedded(
                    grounds,
                    sink,
                    report,
                    folder / "embedded.log",
                    registered=registered,
                    rounds=rounds,
                    say=say,
                )
        if "pages" in chosen:
            pages.measure(folder, report, say=say)
        if "public" in chosen:
            crowd.measure(
                folder,
                report,
                actions=counts["public_actions"],
                requests=counts["public_requests"],
                rounds=rounds,
                say=say,
            )
    report.remarks.append(
        "PostgreSQL waits for the disk at each commit (fsync on), SpatiaLite too (synchronous=FULL)."
        f" Load of this machine just before: {load:.1f}."
    )
    if options.quick:
        report.remarks.append("**A smoke run with small numbers: it says nothing about speed.**")
    print(report.text())
    if profile:
        print(f"\nThe worker's event loop under cProfile (which slows it down):\n\n```\n{profile}\n```")


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

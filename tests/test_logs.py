"""What is logged of an error: enough to find it, nothing of what was sent."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SENT = "Zuiderplein 1, Leeuwarden"
# A process of its own: logging is set up once for the whole life of one.
PROGRAM = f"""
import structlog
from backend import logs

def fails():
    raise ValueError({SENT!r})

logs.configure()
try:
    fails()
except ValueError:
    structlog.get_logger().error("unexpected", exc_info=True)
    structlog.get_logger().warning("foreseen", exc_info=False)
"""


def logged() -> list[dict[str, Any]]:
    root = Path(__file__).parents[1]
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=root, capture_output=True, text=True, check=True, timeout=60
    )
    return [json.loads(line) for line in ended.stderr.splitlines()]


def test_an_unexpected_error_is_logged_with_where_it_was_raised() -> None:
    unexpected, _ = logged()
    assert unexpected["at"][-1].endswith(" fails")


def test_an_error_that_was_foreseen_is_logged_without() -> None:
    _, foreseen = logged()
    assert foreseen.keys() == {"event", "level", "timestamp"}


def test_what_an_error_quotes_is_not_logged() -> None:
    assert SENT not in json.dumps(logged())

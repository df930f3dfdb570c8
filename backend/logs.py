"""One JSON object a line on standard error; never a position, token, endpoint or body."""

import logging
import sys

import structlog
from structlog.types import EventDict


def configure(level: int = logging.INFO) -> None:
    """Called once by each command."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _place_errors,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    # Libraries may quote what they were sent: only what is wrong with them gets through.
    logging.basicConfig(level=logging.WARNING, format='{"level":"warning","event":"%(name)s"}')


def traceback_lines(error: BaseException) -> list[str]:
    """Where it was raised, innermost last: all of a traceback but the message, which may quote what was sent."""
    found, trace = [], error.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-12:]


def _place_errors(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Says where the error was raised that a line with a true `exc_info` is about."""
    error = sys.exception() if event.pop("exc_info", False) else None
    if error is not None:
        event["at"] = traceback_lines(error)
    return event

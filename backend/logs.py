"""One JSON object a line on standard error; never a position, token, endpoint or body."""

import logging
import sys

import structlog


def configure(level: int = logging.INFO) -> None:
    """Called once by each command."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    # Libraries may quote what they were sent: only what is wrong with them gets through.
    logging.basicConfig(level=logging.WARNING, format='{"level":"warning","event":"%(name)s"}')

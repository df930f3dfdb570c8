"""The one place that reads the wall clock; everything else takes `now` as an argument. And how moments are written."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
"""By whose calendar days and months are counted, and by whose clock times are told."""


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


def rfc3339(moment: datetime, timespec: str = "auto") -> str:
    """An aware moment as the API tells it: in UTC, with Z; `timespec` as of `isoformat`."""
    return moment.astimezone(UTC).isoformat(timespec=timespec).replace("+00:00", "Z")

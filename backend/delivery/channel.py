"""The seam for every way a message can leave: a channel sends one `Message` and says what became of it: a `Result`."""

from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    """What one attempt came to."""

    ACCEPTED = "accepted"
    RETRY = "retry"
    """An answer that asks to come back: surely not delivered."""
    GONE = "gone"
    """The address no longer exists."""
    REFUSED = "refused"
    """An answer that will not change: surely not delivered, not tried again."""
    UNKNOWN = "unknown"
    """No answer: it may have arrived."""
    UNREACHED = "unreached"
    """Nobody to post it to was found: surely not delivered, and worth another try."""


@dataclass(slots=True, frozen=True)
class Result:
    outcome: Outcome
    retry_after: float | None = None
    """Seconds the other side asked for."""


@dataclass(slots=True, frozen=True)
class Address:
    """Where one participant is reached."""

    service_id: int
    endpoint: str
    p256dh: str
    auth: str


@dataclass(slots=True, frozen=True)
class Message:
    """One encrypted message on its way."""

    endpoint: str
    body: bytes
    topic: str
    ttl: int

"""The seam for every way a message can leave: what a channel is asked, and what its answers mean.

Worker and outbox know a channel only by this; who starts a worker (`burgernet worker`, `serve`) hands it one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeVar

from sqlalchemy.orm import Session

from backend.models.delivery import FAILED, GONE, HANDED_OVER, RETRYING

P = TypeVar("P")
"""A message made ready for one address, as the channel keeps it."""


class Undeliverable(Exception):
    """Nothing can be made ready for this address."""


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
    """Nobody to send it to was found: surely not delivered, and worth another try."""


@dataclass(slots=True, frozen=True)
class Result:
    outcome: Outcome
    retry_after: float | None = None
    """Seconds the other side asked for."""


@dataclass(slots=True, frozen=True)
class Meaning:
    """What follows from an outcome."""

    result: str
    """What becomes of the delivery: RETRYING is tried again, everything else is final."""
    may_have_arrived: bool = False
    removes_address: bool = False
    """Nobody will be reached there again."""


USUAL: Mapping[Outcome, Meaning] = MappingProxyType(
    {
        Outcome.ACCEPTED: Meaning(HANDED_OVER),
        Outcome.RETRY: Meaning(RETRYING),
        Outcome.GONE: Meaning(GONE, removes_address=True),
        Outcome.REFUSED: Meaning(FAILED),
        Outcome.UNKNOWN: Meaning(RETRYING, may_have_arrived=True),
        Outcome.UNREACHED: Meaning(RETRYING),
    }
)
"""Of a channel that would rather tell somebody twice than not at all."""


class Address(NamedTuple):
    """Where one participant is reached; what it consists of is the channel's business."""

    service_id: int
    parts: tuple[str, ...]

    @property
    def identity(self) -> str:
        """What tells it from every other address."""
        return self.parts[0]


@dataclass(slots=True, frozen=True)
class AddressTable:
    """Where a channel keeps its addresses: the outbox joins it, so that a lease with its addresses is one statement."""

    name: str
    """A row a participant at most: `participant_id`, `service_id` (of push_service) and `parts`."""
    parts: tuple[str, ...]
    """The columns that make up an address, what identifies it first."""
    remove: Callable[[Session, Sequence[str]], None]
    """Removes the addresses with these identities."""


@dataclass(slots=True, frozen=True)
class Message:
    """One message on its way: what is told of it beside what was made ready."""

    topic: str | None
    """What it is about; None where the channel replaces nothing."""
    ttl: int
    """Seconds after which nobody needs it any more."""
    small_service: bool = False
    """Few of those now being alerted use its service: it may wait for those that many use."""


class Channel(Protocol[P]):
    """One way to reach people, over any number of services that each have a limit and a breaker of their own."""

    @property
    def addresses(self) -> AddressTable: ...

    @property
    def meanings(self) -> Mapping[Outcome, Meaning]:
        """What follows from each outcome there is."""

    @property
    def replaces(self) -> bool:
        """Whether a message handed over, and not delivered yet, gives way to a later one of the same topic."""

    @property
    def attempt_seconds(self) -> float:
        """How long an attempt may last once it began; one that lasts longer is cut off, and its outcome is UNKNOWN."""

    @property
    def most_in_flight(self) -> int:
        """Attempts at one service at a time."""

    def service_of(self, address: Address) -> str:
        """The name of its service, as push_service has it."""

    def prepare(self, address: Address, payload: bytes) -> P:
        """Makes a message ready for this address; quick, as it blocks the loop. Raises Undeliverable."""

    async def send(self, prepared: P, message: Message, may_begin: Callable[[], bool]) -> Result | None:
        """One attempt. Asks `may_begin` when all else is ready; None when the answer was no, and nothing left."""

    def tend(self, now: float) -> None:
        """Called a few times a second, in monotonic seconds: what the channel does beside sending."""

    async def close(self) -> None:
        """Nothing more is sent."""

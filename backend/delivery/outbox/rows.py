"""What the worker reads and writes, as rows: a delivery, a wave, a result, the state at one moment."""

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import String, TextClause, bindparam

from backend.delivery.channel import Address, AddressTable
from backend.models.base import Utc


class DeliveryKey(NamedTuple):
    """Where a delivery stands: its key."""

    wave_id: int
    service_id: int
    seq: int


@dataclass(slots=True)
class Leased:
    """One delivery to attempt; no address: nobody can be reached."""

    place: DeliveryKey
    participant_id: str
    language: str
    attempts: int
    unanswered: bool
    address: Address | None
    listening: bool = False
    """Nobody to send it to, but a socket is open: the hub of its process writes it."""


@dataclass(slots=True)
class Settled:
    """What became of one delivery; times are aware, UTC."""

    place: DeliveryKey
    action_id: str | None
    participant_id: str
    result: str
    attempted: bool
    unanswered: bool
    began_at: datetime | None = None
    answered_at: datetime | None = None
    due_at: datetime | None = None
    accepted: bool = False
    stops_at_end: bool = False
    """An alert or update: once the action has ended it is not tried again."""
    may_have_arrived: bool = False
    """Some attempt, this or an earlier one, ended without an answer."""
    address: str | None = None
    """Where it was tried: what identifies the address."""
    removes_address: bool = False
    """Nobody will be reached there again."""
    is_retry: bool = False
    """From the retry queue, so it is no place of a wave's window."""


class Halt(NamedTuple):
    """What may not leave for now: of one action, of a region's, or, where neither is named, anything at all."""

    action_id: str | None
    region: str | None

    def covers(self, wave: "Wave") -> bool:
        """Whether this wave is in its reach."""
        if self.action_id is not None:
            return self.action_id == wave.action_id
        return self.region is None or self.region == wave.region


@dataclass(slots=True, frozen=True)
class State:
    """How things stood at one moment."""

    sender: str | None
    running: dict[str, datetime]
    """Actions that nobody ended, and when each expires: until then its alerts and updates may leave.

    Whether it has is for the reader to say: the clock may be set while the database is read."""
    open_waves: frozenset[int]
    retries_due: bool
    listeners: bool
    """Somebody has a socket open, and wants to know when turns come."""
    seen: float
    """When it was read, in monotonic seconds."""
    halts: tuple[Halt, ...] = ()
    withdrawn: frozenset[int] = frozenset()
    """Waves of which nothing more leaves, since a halt ended so."""


@dataclass(slots=True)
class Wave:
    """A wave as the worker needs it."""

    id: int
    notice_id: str
    action_id: str | None
    kind: str
    ordered: bool
    size: int
    width: int
    waited: float
    spread_seconds: int
    started_at: datetime
    payloads: dict[str, str]
    expires_at: datetime
    lines: dict[int, int]
    known_at: float = field(default_factory=time.monotonic)
    """When it was read, in monotonic seconds."""
    small: frozenset[int] = frozenset()
    """Services with few places in it; they share a bounded part of its W."""
    region: str | None = None
    """That of its action's municipality."""

    @property
    def stops_at_end(self) -> bool:
        """Nothing of it leaves once its action has ended."""
        return self.kind in ("alert", "update")


def leased(
    place: DeliveryKey,
    participant_id: str,
    language: str,
    attempts: int,
    unanswered: Any,
    listening: Any,
    service_id: int | None,
    *parts: str,
) -> Leased:
    address = Address(service_id, parts) if service_id is not None else None
    return Leased(place, participant_id, language, attempts, bool(unanswered), address, bool(listening))


def columns(addresses: AddressTable) -> str:
    """What `leased` takes of an address, in a statement that has joined the channel's table as `s`."""
    return ", ".join(f"s.{name}" for name in ("service_id", *addresses.parts))


def among(query: TextClause) -> TextClause:
    return query.bindparams(bindparam("ids", expanding=True, type_=String))


def times(*names: str) -> list[Any]:
    return [bindparam(name, type_=Utc) for name in names]


def sqlite_time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%d %H:%M:%S.%f")

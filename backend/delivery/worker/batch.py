"""What a worker brings to one exchange, and what it gets: data, made in the loop and read in the database's thread."""

from dataclasses import dataclass, field
from datetime import timedelta

from backend.delivery.outbox.rows import Leased, Settled, State, Wave
from backend.delivery.worker.retry_room import RetryRoom
from backend.delivery.worker.wave_run import LeaseRequest, PassOverRequest, WaveRun


@dataclass(slots=True)
class Batch:
    """What the worker brings and wants."""

    id: str
    worker: str
    results: list[Settled]
    lease_requests: list[LeaseRequest]
    pass_over_requests: list[PassOverRequest]
    actions: set[str]
    """Actions of the waves it asks places of."""
    known_waves: set[int]
    full_services: list[str]
    """By name: nothing more may begin there now."""
    retry_room: RetryRoom
    waited: dict[int, float]
    """Wave → seconds of its budget that are gone, where that is news."""
    finished: list[int]
    service_states: dict[str, str]
    lost: list[str]
    """Earlier exchanges that failed, perhaps after their commit: ids. This one asks again for what they asked."""
    moved: timedelta
    """How far the clock was set: what waits for a moment moves along."""
    beat: bool
    """Renews the lease; in between it is enough to see that nobody else has it."""
    look: bool
    """There may be new waves, or retries."""
    listeners: bool
    """Somebody has a socket open, and is told when turns come."""


@dataclass(slots=True)
class BatchResult:
    """What it gets. `leading` false: another worker sends, and nothing else was done."""

    leading: bool
    state: State | None = None
    leases: list[tuple[LeaseRequest, list[Leased], int | None]] = field(default_factory=list)
    passed_over: list[tuple[LeaseRequest, list[int], int | None]] = field(default_factory=list)
    runs: list[WaveRun] = field(default_factory=list)
    retries: list[tuple[Leased, Wave]] = field(default_factory=list)
    had_retries: set[int] = field(default_factory=set)
    """Waves of which retries were due, with room or without."""

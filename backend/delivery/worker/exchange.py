"""One transaction between a worker and the database: results in, new places out, all or nothing."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from backend.db import Database
from backend.delivery.doorbell import SOCKETS, Bus
from backend.delivery.outbox import lead, leasing, retries, settling
from backend.delivery.outbox.rows import DeliveryKey, Leased, Retry, Settled, State, Wave
from backend.delivery.worker.wave_run import LeaseRequest, PassOverRequest, WaveRun
from backend.domain.deliveries import locks, states, waves
from backend.models.delivery import FAILED, GONE, RETRYING, UNREACHABLE, WITHDRAWN

LANE = 64


@dataclass(slots=True)
class Batch:
    """What the worker brings and wants."""

    id: str
    worker: str
    results: list[Settled]
    asks: list[LeaseRequest]
    passes: list[PassOverRequest]
    actions: set[str]
    """Actions of the waves it asks places of."""
    known: set[int]
    closed_origins: list[str]
    lane_room: Callable[[tuple[int, int], int, Counter[tuple[int, int]]], int]
    """(stream, width of its wave, newly taken of each stream) → how many of its retries may be in flight besides."""
    waited: dict[int, float]
    finished: list[int]
    states: dict[str, str]
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
    view: State | None = None
    leases: list[tuple[LeaseRequest, list[Leased], int | None]] = field(default_factory=list)
    passed: list[tuple[LeaseRequest, list[int], int | None]] = field(default_factory=list)
    runs: list[WaveRun] = field(default_factory=list)
    retries: list[tuple[Retry, Wave]] = field(default_factory=list)


def exchange(db: Database, bus: Bus, request: Batch, now: datetime) -> BatchResult:
    """Settles, follows up, and leases, in one transaction."""
    with db.write() as session:
        if not _leads(session, request, now):
            return BatchResult(leading=False)
        if request.lost:
            retries.release_lost_retries(session, request.lost)
        if request.moved:
            retries.shift_due_times(session, request.moved)
        concerned = request.actions | {r.action_id for r in request.results if r.action_id is not None}
        known = settling.lock(session, concerned) if concerned else {}
        _settle(session, request.results, known, now)
        leasing.record_waves(session, request.waited, request.finished)
        lead.record_services(session, request.states, now)
        answer = BatchResult(leading=True)
        for ask in [*request.asks, *_pass_over(session, request.passes, known, answer)]:
            leased, ahead = _lease(session, ask)
            answer.leases.append((ask, leased, ahead))
        if request.look:
            view = answer.view = lead.read_state(session, now)
            fresh = view.open_waves - request.known
            if fresh:
                answer.runs = _open(session, fresh, now)
            if view.retries_due:
                answer.retries = _retries(session, request, now, fresh)
        if request.listeners and (answer.runs or any(leased for _, leased, _ in answer.leases)):
            bus.ring(session, SOCKETS)
        return answer


def _leads(session: Session, request: Batch, now: datetime) -> bool:
    return (
        lead.acquire_lead(session, request.worker, now)
        if request.beat
        else lead.sender(session) == request.worker
    )


def recover(db: Database, worker: str, now: datetime) -> bool:
    """Takes the lead, if nobody has it, with whatever another worker left behind."""
    with db.write() as session:
        if not lead.acquire_lead(session, worker, now):
            return False
        for action_id in sorted(set(settling.recover(session, now))):
            waves.queue_follow_ups(session, locks.lock_action(session, action_id), now)
        return True


def surrender(
    db: Database,
    worker: str,
    results: list[Settled],
    first: list[DeliveryKey],
    resting: list[DeliveryKey],
    now: datetime,
) -> None:
    """The end of a worker: settles, hands back what it never began, and lets another lead at once."""
    with db.write() as session:
        if not lead.acquire_lead(session, worker, now):
            return
        known = settling.lock(session, {r.action_id for r in results if r.action_id is not None})
        _settle(session, results, known, now)
        for place in first:
            leasing.rewind(session, place)
        retries.release_retries(session, resting)
        lead.release_lead(session, worker, now)


def _settle(
    session: Session, results: list[Settled], known: dict[str, tuple[str, int]], now: datetime
) -> None:
    """A result that would be retried after the outcome isn't: it ends as failed, or withdrawn if surely not sent."""
    followers: dict[str, list[str]] = defaultdict(list)
    for settled in results:
        status, number = known.get(settled.action_id or "", ("running", 1))
        if settled.result == RETRYING and settled.stops_at_end and status == "ended":
            settled.result = FAILED if settled.may_have_arrived else WITHDRAWN
            settled.due_at = None
        if settled.action_id is not None and (number > 1 or status == "ended"):
            followers[settled.action_id].append(settled.participant_id)
    lost = {r.participant_id: r.endpoint for r in results if r.result in (GONE, UNREACHABLE, FAILED)}
    if lost:
        settling.hold(session, lost)
    settling.settle(session, results)
    # Whoever subscribed anew while the old address was being tried is tried again.
    for participant_id in settling.subscribed_elsewhere(session, lost) if lost else ():
        states.retry_on_new_channel(session, participant_id, now)
    for action_id, participants in followers.items():
        waves.queue_follow_ups(session, locks.lock_action(session, action_id), now, participants)


def _pass_over(
    session: Session, passes: list[PassOverRequest], known: dict[str, tuple[str, int]], answer: BatchResult
) -> list[LeaseRequest]:
    """Answers what cannot be passed over and has to be leased after all, one place each."""
    rest = []
    for one in passes:
        ask, (status, _) = one.ask, known.get(one.action_id or "", ("running", 1))
        places: list[int] = []
        # What was leased and never heard of outlives the end of its action: whoever leases it again lets it go.
        if not (one.stops_at_end and status == "ended"):
            first = DeliveryKey(ask.wave_id, ask.service_id, ask.first)
            places, ahead = leasing.pass_over(session, first, ask.limit, ask.count, one.passed_at, one.due_at)
        if places:
            answer.passed.append((ask, places, ahead))
        else:
            rest.append(replace(ask, count=1))
    return rest


def _lease(session: Session, ask: LeaseRequest) -> tuple[list[Leased], int | None]:
    return leasing.lease(session, ask.wave_id, ask.service_id, ask.first, ask.limit, ask.count)


def _open(session: Session, ids: frozenset[int], now: datetime) -> list[WaveRun]:
    """Waves new to this worker, each with its first places: a fresh alert waits for no second round."""
    runs = []
    concerned = leasing.actions_of(session, ids)
    # Held by somebody else: the next exchange opens it. Waiting here, with other actions held, would be out of order.
    held = settling.lock(session, set(concerned.values()), waits=False)
    mine = [wave for wave in ids if wave not in concerned or concerned[wave] in held]
    for wave in leasing.waves(session, mine):
        run = WaveRun(wave)
        for ask in run.asks(now, Counter()):
            run.receive(ask.service_id, *_lease(session, ask))
        runs.append(run)
    return runs


def _retries(
    session: Session, request: Batch, now: datetime, fresh: frozenset[int]
) -> list[tuple[Retry, Wave]]:
    """Retries that are due and have room. A `fresh` wave, just leased as far as its W goes, has none yet."""
    taken: list[tuple[Retry, Wave]] = []
    used: Counter[tuple[int, int]] = Counter()
    full: set[tuple[int, int]] = set()
    while len(taken) < LANE:
        due = retries.due(session, now, LANE, request.closed_origins, full)
        if not due:
            break
        infos = {wave.id: wave for wave in leasing.waves(session, {r.leased.place.wave_id for r in due})}
        concerned = {wave.action_id for wave in infos.values() if wave.action_id is not None}
        held = {None, *settling.lock(session, concerned, waits=False)}
        # Asked again under the lock: an outcome may just have withdrawn some.
        again = retries.due(session, now, LANE, request.closed_origins, full)
        found = [
            (retry, its)
            for retry in again
            if (its := infos.get(retry.leased.place.wave_id)) is not None and its.action_id in held
        ]
        some: list[tuple[Retry, Wave]] = []
        for retry, wave in found:
            stream = (wave.id, retry.leased.place.service_id)
            if wave.id in fresh or request.lane_room(stream, wave.width, used) < 1:
                full.add(stream)
            else:
                used[stream] += 1
                some.append((retry, wave))
        retries.lease_retries(session, request.id, [retry.leased.place for retry, _ in some])
        taken += some
        if not found:
            break
    return taken

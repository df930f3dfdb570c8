"""One transaction between a worker and the database: results in, new places out, all or nothing."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from backend.db import Database
from backend.delivery.channel import AddressTable
from backend.delivery.doorbell import SOCKETS, Bus
from backend.delivery.outbox import lead, leasing, retries, settling
from backend.delivery.outbox.rows import DeliveryKey, Leased, Settled, Wave
from backend.delivery.worker.batch import Batch, BatchResult
from backend.delivery.worker.wave_run import LeaseRequest, PassOverRequest, WaveRun
from backend.domain.deliveries import locks, states, waves
from backend.models.delivery import FAILED, GONE, RETRYING, UNREACHABLE, WITHDRAWN

RETRIES_AT_ONCE = 64


def exchange(db: Database, bus: Bus, addresses: AddressTable, batch: Batch, now: datetime) -> BatchResult:
    """Settles, follows up, and leases, in one transaction."""
    with db.write() as session:
        if not _leads(session, batch, now):
            return BatchResult(leading=False)
        if batch.lost:
            retries.release_lost_retries(session, batch.lost)
        if batch.moved:
            retries.shift_due_times(session, batch.moved)
        concerned = batch.actions | {r.action_id for r in batch.results if r.action_id is not None}
        known = settling.lock(session, concerned) if concerned else {}
        _settle(session, addresses, batch.results, known, now)
        leasing.record_waves(session, batch.waited, batch.finished)
        lead.record_services(session, batch.service_states, now)
        answer = BatchResult(leading=True)
        rest = pass_over(session, addresses, batch.pass_over_requests, known, answer)
        for wanted in [*batch.lease_requests, *rest]:
            leased, ahead = _lease(session, addresses, wanted)
            answer.leases.append((wanted, leased, ahead))
        if batch.look:
            state = answer.state = lead.read_state(session, now)
            fresh = state.open_waves - batch.known_waves
            if fresh:
                answer.runs = _open(session, addresses, fresh, now)
            if state.retries_due:
                _lease_retries(session, addresses, batch, now, fresh, answer)
        if batch.listeners and (answer.runs or any(leased for _, leased, _ in answer.leases)):
            bus.ring(session, SOCKETS)
        return answer


def _leads(session: Session, batch: Batch, now: datetime) -> bool:
    if batch.beat:
        return lead.acquire_lead(session, batch.worker, now)
    return lead.sender(session) == batch.worker


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
    addresses: AddressTable,
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
        _settle(session, addresses, results, known, now)
        for place in first:
            leasing.rewind(session, place)
        retries.release_retries(session, resting)
        lead.release_lead(session, worker, now)


def _settle(
    session: Session,
    addresses: AddressTable,
    results: list[Settled],
    known: dict[str, tuple[str, int]],
    now: datetime,
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
    lost = {r.participant_id: r.address for r in results if r.result in (GONE, UNREACHABLE, FAILED)}
    if lost:
        settling.hold(session, lost)
    settling.settle(session, addresses, results)
    # Whoever subscribed anew while the old address was being tried is tried again.
    for participant_id in settling.reached_elsewhere(session, addresses, lost) if lost else ():
        states.retry_on_new_channel(session, participant_id, now)
    for action_id, participants in followers.items():
        waves.queue_follow_ups(session, locks.lock_action(session, action_id), now, participants)


def pass_over(
    session: Session,
    addresses: AddressTable,
    requests: list[PassOverRequest],
    known: dict[str, tuple[str, int]],
    answer: BatchResult,
) -> list[LeaseRequest]:
    """Answers what cannot be passed over and has to be leased after all, one place each."""
    rest = []
    for one in requests:
        wanted, (status, _) = one.lease, known.get(one.action_id or "", ("running", 1))
        places: list[int] = []
        # What was leased and never heard of outlives the end of its action: whoever leases it again lets it go.
        if not (one.stops_at_end and status == "ended"):
            first = DeliveryKey(wanted.wave_id, wanted.service_id, wanted.first)
            places, ahead = leasing.pass_over(
                session, addresses, first, wanted.limit, wanted.count, one.passed_at, one.due_at
            )
        if places:
            answer.passed_over.append((wanted, places, ahead))
        else:
            rest.append(replace(wanted, count=1))
    return rest


def _lease(
    session: Session, addresses: AddressTable, wanted: LeaseRequest
) -> tuple[list[Leased], int | None]:
    stream = (wanted.wave_id, wanted.service_id)
    return leasing.lease(session, addresses, *stream, wanted.first, wanted.limit, wanted.count)


def _open(session: Session, addresses: AddressTable, ids: frozenset[int], now: datetime) -> list[WaveRun]:
    """Waves new to this worker, each with its first places: a fresh alert waits for no second round."""
    runs = []
    concerned = leasing.actions_of(session, ids)
    # Held by somebody else: the next exchange opens it. Waiting here, with other actions held, would be out of order.
    held = settling.lock(session, set(concerned.values()), waits=False)
    mine = [wave for wave in ids if wave not in concerned or concerned[wave] in held]
    for wave in leasing.waves(session, mine):
        run = WaveRun(wave)
        for wanted in run.next_leases(now, Counter()):
            run.receive(wanted.service_id, *_lease(session, addresses, wanted))
        runs.append(run)
    return runs


def _lease_retries(
    session: Session,
    addresses: AddressTable,
    batch: Batch,
    now: datetime,
    fresh: frozenset[int],
    answer: BatchResult,
) -> None:
    """Retries that are due and have room. A `fresh` wave, just leased as far as its W goes, has none yet."""
    taken: Counter[tuple[int, int]] = Counter()
    full: set[tuple[int, int]] = set()
    while taken.total() < RETRIES_AT_ONCE:
        due = retries.due(session, addresses, now, RETRIES_AT_ONCE, batch.full_services, full)
        if not due:
            break
        infos = {wave.id: wave for wave in leasing.waves(session, {one.place.wave_id for one in due})}
        concerned = {wave.action_id for wave in infos.values() if wave.action_id is not None}
        held = {None, *settling.lock(session, concerned, waits=False)}
        # Asked again under the lock: an outcome may just have withdrawn some.
        again = retries.due(session, addresses, now, RETRIES_AT_ONCE, batch.full_services, full)
        found = [
            (leased, its)
            for leased in again
            if (its := infos.get(leased.place.wave_id)) is not None and its.action_id in held
        ]
        some: list[tuple[Leased, Wave]] = []
        for leased, wave in found:
            stream = (wave.id, leased.place.service_id)
            if wave.id not in fresh:
                answer.had_retries.add(wave.id)
            if wave.id in fresh or batch.retry_room.left(stream, wave.width, taken) < 1:
                full.add(stream)
            else:
                taken[stream] += 1
                some.append((leased, wave))
        retries.lease_retries(session, batch.id, [leased.place for leased, _ in some])
        answer.retries += some
        if not found:
            break

"""Places at a push service that takes nothing now: passed over many at a time, and tried again later."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.delivery.outbox import lead, leasing, settling
from backend.delivery.outbox.rows import DeliveryKey
from backend.delivery.push.addresses import SUBSCRIPTIONS
from backend.delivery.worker import exchange
from backend.delivery.worker.batch import BatchResult
from backend.delivery.worker.wave_run import (
    PASSED_AT_ONCE,
    TRIED_AGAIN_AFTER,
    LeaseRequest,
    PassOverRequest,
    WaveRun,
)
from backend.models import Delivery, Stream
from tests.delivery.conftest import MakeService, MakeTown
from tests.delivery.stage import a_wave
from tests.support.town import Town, wall_clock

NOW = wall_clock()
LATER = NOW + timedelta(seconds=1)
DEAD, WELL = 1, 2


@pytest.fixture
def town(make_town: MakeTown, service: MakeService) -> Town:
    """Ten people at a push service of two, who are all to be alerted."""
    dead, well = service(), service()
    made = make_town(dead, well)
    made.add(10, [dead.origin])
    made.start()
    return made


def the_stream(town: Town) -> tuple[int, int]:
    with town.db.read() as session:
        wave, service = session.execute(select(Stream.wave_id, Stream.service_id)).one()
    return wave, service


def passed(town: Town, first: int, limit: int | None = None, count: int = 10) -> tuple[list[int], int | None]:
    with town.db.write() as session:
        place = DeliveryKey(*the_stream(town), first)
        return leasing.pass_over(session, SUBSCRIPTIONS, place, limit, count, NOW, LATER)


def test_so_many_are_tried_again_later_and_the_rest_waits(town: Town) -> None:
    assert passed(town, 0, count=4) == ([0, 1, 2, 3], 4)
    assert passed(town, 4, limit=6) == ([4, 5, 6], 7)
    with town.db.read() as session:
        columns = (Delivery.result, Delivery.answered_at, Delivery.due_at, Delivery.began_at)
        rows = session.execute(select(*columns).order_by(Delivery.seq)).all()
        ahead = session.scalar(select(Stream.next_seq))
    assert rows == [("retrying", NOW, LATER, None)] * 7 + [("waiting", None, None, None)] * 3
    assert ahead == 7
    assert passed(town, 7) == ([7, 8, 9], None)


def test_whoever_has_moved_to_another_push_service_is_leased(town: Town) -> None:
    with town.db.read() as session:
        moved = session.scalars(select(Delivery.participant_id).where(Delivery.seq == 5)).one()
    [token] = [token for token, (identity, _) in town.phones.items() if identity == moved]
    town.subscribe(token, town.settings.push_allow_origins[1])
    assert passed(town, 0) == ([0, 1, 2, 3, 4], 5)
    assert passed(town, 5) == ([], 5)
    with town.db.write() as session:
        [leased], ahead = leasing.lease(session, SUBSCRIPTIONS, *the_stream(town), 5, None, 1)
    assert (leased.participant_id, ahead) == (moved, 6)
    assert passed(town, 6) == ([6, 7, 8, 9], None)


@pytest.mark.parametrize("ended", [False, True])
def test_what_was_leased_and_never_heard_of_is_not_tried_again_after_the_end(town: Town, ended: bool) -> None:
    stream = the_stream(town)
    with town.db.write() as session:
        leasing.lease(session, SUBSCRIPTIONS, *stream, 0, None, 10)
    with town.db.read() as session:
        [action] = lead.read_state(session, NOW).running
    if ended:
        town.end(action)
    places, answer = LeaseRequest(*stream, 0, None, 10), BatchResult(leading=True)
    with town.db.write() as session:
        known = settling.lock(session, [action])
        requests = [PassOverRequest(places, action, True, NOW, LATER)]
        rest = exchange.pass_over(session, SUBSCRIPTIONS, requests, known, answer)
    with town.db.read() as session:
        results = Counter(session.scalars(select(Delivery.result)))
    if ended:
        assert (rest, answer.passed_over, results) == (
            [LeaseRequest(*stream, 0, None, 1)],
            [],
            {"waiting": 10},
        )
    else:
        assert (rest, answer.passed_over) == ([], [(places, list(range(10)), None)])
        assert results == {"retrying": 10}


@pytest.fixture
def run() -> WaveRun:
    """A wave of ten minutes that just began, over two push services."""
    return WaveRun(a_wave({DEAD: 0, WELL: 1}, size=600, spread_seconds=600, started_at=NOW))


def test_a_push_service_that_takes_nothing_needs_no_share(run: WaveRun) -> None:
    run.wave.spread_seconds = 0
    assert [(ask.service_id, ask.count) for ask in run.next_leases(NOW, Counter())] == [
        (DEAD, 16),
        (WELL, 16),
    ]
    assert [(ask.service_id, ask.count) for ask in run.next_leases(NOW, Counter(), {DEAD})] == [(WELL, 32)]


def test_nobody_is_passed_over_before_their_moment(run: WaveRun) -> None:
    then = NOW + timedelta(seconds=100)
    ask = LeaseRequest(1, DEAD, 0, 100, PASSED_AT_ONCE)
    assert run.next_pass_overs(then, NOW, {DEAD}) == [
        PassOverRequest(ask, "action", True, NOW, then + TRIED_AGAIN_AFTER)
    ]
    assert run.next_pass_overs(then, NOW, set()) == []
    run.pass_over(DEAD, list(range(0, 101, 2)), 102)
    assert run.next_pass_overs(then, NOW, {DEAD}) == []


def test_whoever_stands_behind_those_passed_over_may_go(run: WaveRun) -> None:
    run.wave.spread_seconds = 0
    [first, second] = run.next_leases(NOW, Counter())
    run.receive(WELL, [], 101)
    assert second.limit == first.limit == 31
    run.pass_over(DEAD, list(range(0, 100, 2)), 100)
    assert [ask.limit for ask in run.next_leases(NOW, Counter(), {DEAD})] == [131]

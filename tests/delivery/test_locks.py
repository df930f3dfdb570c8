"""Who works on the same action at the same moment waits in the same order: the database has nobody to refuse.

Each time another is in the middle of a transaction that settles and ends, as the worker's and the dispatcher's do."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from backend.delivery.outbox import leasing, retries, settling
from backend.delivery.push.addresses import SUBSCRIPTIONS
from backend.delivery.sockets.journal import Journal
from backend.delivery.worker import exchange
from backend.delivery.worker.batch import Batch
from backend.delivery.worker.retry_room import RetryRoom
from backend.domain import retention
from backend.domain.actions import lifecycle
from backend.domain.deliveries import locks, receipts, waves
from backend.domain.participants import inbox, membership
from backend.models import Delivery, Notice, Wave, new_id
from tests.delivery.conftest import MakeTown
from tests.support.town import Town
from tests.support.waiting import until

Act = Callable[[Town, list[str], str], object]
"""What somebody does in between: act(town, the two participants, the alert they were sent)."""


def leaves(town: Town, people: list[str], _: str) -> None:
    with town.db.write() as session:
        membership.leave(session, people[1])


def are_forgotten(town: Town, _people: list[str], _alert: str) -> None:
    done = retention.everything(town.db, town.clock(), town.settings, town.bus.ring)
    assert done["silent"] == 2


def says_it_was_shown(town: Town, people: list[str], alert: str) -> None:
    with town.db.write() as session:
        receipts.record_receipt(session, people[0], alert, "shown", town.clock())


def hears_of_both(town: Town, people: list[str], alert: str) -> None:
    """Sockets, of one whose message is settled and of one whose is not."""
    journal = Journal(town.db, town.bus, town.clock)
    for person in people:
        journal.add_receipt(person, alert, "shown")
    journal.write_down()
    with town.db.read() as session:
        assert session.scalar(select(func.count(Delivery.shown_at))) == 2


def gives_up(town: Town, _people: list[str], _alert: str) -> None:
    with town.db.write() as session:
        retries.give_up(session, town.clock())


def takes_over(town: Town, _people: list[str], _alert: str) -> None:
    assert exchange.recover(town.db, new_id(), town.clock())


@pytest.fixture
def town(postgresql_town: MakeTown) -> Town:
    """Two people who have been silent for years."""
    made = postgresql_town()
    made.add(2, [], distances=[900.0, 300.0])
    with made.db.write() as session:
        session.execute(
            text("UPDATE participant SET reminders = 2, reminded_at = '2020-01-01', seen_at = '2020-01-01'")
        )
    return made


def anybody_waits(town: Town) -> bool:
    with town.db.read() as session:
        return session.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one() > 0


def alert_of(town: Town, action: str) -> str:
    with town.db.read() as session:
        return waves.alert_of(session, action).id


def settle(session: Session, seq: int) -> None:
    unanswered = update(Delivery).where(Delivery.seq == seq).values(result="failed", unanswered=True)
    session.execute(unanswered, execution_options={"synchronize_session": False})


@pytest.mark.parametrize(
    "act", [leaves, are_forgotten, says_it_was_shown, hears_of_both, gives_up, takes_over]
)
def test_nobody_waits_in_a_circle(town: Town, act: Act) -> None:
    people = [participant for participant, _ in town.phones.values()]
    action = town.start()
    alert = alert_of(town, action)
    with town.db.write() as session:
        session.execute(text("UPDATE stream SET next_seq = last_seq + 1"))
        session.execute(text("UPDATE delivery SET result = 'retrying'"))
        session.execute(text("UPDATE action SET expires_at = started_at"))
        if act is hears_of_both:
            session.execute(text("UPDATE delivery SET result = 'handed-over' WHERE seq = 0"))
        if act is takes_over:
            session.execute(text("UPDATE delivery SET leased_by = 'AAAAAAAAAAAAAAAAAAAAAA'"))
    if act is takes_over:
        town.end(action)
    with ThreadPoolExecutor(1) as pool:
        with town.db.write() as session:
            locks.lock_action(session, action)
            settle(session, 1)
            other = pool.submit(act, town, people, alert)
            until(lambda: anybody_waits(town) or other.done())
            settle(session, 0)
            if act is takes_over:
                waves.queue_follow_ups(session, locks.lock_action(session, action), town.clock())
            else:
                lifecycle.end(session, town.staff, action, "found", None, town.clock(), town.settings)
        other.result()


def test_nobody_who_reads_of_two_actions_waits_in_a_circle_with_the_worker(town: Town) -> None:
    person = next(iter(town.phones.values()))[0]
    first, last = sorted([town.start(), town.start()])
    unread = [alert_of(town, last), alert_of(town, first)]

    def reads() -> None:
        with town.db.write() as session:
            inbox.read(session, person, unread, town.clock())

    with ThreadPoolExecutor(1) as pool:
        with town.db.write() as session:
            settling.lock(session, [first])
            other = pool.submit(reads)
            until(lambda: anybody_waits(town) or other.done())
            settling.lock(session, [last])
        other.result()


def test_a_worker_that_opens_a_wave_of_an_earlier_action_waits_for_nobody_who_leaves(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds the actions it sends of by then, out of the order in which everybody else takes them."""
    person = next(iter(town.phones.values()))[0]
    first, last = sorted([town.start(), town.start()])
    identity = new_id()
    exchange.recover(town.db, identity, town.clock())
    with town.db.read() as session:
        wave = session.scalars(select(Wave.id).join(Notice).where(Notice.action_id == last)).one()
    holds, opens = threading.Event(), threading.Event()
    finds = leasing.actions_of

    def find(session: Session, ids: frozenset[int]) -> dict[int, str]:
        holds.set()
        assert opens.wait(20)
        return finds(session, ids)

    monkeypatch.setattr(leasing, "actions_of", find)
    batch = Batch(
        id=new_id(),
        worker=identity,
        results=[],
        lease_requests=[],
        pass_over_requests=[],
        actions={last},
        known_waves={wave},
        full_services=[],
        retry_room=RetryRoom(Counter(), {}),
        waited={},
        finished=[],
        service_states={},
        lost=[],
        moved=timedelta(),
        beat=True,
        look=True,
        listeners=False,
    )

    def leave() -> None:
        with town.db.write() as session:
            membership.leave(session, person)

    with ThreadPoolExecutor(2) as pool:
        worker = pool.submit(exchange.exchange, town.db, town.bus, SUBSCRIPTIONS, batch, town.clock())
        assert holds.wait(20)
        leaver = pool.submit(leave)
        until(lambda: anybody_waits(town) or leaver.done())
        opens.set()
        # Whoever leaves holds the earlier one: it is opened the next time.
        assert not worker.result(20).runs
        leaver.result(20)
    batch = replace(batch, id=new_id())
    again = exchange.exchange(town.db, town.bus, SUBSCRIPTIONS, batch, town.clock())
    assert [run.wave.action_id for run in again.runs] == [first]


def test_an_action_starts_also_while_somebody_inside_is_leaving(town: Town) -> None:
    person = next(iter(town.phones.values()))[0]
    with ThreadPoolExecutor(1) as pool:
        with town.db.write() as session:
            membership.leave(session, person)
            starter = pool.submit(town.start)
            until(lambda: anybody_waits(town) or starter.done())
        assert town.progress(starter.result(20))["selected"] == 1

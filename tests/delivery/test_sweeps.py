"""What time brings to one is no other's: neither what takes long, nor what goes wrong."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, text, update

from backend.delivery.worker.sweeps import Sweeps
from backend.domain import retention
from backend.models import Action, Location, Notice, Participant, WebProcess, new_id
from backend.models.worker import Sender
from tests.delivery.conftest import MakeService, MakeTown
from tests.support.town import Town
from tests.support.waiting import until
from tests.support.worker_process import WorkerProcess

ENLISTED_WITHIN = 3.0
HOUR = timedelta(hours=1)
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
FAR = 60_000.0
"""Metres: who lives there gets no alert."""


def due_people(town: Town, count: int, origin: str) -> list[str]:
    """So many who are asked after their address today, in the order they are."""
    town.add(count, [origin], distances=[FAR] * count)
    with town.db.write() as session:
        session.execute(update(Participant).values(created_at=LONG_AGO))
        session.execute(update(Location).values(recorded_at=LONG_AGO))
    return sorted(participant for participant, _ in town.phones.values())


def asked(town: Town) -> int:
    with town.db.read() as session:
        return session.scalar(select(func.count(Participant.addresses_asked_at))) or 0


def enlisted(town: Town, action: str) -> bool:
    return bool(town.progress(action)["selected"])


def anybody_waits(town: Town) -> bool:
    with town.db.read() as session:
        return session.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one() > 0


def test_a_newcomer_is_enlisted_in_time_while_thousands_are_asked(
    make_town: MakeTown, service: MakeService
) -> None:
    only = service()
    town = make_town(only)
    due_people(town, 3_000, only.origin)
    with WorkerProcess(town):
        until(lambda: asked(town) > 0)
        action = town.start()
        town.add(1, [only.origin])
        until(lambda: enlisted(town, action), ENLISTED_WITHIN)
        until(lambda: asked(town) == 3_000)


@contextmanager
def held(town: Town, participant: str) -> Iterator[None]:
    """Whoever writes to this participant waits meanwhile."""
    with town.db.write() as session:
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        session.execute(select(Participant.id).where(Participant.id == participant).with_for_update())
        yield


def test_a_newcomer_does_not_wait_for_whom_retention_waits_for(
    postgresql_town: MakeTown, service: MakeService
) -> None:
    only = service()
    town = postgresql_town(only)
    (someone,) = due_people(town, 1, only.origin)
    with held(town, someone), WorkerProcess(town):
        until(lambda: anybody_waits(town))
        action = town.start()
        town.add(1, [only.origin])
        until(lambda: enlisted(town, action), ENLISTED_WITHIN)
        assert asked(town) == 0


def log(town: Town) -> str:
    return (town.settings.data_dir / "worker.log").read_text()


def is_ended(town: Town, worker: WorkerProcess, go_on: Callable[[], None]) -> None:
    def lets_go() -> bool:
        with town.db.read() as session:
            return session.scalars(select(Sender.leased_until)).one() <= town.clock()

    with ThreadPoolExecutor(1) as pool:
        status = pool.submit(worker.terminate)
        until(lets_go)
        go_on()
        assert status.result() == 0


def stands_by(town: Town, _: WorkerProcess, go_on: Callable[[], None]) -> None:
    with town.db.write() as session:
        another = {"worker": new_id(), "leased_until": town.clock() + timedelta(seconds=9)}
        session.execute(update(Sender).values(another))
    until(lambda: "worker-stands-by" in log(town))
    go_on()
    until(lambda: '"event": "retention"' in log(town))


@pytest.mark.parametrize("act", [is_ended, stands_by])
def test_who_sends_no_longer_begins_no_more_of_retention(
    postgresql_town: MakeTown,
    service: MakeService,
    act: Callable[[Town, WorkerProcess, Callable[[], None]], None],
) -> None:
    only = service()
    town = postgresql_town(only)
    some = retention.AT_ONCE
    people = due_people(town, 3 * some, only.origin)
    with ExitStack() as holding:
        # Of the second lot.
        holding.enter_context(held(town, people[some]))
        with WorkerProcess(town) as worker:
            until(lambda: asked(town) == some and anybody_waits(town))
            act(town, worker, holding.close)
    assert asked(town) == 2 * some


def next_looked_at(town: Town) -> str:
    """The running action that is the first one in a sweep."""
    query = select(Action.id).where(Action.status == "running", Action.expires_at > town.clock())
    with town.db.read() as session:
        return session.scalars(query).all()[0]


def test_what_goes_wrong_with_one_action_keeps_no_other_from_its_newcomers_and_its_end(
    make_town: MakeTown,
) -> None:
    town = make_town(ACTION_HOURS="0.5", CLOSE_HOURS="0.5")
    actions = {town.start(), town.start()}
    broken = next_looked_at(town)
    (sound,) = actions - {broken}
    dead = new_id()
    with town.db.write() as session:
        # Nothing that concerns it works any more.
        session.execute(delete(Notice).where(Notice.action_id == broken))
        session.add(WebProcess(id=dead, beat_at=town.clock() - HOUR))
    town.add(1, [])
    sweeps = Sweeps(town.db, town.bus, town.settings)
    sweeps.sweep(town.clock)
    assert enlisted(town, sound)
    with town.db.read() as session:
        assert session.get(WebProcess, dead) is None
    sweeps.sweep(lambda: town.clock() + 2 * HOUR)
    with town.db.read() as session:
        status = {id_: session.get_one(Action, id_).status for id_ in actions}
    assert status == {broken: "running", sound: "ended"}

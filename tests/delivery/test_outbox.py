"""What the worker may conclude from the database, whatever others commit in between."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import Connection, event, select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from backend.db import Database
from backend.delivery.outbox import lead
from backend.models import Notice, Wave, new_id
from tests.delivery.conftest import MakeService, MakeTown, Send
from tests.delivery.stage import healthy, overloaded, slow, tried, until
from tests.support.town import Town


@pytest.mark.parametrize("statements_before", range(4))
def test_a_look_that_shows_a_new_wave_knows_that_its_action_runs(
    postgresql_town: MakeTown, service: MakeService, statements_before: int
) -> None:
    only = service()
    town, seen = postgresql_town(only), []
    town.add(1, [only.origin])

    def start_in_between(connection: Connection, _: object, statement: str, *__: object) -> None:
        if connection is looking:
            seen.append(statement)
            if len(seen) == statements_before + 1:
                town.start()

    event.listen(town.db.engine, "before_cursor_execute", start_in_between)
    with town.db.read() as session:
        looking = session.connection()
        view = lead.read_state(session, town.clock())
    event.remove(town.db.engine, "before_cursor_execute", start_in_between)
    with town.db.read() as session:
        query = select(Notice.action_id).join(Wave).where(Wave.id.in_(view.open_waves))
        assert set(session.scalars(query)) <= view.running.keys()


class Forgetful(Database):
    """Commits, and now and then loses the acknowledgement."""

    committed = 0
    lost = 0
    to_lose = 0

    @contextmanager
    def write(self) -> Iterator[Session]:
        with super().write() as session:
            yield session
        self.committed += 1
        if self.lost < self.to_lose:
            self.lost += 1
            raise OperationalError("COMMIT", None, ConnectionError("the connection was lost"))


@pytest.fixture
def send_forgetfully(send: Send, ending: ExitStack) -> Callable[[Town], Forgetful]:
    """Starts a worker on such a database; say then how many acknowledgements are `to_lose`."""

    def start(town: Town) -> Forgetful:
        db = Forgetful(town.db.url)
        ending.callback(db.close)
        send(replace(town, db=db))
        until(lambda: db.committed > 3, "the worker sends")
        return db

    return start


SendForgetfully = Callable[[Town], Forgetful]


@pytest.mark.parametrize("under_way", [0, 100])
def test_places_leased_by_a_commit_nobody_heard_of_are_not_lost(
    make_town: MakeTown, service: MakeService, send_forgetfully: SendForgetfully, under_way: int
) -> None:
    only = service(slow)
    town = make_town(only)
    tokens = town.add(400, [only.origin])
    db = send_forgetfully(town)
    db.to_lose = 0 if under_way else 8
    action = town.start()
    only.wait_for(under_way)
    db.to_lose = 8
    until(lambda: town.progress(action)["handed_over"] == len(tokens), "everybody has it")
    assert (len(only.arrivals), db.lost) == (len(tokens), 8)


def test_places_leased_by_a_commit_nobody_heard_of_are_withdrawn_by_an_outcome(
    sqlite_town: MakeTown, service: MakeService, send_forgetfully: SendForgetfully
) -> None:
    only = service(slow)
    town = sqlite_town(only)
    town.add(400, [only.origin])
    db = send_forgetfully(town)
    action = town.start()
    only.wait_for(100)
    db.to_lose = 8
    until(lambda: db.lost > 2, "acknowledgements are lost")
    town.end(action)
    until(lambda: town.progress(action)["waiting"] == 0, "every place has settled")
    assert town.progress(action)["withdrawn"] > 0


def test_retries_taken_by_a_commit_nobody_heard_of_are_not_lost(
    make_town: MakeTown, service: MakeService, send_forgetfully: SendForgetfully
) -> None:
    only = service(overloaded)
    town = make_town(only)
    tokens = town.add(60, [only.origin])
    db = send_forgetfully(town)
    action = town.start()
    tried(town)
    only.behave = healthy
    # Some three seconds of them: retries fall due meanwhile.
    db.to_lose = 15
    until(lambda: town.progress(action)["handed_over"] == len(tokens), "everybody has it")
    assert len(only.arrivals) == 2 * len(tokens)


def test_a_worker_that_stands_still_within_a_transaction_keeps_nobody_from_sending(
    postgresql_town: MakeTown, service: MakeService, send: Send
) -> None:
    only = service()
    town = postgresql_town(only)
    town.add(1, [only.origin])
    town.start()
    with Session(town.db.engine) as session:
        lead.acquire_lead(session, new_id(), town.clock() - lead.LEASE)
        send(town)
        only.wait_for(1, 20.0)
        with pytest.raises(DBAPIError):
            session.execute(select(1))

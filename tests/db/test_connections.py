"""Connections to PostgreSQL that ended while nobody used them, and statements that stand alone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import ARRAY, String, bindparam, event, func, insert, literal, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from backend.db import Database, engines
from backend.db.single_statements import SingleStatements
from backend.models import PushService
from tests.support.waiting import until

APPLE, MOZILLA = "https://apple.example", "https://mozilla.example"
ORIGIN = {
    True: bindparam("origin", type_=String()),
    False: func.unnest(bindparam("origin", type_=ARRAY(String()))),
}
ADDED = {
    embedded: insert(PushService)
    .from_select(["origin", "state"], select(origin, literal("ok")))
    .returning(PushService.origin)
    for embedded, origin in ORIGIN.items()
}
FOUND = {
    embedded: select(PushService.origin).where(PushService.origin.in_(select(origin)))
    for embedded, origin in ORIGIN.items()
}


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def server(postgresql_url: str) -> Iterator[Database]:
    """With one connection for everything, which was used before."""
    opened = Database(postgresql_url, pool_size=1, max_overflow=0)
    with opened.read() as session:
        session.execute(text("SELECT 1"))
    yield opened
    opened.close()


def cut_off(server: Database) -> None:
    """From outside, as a restarted server or a firewall does."""
    another = Database(server.url)
    with another.write() as session:
        mine = "datname = current_database() AND pid <> pg_backend_pid()"
        session.execute(text(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {mine}"))
    another.close()


def test_a_connection_that_ended_at_rest_is_replaced_unseen(
    server: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(server)
    monkeypatch.setattr(engines, "RESTED_SECONDS", 0.0)
    with server.write() as session:
        assert session.scalar(text("SELECT 1")) == 1


def test_one_that_ended_just_now_fails_a_single_call(
    server: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "RESTED_SECONDS", 3600.0)
    cut_off(server)
    with pytest.raises(OperationalError), server.read() as session:
        session.scalar(text("SELECT 1"))
    with server.read() as session:
        assert session.scalar(text("SELECT 1")) == 1


def add(db: Database, origin: str) -> str | None:
    row = db.once(ADDED[db.embedded], "origin", {"origin": origin}, changes=True)
    return None if row is None else row.origin


def find(db: Database, origin: str) -> str | None:
    row = db.once(FOUND[db.embedded], "origin", {"origin": origin})
    return None if row is None else row.origin


def test_a_single_statement_is_carried_out_although_its_connection_ended_just_now(
    server: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "RESTED_SECONDS", 3600.0)
    find(server, APPLE)
    cut_off(server)
    assert find(server, APPLE) is None


def test_a_single_statement_is_kept_at_once(db: Database) -> None:
    assert add(db, APPLE) == APPLE
    another = Database(db.url)
    assert find(another, APPLE) == APPLE
    another.close()


def test_a_single_statement_that_finds_nothing_answers_nothing(db: Database) -> None:
    assert find(db, APPLE) is None


def test_a_single_statement_that_fails_leaves_nothing_behind(db: Database) -> None:
    add(db, APPLE)
    with pytest.raises(IntegrityError):
        add(db, APPLE)
    assert origins(db) == [APPLE]


def test_many_at_once_are_one_statement_and_each_has_its_own_answer(server: Database) -> None:
    add(server, APPLE)
    statements = counted(server)
    asked = [APPLE, *(f"https://{number}.example" for number in range(20))]
    with ThreadPoolExecutor(len(asked) + 1) as callers, held_up(server):
        first = callers.submit(find, server, MOZILLA)
        until(lambda: len(statements) == 1)
        rest = {origin: callers.submit(find, server, origin) for origin in asked}
        until(lambda: alone(server).waiting(FOUND[False]) == len(asked))
    assert first.result() is None
    assert {origin: one.result() for origin, one in rest.items()} == dict.fromkeys(asked) | {APPLE: APPLE}
    assert len(statements) == 2


def test_what_one_is_refused_for_is_not_the_others(server: Database) -> None:
    add(server, APPLE)
    statements = counted(server)
    with ThreadPoolExecutor(3) as callers, held_up(server):
        first = callers.submit(add, server, "https://first.example")
        until(lambda: len(statements) == 1)
        again, new = callers.submit(add, server, APPLE), callers.submit(add, server, MOZILLA)
        until(lambda: alone(server).waiting(ADDED[False]) == 2)
    assert isinstance(again.exception(), IntegrityError)
    assert (first.result(), new.result()) == ("https://first.example", MOZILLA)
    assert origins(server) == [APPLE, "https://first.example", MOZILLA]


def origins(db: Database) -> list[str]:
    with db.read() as session:
        return sorted(session.scalars(select(PushService.origin)))


def alone(server: Database) -> SingleStatements:
    assert server.single_statements is not None
    return server.single_statements


def counted(server: Database) -> list[object]:
    """Grows with every statement that is begun alone from now on, as each takes a connection."""
    statements: list[object] = []
    event.listen(alone(server).engine, "checkout", lambda *taken: statements.append(taken))
    return statements


@contextmanager
def held_up(server: Database) -> Iterator[None]:
    """Every look at push services waits until this is over."""
    another = Database(server.url)
    with another.write() as session:
        session.execute(text("LOCK TABLE push_service IN ACCESS EXCLUSIVE MODE"))
        yield
    another.close()

"""The audit trail cannot be rewritten unnoticed: whatever is changed, removed or swapped is found."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from backend.db import Database
from backend.db.migrations import migrate
from backend.domain.staff import audit
from backend.domain.staff.audit import Mark
from tests.cli.test_commands import burgernet

NOON = datetime(2026, 6, 1, 12, 0, 0, 123456, tzinfo=UTC)
ENTRIES = 6


@contextmanager
def filled(url: str) -> Iterator[Database]:
    """With six entries, an hour apart."""
    db = Database(url)
    for number in range(ENTRIES):
        write(db, number)
    yield db
    db.close()


@pytest.fixture
def each(database_url: str) -> Iterator[Database]:
    """On either database."""
    with filled(database_url) as db:
        yield db


@pytest.fixture
def db(sqlite_url: str) -> Iterator[Database]:
    """For what no database does differently."""
    with filled(sqlite_url) as db:
        yield db


def write(db: Database, number: int) -> None:
    with db.write() as session:
        detail = {"number": number, "familyConsent": True, "text": "é"}
        audit.record(session, audit.SYSTEM, "tested", None, detail, NOON + timedelta(hours=number))


def found(db: Database) -> list[str]:
    with db.snapshot() as session:
        return list(audit.problems(session))


def tamper(db: Database, *statements: str) -> None:
    with db.write() as session:
        for statement in statements:
            session.execute(text(statement))


def end(db: Database) -> Mark:
    with db.read() as session:
        return audit.head(session)


def purge(db: Database, hours: float) -> int:
    with db.write() as session:
        return audit.purge(session, NOON + timedelta(hours=hours), NOON + timedelta(days=1))


def test_what_was_written_is_whole(each: Database) -> None:
    assert found(each) == []
    assert end(each).number == ENTRIES


@pytest.mark.parametrize(
    "change",
    [
        "act = 'other'",
        "actor = 'someone'",
        "subject = 'GM0080'",
        "detail = '{}'",
        "at = '2026-06-01 00:00:00+00:00'",
    ],
)
def test_a_changed_entry_is_found(db: Database, change: str) -> None:
    tamper(db, f"UPDATE audit_entry SET {change} WHERE id = 3")
    (problem,) = found(db)
    assert "Entry 3" in problem


@pytest.mark.parametrize(
    ("removed", "said"),
    [("1", "first entries"), ("3, 4", "Entries 3 to 4 are missing."), ("6", "Entry 6 is missing.")],
)
def test_a_removed_entry_is_found(db: Database, removed: str, said: str) -> None:
    tamper(db, f"DELETE FROM audit_entry WHERE id IN ({removed})")
    (problem,) = found(db)
    assert said in problem


def test_a_trail_that_was_emptied_is_found(db: Database) -> None:
    tamper(db, "DELETE FROM audit_entry")
    assert found(db) == ["Entries 1 to 6 are missing."]


def test_swapped_entries_are_found(each: Database) -> None:
    tamper(
        each,
        *(f"UPDATE audit_entry SET id = {new} WHERE id = {old}" for old, new in ((2, 99), (4, 2), (99, 4))),
    )
    assert any("Entry 2" in problem for problem in found(each))


def test_an_entry_that_was_added_at_the_end_is_found(db: Database) -> None:
    copied = "SELECT 7, at, actor, act, subject, detail, digest FROM audit_entry WHERE id = 6"
    tamper(db, f"INSERT INTO audit_entry (id, at, actor, act, subject, detail, digest) {copied}")
    assert found(db) != []


def test_a_trail_rewritten_with_all_its_digests_is_found_by_an_end_noted_elsewhere(db: Database) -> None:
    noted = end(db)
    tamper(db, "DELETE FROM audit_entry", "UPDATE audit_head SET last = 0, digest = ''")
    for number in range(ENTRIES + 1):
        write(db, 100 + number)
    assert found(db) == []
    with db.read() as session:
        assert not audit.kept(session, noted)
        assert audit.kept(session, audit.head(session))


def test_a_purge_leaves_a_checkpoint_from_which_the_rest_is_checked(each: Database) -> None:
    third = _mark(each, 3)
    assert purge(each, 3) == 3
    assert found(each) == []
    with each.read() as session:
        assert audit.kept(session, third)
    tamper(each, "UPDATE audit_entry SET act = 'other' WHERE id = 4")
    (problem,) = found(each)
    assert "Entry 4" in problem


def test_what_is_removed_beyond_a_purge_is_found(db: Database) -> None:
    purge(db, 3)
    tamper(db, "DELETE FROM audit_entry WHERE id = 4")
    assert found(db) == ["The first entries are missing, and no purge tells of it."]


def test_purging_again_and_purging_everything_leave_a_trail_that_is_whole(db: Database) -> None:
    assert [purge(db, 0), purge(db, 2), purge(db, 2), purge(db, 999), found(db)] == [0, 2, 0, 5, []]
    write(db, 7)
    assert found(db) == []


def test_writers_side_by_side_keep_one_chain(each: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        writing = [pool.submit(write, each, number) for number in range(80)]
        # Looked at all the while: an entry that is just being written is no tampering.
        while not all(one.done() for one in writing):
            assert found(each) == []
        for one in writing:
            one.result()
    assert found(each) == []
    assert end(each).number == ENTRIES + 80


def test_what_is_rolled_back_leaves_no_gap(each: Database) -> None:
    with each.read() as session:
        audit.record(session, audit.SYSTEM, "tested", None, {}, NOON)
        session.flush()
    write(each, 7)
    assert found(each) == []


def test_the_entries_of_an_older_version_are_chained_when_it_is_migrated(each: Database) -> None:
    url = each.url
    migrate(url, "0001")
    with each.write() as session:
        session.execute(text("DELETE FROM audit_entry WHERE id = 2"))
    migrate(url)
    assert found(each) == []
    assert end(each).number == ENTRIES - 1
    write(each, 7)
    assert found(each) == []


@pytest.fixture
def operator(database_url: str) -> Callable[..., tuple[int, str]]:
    """Runs `burgernet audit verify` on this database: (exit status, all it said)."""

    def verify(*arguments: str) -> tuple[int, str]:
        ended = burgernet(
            "audit",
            "verify",
            *arguments,
            DATABASE_URL=database_url,
            SECRET_KEY="a secret of the tests only, long enough",
            VAPID_PRIVATE_KEY="AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE",
            VAPID_SUBJECT="mailto:beheer@burgernet.example",
        )
        return ended.returncode, ended.stdout + ended.stderr

    return verify


def test_the_operator_is_told(each: Database, operator: Callable[..., tuple[int, str]]) -> None:
    noted = str(end(each))
    assert operator("--contains", noted) == (0, f"The audit trail is whole. It ends with {noted}\n")
    tamper(each, "UPDATE audit_entry SET act = 'other' WHERE id = 3")
    status, said = operator()
    assert (status, "NOT what was written" in said, "Entry 3" in said) == (1, True, True)


def _mark(db: Database, number: int) -> Mark:
    with db.read() as session:
        return Mark(
            number, session.execute(text(f"SELECT digest FROM audit_entry WHERE id = {number}")).scalar_one()
        )

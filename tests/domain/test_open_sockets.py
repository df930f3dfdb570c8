"""A web process that died had messages in hand: whoever may have been told hears how it ended."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from backend.domain.deliveries import open_sockets
from backend.models import Delivery, Notice, Socket, WebProcess, new_id
from backend.models.delivery import UNREACHABLE
from tests.support.town import Town, town

PROCESS = "AAAAAAAAAAAAAAAAAAAAAA"


@pytest.fixture
def quiet(database_url: str, tmp_path: Path) -> Iterator[Town]:
    """A town where nobody sends."""
    made = town(database_url, tmp_path)
    yield made
    made.close()


def outcomes(place: Town) -> int:
    with place.db.read() as session:
        query = select(func.count()).select_from(Delivery).join(Notice, Notice.id == Delivery.notice_id)
        return session.scalar(query.where(Notice.kind == "outcome")) or 0


def passed_over(place: Town, now: datetime) -> None:
    """As the worker leaves places whose turn has come and whom no push service reaches."""
    with place.db.write() as session:
        session.execute(text("UPDATE stream SET next_seq = last_seq + 1"))
        session.execute(update(Delivery).values(result=UNREACHABLE, answered_at=now))


def listen(place: Town, phone: str, now: datetime) -> None:
    with place.db.write() as session:
        open_sockets.heartbeat(session, PROCESS, now)
        open_sockets.open_all(session, PROCESS, {new_id(): place.phones[phone][0]})


def bury(place: Town, now: datetime) -> int:
    with place.db.write() as session:
        return open_sockets.reap_dead_processes(session, now)


def test_who_may_have_been_told_by_a_dead_process_gets_the_outcome_and_others_do_not(quiet: Town) -> None:
    listener, _ = quiet.add(2, [])
    now = quiet.clock()
    listen(quiet, listener, now)
    action = quiet.start()
    passed_over(quiet, now)
    quiet.end(action)
    assert outcomes(quiet) == 0
    assert bury(quiet, now + open_sockets.DEAD_AFTER + timedelta(seconds=1)) == 1
    assert outcomes(quiet) == 1
    with quiet.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Socket)) == 0
        assert session.scalar(select(func.count()).select_from(WebProcess)) == 0


def test_whose_turn_came_after_it_died_was_surely_not_told(quiet: Town) -> None:
    (listener,) = quiet.add(1, [])
    now = quiet.clock()
    listen(quiet, listener, now)
    action = quiet.start()
    later = now + open_sockets.DEAD_AFTER
    passed_over(quiet, later)
    quiet.end(action)
    assert bury(quiet, later + timedelta(seconds=1)) == 1
    assert outcomes(quiet) == 0


def test_whose_action_had_ended_while_it_lived_was_told_by_then_or_never(quiet: Town) -> None:
    (listener,) = quiet.add(1, [])
    now = quiet.clock()
    action = quiet.start()
    passed_over(quiet, now)
    quiet.end(action)
    later = now + timedelta(hours=1)
    listen(quiet, listener, later)
    assert bury(quiet, later + open_sockets.DEAD_AFTER + timedelta(seconds=1)) == 1
    assert outcomes(quiet) == 0


def test_a_process_that_beats_is_left_alone(quiet: Town) -> None:
    (listener,) = quiet.add(1, [])
    now = quiet.clock()
    listen(quiet, listener, now)
    assert bury(quiet, now + open_sockets.DEAD_AFTER / 2) == 0
    with quiet.db.read() as session:
        assert open_sockets.anybody(session)

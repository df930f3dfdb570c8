"""What meets at a bad moment: a lost answer, a late look, a change of address, a host still looked for."""

import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from backend import clock
from backend.db import Database, DatabaseUnusable
from backend.delivery.channel import AddressTable
from backend.delivery.doorbell import Bus
from backend.delivery.outbox import lead
from backend.delivery.outbox.rows import State
from backend.delivery.push import addresses
from backend.delivery.push.clients import Clients
from backend.delivery.push.vapid import HEADER_SECONDS, Vapid
from backend.delivery.push.webpush import WebPush
from backend.delivery.worker import cycle, worker
from backend.delivery.worker.batch import Batch, BatchResult
from backend.delivery.worker.exchange import exchange
from backend.delivery.worker.permission import Permission
from backend.delivery.worker.steady_clock import SteadyClock
from backend.domain.deliveries.rule import FRESH
from backend.models import Delivery, Wave
from tests.delivery.conftest import MakeService, MakeTown, Send
from tests.delivery.stage import a_wave, healthy, overloaded, tried, until
from tests.support.push_service import Response
from tests.support.town import Town

FEW = 6


def test_places_asked_for_in_vain_are_let_go_when_their_action_has_ended_since(
    sqlite_town: MakeTown, service: MakeService, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    only = service()
    town = sqlite_town(only)
    town.add(FEW, [only.origin])
    running: list[str] = []

    def lost(db: Database, bus: Bus, addresses: AddressTable, batch: Batch, now: datetime) -> BatchResult:
        """The first that asks for places: committed, never heard of, and its action ended beside it."""
        answer = exchange(db, bus, addresses, batch, now)
        if running and batch.lease_requests:
            town.end(running.pop())
            raise OperationalError("COMMIT", None, ConnectionError("lost"))
        return answer

    monkeypatch.setattr(cycle, "exchange", lost)
    send(town)
    action = town.start(spread_seconds=6)
    only.wait_for(1)
    running.append(action)
    until(lambda: not running, "one was lost")
    until(lambda: closed(town), "its wave is closed")
    figures = town.progress(action)
    assert (figures["waiting"], figures["handed_over"] + figures["withdrawn"]) == (0, FEW)
    # And the worker lives.
    town.end(town.start(radius=5000))


def closed(town: Town) -> bool:
    with town.db.read() as session:
        return all(session.scalars(select(Wave.closed)))


def a_view(seen: float, **running: object) -> State:
    return State(
        sender="worker",
        running=running,
        open_waves=frozenset(),
        retries_due=False,
        listeners=False,
        seen=seen,  # type: ignore[arg-type]
    )


@pytest.fixture
def permission() -> Permission:
    return Permission("worker", SteadyClock(clock.now))


def test_an_action_that_a_look_before_it_did_not_show_has_not_ended(permission: Permission) -> None:
    before = time.monotonic()
    wave = a_wave({1: 0})
    permission.see(a_view(before))
    assert permission.allows(wave) is None
    permission.see(a_view(time.monotonic()))
    assert permission.allows(wave) is False
    permission.see(a_view(time.monotonic(), action=wave.expires_at))
    assert permission.allows(wave) is True


def test_an_action_that_has_just_expired_may_have_been_extended(permission: Permission) -> None:
    wave = a_wave({1: 0})
    ended = clock.now() - timedelta(seconds=FRESH / 2)
    permission.see(a_view(time.monotonic(), action=ended))
    assert permission.allows(wave) is None
    permission.see(a_view(time.monotonic(), action=ended - timedelta(seconds=FRESH)))
    assert permission.allows(wave) is False


def test_nothing_leaves_once_its_host_was_found_after_the_outcome(
    sqlite_town: MakeTown, service: MakeService, ending: ExitStack
) -> None:
    only = service()
    town = sqlite_town(only)
    town.add(3, [only.origin])
    asked, may_answer = threading.Event(), threading.Event()

    def resolve(_: str) -> list[str]:
        asked.set()
        may_answer.wait(20)
        return ["127.0.0.1"]

    # What is exempt from the rules of addresses is not looked up either: so nothing is.
    settings = replace(town.settings, push_allow_origins=())
    clients = Clients(settings, resolve=resolve, allowed=lambda _: True)
    handle = worker.start_thread(town, WebPush(settings, clients))
    ending.callback(handle.stop)
    ending.callback(may_answer.set)
    action = town.start()
    assert asked.wait(20)
    town.end(action)
    # Until then it may leave: a look counts for 0.8 seconds.
    until(lambda: (state := handle.worker.state) is not None and not state.running, "its end was seen")
    may_answer.set()
    until(lambda: town.progress(action)["withdrawn"] == 3, "all are withdrawn")
    assert not only.arrivals


def test_whoever_subscribes_anew_while_the_old_address_refuses_is_alerted_there(
    make_town: MakeTown, service: MakeService, send: Send
) -> None:
    old, new = service(lambda _: Response(403, delay=1.0)), service()
    town = make_town(old, new)
    (token,) = town.add(1, [old.origin])
    send(town)
    action = town.start()
    old.wait_for(1)
    town.subscribe(token, new.origin)
    new.wait_for(1)
    until(lambda: town.progress(action)["handed_over"] == 1, "it counts")


def test_who_was_refused_and_has_no_other_address_stays_failed(
    make_town: MakeTown, service: MakeService, send: Send
) -> None:
    only = service(lambda _: Response(403))
    town = make_town(only)
    town.add(1, [only.origin])
    send(town)
    action = town.start()
    until(lambda: town.progress(action)["failed"] == 1, "it failed")
    until(lambda: closed(town), "its wave is closed")
    assert len(only.arrivals) == 1


def test_a_worker_that_could_not_look_once_looks_again(
    sqlite_town: MakeTown, service: MakeService, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    only = service()
    town = sqlite_town(only)
    town.add(FEW, [only.origin])
    blind = threading.Event()

    def read(session: Session, now: datetime) -> State:
        if not blind.is_set():
            blind.set()
            raise DatabaseUnusable("SpatiaLite cannot be loaded")
        return lead.read_state(session, now)

    monkeypatch.setattr(worker, "read_state", read)
    send(town)
    assert blind.wait(20)
    # So slowly that what the exchanges see by themselves does not do.
    town.start(spread_seconds=3)
    only.wait_for(FEW)


def test_a_message_that_was_refused_a_thousand_times_is_still_tried(
    sqlite_town: MakeTown, service: MakeService, send: Send
) -> None:
    only = service(overloaded)
    town = sqlite_town(only)
    town.add(1, [only.origin])
    handle = send(town)
    action = town.start()
    tried(town)
    only.behave = healthy
    with town.db.write() as session:
        session.execute(update(Delivery).values(attempts=1024))
    until(lambda: town.progress(action)["handed_over"] == 1, "it was handed over")
    until(lambda: not handle.worker.retries_in_flight, "nothing is kept of what was tried again")


def test_a_header_from_before_the_clock_was_set_back_is_not_used_again() -> None:
    """RFC 8292: it may not expire more than a day from now."""
    made: list[int] = []

    def sign(claims: dict[str, str | int]) -> str:
        made.append(int(claims["exp"]))
        return str(claims["exp"])

    with time_machine.travel(1_800_000_000.0, tick=False) as traveller:
        service = Vapid("https://push.example", sign, "mailto:a@b.example")
        assert service.authorization() == service.authorization()
        traveller.move_to(1_800_000_000.0 - 30 * 3600)
        assert int(service.authorization()) == 1_800_000_000 - 30 * 3600 + HEADER_SECONDS
    assert len(made) == 2


def test_an_address_that_is_gone_is_found_by_its_index(
    postgresql_town: MakeTown, service: MakeService
) -> None:
    """Looked for among all, each would take half a second of a nation's subscriptions."""
    town = postgresql_town(service())
    with town.db.read() as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(session.execute(text(f"EXPLAIN {addresses.REMOVE.text}"), {"digest": "x"}).scalars())
    assert "Index" in plan

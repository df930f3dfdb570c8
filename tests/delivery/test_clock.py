"""A clock that is set while a worker sends: by its owner, or by a time server that came late."""

from datetime import datetime, timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import select

from backend.db import Database
from backend.delivery.channel import AddressTable
from backend.delivery.doorbell import Bus
from backend.delivery.outbox import lead
from backend.delivery.worker import cycle, worker
from backend.delivery.worker.batch import Batch, BatchResult
from backend.delivery.worker.exchange import exchange
from backend.delivery.worker.sweeps import Sweeps
from backend.domain.actions import lifecycle
from backend.domain.deliveries.rule import FRESH
from backend.models import Action, Delivery, new_id
from tests.delivery.conftest import MakeService, MakeTown, Send
from tests.delivery.stage import Settable, overloaded, tried, until
from tests.support.town import Town

HOUR = timedelta(hours=1)
NOTICED = 2.0
"""Seconds more than promised that a busy machine may take to send what is due."""


def waits(town: Town) -> bool:
    """Whether it is written down that a message is to be tried again."""
    with town.db.read() as session:
        return session.scalar(select(Delivery.due_at).where(Delivery.result == "retrying")) is not None


def status(town: Town, action: str) -> str:
    with town.db.read() as session:
        return session.get_one(Action, action).status


@pytest.mark.parametrize("by", [HOUR, -HOUR], ids=["forward", "back"])
def test_what_is_to_be_tried_again_waits_as_long_as_it_would_have(
    make_town: MakeTown, service: MakeService, send: Send, by: timedelta
) -> None:
    only = service(overloaded)
    town = make_town(only)
    town.clock = moment = Settable()
    town.add(1, [only.origin])
    send(town)
    town.start()
    first = only.wait_for(1)[0].monotonic
    until(lambda: waits(town), "it waits")
    moment.off = by
    second, third = (arrival.monotonic for arrival in only.wait_for(3)[1:3])
    assert 1.0 <= second - first <= 2.0 + NOTICED
    assert 2.0 <= third - second <= 4.0 + NOTICED


@pytest.mark.parametrize("by", [HOUR, -HOUR], ids=["forward", "back"])
def test_a_push_service_keeps_the_alert_for_as_long_as_the_action_lasts(
    sqlite_town: MakeTown, service: MakeService, send: Send, by: timedelta
) -> None:
    only = service()
    town = sqlite_town(only, ACTION_HOURS="0.5")
    town.clock = moment = Settable()
    town.add(1, [only.origin])
    send(town)
    town.start()
    only.wait_for(1)
    moment.off = by
    action = town.start()
    (arrival,) = only.wait_for(1, that=lambda arrival: arrival.topic == action)
    assert 1790 < arrival.ttl <= 1800


def test_an_action_that_starts_while_the_clock_is_set_back_reaches_everybody(
    sqlite_town: MakeTown, service: MakeService, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    only = service()
    town = sqlite_town(only, ACTION_HOURS="0.5")
    town.clock = moment = Settable()
    town.add(1, [only.origin])
    come, go_on = Event(), Event()

    def late(db: Database, bus: Bus, addresses: AddressTable, batch: Batch, now: datetime) -> BatchResult:
        """It was told the time, and gets to the database when it is another."""
        come.set()
        go_on.wait(15)
        return exchange(db, bus, addresses, batch, now)

    monkeypatch.setattr(cycle, "exchange", late)
    # So that what the exchange saw is what counts when it comes back.
    monkeypatch.setattr(worker, "LOOK_EVERY", FRESH - 0.1)
    send(town)
    assert come.wait(15)
    moment.off = -HOUR
    action = town.start()
    go_on.set()
    assert only.wait_for(1)[0].topic == action


def test_what_is_extended_during_a_round_is_not_closed_in_it(
    sqlite_town: MakeTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = sqlite_town(ACTION_HOURS="0.5", CLOSE_HOURS="0.5")
    action, overdue = town.start(), lifecycle.overdue

    def then_extended(*asked: Any) -> list[str]:
        found = overdue(*asked)
        town.update(action, extend_minutes=120)
        return found

    sweeps = Sweeps(town.db, town.bus, town.settings)
    with monkeypatch.context() as patch:
        patch.setattr(lifecycle, "overdue", then_extended)
        sweeps.sweep(lambda: town.clock() + 2 * HOUR)
    assert status(town, action) == "running"
    sweeps.sweep(lambda: town.clock() + 4 * HOUR)
    assert status(town, action) == "ended"


@pytest.mark.parametrize("by", [HOUR, -HOUR], ids=["forward", "back"])
def test_a_spread_wave_takes_no_longer(
    sqlite_town: MakeTown, service: MakeService, send: Send, by: timedelta
) -> None:
    only = service()
    town = sqlite_town(only)
    town.clock = moment = Settable()
    town.add(90, [only.origin])
    send(town)
    town.start(spread_seconds=4)
    began = only.wait_for(1)[0].monotonic
    moment.off = by
    tried(town)
    assert 4.0 - NOTICED < only.arrivals[-1].monotonic - began < 4.0 + NOTICED


def test_a_lease_from_before_the_clock_was_set_back_keeps_nobody_from_sending(
    sqlite_town: MakeTown,
) -> None:
    town = sqlite_town()
    now, dead, another = town.clock(), new_id(), new_id()
    with town.db.write() as session:
        assert lead.acquire_lead(session, dead, now)
    # Two machines never agree to the second: that is no clock set back.
    for by, leads in ((timedelta(seconds=3), False), (HOUR, True)):
        with town.db.write() as session:
            assert lead.acquire_lead(session, another, now - by) is leads

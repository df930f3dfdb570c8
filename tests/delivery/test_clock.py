"""A clock that is set while a worker sends: by its owner, or by a time server that came late."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.delivery import outbox
from backend.models import Delivery, new_id
from tests.delivery.conftest import MakeService, MakeTown, Send
from tests.delivery.stage import Settable, overloaded, tried, until
from tests.factories import Town

HOUR = timedelta(hours=1)
NOTICED = 2.0
"""Seconds more than promised that a busy machine may take to send what is due."""


def waits(town: Town) -> bool:
    """Whether it is written down that a message is to be tried again."""
    with town.db.read() as session:
        return session.scalar(select(Delivery.due_at).where(Delivery.result == "retrying")) is not None


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
        assert outbox.lead(session, dead, now)
    # Two machines never agree to the second: that is no clock set back.
    for by, leads in ((timedelta(seconds=3), False), (HOUR, True)):
        with town.db.write() as session:
            assert outbox.lead(session, another, now - by) is leads

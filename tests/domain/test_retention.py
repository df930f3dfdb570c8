"""What time erases, what stays, and who is asked first."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from backend import geo
from backend.domain import history, publication, retention
from backend.models import Action, Delivery, Location, Notice, Participant, Wave
from backend.models.notice import HANDED_OVER
from tests.factories import Town, town
from tests.world import build

START = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
ORIGIN = "https://push.example.com"


class Clock:
    """Stands still until it is put forward."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def place(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Town]:
    place = town(database_url, tmp_path, clock=clock)
    yield place
    place.close()


def purge(place: Town) -> dict[str, int]:
    return retention.everything(place.db, place.clock(), place.settings, place.bus.ring)


def count(place: Town, what: type) -> int:
    with place.db.read() as session:
        return session.scalar(select(func.count()).select_from(what)) or 0


def kinds(place: Town) -> list[str]:
    with place.db.read() as session:
        return sorted(session.scalars(select(Notice.kind)))


def reach_everyone(session: Session, now: datetime) -> None:
    """As if the worker had sent everything."""
    session.execute(
        update(Delivery).values(
            result=HANDED_OVER, handed_over_at=now, accepted_at=now, began_at=now, answered_at=now
        )
    )


def test_an_expired_position_is_erased_and_a_fresh_one_and_addresses_stay(place: Town) -> None:
    place.add(2, [])
    now = place.clock()
    (old, _), (fresh, _) = place.phones.values()
    with place.db.write() as session:
        for who, expires_at in ((old, now - timedelta(seconds=1)), (fresh, now + timedelta(hours=1))):
            session.add(
                Location(
                    participant_id=who,
                    source="live",
                    point=geo.point(182_000.0, 579_000.0),
                    expires_at=expires_at,
                )
            )
    with place.db.write() as session:
        retention.purge(session, now)
    with place.db.read() as session:
        rows = session.execute(select(Location.participant_id, Location.source))
        left = {(who, source) for who, source in rows}
    assert left == {(old, "home"), (fresh, "home"), (fresh, "live")}


def test_who_was_alerted_goes_when_its_time_is_over_and_the_figures_stay(place: Town, clock: Clock) -> None:
    place.add(40, [])
    action = place.start()
    place.update(action, text="Zij draagt een gele muts.")
    with place.db.write() as session:
        reach_everyone(session, clock.now)
    place.end(action, "found-thanks-to-participant", "Zij is weer thuis.")
    before = place.progress(action)
    with place.db.read() as session:
        told = publication.shown(session, action)
    assert before["handed_over"] == told["participants"] == 40

    clock.later(days=place.settings.history_days, minutes=-1)
    assert purge(place)["figures"] == 1
    assert count(place, Delivery) > 0
    clock.later(minutes=2)
    assert purge(place)["alerts"] == 1
    assert count(place, Delivery) == count(place, Wave) == 0
    assert kinds(place) == ["outcome"]
    assert place.progress(action) == before | {"outcome": before["outcome"]}
    with place.db.read() as session:
        assert publication.shown(session, action) | {"sent": None} == told | {"sent": None}
        kept = session.get_one(Action, action)
        assert kept.description == {}
        assert session.scalars(select(Notice)).one().payloads == {}
        assert history.for_dispatcher(session, action, clock.now)["counts"]["handed_over"] == 40
    assert set(purge(place).values()) == {0}


def test_a_running_action_is_left_alone_however_old(place: Town, clock: Clock) -> None:
    place.add(3, [])
    action = place.start()
    clock.later(days=100)
    with place.db.write() as session:
        retention.forget_alerts(session, clock.now, place.settings)
        retention.freeze(session, clock.now)
    assert place.progress(action)["selected"] == 3
    assert kinds(place) == ["alert"]


def test_the_silent_are_reminded_twice_and_then_forgotten(place: Town, clock: Clock) -> None:
    place.add(1, [ORIGIN])
    clock.later(days=299)
    assert purge(place)["reminded"] == 0
    found = []
    for _ in range(80):
        clock.later(days=1)
        done = purge(place)
        found += [name for name in ("reminded", "silent") if done[name]]
    assert found == ["reminded", "reminded", "silent"]
    assert count(place, Participant) == count(place, Location) == count(place, Delivery) == 0


def test_nobody_is_forgotten_without_two_reminders_a_month_apart(place: Town, clock: Clock) -> None:
    place.add(1, [ORIGIN])
    # The worker stood still for two years.
    clock.later(days=730)
    assert purge(place)["silent"] == 0
    clock.later(days=29)
    assert purge(place) | {"asked": 0} == dict.fromkeys(
        ("figures", "alerts", "silent", "reminded", "asked", "audit"), 0
    )
    clock.later(days=1)
    assert purge(place)["reminded"] == 1
    assert count(place, Participant) == 1
    clock.later(days=30)
    assert purge(place)["silent"] == 1


def test_whoever_is_heard_of_is_asked_nothing(database_url: str, tmp_path: Path) -> None:
    world = build(database_url, tmp_path)
    someone = world.join()
    world.later(days=320)
    with world.db.write() as session:
        assert retention.remind(session, world.now, world.settings) == 1
    assert someone("GET").status_code == 200
    world.later(days=40)
    with world.db.write() as session:
        assert retention.remind(session, world.now, world.settings) == 0
        assert retention.forget_silent(session, world.now) == 0
        assert session.scalars(select(Participant.reminders)).one() == 0
    world.db.close()


def test_once_a_year_an_address_is_asked_after(place: Town, clock: Clock) -> None:
    place.add(1, [ORIGIN])
    with place.db.write() as session:
        # Someone without an address, and one who cannot be asked.
        session.add(Participant(id="x" * 22, token_hash="x", language="nl", created_at=clock.now))
    place.add(1, [], seed=2)
    clock.later(days=364)
    assert purge(place)["asked"] == 0
    clock.later(days=1)
    assert purge(place)["asked"] == 1
    assert "addresses" in kinds(place)
    assert purge(place)["asked"] == 0
    clock.later(days=364)
    with place.db.write() as session:
        assert retention.ask_addresses(session, clock.now, place.settings) == 0
    clock.later(days=1)
    with place.db.write() as session:
        assert retention.ask_addresses(session, clock.now, place.settings) == 1


def test_messages_of_one_person_do_not_stay_behind(place: Town, clock: Clock) -> None:
    place.add(1, [ORIGIN])
    clock.later(days=365)
    purge(place)
    assert kinds(place) == ["addresses", "reminder"]
    clock.later(days=9)
    purge(place)
    assert kinds(place) == []
    assert count(place, Delivery) == 0

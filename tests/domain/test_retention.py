"""What time erases, what stays, and who is asked first."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from backend.domain import retention
from backend.domain.deliveries import receipts, standalone
from backend.domain.participants import inbox, membership
from backend.domain.refusals import NotFound
from backend.domain.reports import dispatcher_view, public_view
from backend.geo import spatial_sql
from backend.models import Action, Delivery, Location, Notice, Participant, Stream, Wave
from backend.models.delivery import HANDED_OVER, WAITING, WITHDRAWN
from tests.support.town import Town, town
from tests.support.world import build

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
                    point=spatial_sql.point(182_000.0, 579_000.0),
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
        told = public_view.shown(session, action)
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
        assert public_view.shown(session, action) | {"sent": None} == told | {"sent": None}
        kept = session.get_one(Action, action)
        assert kept.description == {}
        assert session.scalars(select(Notice)).one().payloads == {}
        assert dispatcher_view.for_dispatcher(session, action, clock.now)["counts"]["handed_over"] == 40
    assert set(purge(place).values()) == {0}


def test_a_running_action_is_left_alone_however_old(place: Town, clock: Clock) -> None:
    place.add(3, [])
    action = place.start()
    clock.later(days=100)
    assert set(purge(place).values()) == {0}
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
    assert purge(place)["silent"] == purge(place)["reminded"] == 0
    clock.later(days=1)
    assert purge(place)["reminded"] == 1
    assert count(place, Participant) == 1
    clock.later(days=30)
    assert purge(place)["silent"] == 1


def test_whoever_is_heard_of_is_asked_nothing(database_url: str, tmp_path: Path) -> None:
    world = build(database_url, tmp_path)
    someone = world.join()
    world.later(days=320)

    def purge_world() -> dict[str, int]:
        return retention.everything(world.db, world.now, world.settings, world.bell.ring)

    assert purge_world()["reminded"] == 1
    assert someone("GET").status_code == 200
    world.later(days=40)
    done = purge_world()
    assert done["reminded"] == done["silent"] == 0
    with world.db.read() as session:
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
    assert purge(place)["asked"] == 0
    clock.later(days=1)
    assert purge(place)["asked"] == 1


def test_messages_of_no_action_do_not_stay_behind(place: Town, clock: Clock) -> None:
    place.add(2, [ORIGIN])
    clock.later(days=365)
    purge(place)
    assert kinds(place) == ["addresses", "reminder"]
    clock.later(days=9)
    purge(place)
    assert kinds(place) == []
    assert count(place, Delivery) == 0


def asked_together(place: Town, clock: Clock) -> tuple[list[str], str]:
    """Three people who were just asked after their address, in their order, and the one message that asks."""
    place.add(3, [ORIGIN])
    clock.later(days=299)
    with place.db.write() as session:
        session.execute(update(Participant).values(created_at=clock.now - retention.YEAR))
        session.execute(update(Location).values(recorded_at=clock.now - retention.YEAR))
    assert purge(place)["asked"] == 3
    with place.db.write() as session:
        session.execute(update(Stream).values(next_seq=Stream.last_seq + 1))
        return sorted(participant for participant, _ in place.phones.values()), session.scalars(
            select(Notice.id)
        ).one()


def became(place: Town, notice: str) -> dict[str | None, Delivery]:
    """What became of a message, by participant."""
    with place.db.read() as session:
        rows = session.scalars(select(Delivery).where(Delivery.notice_id == notice))
        return {row.participant_id: row for row in rows}


def test_who_is_asked_together_answers_alone(place: Town, clock: Clock) -> None:
    (first, second, third), notice = asked_together(place, clock)
    with place.db.write() as session:
        receipts.record_receipt(session, second, notice, "opened", clock.now)
    found = became(place, notice)
    assert found[second].opened_at == found[second].handed_over_at == clock.now
    for other in (first, third):
        assert found[other].shown_at is found[other].handed_over_at is None
    place.add(1, [ORIGIN], seed=2)
    (stranger,) = {participant for participant, _ in place.phones.values()} - {first, second, third}
    with place.db.write() as session, pytest.raises(NotFound):
        receipts.record_receipt(session, stranger, notice, "shown", clock.now)
    with place.db.read() as session:
        assert inbox.page(session, second, "nl", clock.now) == ([], [], None)
        with pytest.raises(NotFound):
            standalone.self_test_state(session, second, notice)


def test_who_is_asked_together_leaves_alone(place: Town, clock: Clock) -> None:
    (first, second, third), notice = asked_together(place, clock)
    with place.db.write() as session:
        own = standalone.self_test(session, second, clock.now, place.settings)
        others = standalone.self_test(session, third, clock.now, place.settings)
    with place.db.write() as session:
        membership.leave(session, second)
    found = became(place, notice)
    assert {who: row.result for who, row in found.items()} == {
        first: WAITING,
        None: WITHDRAWN,
        third: WAITING,
    }
    assert became(place, own) == {}
    assert became(place, others).keys() == {third}
    with place.db.write() as session:
        membership.leave(session, first, third)
    assert count(place, Participant) == 0
    assert count(place, Notice) == 1


def test_nothing_more_is_begun_once_it_is_to_end(place: Town, clock: Clock) -> None:
    place.add(2 * retention.AT_ONCE + 1, [])
    clock.later(days=310)
    asked = []

    def go_on() -> bool:
        with place.db.read() as session:
            asked.append(session.scalars(select(func.sum(Participant.reminders))).one())
        return asked[-1] == 0

    done = retention.everything(place.db, clock.now, place.settings, place.bus.ring, go_on)
    assert done["reminded"] == asked[-1] == retention.AT_ONCE
    assert purge(place)["reminded"] == retention.AT_ONCE + 1


def test_a_new_place_of_whom_is_reminded_does_not_wait(
    postgresql_url: str, tmp_path: Path, clock: Clock
) -> None:
    place = town(postgresql_url, tmp_path, clock=clock)
    place.add(1, [])
    ((someone, _),) = place.phones.values()
    clock.later(days=310)

    def meanwhile(_: Session) -> None:
        with place.db.write() as session:
            session.execute(text("SET LOCAL lock_timeout = '5s'"))
            session.add(
                Location(participant_id=someone, source="work", point=spatial_sql.point(182_000.0, 579_000.0))
            )

    assert retention.everything(place.db, clock.now, place.settings, meanwhile)["reminded"] == 1
    assert count(place, Location) == 2
    place.close()

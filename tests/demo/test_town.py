"""The town is the same at every start, and lies where the pilot was."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from backend import settings
from backend.db import Database
from backend.demo import filling
from backend.demo.town import PILOTS, Town
from backend.domain.participants.membership import token_for
from backend.geo.gazetteer import nearest
from backend.ids import digest
from backend.models import Location, Municipality, Participant, PushSubscription

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
ORIGIN = "http://127.0.0.1:8010"


def test_the_same_residents_live_there_at_every_start_whatever_its_size() -> None:
    def known(town: Town) -> list[tuple[object, ...]]:
        return [(one.id, one.home, one.work, one.live, one.language) for one in town.residents]

    assert known(Town(200)) == known(Town(300))[:200]
    assert len({one.id for one in Town(300).residents}) == 300
    assert all(len(one.id) == 22 for one in Town(10).residents)


def test_everybody_lives_in_one_of_the_eight_municipalities() -> None:
    residents = Town(2000).residents
    homes = Counter(nearest(*one.home)[0].municipality for one in residents)
    assert set(homes) == {pilot.code for pilot in PILOTS}
    assert all(nearest(*one.home)[0].municipality == one.municipality for one in residents)
    assert 300 < homes["GM0080"] < 500


def test_a_live_position_counts_instead_of_the_addresses() -> None:
    residents = Town(200).residents
    away = next(one for one in residents if one.live)
    works = next(one for one in residents if one.work)
    assert away.distance(*(away.live or (0, 0))) == 0
    assert away.distance(*away.home) > 0
    assert works.distance(*works.home) == works.distance(*(works.work or (0, 0))) == 0


def test_filling_twice_keeps_what_there_was_and_renews_the_live_positions(
    database_url: str, tmp_path: Path
) -> None:
    house = settings.load(
        {
            "BURGERNET_DATABASE_URL": database_url,
            "BURGERNET_DATA_DIR": str(tmp_path),
            "BURGERNET_SECRET_KEY": "k" * 43,
            "BURGERNET_VAPID_PRIVATE_KEY": "A" * 42 + "E",
            "BURGERNET_VAPID_SUBJECT": "mailto:a@b.example",
        }
    )
    db, town, later = Database(database_url), Town(300), NOW + timedelta(hours=48)
    assert filling.stored_port(db, town) is None
    assert filling.fill(db, Town(200), ORIGIN, house, NOW) == 200
    assert filling.fill(db, town, ORIGIN, house, later) == 100
    assert filling.stored_port(db, town) == 8010
    with db.read() as session:
        one = session.get_one(Participant, town.residents[7].id)
        assert one.token_hash == digest(token_for(house.secret_key, one.id))
        assert session.get_one(PushSubscription, one.id).endpoint == f"{ORIGIN}/push/7"
        assert session.scalar(select(func.count()).select_from(Participant)) == 300
        live = session.scalars(select(Location.expires_at).where(Location.source == "live")).all()
        assert set(live) == {later + timedelta(hours=24)}
        assert session.get_one(Municipality, "GM1904").region == "Utrecht"
    db.close()

"""What time erases."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from backend import geo
from backend.domain import retention
from backend.models import Location
from tests.factories import town


def test_an_expired_position_is_erased_and_a_fresh_one_and_addresses_stay(
    database_url: str, tmp_path: Path
) -> None:
    place = town(database_url, tmp_path)
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
    place.close()
    assert left == {(old, "home"), (fresh, "home"), (fresh, "live")}

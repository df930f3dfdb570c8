"""Many more registered, made in the database itself from the ones there are: seconds for a million."""

from sqlalchemy import text

from backend.geo.rd_new import to_rd
from tests.bench.grounds import vacuum
from tests.support.town import CENTRE, Town

# Nothing refers to what is not there, and an index is made faster than it is kept.
_QUICKLY = ("SET LOCAL session_replication_role = replica", "SET LOCAL maintenance_work_mem = '256MB'")
_SPATIAL = (
    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'location' AND indexdef LIKE '%USING gist%'"
)
_NEW = """
  CREATE TEMPORARY TABLE newcomer ON COMMIT DROP AS
  SELECT n, lpad('x' || (:from + n)::text, 22, '0') AS id, sqrt(:nearest ^ 2 + (:farthest ^ 2 - :nearest ^ 2)
    * random()) AS far, 2 * pi() * random() AS angle FROM generate_series(1, :count) n
"""
_PARTICIPANTS = """
  INSERT INTO participant (id, token_hash, municipality_code, language, also_addresses_when_away, exercises,
    created_at, seen_at)
  SELECT id, lpad(id, 64, '0'), 'GM0080', 'nl', false, false, now(), now() FROM newcomer
"""
_HOMES = """
  INSERT INTO location (participant_id, source, point, recorded_at)
  SELECT id, 'home', ST_SetSRID(ST_MakePoint(:x + far * cos(angle), :y + far * sin(angle)), 28992), now()
  FROM newcomer
"""
_SUBSCRIPTIONS = """
  INSERT INTO push_subscription (participant_id, endpoint, endpoint_hash, p256dh, auth, service_id, confirmed_at)
  SELECT id, regexp_replace(k.endpoint, '[^/]*$', '') || id, lpad(id, 64, '0'), k.p256dh, k.auth, k.service_id, now()
  FROM newcomer JOIN (SELECT row_number() OVER () - 1 AS number, count(*) OVER () AS all_of_them, *
    FROM push_subscription LIMIT 1000) k ON k.number = n % least(k.all_of_them, 1000)
"""


def fill(town: Town, count: int, *, nearest: float, farthest: float) -> None:
    """`count` more, evenly over the ring between two distances; their phones share the keys of a thousand others, and
    their tokens open nothing.

    Only on PostgreSQL, where some have joined before in the usual way."""
    x, y = to_rd(*CENTRE)
    with town.db.write() as session:
        for setting in _QUICKLY:
            session.execute(text(setting))
        [(index, definition)] = session.execute(text(_SPATIAL)).all()
        session.execute(text(f"DROP INDEX {index}"))
        [(before,)] = session.execute(text("SELECT count(*) FROM participant")).all()
        session.execute(
            text(_NEW), {"count": count, "from": before, "nearest": nearest, "farthest": farthest}
        )
        session.execute(text(_PARTICIPANTS))
        session.execute(text(_HOMES), {"x": x, "y": y})
        session.execute(text(_SUBSCRIPTIONS))
        session.execute(text(definition))
    vacuum(town)

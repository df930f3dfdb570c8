"""An embedded database that has no room left says so, stores nothing half, and goes on when there is room again."""

from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select

from backend.db import Database
from backend.models import Action, AuditEntry, Delivery, Notice, Stream, Wave
from tests.delivery.conftest import MakeService, MakeTown, Send
from tests.delivery.stage import quiet, slow, until
from tests.support.world import build

UNLIMITED = 2**32 - 2


class Disk:
    """Of this database; `full` takes away all the room it has not used yet."""

    def __init__(self, db: Database) -> None:
        self._db, self._pages = db, UNLIMITED
        event.listen(db.engine, "checkout", self._limit)

    def full(self) -> None:
        with self._db.engine.connect() as connection:
            self._pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def roomy(self) -> None:
        self._pages = UNLIMITED

    def _limit(self, connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={self._pages}").close()


def test_a_start_without_room_stores_nothing_and_succeeds_once_there_is(
    sqlite_url: str, tmp_path: Path
) -> None:
    world = build(sqlite_url, tmp_path)
    disk, dispatcher = Disk(world.db), world.staff()
    for _ in range(200):
        world.join(places={"home": {"type": "Point", "coordinates": [5.79, 53.2]}})

    def stored() -> list[int]:
        tables = (Action, Notice, Wave, Stream, Delivery, AuditEntry)
        with world.db.read() as session:
            return [session.scalars(select(func.count()).select_from(table)).one() for table in tables]

    before = stored()
    disk.full()
    answer = dispatcher.start("same key")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert "no room" in answer.get_json()["detail"]
    assert stored() == before
    assert dispatcher("GET", "/v1/dispatch/actions").get_json()["items"] == []
    disk.roomy()
    assert dispatcher.start("same key").status_code == 201
    assert stored()[4] == before[4] + 200
    world.db.close()


def test_a_worker_without_room_loses_nothing_and_sends_the_rest_once_there_is(
    sqlite_town: MakeTown, service: MakeService, send: Send
) -> None:
    people = 2_000
    only = service(slow)
    town = sqlite_town(only)
    disk, tokens = Disk(town.db), town.add(people, [only.origin])
    send(town)
    action = town.start()
    only.wait_for(people // 10)
    disk.full()
    width = people // 20
    until(lambda: quiet([only], 1.0), "nothing can be written down, so nothing more is begun", 30.0)
    assert len(only.arrivals) < people
    disk.roomy()
    until(lambda: town.progress(action)["handed_over"] == people, "everybody has it", 30.0)
    arrived = Counter(arrival.token for arrival in only.arrivals)
    assert set(arrived) == set(tokens)
    assert sum(arrived.values()) - people <= width

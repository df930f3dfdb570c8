"""Which municipalities take part: the list, one, and nobody's exact number."""

from datetime import timedelta
from typing import Any

from backend.domain.municipalities import register
from tests.support.world import DELFT, LEEUWARDEN, NOON, World, point


def one(world: World, code: str) -> dict[str, Any]:
    found: dict[str, Any] = world.call("GET", f"/v1/municipalities/{code}").get_json()
    return found


def test_a_municipality_says_since_when_it_takes_part_and_what_it_was(world: World) -> None:
    with world.db.write() as session:
        register.join(session, "GM1904", "Utrecht", NOON.date() - timedelta(days=1), NOON)
    assert one(world, "GM1904") == {
        "code": "GM1904",
        "name": "Stichtse Vecht",
        "region": "Utrecht",
        "joinedOn": "2026-05-31",
        "participants": {"about": 0},
        "formerly": ["Breukelen", "Loenen", "Maarssen"],
    }


def test_one_that_does_not_take_part_yet_is_there_too(world: World) -> None:
    world.join(places={"home": point(DELFT)})
    found = one(world, "GM0503")
    assert (found["region"], found["joinedOn"], found["participants"]) == (None, None, {"below": 10})


def test_participants_are_rounded(world: World) -> None:
    for _ in range(16):
        world.join(places={"home": point(LEEUWARDEN)})
    assert one(world, "GM0080")["participants"] == {"about": 20}


def test_what_waits_at_a_kiosk_is_not_counted(world: World) -> None:
    world.kiosk().begin(places={"home": point(LEEUWARDEN)})
    assert one(world, "GM0080")["participants"] == {"about": 0}


def test_the_list_holds_all_those_that_take_part_first(world: World) -> None:
    with world.db.write() as session:
        register.join(session, "GM1904", "Utrecht", NOON.date(), NOON)
    items: list[dict[str, Any]] = []
    query: dict[str, Any] = {"limit": 100}
    while True:
        page = world.call("GET", "/v1/municipalities", query_string=query).get_json()
        items += page["items"]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert len({item["code"] for item in items}) == len(items) == 342
    assert [item["code"] for item in items[:3]] == ["GM0080", "GM1904", "GM0014"]

"""Which municipalities take part: the list, one, and nobody's exact number."""

from datetime import timedelta
from typing import Any

import pytest

from backend.domain import municipalities
from tests.world import DELFT, LEEUWARDEN, NOON, World, point


def one(world: World, code: str) -> dict[str, Any]:
    found: dict[str, Any] = world.call("GET", f"/v1/municipalities/{code}").get_json()
    return found


def test_a_municipality_says_since_when_it_takes_part_and_what_it_was(world: World) -> None:
    with world.db.write() as session:
        municipalities.join(session, "GM1904", "Utrecht", NOON.date() - timedelta(days=1), NOON)
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
        municipalities.join(session, "GM1904", "Utrecht", NOON.date(), NOON)
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


@pytest.mark.parametrize("code", ["GM9999", "gm0080", "0080", "x"])
def test_there_is_no_other(world: World, code: str) -> None:
    assert world.call("GET", f"/v1/municipalities/{code}").status_code == 404


@pytest.mark.parametrize("query", ["cursor=x", "limit=0", "limit=101", "joined=true"])
def test_a_query_of_another_shape_is_400(world: World, query: str) -> None:
    assert world.call("GET", f"/v1/municipalities?{query}").status_code == 400


def test_the_page_lists_who_takes_part_and_hides_nobody_who_waits(world: World) -> None:
    with world.db.write() as session:
        municipalities.join(session, "GM1904", "Utrecht", NOON.date(), NOON)
        municipalities.join(session, "GM0503", "Haaglanden", NOON.date() + timedelta(days=1), NOON)
    part, waiting = world.call("GET", "/gemeenten").text.split('id="waiting"')
    assert (
        part.index("Leeuwarden")
        < part.index("Stichtse Vecht")
        < part.index("Vroeger: Breukelen, Loenen, Maarssen")
    )
    assert "2 van de 342 gemeenten" in part
    assert "Delft</a> (vanaf 2 juni 2026)" in waiting
    assert waiting.count('<li><a href="/gemeenten/GM') == 340


def test_the_page_of_one_says_whether_it_takes_part(world: World) -> None:
    for _ in range(12):
        world.join(places={"home": point(LEEUWARDEN)})
    joined = world.call("GET", "/gemeenten/GM0080").text
    assert "Leeuwarden doet mee sinds 1 juni 2026." in joined
    assert "ongeveer 10" in joined
    assert "Delft doet nog niet mee." in world.call("GET", "/gemeenten/GM0503").text
    assert "Delft does not take part yet." in world.call("GET", "/gemeenten/GM0503?lang=en").text
    assert world.call("GET", "/gemeenten/GM9999").status_code == 404


@pytest.mark.parametrize("path", ["/gemeenten", "/gemeenten/GM0080", "/gemeenten/GM0503"])
def test_a_page_stands_in_both_languages_and_lets_nothing_foreign_in(world: World, path: str) -> None:
    dutch, english = world.call("GET", path), world.call("GET", f"{path}?lang=en")
    assert '<html lang="nl">' in dutch.text
    assert '<html lang="en">' in english.text
    assert "default-src 'none'" in dutch.headers["Content-Security-Policy"]
    for forbidden in ("<script", "<style", " style=", 'src="http', 'href="http'):
        assert forbidden not in dutch.text

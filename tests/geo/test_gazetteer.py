"""The gazetteer: names, codes and distances."""

from random import Random

import pytest

from backend.geo import gazetteer
from backend.geo.rd_new import to_rd

PILOT = [
    ("the station of Leeuwarden", 5.7917, 53.1959, "GM0080"),
    ("the market of Delft", 4.3593, 52.0116, "GM0503"),
    ("the market of Gouda", 4.7104, 52.0115, "GM0513"),
    ("the centre of Ede", 5.6650, 52.0402, "GM0228"),
    ("the city square of Nieuwegein", 5.0806, 52.0292, "GM0356"),
    ("Breukelen", 5.0011, 52.1717, "GM1904"),
    ("Maarssen", 5.0394, 52.1383, "GM1904"),
    ("Mijdrecht", 4.8628, 52.2064, "GM0736"),
    ("Damwâld", 5.9990, 53.2920, "GM1891"),
    ("Etten-Leur", 4.6400, 51.5700, "GM0777"),
    ("Eemnes", 5.2600, 52.2550, "GM0317"),
]


@pytest.mark.parametrize(("where", "lon", "lat", "code"), PILOT)
def test_a_point_belongs_to_its_municipality(where: str, lon: float, lat: float, code: str) -> None:
    place, distance = gazetteer.nearest(*to_rd(lon, lat))
    assert place.municipality == code, where
    assert distance < 2_000


def test_the_distance_is_in_metres() -> None:
    place, _ = gazetteer.nearest(*to_rd(5.0806, 52.0292))
    same, distance = gazetteer.nearest(place.x + 3, place.y + 4)
    assert same == place
    assert distance == pytest.approx(5)


def test_there_are_342_municipalities_each_with_a_place_in_reach() -> None:
    records = gazetteer.municipality_records()
    assert len({record["code"] for record in records}) == 342
    assert len({record["name"] for record in records}) == 342
    for record in records:
        place, distance = gazetteer.nearest(*to_rd(record["lon"], record["lat"]))
        assert place.municipality == record["code"]
        assert distance < 1
        assert not record["name"].startswith("Gemeente")


def test_the_pilot_municipalities_keep_their_former_names() -> None:
    formerly = {record["code"]: record["formerly"] for record in gazetteer.municipality_records()}
    assert formerly["GM1904"] == ["Breukelen", "Loenen", "Maarssen"]
    assert formerly["GM1891"] == ["Dantumadeel"]
    assert formerly["GM0080"] == []


def test_names_are_spelled_with_their_accents() -> None:
    names = {record["name"] for record in gazetteer.municipality_records()}
    assert {"Súdwest-Fryslân", "Noardeast-Fryslân", "'s-Hertogenbosch", "Den Haag"} <= names


@pytest.mark.parametrize(
    ("lon", "lat", "near"),
    [(4.90, 52.37, True), (4.20, 52.20, True), (3.30, 53.60, False), (7.20, 52.00, False)],
)
def test_the_sea_and_the_far_side_of_the_border_are_not_near(lon: float, lat: float, near: bool) -> None:
    assert gazetteer.near_dutch_place(*to_rd(lon, lat)) is near


@pytest.mark.parametrize(
    ("lon", "lat", "inside"),
    [(5.1, 52.1, True), (3.2, 50.7, True), (7.3001, 52.0, False), (5.1, 53.71, False), (-68.9, 12.1, False)],
)
def test_the_rectangle_is_that_of_the_contract(lon: float, lat: float, inside: bool) -> None:
    assert gazetteer.in_bounds(lon, lat) is inside


def test_a_point_is_near_a_place_exactly_when_its_nearest_is() -> None:
    """Also where a square kilometre is not all on one side."""
    chance, seen = Random(1), set[bool]()
    for _ in range(20_000):
        x, y = chance.uniform(-60_000, 330_000), chance.uniform(280_000, 660_000)
        near = gazetteer.near_dutch_place(x, y)
        assert near is (gazetteer.nearest(x, y)[1] <= gazetteer.NEAR)
        seen.add(near)
    assert seen == {True, False}

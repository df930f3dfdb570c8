"""Exact borders: read from the files that publishers give, believed only where they can be, and then they decide."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import shapely
from sqlalchemy import select

from backend.db import Database
from backend.domain.municipalities import border_file, borders, register
from backend.domain.participants import locations, membership, municipality
from backend.domain.participants.membership import Newcomer
from backend.domain.refusals import Refused
from backend.geo.rd_new import to_rd, to_wgs84
from backend.models import Participant, new_id
from tests.support.world import DELFT, LEEUWARDEN, NOON

SECRET = "a secret of the tests"
TOWN = to_rd(*LEEUWARDEN)
RD = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}


def square(centre: tuple[float, float], half: float = 3_000.0, *, degrees: bool = False) -> list[Any]:
    x, y = centre
    ring = [
        (x - half, y - half),
        (x + half, y - half),
        (x + half, y + half),
        (x - half, y + half),
        (x - half, y - half),
    ]
    return [[list(to_wgs84(*corner)) if degrees else list(corner) for corner in ring]]


def feature(rings: list[Any], **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": rings},
    }


def file(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    with database.write() as session:
        register.fill(session)
    yield database
    database.close()


@pytest.mark.parametrize(
    ("properties", "degrees"),
    [
        ({"identificatie": "GM0080", "code": "0080", "naam": "Leeuwarden"}, False),
        ({"gemeentecode": "GM0080", "gemeentenaam": "Leeuwarden", "water": "NEE"}, False),
        ({"statcode": "GM0080", "statnaam": "Leeuwarden"}, True),
        ({"GM_CODE": "GM0080", "H2O": "NEE"}, True),
        ({"gemeentecode": "80"}, True),
    ],
    ids=["PDOK", "CBS", "cartomap", "older", "bare"],
)
def test_each_publishers_file_is_read(properties: dict[str, Any], degrees: bool) -> None:
    found = border_file.read(file(feature(square(TOWN, degrees=degrees), **properties)))
    assert (list(found.shapes), found.unusable, found.mended) == (["GM0080"], [], [])
    assert found.shapes["GM0080"].area == pytest.approx(36e6, rel=1e-3)
    assert found.shapes["GM0080"].contains(shapely.Point(*TOWN))


def test_the_file_may_say_what_its_coordinates_are() -> None:
    assert border_file.read(file(feature(square(TOWN), statcode="GM0080"), crs=RD)).shapes
    other = {"type": "name", "properties": {"name": "EPSG:3857"}}
    with pytest.raises(Refused, match="EPSG:3857"):
        border_file.read(file(feature(square(TOWN), statcode="GM0080"), crs=other))


def test_parts_of_one_municipality_become_one() -> None:
    land, island = square(TOWN), square((TOWN[0] + 20_000, TOWN[1]))
    found = border_file.read(file(feature(land, statcode="GM0080"), feature(island, statcode="GM0080")))
    assert len(found.shapes["GM0080"].geoms) == 2


def test_what_crosses_itself_is_mended_and_named() -> None:
    x, y = TOWN
    bow = [[[x, y], [x + 900, y + 900], [x + 900, y], [x, y + 900], [x, y]]]
    found = border_file.read(file(feature(bow, statcode="GM0080")))
    assert found.mended == ["GM0080"]
    assert found.shapes["GM0080"].is_valid


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (feature(square((2_000_000, 9_000_000)), statcode="GM0080"), "outside the Netherlands"),
        (feature([[[TOWN[0], TOWN[1]], "x"]], statcode="GM0080"), "coordinates"),
        (feature([[[TOWN[0], TOWN[1]]] * 4], statcode="GM0080"), "no area"),
        ({"type": "Feature", "properties": {"statcode": "GM0080"}, "geometry": None}, "no Polygon"),
        (feature(square(TOWN), statnaam="Leeuwarden"), "names no municipality"),
        ("text", "names no municipality"),
    ],
    ids=["abroad", "coordinates", "area", "shapeless", "nameless", "text"],
)
def test_what_cannot_be_used_is_named_and_the_rest_is_read(broken: Any, told: str) -> None:
    good = feature(square(to_rd(*DELFT)), statcode="GM0503")
    found = border_file.read(file(good, broken))
    assert list(found.shapes) == ["GM0503"]
    assert told in found.unusable[0]


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"features":[]}', b"[" * 100_000], ids=range(5))
def test_a_file_that_is_no_geojson_is_refused(raw: bytes) -> None:
    with pytest.raises(Refused):
        border_file.read(raw)


def test_a_border_far_from_its_town_or_of_nowhere_is_not_believed(db: Database) -> None:
    found = border_file.read(
        file(
            feature(square(TOWN), statcode="GM0080"),
            feature(square(TOWN), statcode="GM0503"),
            feature(square(TOWN), statcode="GM0457"),
        )
    )
    with db.read() as session:
        border_file.match(found, register.towns(session))
    assert list(found.shapes) == ["GM0080"]
    assert [line[:6] for line in found.unusable] == ["GM0503", "GM0457"]


def test_loaded_borders_decide_and_participants_move(db: Database) -> None:
    """Delft's border is drawn around a place nearest to Leeuwarden's town: then that place is Delft."""
    home = (TOWN[0] + 1_000, TOWN[1])
    with db.write() as session:
        people = [Newcomer(id=new_id(), home=home), Newcomer(id=new_id(), home=TOWN), Newcomer(id=new_id())]
        membership.join_many(session, people, SECRET, NOON)
    with db.write() as session:
        assert borders.code_at(session, *home) == "GM0080"
        borders.keep(session, {"GM0503": _box(home, 500.0)}, NOON)
        assert borders.code_at(session, *home) == "GM0503"
        assert borders.code_at(session, *TOWN) == "GM0080"
        drawn = {"GM0503": _box(home, 500.0), "GM0080": _box(TOWN, 500.0)}
        borders.keep(session, drawn, NOON)
        assert borders.code_at(session, *home) == "GM0503"
        # Nearest where there is none: whoever lies in a gap belongs to the next, and others to the nearest place.
        assert borders.code_at(session, home[0] + 550, home[1]) == "GM0503"
        assert borders.code_at(session, *to_rd(4.4777, 51.9244)) == "GM0599"
    after, seen, moved = "", 0, 0
    while after is not None:
        with db.write() as session:
            after, looked, changed = municipality.reassign(session, after, 2)
        seen, moved = seen + looked, moved + changed
    assert (seen, moved) == (3, 1)
    with db.read() as session:
        codes = dict(session.execute(select(Participant.id, Participant.municipality_code)).all())
    assert [codes[person.id] for person in people] == ["GM0503", "GM0080", None]


def test_loaded_borders_decide_what_the_netherlands_are(db: Database) -> None:
    north = (TOWN[0], TOWN[1] + 2_000)
    with db.write() as session:
        assert borders.in_netherlands(session, *to_wgs84(*north))
        borders.keep(session, {"GM0080": _box(TOWN, 1_000.0)}, NOON)
        assert borders.in_netherlands(session, *LEEUWARDEN)
        assert not borders.in_netherlands(session, *to_wgs84(*north))
        assert borders.in_netherlands(session, *to_wgs84(TOWN[0], TOWN[1] + 1_050))
        # Without a border of its own the old rule holds there.
        assert borders.in_netherlands(session, *DELFT)
        participant = Participant(
            id=new_id(),
            token_hash="-",
            language="nl",
            also_addresses_when_away=False,
            exercises=False,
            created_at=NOON,
        )
        session.add(participant)
        session.flush()
        with pytest.raises(Refused):
            locations.keep_place(session, participant.id, "home", to_wgs84(*north), NOON)
        locations.keep_place(session, participant.id, "home", LEEUWARDEN, NOON)


def test_a_newer_border_replaces_the_older_of_the_same_municipality_only(db: Database) -> None:
    with db.write() as session:
        borders.keep(session, {"GM0080": _box(TOWN, 500.0), "GM0503": _box(to_rd(*DELFT), 500.0)}, NOON)
    with db.write() as session:
        borders.keep(session, {"GM0080": _box(TOWN, 900.0)}, NOON)
        assert borders.known(session).around(TOWN[0] + 800, TOWN[1]) == "GM0080"
        assert borders.without(session, ["GM0080", "GM0503", "GM0513"]) == ["GM0513"]


def _box(centre: tuple[float, float], half: float) -> shapely.Geometry:
    x, y = centre
    return shapely.MultiPolygon([shapely.box(x - half, y - half, x + half, y + half)])

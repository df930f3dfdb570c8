"""RD New against PROJ, as SpatiaLite speaks it, and against itself."""

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.db.engines import sqlite_module
from backend.geo.rd_new import to_rd, to_wgs84

LONGITUDES = st.floats(3.2, 7.3).map(lambda lon: round(lon, 7))
LATITUDES = st.floats(50.7, 53.7).map(lambda lat: round(lat, 7))


@given(LONGITUDES, LATITUDES)
def test_there_and_back_gives_the_same_seven_decimals(lon: float, lat: float) -> None:
    back_lon, back_lat = to_wgs84(*to_rd(lon, lat))
    assert abs(back_lon - lon) < 1e-9
    assert abs(back_lat - lat) < 1e-9
    assert (round(back_lon, 7), round(back_lat, 7)) == (lon, lat)


def test_the_origin_is_the_church_tower_in_amersfoort() -> None:
    assert to_wgs84(155_000, 463_000) == pytest.approx((5.3872035, 52.1551723), abs=1e-7)


def test_it_agrees_with_proj_everywhere_in_the_netherlands() -> None:
    connection = sqlite_module().connect(":memory:")
    connection.enable_load_extension(True)
    connection.load_extension("mod_spatialite")
    connection.execute("SELECT InitSpatialMetaData(1)")
    for lon in (3.2 + 0.205 * step for step in range(21)):
        for lat in (50.7 + 0.15 * step for step in range(21)):
            theirs = connection.execute(
                "SELECT ST_X(p), ST_Y(p) FROM (SELECT ST_Transform(MakePoint(?, ?, 4326), 28992) AS p)",
                (lon, lat),
            ).fetchone()
            x, y = to_rd(lon, lat)
            assert hypot(theirs[0] - x, theirs[1] - y) < 0.5, (lon, lat)
    connection.close()

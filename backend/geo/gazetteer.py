"""The gazetteer: which Dutch place and municipality a position belongs to when no exact borders are loaded.

Read once, at the first question, from data/municipalities.json (GeoNames, CC BY 4.0).
"""

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from math import hypot
from typing import Any, TypedDict

import shapely
from shapely import STRtree

from backend.geo.rd_new import to_rd
from backend.paths import DATA

NEAR = 25_000.0
"""Metres from a place within which a point belongs to it."""
_WEST, _EAST, _SOUTH, _NORTH = 3.2, 7.3, 50.7, 53.7


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    municipality: str
    x: float
    y: float


class MunicipalityRecord(TypedDict):
    code: str
    name: str
    formerly: list[str]
    lon: float
    lat: float


class MunicipalityName(TypedDict):
    code: str
    name: str


def nearest(x: float, y: float) -> tuple[Place, float]:
    """The nearest place to a point in RD New, and how many metres away it is."""
    places, tree = _gazetteer()
    place = places[int(tree.nearest(shapely.Point(x, y)))]
    return place, hypot(place.x - x, place.y - y)


def near_dutch_place(x: float, y: float) -> bool:
    """Whether a Dutch place lies within 25 km of a point in RD New."""
    # Of nearly every point of the country it is enough to know in which kilometre it lies.
    return _all_near(int(x // 1_000), int(y // 1_000)) or nearest(x, y)[1] <= NEAR


@lru_cache(maxsize=65_536)
def _all_near(east: int, north: int) -> bool:
    """Whether this is so of every point of a square kilometre, from its middle to its corners."""
    return nearest(east * 1_000 + 500, north * 1_000 + 500)[1] <= NEAR - hypot(500, 500)


def in_bounds(lon: float, lat: float) -> bool:
    """Whether a CRS84 position lies in the rectangle around the European Netherlands; ask before `to_rd`."""
    return _WEST <= lon <= _EAST and _SOUTH <= lat <= _NORTH


def municipality_records() -> list[MunicipalityRecord]:
    """All municipalities by code, for loading the table."""
    return [
        MunicipalityRecord(
            code=entry["code"],
            name=entry["name"],
            formerly=entry["formerly"],
            lon=entry["point"][0],
            lat=entry["point"][1],
        )
        for entry in _municipalities()
    ]


def position(municipality: str, name: str) -> tuple[float, float] | None:
    """(lon, lat) of a place, as the gazetteer gives it; None for one it does not know."""
    return _positions().get((municipality, name))


def everywhere() -> list[tuple[float, float]]:
    """(lon, lat) of every place."""
    return list(_positions().values())


def within(west: float, south: float, east: float, north: float) -> list[tuple[str, str]]:
    """(municipality code, name) of every place in a rectangle of degrees."""
    return [key for key, (lon, lat) in _positions().items() if west <= lon <= east and south <= lat <= north]


def beginning(text: str) -> list[tuple[str, MunicipalityName, tuple[float, float]]]:
    """(name, municipality, (lon, lat)) of places whose name is this text or begins with it, the former first."""
    wanted = text.strip().casefold()
    found = [
        (place["name"], MunicipalityName(code=entry["code"], name=entry["name"]), tuple(place["point"]))
        for entry in _municipalities()
        for place in entry["places"]
        if place["name"].casefold().startswith(wanted)
    ]
    return sorted(found, key=lambda place: (len(place[0]), place[0]))


def spelled(name: str) -> list[str]:
    """The places of this name, whatever the case of its letters; without one, the name itself."""
    wanted = name.casefold()
    return sorted({known for _, known in _positions() if known.casefold() == wanted}) or [name]


@cache
def _positions() -> dict[tuple[str, str], tuple[float, float]]:
    return {
        (entry["code"], place["name"]): (place["point"][0], place["point"][1])
        for entry in _municipalities()
        for place in entry["places"]
    }


def _municipalities() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((DATA / "municipalities.json").read_text("utf-8"))[
        "municipalities"
    ]
    return entries


@cache
def _gazetteer() -> tuple[list[Place], STRtree]:
    places = [
        Place(place["name"], entry["code"], *to_rd(*place["point"]))
        for entry in _municipalities()
        for place in entry["places"]
    ]
    return places, STRtree([shapely.Point(place.x, place.y) for place in places])

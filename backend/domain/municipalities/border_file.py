"""Reads the borders of municipalities from GeoJSON as PDOK (Bestuurlijke Gebieden), CBS and cartomap publish it.

Called by `municipality load`. Longitude and latitude, or RD New; what is not usable is named, never guessed."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy
import shapely
from shapely.geometry import shape as as_shape
from shapely.geometry.base import BaseGeometry

from backend.domain.refusals import Refused
from backend.geo.rd_new import to_rd

CODES = ("gemeentecode", "statcode", "GM_CODE", "gm_code", "identificatie", "code")
CODE = re.compile(r"(?:GM)?([0-9]{1,4})")
RD, DEGREES = "RD New", "longitude and latitude"
SYSTEMS = ((re.compile(r"EPSG:+28992$"), RD), (re.compile(r"(EPSG:+4326|CRS84|EPSG:+4258)$"), DEGREES))
ROOM = {RD: (-10_000.0, 280_000.0, 300_000.0, 650_000.0), DEGREES: (2.5, 50.5, 7.5, 54.5)}
"""(west, south, east, north) around the European Netherlands with its sea."""
FAR_FROM_TOWN = 5_000.0
"""Metres from the municipality's own town at which a border must be another's."""


@dataclass
class BorderFile:
    """What a file holds: a shape in RD New by code; what was mended; what is of no use, in sentences."""

    shapes: dict[str, BaseGeometry] = field(default_factory=dict)
    mended: list[str] = field(default_factory=list)
    unusable: list[str] = field(default_factory=list)


def read(
    raw: bytes, progress: Callable[[list[Any]], Iterable[Any]] = lambda features: features
) -> BorderFile:
    """All usable borders. `progress` goes through the features, and may show how far it is. Raises Refused."""
    features, system = _features(raw)
    found, parts = BorderFile(), defaultdict[str, list[BaseGeometry]](list)
    for number, feature in enumerate(progress(features), start=1):
        code = _code(feature)
        if code is None:
            found.unusable.append(f"Feature {number} names no municipality ({', '.join(CODES[:3])}).")
            continue
        try:
            parts[code].append(_usable(feature.get("geometry"), system, code, found.mended))
        except ValueError as error:
            found.unusable.append(f"{code}: {error}")
    for code, shapes in parts.items():
        if shapes and not any(line.startswith(f"{code}:") for line in found.unusable):
            found.shapes[code] = _multi(shapely.union_all(shapes))
    return found


def match(found: BorderFile, towns: Mapping[str, tuple[float, float]]) -> None:
    """Takes out what belongs to no municipality of `towns` (code → its town in RD New) or to another."""
    for code in list(found.shapes):
        if code not in towns:
            found.unusable.append(f"{code}: there is no such municipality here.")
            del found.shapes[code]
        elif shapely.distance(shapely.Point(*towns[code]), found.shapes[code]) > FAR_FROM_TOWN:
            found.unusable.append(f"{code}: its own town lies far outside this border.")
            del found.shapes[code]


def _features(raw: bytes) -> tuple[list[Any], str]:
    try:
        text = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Refused.one("file", "The file is not JSON.", "unusable-file") from error
    if not isinstance(text, dict) or not isinstance(text.get("features"), list) or not text["features"]:
        raise Refused.one(
            "file", "The file is not a GeoJSON FeatureCollection with features.", "unusable-file"
        )
    return text["features"], _system(text)


def _system(text: dict[str, Any]) -> str:
    named = text.get("crs")
    if isinstance(named, dict):
        name = str((named.get("properties") or {}).get("name"))
        for pattern, system in SYSTEMS:
            if pattern.search(name):
                return system
        detail = f"The file is in {name[:80]}; RD New or longitude and latitude is needed."
        raise Refused.one("file", detail, "unusable-file")
    first = next(iter(_numbers(text["features"])), 0.0)
    return DEGREES if abs(first) <= 180 else RD


def _numbers(value: Any) -> Iterable[float]:
    """The coordinates of the features, in order."""
    for feature in value:
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        inner = geometry.get("coordinates") if isinstance(geometry, dict) else None
        while isinstance(inner, list) and inner:
            inner = inner[0]
        if isinstance(inner, int | float):
            yield inner


def _code(feature: Any) -> str | None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    for name in CODES:
        value = (properties or {}).get(name) if isinstance(properties, dict) else None
        found = CODE.fullmatch(str(value).strip()) if isinstance(value, str | int) else None
        if found:
            return f"GM{found[1]:0>4}"
    return None


def _usable(geometry: Any, system: str, code: str, mended: list[str]) -> BaseGeometry:
    """The shape in RD New. Raises ValueError with the reason."""
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise ValueError("its shape is no Polygon or MultiPolygon.")
    try:
        found = shapely.force_2d(as_shape(geometry))
    except Exception as error:  # shapely tells what is wrong with coordinates in many ways
        raise ValueError("its coordinates are not those of a shape.") from error
    west, south, east, north = ROOM[system]
    corners = shapely.get_coordinates(found)
    inside = (corners >= (west, south)) & (corners <= (east, north))
    if found.is_empty or not inside.all():
        raise ValueError(f"it lies outside the Netherlands, read as {system}.")
    if system == DEGREES:
        found = shapely.transform(found, lambda points: numpy.array([to_rd(*point) for point in points]))
    if not found.is_valid:
        found = _multi(shapely.make_valid(found))
        mended.append(code)
    if not found.area > 0:
        raise ValueError("its shape has no area.")
    return found


def _multi(found: BaseGeometry) -> BaseGeometry:
    """The polygons of it: mending may leave lines and points beside them."""
    parts = [part for part in shapely.get_parts(found) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.MultiPolygon([piece for part in parts for piece in shapely.get_parts(part)])

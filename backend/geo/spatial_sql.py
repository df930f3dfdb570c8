"""Both spatial dialects in one place. Geometry is stored in RD New, so every distance is in plain metres.

GeoAlchemy2 translates no functions, and SpatiaLite uses its R-tree only when it is joined by name. What both know under
one name needs nothing here: func.ST_X, ST_Y, ST_AsBinary, ST_GeomFromWKB."""

from typing import Any

from sqlalchemy import ColumnElement, Float, Function
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import Boolean, UserDefinedType

RD_NEW = 28992


class _Raw(UserDefinedType[Any]):
    """A geometry that stays inside the database: no wrapping when bound or read."""

    cache_ok = True

    def get_col_spec(self, **kw: Any) -> str:
        return "GEOMETRY"


class point(GenericFunction[Any]):
    """point(x, y): RD metres → geometry."""

    type = _Raw()
    name = "burgernet_point"
    inherit_cache = True


class distance(GenericFunction[float]):
    """distance(geometry, x, y): metres."""

    type = Float()
    name = "burgernet_distance"
    inherit_cache = True


class inside(GenericFunction[bool]):
    """inside(table.point, table.id, x, y, radius): within radius metres, by the spatial index of `location`."""

    type = Boolean()
    name = "burgernet_inside"
    inherit_cache = True


def _parts(element: Function[Any], compiler: Any, kw: Any) -> list[str]:
    clauses: list[ColumnElement[Any]] = list(element.clauses)
    return [compiler.process(clause, **kw) for clause in clauses]


@compiles(point, "postgresql")
def _point_postgis(element: Any, compiler: Any, **kw: Any) -> str:
    east, north = _parts(element, compiler, kw)
    return f"ST_SetSRID(ST_MakePoint({east}, {north}), {RD_NEW})"


@compiles(point, "sqlite")
def _point_spatialite(element: Any, compiler: Any, **kw: Any) -> str:
    east, north = _parts(element, compiler, kw)
    return f"MakePoint({east}, {north}, {RD_NEW})"


# PostGIS prices its distance functions so high that the planner forgets every other cost and loops over all tables.
def _far(geometry: str, east: str, north: str) -> str:
    return f"sqrt((ST_X({geometry}) - {east})^2 + (ST_Y({geometry}) - {north})^2)"


@compiles(distance, "postgresql")
def _distance_postgis(element: Any, compiler: Any, **kw: Any) -> str:
    geometry, east, north = _parts(element, compiler, kw)
    return _far(geometry, east, north)


@compiles(distance, "sqlite")
def _distance_spatialite(element: Any, compiler: Any, **kw: Any) -> str:
    geometry, east, north = _parts(element, compiler, kw)
    return f"ST_Distance({geometry}, MakePoint({east}, {north}, {RD_NEW}))"


@compiles(inside, "postgresql")
def _inside_postgis(element: Any, compiler: Any, **kw: Any) -> str:
    geometry, _row, east, north, radius = _parts(element, compiler, kw)
    centre = f"ST_SetSRID(ST_MakePoint({east}, {north}), {RD_NEW})"
    return f"({geometry} && ST_Expand({centre}, {radius}) AND {_far(geometry, east, north)} <= {radius})"


@compiles(inside, "sqlite")
def _inside_spatialite(element: Any, compiler: Any, **kw: Any) -> str:
    geometry, row, east, north, radius = _parts(element, compiler, kw)
    return (
        f"({row} IN (SELECT pkid FROM idx_location_point WHERE xmax >= {east} - {radius} AND"
        f" xmin <= {east} + {radius} AND ymax >= {north} - {radius} AND ymin <= {north} + {radius})"
        f" AND ST_Distance({geometry}, MakePoint({east}, {north}, {RD_NEW})) <= {radius})"
    )

"""Where a point lies: by the borders of municipalities where an operator loaded them, else by the nearest place.

Called for every position and address. Each process keeps the borders in memory and looks every few seconds whether
others were loaded."""

import threading
import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Engine, bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from backend.db import Database
from backend.geo import gazetteer, spatial_sql
from backend.geo.rd_new import to_rd
from backend.models import Border

FRESH = 2.0
"""Seconds after which every process has seen borders that were loaded."""
SLIVER = 100.0
"""Metres: simplified borders leave gaps between neighbours and cut off piers; nobody there is abroad."""


class Borders:
    """What was loaded, for questions in RD metres."""

    def __init__(self, shapes: Mapping[str, BaseGeometry]) -> None:
        self._codes = list(shapes)
        self._tree = STRtree(list(shapes.values()))

    def __bool__(self) -> bool:
        return bool(self._codes)

    def __contains__(self, code: str) -> bool:
        return code in self._codes

    def around(self, x: float, y: float) -> str | None:
        """The municipality whose border goes around this point; on a border the one with the lowest code."""
        found = self._tree.query(shapely.Point(x, y), predicate="intersects")
        return min((self._codes[int(index)] for index in found), default=None)

    def nearest(self, x: float, y: float) -> tuple[str, float]:
        """The nearest municipality, and how many metres away it is."""
        point = shapely.Point(x, y)
        index = int(self._tree.nearest(point))
        return self._codes[index], float(shapely.distance(point, self._tree.geometries[index]))

    def cover(self, lon: float, lat: float) -> bool:
        """Whether a CRS84 point is in the European Netherlands: within these borders; where a municipality has none,
        within 25 km of one of its places."""
        if not gazetteer.in_bounds(lon, lat):
            return False
        x, y = to_rd(lon, lat)
        if self and self.around(x, y):
            return True
        if self and gazetteer.nearest(x, y)[0].municipality in self:
            return self.nearest(x, y)[1] <= SLIVER
        return gazetteer.near_dutch_place(x, y)

    def code_at(self, x: float, y: float) -> str:
        """The municipality of a point in RD New."""
        found = self.around(x, y) if self else None
        if found is not None:
            return found
        guess = gazetteer.nearest(x, y)[0].municipality
        return self.nearest(x, y)[0] if guess in self else guess


class _Kept:
    """The borders of one database, and when they were last compared with it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.looked_at = float("-inf")
        self.version: tuple[int, datetime | None] | None = None
        self.borders = Borders({})

    @property
    def fresh(self) -> bool:
        return time.monotonic() - self.looked_at < FRESH


_kept: "WeakKeyDictionary[Any, _Kept]" = WeakKeyDictionary()
_keeping = threading.Lock()


def known(session: Session) -> Borders:
    """The borders of this database, at most FRESH seconds old."""
    kept = _of(session.get_bind().engine)
    if kept.fresh:
        return kept.borders
    with kept.lock:
        if not kept.fresh:
            count, newest = session.execute(select(func.count(), func.max(Border.loaded_at))).one()
            if (count, newest) != kept.version:
                kept.borders, kept.version = Borders(_stored(session)), (count, newest)
            kept.looked_at = time.monotonic()
    return kept.borders


def at_hand(db: Database) -> Borders:
    """The same, for who needs no transaction: nearly always they are fresh."""
    kept = _of(db.engine)
    if kept.fresh:
        return kept.borders
    with db.read() as session:
        return known(session)


def in_netherlands(session: Session, lon: float, lat: float) -> bool:
    """Whether a CRS84 point is in the European Netherlands, by the borders of this database."""
    return known(session).cover(lon, lat)


def code_at(session: Session, x: float, y: float) -> str:
    """The municipality of a point in RD New, by the borders of this database."""
    return known(session).code_at(x, y)


def keep(session: Session, shapes: Mapping[str, BaseGeometry], now: datetime) -> None:
    """Stores borders by municipality code, in RD New, in place of those there were; others stay."""
    session.execute(delete(Border).where(Border.municipality_code.in_(shapes)))
    rows = [
        {"which": code, "wkb": shapely.to_wkb(shape, output_dimension=2)} for code, shape in shapes.items()
    ]
    polygons = func.ST_Multi(func.ST_GeomFromWKB(bindparam("wkb"), spatial_sql.RD_NEW))
    session.connection().execute(
        insert(Border).values(municipality_code=bindparam("which"), loaded_at=now, shape=polygons), rows
    )
    with _keeping:
        _kept.pop(session.connection().engine.pool, None)


def without(session: Session, codes: Iterable[str]) -> list[str]:
    """Of these municipalities, those that have no border."""
    bordered = set(session.scalars(select(Border.municipality_code)))
    return [code for code in codes if code not in bordered]


def _of(engine: Engine) -> _Kept:
    # By its pool: an engine with other options of the same database has the same one.
    with _keeping:
        kept = _kept.get(engine.pool)
        if kept is None:
            kept = _kept[engine.pool] = _Kept()
    return kept


def _stored(session: Session) -> dict[str, BaseGeometry]:
    rows = session.execute(
        select(Border.municipality_code, func.ST_AsBinary(Border.shape)).order_by(Border.municipality_code)
    )
    return {code: shapely.from_wkb(bytes(wkb)) for code, wkb in rows}

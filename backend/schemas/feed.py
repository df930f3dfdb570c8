"""What a feed may be asked for, and the box of the geo module."""

import re
from typing import Any

from marshmallow import EXCLUDE, ValidationError, fields

from backend.domain.vocabulary import LANGUAGES
from backend.schemas.fields import Choice, MunicipalityCode, Strict, Text
from backend.schemas.reasons import Reason

Box = tuple[float, float, float, float]
BOX = {
    "type": "string",
    "description": "west,south,east,north in degrees (CRS84); judged by what is told of where.",
}


class BoundingBox(fields.Field[Box]):
    """west,south,east,north in degrees of CRS84, as it stands in a query."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Box:
        parts = value.split(",")
        if len(parts) != 4 or not all(re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,20})?", part) for part in parts):
            raise ValidationError(Reason("Not four numbers: west,south,east,north.", "wrong-format"))
        west, south, east, north = map(float, parts)
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise ValidationError(
                Reason("No such box: west to east, south to north, in degrees.", "out-of-range")
            )
        return west, south, east, north


class PublishedQuery(Strict):
    """What readers of feeds add to get past a copy, or to be counted, asks nothing of us."""

    class Meta:
        unknown = EXCLUDE


class FeedQuery(PublishedQuery):
    municipality = MunicipalityCode()
    place = Text(80, 1, metadata={"description": "The name of a place, as actions carry it."})
    bbox = BoundingBox(metadata=BOX)
    lang = Choice(LANGUAGES, load_default="nl")
    cursor = Text(200)


class CompatibleQuery(PublishedQuery):
    municipality = MunicipalityCode()

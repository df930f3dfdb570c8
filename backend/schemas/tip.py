"""A tip: as it is noted, and as the control room reads it back."""

from marshmallow import fields

from backend.domain.vocabulary import LINES
from backend.schemas.fields import Choice, Moment, Point, Strict, Text

LONGEST_TIP = 1000


class TipNoted(Strict):
    text = Text(LONGEST_TIP, 1, required=True)
    via = Choice(LINES, required=True)
    location = Point()
    received_at = Moment(metadata={"description": "Now, unless told; not in the future (422)."})


class TipForDispatcher(Strict):
    id = fields.String(required=True)
    text = fields.String(required=True)
    via = Choice(LINES, required=True)
    location = Point(required=True, allow_none=True)
    received_at = Moment(required=True)
    noted_by = fields.String(required=True)


class TipsForDispatcher(Strict):
    items = fields.List(fields.Nested(TipForDispatcher), required=True)
    next = fields.String(required=True, allow_none=True)

"""A municipality for anybody, with its participants rounded."""

from marshmallow import fields

from backend.schemas.fields import Rounded, Strict
from backend.schemas.shared import MunicipalityShown


class MunicipalityForPublic(MunicipalityShown):
    region = fields.String(required=True, allow_none=True)
    joined_on = fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "Takes part from this day on; null: not yet."},
    )
    participants = Rounded(required=True)
    formerly = fields.List(fields.String(), required=True, metadata={"description": "Former names."})


class MunicipalitiesForPublic(Strict):
    items = fields.List(fields.Nested(MunicipalityForPublic), required=True)
    next = fields.String(required=True, allow_none=True)

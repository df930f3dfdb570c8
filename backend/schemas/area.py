"""The area proposed for a report, before anything is sent; counts are rounded."""

from marshmallow import fields

from backend.domain.vocabulary import KINDS, TRANSPORTS
from backend.schemas.fields import Choice, Flag, Moment, Number, Point, Rounded, Strict, Whole
from backend.schemas.shared import MunicipalityJoined


class Report(Strict):
    kind = Choice(KINDS, required=True)
    transport = Choice(TRANSPORTS, required=True)
    location = Point(required=True)
    last_seen_at = Moment(metadata={"description": "Needed (422)."})
    radius = Whole(metadata={"description": "Metres; without it one is proposed."})
    exercise = Flag()


class RingProposed(Strict):
    from_ = Number(required=True, data_key="from", attribute="from")
    to = Number(required=True)
    participants = Rounded(required=True)


class MunicipalityOfArea(MunicipalityJoined):
    region = fields.String(required=True, allow_none=True)


class Sum(Strict):
    """base + speed x minutes, within the limits and rounded up, is radius; metres, and metres a minute."""

    base = Whole(required=True)
    speed = Whole(required=True)
    minutes = Whole(required=True)
    radius = Whole(required=True)


class AreaProposal(Strict):
    radius = Whole(required=True)
    reason = fields.String(required=True, metadata={"description": "`sum` as one line; for people."})
    sum = fields.Nested(Sum, required=True)
    spread_seconds = Whole(required=True)
    municipality = fields.Nested(MunicipalityOfArea, required=True)
    in_area = Rounded(required=True)
    reachable = Rounded(required=True)
    rings = fields.List(fields.Nested(RingProposed), required=True)

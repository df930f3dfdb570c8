"""Small parts that several nouns have in common."""

from marshmallow import fields

from backend.domain.municipalities.register import CODE
from backend.domain.vocabulary import MESSAGES
from backend.schemas.fields import Choice, Moment, Point, Strict, Whole


class MunicipalityShown(Strict):
    code = fields.String(required=True, metadata={"pattern": f"^{CODE}$"})
    name = fields.String(required=True)


class MunicipalityJoined(MunicipalityShown):
    joined = fields.Boolean(required=True)


class Area(Strict):
    center = Point(required=True)
    radius = Whole(required=True, metadata={"description": "Metres."})


class Message(Strict):
    notice = fields.String(required=True)
    number = Whole(required=True)
    kind = Choice(MESSAGES, required=True)
    title = fields.String(required=True)
    body = fields.String(required=True)
    addition = fields.String(metadata={"description": "Of an update: the new words of its body alone."})
    sent_at = Moment(required=True)

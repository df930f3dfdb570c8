"""An alert as the participant it was sent to sees it, and what they report back."""

from marshmallow import fields

from backend.domain.deliveries.states import RECEIPT_STATES
from backend.domain.vocabulary import KINDS, RESULTS, STATUSES
from backend.schemas.description import Description
from backend.schemas.fields import Choice, Moment, Strict, Untouched, Whole
from backend.schemas.shared import Area, Message


class AlertForParticipant(Strict):
    action = fields.String(required=True)
    status = Choice(STATUSES, required=True)
    kind = Choice(KINDS, required=True)
    title = fields.String(required=True)
    description = fields.Nested(Description, required=True, allow_none=True)
    area = fields.Nested(Area, required=True, allow_none=True)
    distance = Whole(required=True, allow_none=True, metadata={"description": "Metres, rounded to 100."})
    started_at = Moment(required=True)
    ended_at = Moment(required=True, allow_none=True)
    result = Choice(RESULTS, required=True, allow_none=True)
    exercise = fields.Boolean(required=True)
    photo = fields.String(required=True, allow_none=True)
    messages = fields.List(fields.Nested(Message), required=True)


class AlertsForParticipant(Strict):
    items = fields.List(fields.Nested(AlertForParticipant), required=True)
    next = fields.String(required=True, allow_none=True)


class Receipt(Strict):
    notice = Untouched(100, required=True)
    state = Choice(RECEIPT_STATES, required=True)


class SelfTestStarted(Strict):
    notice = fields.String(required=True)


class SelfTest(Strict):
    handed_over_at = Moment(required=True, allow_none=True)
    accepted_at = Moment(required=True, allow_none=True)
    shown_at = Moment(required=True, allow_none=True)

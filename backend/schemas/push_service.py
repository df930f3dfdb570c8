"""A push service as the control room sees it."""

from marshmallow import fields

from backend.models.participant import PUSH_SERVICE_STATES
from backend.schemas.fields import Choice, Moment, Strict, Whole


class PushServiceShown(Strict):
    origin = fields.String(required=True)
    state = Choice(
        PUSH_SERVICE_STATES,
        required=True,
        metadata={
            "description": "slow: answers lag · open: none come, so it is left alone · refusing: all say no"
        },
    )
    since = Moment(required=True, allow_none=True)
    subscriptions = Whole(required=True)


class PushServices(Strict):
    items = fields.List(fields.Nested(PushServiceShown), required=True)

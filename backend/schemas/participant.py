"""A participant, as they join and as they see themselves; nobody else sees them."""

from marshmallow import EXCLUDE, fields

from backend.domain.participants.subscriptions import LONGEST_ENDPOINT
from backend.domain.vocabulary import LANGUAGES
from backend.schemas.fields import Choice, Flag, Moment, Number, Point, Strict, Untouched
from backend.schemas.shared import MunicipalityJoined


class Places(Strict):
    home = Point()
    work = Point()


class Joining(Strict):
    language = Choice(LANGUAGES, required=True)
    consent = Flag(metadata={"description": "Has to be true (422)."})
    places = fields.Nested(Places)
    print = Flag(metadata={"description": "Only at a kiosk: the code is taken along on paper."})


class NewParticipant(Strict):
    id = fields.String(required=True)
    token = fields.String(required=True, metadata={"description": "Shown once; keep it."})
    municipality = fields.Nested(MunicipalityJoined, required=True, allow_none=True)


class Preferences(Strict):
    language = Choice(LANGUAGES)
    also_addresses_when_away = Flag()
    exercises = Flag()
    paused_until = Moment(allow_none=True)


class PositionGiven(Strict):
    """Fields this version does not know are ignored, so that newer apps keep working."""

    class Meta:
        unknown = EXCLUDE

    location = Point(required=True, open_to_more=True)
    accuracy = Number(0, required=True, metadata={"description": "Metres; above 2,000 it is refused (422)."})
    recorded_at = Moment(required=True)


class PositionShown(Strict):
    location = Point(required=True)
    accuracy = Number(required=True)
    recorded_at = Moment(required=True)
    expires_at = Moment(required=True)


class PlaceGiven(Strict):
    location = Point(required=True)


class SubscriptionKeys(Strict):
    class Meta:
        unknown = EXCLUDE

    p256dh = Untouched(200, required=True)
    auth = Untouched(200, required=True)


class SubscriptionGiven(Strict):
    """PushSubscription.toJSON() of a browser."""

    endpoint = Untouched(LONGEST_ENDPOINT, required=True)
    expiration_time = Number(allow_none=True)
    keys = fields.Nested(SubscriptionKeys, required=True)


class PushShown(Strict):
    confirmed_at = Moment(required=True)


class Myself(Strict):
    id = fields.String(required=True)
    language = Choice(LANGUAGES, required=True)
    also_addresses_when_away = fields.Boolean(required=True)
    exercises = fields.Boolean(required=True)
    paused_until = Moment(required=True, allow_none=True)
    position = fields.Nested(PositionShown, required=True, allow_none=True)
    places = fields.Nested(Places, required=True)
    push = fields.Nested(PushShown, required=True, allow_none=True)
    municipality = fields.Nested(MunicipalityJoined, required=True, allow_none=True)

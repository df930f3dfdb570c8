"""An action: as its dispatcher starts, updates and ends it, and what dispatcher and public may each see."""

from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from backend.domain.vocabulary import KINDS, RESULTS, STATUSES, TRANSPORTS
from backend.schemas.description import Description
from backend.schemas.feed import BOX, BoundingBox
from backend.schemas.fields import (
    Choice,
    Flag,
    Moment,
    MunicipalityCode,
    Number,
    Point,
    QueryWhole,
    Strict,
    Text,
    Whole,
)
from backend.schemas.reasons import Reason
from backend.schemas.shared import Area, Message, MunicipalityShown

LONGEST_UPDATE, LONGEST_OUTCOME, LONGEST_REASON, LONGEST_REFERENCE = 200, 300, 200, 20


class ActionStart(Strict):
    kind = Choice(KINDS, required=True)
    transport = Choice(TRANSPORTS, required=True)
    location = Point(required=True)
    radius = Whole(required=True, metadata={"description": "Metres; outside the limits it is refused (422)."})
    description = fields.Nested(Description, required=True)
    spread_seconds = Whole(0, 300)
    exercise = Flag()
    family_consent = Flag(metadata={"description": "Has to be true for missing persons (422)."})
    override_reason = Text(LONGEST_REASON)
    reference = Text(LONGEST_REFERENCE, metadata={"description": "The incident's number; never public."})


class ActionUpdate(Strict):
    """At least one of the three."""

    text = Text(LONGEST_UPDATE, 1)
    radius = Whole(metadata={"description": "Metres; only larger than it is (422)."})
    extend_minutes = Whole(5, 240)

    @validates_schema(skip_on_field_errors=True)
    def something(self, data: dict[str, Any], **_: Any) -> None:
        if not data:
            raise ValidationError(
                Reason("At least one of text, radius and extendMinutes is needed.", "needed")
            )


class ActionOutcome(Strict):
    result = Choice(RESULTS, required=True)
    text = Text(LONGEST_OUTCOME)


class Ring(Strict):
    from_ = Number(required=True, data_key="from", attribute="from")
    to = Number(required=True)
    selected = Whole(required=True)
    handed_over = Whole(required=True)
    shown = Whole(required=True)


class Order(Strict):
    window = Whole(required=True)
    inversions = Whole(required=True)
    overtaken = Whole(required=True)


class OutcomeCounts(Strict):
    selected = Whole(required=True)
    handed_over = Whole(required=True)
    shown = Whole(required=True)


class Counts(Strict):
    selected = Whole(required=True)
    waiting = Whole(required=True)
    handed_over = Whole(required=True)
    accepted = Whole(required=True)
    shown = Whole(required=True)
    opened = Whole(required=True)
    failed = Whole(required=True)
    gone = Whole(required=True)
    withdrawn = Whole(required=True)
    unreachable = Whole(required=True)
    first_handed_over_at = Moment(required=True, allow_none=True)
    last_handed_over_at = Moment(required=True, allow_none=True)
    order = fields.Nested(Order, required=True)
    outcome = fields.Nested(OutcomeCounts, required=True)


class Progress(Counts):
    rings = fields.List(fields.Nested(Ring), required=True)


class ActionForDispatcher(Strict):
    id = fields.String(required=True)
    status = Choice(STATUSES, required=True)
    expired = fields.Boolean(required=True)
    kind = Choice(KINDS, required=True)
    transport = Choice(TRANSPORTS, required=True)
    municipality = fields.Nested(MunicipalityShown, required=True)
    region = fields.String(required=True, allow_none=True)
    place = fields.String(required=True)
    area = fields.Nested(Area, required=True)
    description = fields.Nested(Description, required=True)
    spread_seconds = Whole(required=True)
    exercise = fields.Boolean(required=True)
    override_reason = fields.String(required=True, allow_none=True)
    reference = fields.String(required=True, allow_none=True)
    started_at = Moment(required=True)
    expires_at = Moment(required=True)
    ended_at = Moment(required=True, allow_none=True)
    result = Choice(RESULTS, required=True, allow_none=True)
    messages = fields.List(fields.Nested(Message), required=True)
    counts = fields.Nested(Counts, required=True)


class ActionsForDispatcher(Strict):
    items = fields.List(fields.Nested(ActionForDispatcher), required=True)
    next = fields.String(required=True, allow_none=True)


class ActionForPublic(Strict):
    """Area and description only while it runs; after the end only the outcome of the messages."""

    id = fields.String(required=True)
    status = Choice(STATUSES, required=True)
    kind = Choice(KINDS, required=True)
    place = fields.String(required=True)
    municipality = fields.Nested(MunicipalityShown, required=True)
    area = fields.Nested(Area)
    started_at = Moment(required=True)
    ended_at = Moment(required=True, allow_none=True)
    result = Choice(RESULTS, required=True, allow_none=True)
    participants = Whole(required=True)
    tips_received = fields.Boolean(required=True)
    description = fields.Nested(Description)
    messages = fields.List(fields.Nested(Message), required=True)


class ActionsForPublic(Strict):
    items = fields.List(fields.Nested(ActionForPublic), required=True)
    next = fields.String(required=True, allow_none=True)


class PageQuery(Strict):
    cursor = Text(200)
    limit = QueryWhole(1, 100, load_default=50)


class PublicQuery(PageQuery):
    municipality = MunicipalityCode()
    status = Choice(STATUSES)
    kind = Choice(KINDS)
    since = Moment()
    until = Moment()
    bbox = BoundingBox(metadata=BOX)

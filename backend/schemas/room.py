"""What only our own control-room screens ask for: the overview, previews, past actions, the trail."""

from marshmallow import fields

from backend.domain.vocabulary import KINDS, LANGUAGES, RESULTS
from backend.schemas.action import LONGEST_OUTCOME, LONGEST_UPDATE
from backend.schemas.description import DescriptionDraft
from backend.schemas.fields import Choice, Flag, Moment, Number, Point, Rounded, Strict, Text, Whole
from backend.schemas.halt import HaltShown
from backend.schemas.problem import ProblemField
from backend.schemas.shared import Area


class ActionAtAGlance(Strict):
    id = fields.String(required=True)
    title = fields.String(required=True)
    kind = Choice(KINDS, required=True)
    place = fields.String(required=True)
    reference = fields.String(required=True, allow_none=True)
    municipality = fields.String(required=True)
    exercise = fields.Boolean(required=True)
    expired = fields.Boolean(required=True)
    started_at = Moment(required=True)
    expires_at = Moment(required=True)
    area = fields.Nested(Area, required=True)
    messages = Whole(required=True)
    tips = Whole(required=True)
    photo = fields.String(required=True, allow_none=True)
    selected = Whole(required=True)
    handed_over = Whole(required=True)
    shown = Whole(required=True)
    waiting = Whole(required=True)


class Overview(Strict):
    sending = fields.Boolean(required=True, metadata={"description": "Whether a worker is at work."})
    large_action = Whole(required=True)
    halts = fields.List(fields.Nested(HaltShown), required=True, metadata={"description": "In force here."})
    items = fields.List(fields.Nested(ActionAtAGlance), required=True)


class ReportDraft(Strict):
    kind = Choice(KINDS, required=True)
    description = fields.Nested(DescriptionDraft, required=True)
    location = Point()
    radius = Whole()
    exercise = Flag()
    family_consent = Flag()


class UpdateDraft(Strict):
    text = Text(LONGEST_UPDATE)
    radius = Whole()


class OutcomeDraft(Strict):
    result = Choice(RESULTS, required=True)
    text = Text(LONGEST_OUTCOME)


class PreviewedMessage(Strict):
    language = Choice(LANGUAGES, required=True)
    title = fields.String(required=True)
    body = fields.String(required=True)
    bytes = Whole(required=True)


class Preview(Strict):
    messages = fields.List(fields.Nested(PreviewedMessage), required=True)
    largest = Whole(required=True, metadata={"description": "Bytes a message may have."})
    problems = fields.List(fields.Nested(ProblemField), required=True)


class UpdatePreview(Preview):
    added = Rounded(required=True)


class PastQuery(Strict):
    search = Text(60, metadata={"description": "Part of a reference, place or municipality."})


class PastAction(Strict):
    id = fields.String(required=True)
    title = fields.String(
        required=True, allow_none=True, metadata={"description": "Null once the description is erased."}
    )
    kind = Choice(KINDS, required=True)
    place = fields.String(required=True)
    reference = fields.String(metadata={"description": "Where it has one."})
    municipality = fields.String(required=True)
    exercise = fields.Boolean(required=True)
    started_at = Moment(required=True)
    ended_at = Moment(required=True)
    result = Choice(RESULTS, required=True)
    alerted = Whole(required=True)
    shown = Whole(
        required=True, allow_none=True, metadata={"description": "Null where it was never counted."}
    )
    opened = Whole(required=True, allow_none=True)
    tips = Whole(required=True)
    first_after = Number(required=True, allow_none=True, metadata={"description": "Seconds since the start."})
    last_after = Number(required=True, allow_none=True)
    outcome_after = Number(required=True, allow_none=True)
    circle = fields.Boolean(required=True, metadata={"description": "Whether its picture is drawn."})


class PastActions(Strict):
    items = fields.List(fields.Nested(PastAction), required=True)


class TrailEntry(Strict):
    at = Moment(required=True)
    actor = fields.String(required=True)
    act = fields.String(required=True)
    detail = fields.Dict(required=True)


class Trail(Strict):
    items = fields.List(fields.Nested(TrailEntry), required=True)

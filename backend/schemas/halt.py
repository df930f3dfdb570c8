"""The emergency stop, as it is begun and as the control room sees it."""

from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from backend.schemas.fields import Choice, Moment, Strict, Text
from backend.schemas.reasons import Reason


class HaltBegun(Strict):
    """Of one region or of one action; with neither of the supervisor's own region, of an administrator everything."""

    region = Text(80, 1)
    action = Text(22, 1)

    @validates_schema(skip_on_field_errors=True)
    def one_of_two(self, data: dict[str, Any], **_: Any) -> None:
        if len(data) > 1:
            raise ValidationError(Reason("Either a region or an action.", "given-twice"))


class HaltShown(Strict):
    id = fields.String(required=True)
    region = fields.String(required=True, allow_none=True)
    action = fields.String(
        required=True, allow_none=True, metadata={"description": "Both null: everything is halted."}
    )
    begun_at = Moment(required=True)


class HaltEndQuery(Strict):
    withdraw = Choice(
        ("true", "false"), metadata={"description": "Whether what waits is withdrawn, not sent."}
    )

"""How every refusal and failure looks (RFC 9457)."""

from marshmallow import fields

from backend.schemas.fields import Strict


class ProblemField(Strict):
    field = fields.String(
        required=True, metadata={"description": "Path, such as description.person.ageFrom."}
    )
    detail = fields.String(required=True)


class Problem(Strict):
    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(ProblemField), required=True)

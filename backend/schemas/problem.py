"""How every refusal and failure looks (RFC 9457)."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from backend.domain.refusal_codes import CODES
from backend.schemas.fields import Choice, Strict

CODE = {
    "description": "What was refused, for programs: stable, and the list only grows, so an unknown word is one to read"
    " by the status. Servers before 1.1.0 send none."
}
VALUES = {
    "description": "Numbers and names that belong in the words of a screen, such as smallest and largest.",
    "additionalProperties": {"type": ["number", "string"]},
}


class ProblemField(Strict):
    field = fields.String(
        required=True, metadata={"description": "Path, such as description.person.ageFrom."}
    )
    detail = fields.String(required=True, metadata={"description": "For developers; its words may change."})
    code = Choice(CODES, required=True, metadata=CODE)
    values = fields.Dict(metadata=VALUES)

    def get_attribute(self, obj: Mapping[str, Any], attr: str, default: Any) -> Any:
        # Where a mapping lacks the key, its method `values` would be taken for it.
        return obj.get(attr, default)


class Problem(Strict):
    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True, metadata={"description": "For developers; its words may change."})
    code = Choice(CODES, required=True, metadata=CODE)
    values = fields.Dict(metadata=VALUES)
    errors = fields.List(fields.Nested(ProblemField), required=True)

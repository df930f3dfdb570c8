"""What a browser needs before it can subscribe."""

from marshmallow import fields

from backend.schemas.fields import Strict


class VapidKey(Strict):
    public_key = fields.String(required=True, metadata={"pattern": "^[A-Za-z0-9_-]{87}$"})

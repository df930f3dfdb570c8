"""Signing in, and who is signed in."""

from marshmallow import fields

from backend.domain.staff.accounts import ROLES
from backend.schemas.fields import Choice, Moment, Strict, Text, Untouched, Whole


class SignIn(Strict):
    username = Text(80, required=True)
    password = Untouched(1000, required=True)
    code = Untouched(20)


class SignedIn(Strict):
    username = fields.String(required=True)
    role = Choice(ROLES, required=True)
    region = fields.String(required=True, allow_none=True, metadata={"description": "The first of regions."})
    regions = fields.List(fields.String(), metadata={"description": "Where there are several."})


class Session(Strict):
    id = fields.String(required=True)
    current = fields.Boolean(required=True)
    device = fields.String(required=True, allow_none=True)
    started_at = Moment(required=True)
    seen_at = Moment(required=True)


class Sessions(Strict):
    items = fields.List(fields.Nested(Session), required=True)


class Password(Strict):
    """Typed again: an unguarded screen must not be enough to take a name over."""

    password = Untouched(1000, required=True)
    code = Untouched(20)


class FactorDraft(Strict):
    secret = fields.String(required=True)
    uri = fields.String(required=True)
    qr = fields.String(required=True, metadata={"description": "SVG of the address."})


class Code(Strict):
    code = Untouched(20, required=True)


class FactorState(Strict):
    enrolled = fields.Boolean(required=True)
    recovery_codes = Whole(required=True)


class RecoveryCodes(Strict):
    recovery_codes = fields.List(fields.String(), required=True)

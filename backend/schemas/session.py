"""Signing in, and who is signed in."""

from marshmallow import fields

from backend.schemas.fields import Strict, Text, Untouched


class SignIn(Strict):
    username = Text(80, required=True)
    password = Untouched(1000, required=True)
    code = Untouched(20)


class SignedIn(Strict):
    username = fields.String(required=True)
    role = fields.String(required=True)
    region = fields.String(required=True, allow_none=True)

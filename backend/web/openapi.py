"""The description of the API: built from the routes, so it cannot tell anything else."""

from http import HTTPStatus
from typing import Any

import flask_smorest
from flask import Flask
from marshmallow import fields as plain

from backend.schemas import address, fields
from backend.schemas.problem import Problem

VERSION = "1.1.0"
PROBLEMS = (400, 401, 403, 404, 406, 409, 410, 413, 415, 422, 429, 500, 503)
RETRIED = (429, 503)
SECURITY: dict[str, dict[str, str]] = {
    "participant": {"type": "http", "scheme": "bearer", "description": "The token given on joining."},
    "staff": {"type": "apiKey", "in": "cookie", "name": "burgernet_session"},
    "kiosk": {"type": "apiKey", "in": "cookie", "name": "burgernet_kiosk"},
}
POINT: dict[str, Any] = {
    "type": "object",
    "description": "GeoJSON Point in CRS84.",
    "required": ["type", "coordinates"],
    "properties": {
        "type": {"type": "string", "enum": ["Point"]},
        "coordinates": {
            "type": "array",
            "description": "[longitude, latitude]",
            "items": {"type": "number"},
            "minItems": 2,
            "maxItems": 2,
        },
    },
}
ROUNDED: dict[str, Any] = {
    "oneOf": [
        {
            "type": "object",
            "required": [name],
            "properties": {name: {"type": "integer"}},
            "additionalProperties": False,
        }
        for name in ("about", "below")
    ]
}


class Api(flask_smorest.Api):  # type: ignore[misc]
    """flask-smorest with our problem answers in place of its own errors and pages."""

    ERROR_SCHEMA = Problem
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Leaves errors to `web.problems`."""

    def _register_responses(self) -> None:
        for status in PROBLEMS:
            answer: dict[str, Any] = {
                "description": HTTPStatus(status).phrase,
                "content": {"application/problem+json": {"schema": Problem}},
            }
            if status in RETRIED:
                answer["headers"] = {"Retry-After": {"required": True, "schema": {"type": "integer"}}}
            self.spec.components.response(f"PROBLEM_{status}", answer, lazy=True)


def init_app(app: Flask) -> Api:
    """The one Api of this app; its blueprints are registered by `backend.routes`."""
    app.config |= {
        "API_TITLE": "Burgernet",
        "API_VERSION": VERSION,
        "OPENAPI_VERSION": "3.1.0",
        "API_SPEC_OPTIONS": {
            "info": {
                "description": "The alert network with which residents help the police find missing people"
                " and suspects. Errors are problem answers (RFC 9457); times are RFC 3339, answered in UTC.",
                "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
                "contact": {"name": "Burgernet", "url": "https://www.burgernet.nl"},
            },
            "servers": [{"url": "/", "description": "This server."}],
        },
    }
    api = Api(app)
    for name, scheme in SECURITY.items():
        api.spec.components.security_scheme(name, scheme)
    for field, core in (
        (fields.Text, plain.String),
        (fields.Untouched, plain.String),
        (address.Postcode, plain.String),
        (address.HouseNumber, plain.String),
        (fields.Choice, plain.String),
        (fields.Whole, plain.Integer),
        (fields.QueryWhole, plain.Integer),
        (fields.Number, plain.Float),
        (fields.Flag, plain.Boolean),
        (fields.Moment, plain.DateTime),
    ):
        api.register_field(field, core)
    api.register_field(fields.Point, "object", None)
    api.register_field(fields.Rounded, None, None)
    # The library's own way of paging, which nothing here uses.
    api.spec.components.schemas.pop("PaginationMetadata", None)
    api.spec.components.schema("Rounded", ROUNDED)
    api.ma_plugin.converter.add_attribute_function(_point)
    api.ma_plugin.converter.add_attribute_function(_rounded)
    return api


def _point(self: Any, field: Any, **_: Any) -> dict[str, Any]:
    if not isinstance(field, fields.Point):
        return {}
    nullable = {"type": ["object", "null"]} if field.allow_none else {}
    return {**POINT, **nullable, "additionalProperties": field.open_to_more}


def _rounded(self: Any, field: Any, **_: Any) -> dict[str, Any]:
    return {"$ref": "#/components/schemas/Rounded"} if isinstance(field, fields.Rounded) else {}

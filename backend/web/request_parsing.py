"""What a call brings in, checked in the contract's order: 415 and 413, then 400 with all fields at once."""

import re
from dataclasses import dataclass
from typing import Any

from flask import g, request
from marshmallow import EXCLUDE, Schema, ValidationError
from werkzeug.exceptions import NotAcceptable, RequestEntityTooLarge, UnsupportedMediaType

from backend import strict_json
from backend.domain.refusals import FieldError, Malformed
from backend.web.validation_errors import field_errors

LARGEST_BODY = 64 * 1024
LARGEST_IMAGE = 8 * 1024 * 1024
KEY = "Idempotency-Key"


@dataclass(frozen=True)
class Key:
    """What an Idempotency-Key has to look like, and whether there has to be one."""

    pattern: re.Pattern[str]
    rule: str
    required: bool = False


ANY_KEY = Key(re.compile(r"[ -~]{1,64}"), "1 to 64 characters")
NEEDED_KEY = Key(ANY_KEY.pattern, ANY_KEY.rule, required=True)
SECRET_KEY = Key(re.compile(r"[A-Za-z0-9_-]{22,64}"), "22 to 64 base64url characters")


@dataclass(frozen=True)
class RequestSpec:
    """What a route takes; what it does not name is refused."""

    body: Schema | None = None
    query: Schema | None = None
    key: Key | None = None
    image: bool = False

    def read(self) -> dict[str, Any]:
        """The arguments for the route. Raises 415, 413, Malformed."""
        raw = self._raw_body() if self.body is not None else b""
        found: dict[str, Any] = {}
        problems: list[FieldError] = []
        if self.image:
            found["image"] = _image(problems)
        if self.key is not None:
            found["key"] = _key(self.key, problems)
        query = _query(self.query, problems)
        if self.query is not None:
            found["query"] = query
        if self.body is not None:
            found["form"] = _body(self.body, raw, problems)
        if problems:
            raise Malformed(*problems)
        return found

    def _raw_body(self) -> bytes:
        if (request.content_length or 0) > LARGEST_BODY:
            raise RequestEntityTooLarge("A body is at most 64 kB.")
        raw = request.get_data(cache=False)
        if len(raw) > LARGEST_BODY:
            raise RequestEntityTooLarge("A body is at most 64 kB.")
        if raw and request.mimetype != "application/json":
            raise UnsupportedMediaType("Content-Type has to be application/json.")
        return raw


def _image(problems: list[FieldError]) -> bytes:
    if (request.content_length or 0) > LARGEST_IMAGE:
        raise RequestEntityTooLarge("A photo is at most 8 MB.")
    request.max_content_length = LARGEST_IMAGE + 1
    raw = request.get_data(cache=False)
    if len(raw) > LARGEST_IMAGE:
        raise RequestEntityTooLarge("A photo is at most 8 MB.")
    if not raw:
        problems.append(FieldError("body", "A photo is needed.", "needed"))
    elif not request.mimetype.startswith("image/"):
        raise UnsupportedMediaType("Content-Type has to be that of an image.")
    return raw


def require_json_accepted() -> None:
    """Raises 406. Refusals do not ask: they are problem answers whatever Accept says."""
    wanted = request.accept_mimetypes
    if not request.headers.get("Accept", "").strip():
        return
    if wanted["application/json"] > 0:
        return
    # Parameters such as charset do not make it another type.
    if any(kind.split(";")[0].strip().lower() == "application/json" and q > 0 for kind, q in wanted):
        return
    raise NotAcceptable("The answer is application/json.")


def _key(key: Key, problems: list[FieldError]) -> str | None:
    text = request.headers.get(KEY)
    if text is None:
        if key.required:
            problems.append(FieldError(KEY, "This header is needed.", "needed"))
        return None
    if not key.pattern.fullmatch(text):
        problems.append(FieldError(KEY, f"This header has {key.rule}.", "wrong-format"))
    return text


def _query(schema: Schema | None, problems: list[FieldError]) -> dict[str, Any]:
    values = request.args
    ignored = schema is not None and schema.unknown == EXCLUDE
    for name in values:
        known = schema is not None and name in schema.fields
        if len(values.getlist(name)) > 1 and (known or not ignored):
            problems.append(FieldError(name, "Given more than once.", "given-twice"))
    if schema is None:
        problems.extend(FieldError(name, "Unknown query parameter.", "unknown-field") for name in values)
        return {}
    return _loaded(schema, values.to_dict(), problems)


def _body(schema: Schema, raw: bytes, problems: list[FieldError]) -> dict[str, Any]:
    if not raw:
        problems.append(FieldError("body", "A body is needed.", "needed"))
        return {}
    try:
        g.body = strict_json.parse(raw)
    except ValueError as error:
        problems.append(FieldError("body", str(error), "not-json"))
        return {}
    return _loaded(schema, g.body, problems)


def _loaded(schema: Schema, value: Any, problems: list[FieldError]) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema.load(value)
    except ValidationError as error:
        problems.extend(field_errors(error.messages))
        return {}
    return loaded

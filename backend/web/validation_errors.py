"""What marshmallow found wrong, as refusals of fields: the one place where its sentences get codes."""

import re
from collections.abc import Iterator
from typing import Any

from marshmallow import fields, validate

from backend.domain.refusal_codes import Code
from backend.domain.refusals import NONE, FieldError, Values
from backend.schemas.fields import NOT_ONE_OF
from backend.schemas.reasons import Reason

_RANGE = validate.Range(0, 0)
# The library's own templates, so that its next version's wording is known too.
TEMPLATES: tuple[tuple[Any, Code], ...] = (
    (fields.Field.default_error_messages["required"], "needed"),
    (fields.Field.default_error_messages["null"], "wrong-type"),
    (fields.String.default_error_messages["invalid"], "wrong-type"),
    (fields.Integer.default_error_messages["invalid"], "wrong-type"),
    (fields.Boolean.default_error_messages["invalid"], "wrong-type"),
    (fields.List.default_error_messages["invalid"], "wrong-type"),
    (fields.Nested.default_error_messages["type"], "wrong-type"),
    (fields.Date.default_error_messages["invalid"], "wrong-format"),
    (validate.Regexp.default_message, "wrong-format"),
    (validate.Length.message_min, "too-short"),
    (validate.Length.message_max, "too-long"),
    (validate.Length.message_all, "wrong-length"),
    (_RANGE.message_all, "out-of-range"),
    (_RANGE.message_min, "out-of-range"),
    (_RANGE.message_max, "out-of-range"),
    (NOT_ONE_OF, "unknown-value"),
)
NUMBERS = ("min", "max")


def field_errors(messages: Any, path: str = "") -> Iterator[FieldError]:
    """One for each sentence in marshmallow's tree of them; the body itself is called so."""
    if isinstance(messages, dict):
        for name, inner in messages.items():
            below = path if name == "_schema" else f"{path}.{name}" if path else str(name)
            yield from field_errors(inner, below)
    else:
        for message in messages if isinstance(messages, list) else [messages]:
            yield FieldError(path or "body", str(message), *_coded(message))


def _coded(message: Any) -> tuple[Code, Values]:
    if isinstance(message, Reason):
        return message.code, NONE
    for pattern, code in _PATTERNS:
        if found := pattern.fullmatch(str(message)):
            named = found.groupdict()
            return code, {name: _number(named[name]) for name in NUMBERS if name in named}
    return "malformed", NONE


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(template)), re.DOTALL)


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() else number


_PATTERNS = [(_pattern(template), code) for template, code in TEMPLATES]

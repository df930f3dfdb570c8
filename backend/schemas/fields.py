"""Strict fields: what a value must be, never what it might be turned into. None of them takes null."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from backend.clock import rfc3339
from backend.domain.actions.descriptions import camel
from backend.domain.municipalities.register import CODE
from backend.schemas.reasons import Reason

# Control characters, and the invisible marks that turn text around so that it reads as something else.
REMOVED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]")
NOT_ONE_OF = "Not one of: {choices}."
BREAKS = re.compile("[\t\n\r\u2028\u2029]+")
RFC_3339 = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}):([0-9]{2})(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


class Strict(Schema):
    """JSON in camelCase, Python in snake_case; a field that is not named is refused."""

    class Meta:
        unknown = RAISE

    error_messages = {  # noqa: RUF012
        "type": Reason("Not an object.", "wrong-type"),
        "unknown": Reason("Unknown field.", "unknown-field"),
    }

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        if field_obj.data_key is None:
            field_obj.data_key = camel(field_name)


class Text(fields.String):
    """Text without control characters, composed (NFC), trimmed, of `least` to `most` characters."""

    def __init__(self, most: int, least: int = 0, **options: Any) -> None:
        super().__init__(validate=validate.Length(min=least or None, max=most), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        # Some keyboards type é as e and an accent: others would neither find nor count it as we do.
        composed = unicodedata.normalize("NFC", REMOVED.sub("", value))
        return BREAKS.sub(" ", composed).strip()


class Untouched(fields.String):
    """Text as it came, for what is compared and never shown: passwords, codes, keys."""

    def __init__(self, most: int, least: int = 0, **options: Any) -> None:
        super().__init__(validate=validate.Length(min=least or None, max=most), **options)


class Choice(fields.String):
    """One of a closed list."""

    def __init__(self, words: Sequence[str], **options: Any) -> None:
        super().__init__(validate=validate.OneOf(words, error=NOT_ONE_OF), **options)


class MunicipalityCode(fields.String):
    """Such as GM0080."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validate=validate.Regexp(re.compile(rf"^{CODE}\Z")), **options)


class Whole(fields.Integer):
    """A whole number from `least` to `most`; 1500.0 is one, "1500" and true are not."""

    def __init__(self, least: int | None = None, most: int | None = None, **options: Any) -> None:
        super().__init__(strict=True, validate=_range(least, most), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
            raise self.make_error("invalid")
        # Larger than any column: as far outside every range as anything.
        return int(value) if abs(value) < 2**53 else (2**53 if value > 0 else -(2**53))


class QueryWhole(Whole):
    """A whole number as it stands in a query."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value):
            raise self.make_error("invalid")
        return super()._deserialize(int(value), attr, data, **options)


class Number(fields.Float):
    """A finite number from `least` to `most`."""

    def __init__(self, least: float | None = None, most: float | None = None, **options: Any) -> None:
        super().__init__(validate=_range(least, most), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> float:
        return finite(value)


class Flag(fields.Boolean):
    """true or false."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Moment(fields.DateTime):
    """RFC 3339 with any offset; UTC inside, and with Z when it goes out."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> datetime:
        found = RFC_3339.fullmatch(value) if isinstance(value, str) else None
        if not found:
            raise ValidationError(Reason("Not a time like 2026-01-31T12:00:00Z.", "wrong-format"))
        day, minute, second, fraction, offset = found.groups()
        leap = second == "60"
        try:
            local = f"{day}T{minute}:{'59' if leap else second}{(fraction or '')[:7]}{offset.upper()}"
            return (datetime.fromisoformat(local) + timedelta(seconds=leap)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValidationError(Reason("There is no such time.", "wrong-format")) from None

    def _serialize(self, value: Any, attr: str | None, obj: Any, **options: Any) -> Any:
        if isinstance(value, datetime):
            return rfc3339(value)
        return value


class Point(fields.Field[tuple[float, float]]):
    """A GeoJSON Point in CRS84; (lon, lat) inside."""

    def __init__(self, *, open_to_more: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.open_to_more = open_to_more

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> tuple[float, float]:
        if not isinstance(value, dict):
            raise ValidationError(Reason("Not a GeoJSON Point.", "wrong-type"))
        wrong: dict[str, list[Reason]] = {}
        if value.get("type") != "Point":
            wrong["type"] = [Reason("Not Point.", "wrong-type")]
        if not self.open_to_more:
            wrong |= {
                name: [Reason("Unknown field.", "unknown-field")]
                for name in value
                if name not in ("type", "coordinates")
            }
        pair = value.get("coordinates")
        if not isinstance(pair, list) or len(pair) != 2 or not all(is_finite(number) for number in pair):
            wrong["coordinates"] = [Reason("Not [longitude, latitude].", "wrong-type")]
        if wrong:
            raise ValidationError({name: list(reasons) for name, reasons in wrong.items()})
        return float(value["coordinates"][0]), float(value["coordinates"][1])

    def _serialize(self, value: Any, attr: str | None, obj: Any, **options: Any) -> Any:
        if value is None or isinstance(value, dict):
            return value
        return {"type": "Point", "coordinates": [round(value[0], 7), round(value[1], 7)]}


class Rounded(fields.Field[dict[str, int]]):
    """A count as it is told: either {"about"} or {"below"}, so that nobody can be told apart by moving an area a
    little. It only goes out."""


def finite(value: Any) -> float:
    """A number as a float. Raises ValidationError."""
    if not is_finite(value):
        raise ValidationError(Reason("Not a number.", "wrong-type"))
    return float(value)


def is_finite(value: Any) -> bool:
    """Whether this is a number that fits."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _range(least: float | None, most: float | None) -> validate.Range | None:
    return None if least is None and most is None else validate.Range(min=least, max=most)

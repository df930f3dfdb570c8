"""What is looked up, and what was found."""

import re
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from backend.schemas.fields import Point, Strict, Text
from backend.schemas.reasons import Reason
from backend.schemas.shared import MunicipalityShown

POSTCODE = re.compile(r"([1-9][0-9]{3}) ?([A-Za-z]{2})")
# A letter, an addition, or both; the screens read it alike (pwa/src/places/address.ts).
NUMBER = re.compile(
    r"[0-9]{1,5}(?![0-9])(?:[ /-]*[A-Za-z0-9]{1,6}|[ /-]*[A-Za-z][ /-]+[A-Za-z0-9]{1,6})?", re.ASCII
)
DASHES = re.compile("[\u2010-\u2015\u2212]")


class Written(Text):
    """Text in which dashes of every length and blanks of every width are one of each."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = super()._deserialize(value, attr, data, **options)
        return " ".join(DASHES.sub("-", text).split())


class Postcode(Written):
    """8911 AB, 8911ab → 8911AB."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        found = POSTCODE.fullmatch(super()._deserialize(value, attr, data, **options))
        if not found:
            raise ValidationError(Reason("Not a postcode like 8911 AB.", "wrong-format"))
        return found[1] + found[2].upper()


class HouseNumber(Written):
    """12, 12a, 12-1, 12 bis, 12A-1 or 14/1; a plain number as well."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        plain = isinstance(value, int) and not isinstance(value, bool)
        text = super()._deserialize(str(value) if plain else value, attr, data, **options)
        if not NUMBER.fullmatch(text) or not int(re.findall(r"^[0-9]+", text)[0]):
            raise ValidationError(Reason("Not a house number like 12 or 12a.", "wrong-format"))
        return text


class AddressAsked(Strict):
    """Either a postcode and a number, or a text to search with."""

    postcode = Postcode(10, metadata={"pattern": "^[1-9][0-9]{3} ?[A-Za-z]{2}$"})
    number = HouseNumber(20, metadata={"description": "With letter and addition: 12a, 12-1."})
    query = Text(120, 2)

    @validates_schema
    def _one_question(self, data: dict[str, Any], **_: Any) -> None:
        given = set(data)
        if given == {"postcode"} or given == {"number"}:
            raise ValidationError(
                Reason("This is needed too.", "needed"), ({"postcode", "number"} - given).pop()
            )
        if given not in ({"postcode", "number"}, {"query"}):
            raise ValidationError(Reason("Either postcode and number, or query.", "needed"))


class AddressFound(Strict):
    label = fields.String(required=True)
    location = Point(required=True)
    municipality = fields.Nested(MunicipalityShown, required=True, allow_none=True)


class AddressesFound(Strict):
    items = fields.List(fields.Nested(AddressFound), required=True)

"""The description: whom or what to look out for."""

from marshmallow import fields

from backend.domain.vocabulary import SEXES
from backend.schemas.fields import Choice, Moment, Strict, Text, Whole

TITLE, SHORT, LETTERING = 80, 60, 40


class Person(Strict):
    sex = Choice(SEXES, required=True)
    age_from = Whole(0, 130, metadata={"description": "Years."})
    age_to = Whole(0, 130, metadata={"description": "Years."})
    length_cm = Whole(20, 300)
    build = Text(SHORT)
    skin = Text(SHORT)
    hair = Text(SHORT)
    face = Text(SHORT)
    clothing = Text(SHORT)
    belongings = Text(SHORT)


class Vehicle(Strict):
    type = Text(SHORT, 1, required=True)
    make = Text(SHORT)
    model = Text(SHORT)
    colour = Text(SHORT)
    plate = Text(SHORT)


class Description(Strict):
    """lastSeenAt and lastSeenPlace are needed too; without them the description is not clear (422)."""

    summary = Text(TITLE, 1, required=True, metadata={"description": "The title."})
    last_seen_at = Moment()
    last_seen_place = Text(TITLE)
    person = fields.Nested(Person)
    vehicle = fields.Nested(Vehicle)
    lettering = Text(
        LETTERING,
        metadata={
            "description": "What is written on clothes or a vehicle; alone may hold an address or a number."
        },
    )
    direction = Text(SHORT)
    caution = Text(TITLE)


class VehicleDraft(Vehicle):
    type = Text(SHORT)


class DescriptionDraft(Description):
    """One that is still being typed."""

    summary = Text(TITLE)
    vehicle = fields.Nested(VehicleDraft)

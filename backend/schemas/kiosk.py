"""What a kiosk trades and shows, and what a phone takes over from it."""

from marshmallow import fields

from backend.schemas.fields import Moment, Strict, Untouched, Whole
from backend.schemas.shared import MunicipalityJoined


class KioskEnrolment(Strict):
    code = Untouched(64, 1, required=True, metadata={"description": "As `burgernet kiosk add` prints it."})


class Redemption(Strict):
    code = Untouched(
        64, 1, required=True, metadata={"description": "As a kiosk shows it; spaces and case do not count."}
    )


class LinkCode(Strict):
    link_code = fields.String(required=True, metadata={"pattern": "^[2-9A-HJ-NP-Z]{8}$"})
    link_url = fields.String(required=True)
    expires_at = Moment(required=True)


class Drawing(Strict):
    """A QR code as the path of an SVG of `size` by `size` units, quiet zone included."""

    size = Whole(required=True)
    path = fields.String(required=True)


class KioskShown(Strict):
    name = fields.String(required=True)
    municipality = fields.Nested(MunicipalityJoined, required=True)
    join_url = fields.String(required=True)
    join_drawing = fields.Nested(Drawing, required=True)

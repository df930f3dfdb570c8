"""Looking up an address: for the app, the kiosks and the control room alike."""

from typing import Any

from backend.schemas.address import AddressAsked, AddressesFound
from backend.web import rate_limits
from backend.web.auth import anyone_or_kiosk, caller_to_count
from backend.web.blueprint import Blueprint
from backend.web.services import services

blp = Blueprint("addresses", __name__, url_prefix="/v1/address-lookups", description="Addresses.")


@blp.post("")
@anyone_or_kiosk
@blp.refuses(401, 429)
@blp.takes(body=AddressAsked())
@blp.answers(200, AddressesFound())
def look_up(form: dict[str, Any]) -> dict[str, Any]:
    """Find where an address lies; nothing is stored with the caller.

    Without an answer in two seconds a query finds places by name, and all else is 503."""
    services().limits.count(rate_limits.LOOK_UPS, "look-ups", ":".join(caller_to_count()))
    addresses = services().addresses
    if "query" in form:
        return {"items": addresses.like(form["query"])}
    return {"items": addresses.at(form["postcode"], form["number"])}

"""The key by which browsers know our messages."""

from typing import Any

from backend.schemas.vapid_key import VapidKey
from backend.settings.environment import vapid_public_key
from backend.web.auth import anyone
from backend.web.blueprint import Blueprint
from backend.web.services import services

blp = Blueprint("push", __name__, url_prefix="/v1", description="What a phone needs to subscribe.")


@blp.get("/vapid-key")
@anyone
@blp.answers(200, VapidKey())
def vapid_key() -> dict[str, Any]:
    """The key that browsers subscribe with."""
    return {"public_key": vapid_public_key(services().settings)}

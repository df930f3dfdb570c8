"""How the push services stand, for the control room: who cannot be reached now, and how many phones that is."""

from typing import Any

from backend.domain.participants import subscriptions
from backend.schemas.push_service import PushServices
from backend.web.auth import staff
from backend.web.blueprint import Blueprint
from backend.web.services import services

blp = Blueprint(
    "push-services",
    __name__,
    url_prefix="/v1/dispatch/push-services",
    description="The services of Apple, Google and others that messages go through.",
)


@blp.get("")
@staff
@blp.answers(200, PushServices())
def listed() -> dict[str, Any]:
    """The push services with the most subscriptions, and how each stood when it was last tried."""
    with services().db.read() as session:
        return {"items": subscriptions.services(session)}

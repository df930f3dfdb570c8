"""The area for a report, before anything is sent."""

from typing import Any

from backend.domain.actions import areas
from backend.schemas.area import AreaProposal, Report
from backend.web.auth import current_staff, staff
from backend.web.blueprint import Blueprint
from backend.web.services import services

blp = Blueprint("areas", __name__, url_prefix="/v1/area-proposals", description="Areas.")


@blp.post("")
@staff
@blp.refuses(422)
@blp.takes(body=Report())
@blp.answers(200, AreaProposal())
def propose(form: dict[str, Any]) -> dict[str, Any]:
    """Propose an area and tell roughly how many people it reaches; nothing is sent or stored."""
    with services().db.read() as session:
        return areas.propose(session, current_staff(), form, services().clock(), services().settings)

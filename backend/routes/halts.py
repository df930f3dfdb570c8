"""The emergency stop, for supervisors in their own regions and administrators everywhere."""

from typing import Any

from backend.delivery.doorbell import SOCKETS, WORKERS
from backend.domain.actions import halts
from backend.schemas.halt import HaltBegun, HaltEndQuery, HaltShown
from backend.web.auth import current_staff, supervisor, valid_id
from backend.web.blueprint import Blueprint
from backend.web.services import services

blp = Blueprint("halts", __name__, url_prefix="/v1/halts", description="The emergency stop.")


@blp.post("")
@supervisor
@blp.refuses(404, 422)
@blp.takes(body=HaltBegun())
@blp.answers(201, HaltShown())
def begin(form: dict[str, Any]) -> dict[str, Any]:
    """Within a second nothing of an action, a region or everything begins to leave."""
    action = valid_id(form["action"]) if "action" in form else None
    with services().db.write() as session:
        halt = halts.begin(session, current_staff(), form.get("region"), action, services().clock())
        for bell in (SOCKETS, WORKERS):
            services().bus.ring(session, bell)
        return halts.shown(halt)


@blp.delete("/<halt_id>")
@supervisor
@blp.refuses(404, 409)
@blp.takes(query=HaltEndQuery())
@blp.answers(204)
def end(halt_id: str, query: dict[str, Any]) -> None:
    """What waited goes on, or is withdrawn as after an outcome."""
    withdraw = query.get("withdraw") == "true"
    with services().db.write() as session:
        halts.end(session, current_staff(), valid_id(halt_id), withdraw, services().clock())
        for bell in (SOCKETS, WORKERS):
            services().bus.ring(session, bell)

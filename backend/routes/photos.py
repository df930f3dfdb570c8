"""The photo of a missing person: brought by staff of the action's region, seen by whoever has its address."""

from flask import Blueprint as PlainBlueprint
from flask import Response

from backend.domain.actions import photos
from backend.web.auth import anyone, current_staff, staff_of_action, valid_id
from backend.web.blueprint import Blueprint
from backend.web.services import services

blp = Blueprint("photos", __name__, url_prefix="/v1/actions", description="Photos.")
photo_files = PlainBlueprint("photo_files", __name__)


@blp.put("/<action_id>/photo")
@staff_of_action
@blp.refuses(404, 409, 422)
@blp.takes(image=True)
@blp.answers(204)
def put(action_id: str, image: bytes) -> None:
    """Show a photo with the alert of a missing person, drawn anew without what else the file holds."""
    # Before the transaction: decoding takes long, and on SQLite writers wait for each other.
    sizes = photos.redrawn(image)
    with services().db.write() as session:
        photos.keep(session, current_staff(), action_id, sizes, services().clock())


@blp.delete("/<action_id>/photo")
@staff_of_action
@blp.refuses(404, 409)
@blp.answers(204)
def remove(action_id: str) -> None:
    """Take the photo away."""
    with services().db.write() as session:
        photos.remove(session, current_staff(), action_id, services().clock())


@photo_files.get("/photos/<name>.webp")
@anyone
def photo(name: str) -> Response:
    """The photo itself, as long as the action runs; nobody keeps a copy."""
    with services().db.read() as session:
        return Response(photos.read(session, valid_id(name)), mimetype="image/webp")

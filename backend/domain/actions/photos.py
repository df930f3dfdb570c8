"""The photo of a missing person: with the family's consent, only while the action runs, and only its pixels.

What was sent is decoded and drawn anew as WebP in two sizes; place, time, camera and every other word in the file
stay behind."""

import threading
from datetime import datetime
from io import BytesIO
from typing import Literal

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from backend.domain.actions import lifecycle
from backend.domain.deliveries import locks
from backend.domain.refusals import Conflict, Malformed, NotFound, Refused
from backend.domain.staff import audit
from backend.domain.vocabulary import MISSING
from backend.models import Action, Photo, Staff, new_id
from backend.offload import offload

LARGE, SMALL = 1024, 320
"""Pixels of the longer side: on the participant's phone, and in the control room's list."""
MOST_PIXELS = 50_000_000
UNREADABLE = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    SyntaxError,
    ValueError,
)
# Decoding takes up to 200 MB: a storm of photos must not take the machine.
_one_at_a_time = threading.Lock()
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")


def keep(session: Session, staff: Staff, action_id: str, sizes: tuple[bytes, bytes], now: datetime) -> None:
    """Shows a photo with a running action, in place of an earlier one; `sizes` are those of `redrawn`.

    Raises Conflict when the action has ended, Refused when it is not a missing person's."""
    action = _running(session, staff, action_id)
    if action.kind not in MISSING:
        raise Refused.one("photo", "Only a missing person is shown with a photo.", "photo-not-allowed")
    if not action.family_consent:
        raise Refused.one("photo", "The family's consent comes first.", "consent-needed")
    if session.scalar(select(Photo.webp).where(Photo.action_id == action.id)) == sizes[0]:
        # Its answer was lost and it is brought again: nothing new to show, nor to record.
        return
    drop(session, action.id)
    session.add(
        Photo(
            action_id=action.id,
            name=new_id(),
            small_name=new_id(),
            webp=sizes[0],
            small_webp=sizes[1],
            added_at=now,
        )
    )
    audit.record(session, staff.id, "photo-added", action.id, {"familyConsent": True}, now)


def remove(session: Session, staff: Staff, action_id: str, now: datetime) -> None:
    """Takes the photo away; without one there is nothing to do. Raises Conflict when the action has ended."""
    if drop(session, _running(session, staff, action_id).id):
        audit.record(session, staff.id, "photo-removed", action_id, {}, now)


def drop(session: Session, action_id: str) -> bool:
    """Deletes it; answers whether there was one. Called at the end of every action."""
    gone = session.execute(delete(Photo).where(Photo.action_id == action_id).returning(Photo.action_id))
    return gone.first() is not None


def address(session: Session, action_id: str, size: Literal["large", "small"] = "large") -> str | None:
    """Where the photo of an action can be seen, below PUBLIC_URL; None when there is none."""
    column = Photo.name if size == "large" else Photo.small_name
    name = session.scalar(select(column).where(Photo.action_id == action_id))
    return f"/photos/{name}.webp" if name else None


def read(session: Session, name: str) -> bytes:
    """The WebP of this name. Raises NotFound."""
    row = session.execute(
        select(Photo.name, Photo.webp, Photo.small_webp).where(
            or_(Photo.name == name, Photo.small_name == name)
        )
    ).first()
    if row is None:
        raise NotFound
    return bytes(row.webp if row.name == name else row.small_webp)


def redrawn(raw: bytes) -> tuple[bytes, bytes]:
    """Any image → two WebP files that hold nothing but pixels. Raises Malformed."""
    with _one_at_a_time:
        return offload(_redrawn, raw)


def _redrawn(raw: bytes) -> tuple[bytes, bytes]:
    try:
        with Image.open(BytesIO(raw), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                detail = f"A photo has at most {MOST_PIXELS:,} pixels."
                raise Malformed.one("photo", detail, "too-many-pixels", largest=MOST_PIXELS)
            # Large JPEGs are decoded at a fraction of their size.
            image.draft("RGB", (2 * LARGE, 2 * LARGE))
            image.thumbnail((LARGE, LARGE))
            # Turned as its camera held it, before that word is left behind with the others.
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except UNREADABLE as error:
        raise Malformed.one("photo", "This is not an image that can be read.", "unreadable-image") from error
    bare = Image.new("RGB", upright.size, "white")
    bare.paste(upright, mask=upright)
    large = _webp(bare)
    bare.thumbnail((SMALL, SMALL))
    return large, _webp(bare)


def _webp(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "WEBP", quality=80)
    return file.getvalue()


def _running(session: Session, staff: Staff, action_id: str) -> Action:
    action = locks.lock_action(session, lifecycle.find(session, staff, action_id).id)
    if action.status != "running":
        raise Conflict("This action has ended.", "action-ended")
    return action

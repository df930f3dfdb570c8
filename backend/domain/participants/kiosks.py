"""Kiosks: enrolling one, what is begun at it and finished on a phone, and how many people joined at it.

A registration is no participant until a phone redeems its code: before that nobody counts it, afterwards nothing
but a digest of the code is left."""

import hmac
import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from backend.clock import AMSTERDAM
from backend.db.dialect import upsert
from backend.domain.participants import membership
from backend.domain.refusals import Conflict, Expired, NotFound, Refused
from backend.domain.staff import audit
from backend.ids import digest
from backend.models import Kiosk, KioskDay, Municipality, Registration, new_id
from backend.settings import Settings

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Nothing that is read as something else: no 0 and O, no 1 and I."""
CODE_LENGTH = 8
REMEMBERED = timedelta(days=30)
"""How long a code is known as used or ended; after that it is one that never was."""
QUIET = {"synchronize_session": False}


def add(session: Session, municipality_code: str, name: str, now: datetime) -> str:
    """A new kiosk; answers the code that its tablet trades once. Raises NotFound, Conflict, Refused."""
    if not 1 <= len(name) <= 80 or name != name.strip() or not name.isprintable():
        raise Refused.one("name", "The name has 1 to 80 printable characters.", "wrong-format")
    if session.get(Municipality, municipality_code) is None:
        raise NotFound(f"There is no municipality {municipality_code}.", "unknown-municipality")
    if session.scalar(select(Kiosk.id).where(*_named(municipality_code, name))):
        raise Conflict(f"{municipality_code} already has a kiosk {name}; revoke it first.", "name-taken")
    code = secrets.token_urlsafe(16)
    kiosk = Kiosk(
        id=new_id(),
        municipality_code=municipality_code,
        name=name,
        code_hash=digest(code),
        key_hash=None,
        created_at=now,
        revoked_at=None,
    )
    session.add(kiosk)
    audit.record(session, audit.SYSTEM, "kiosk-added", kiosk.id, {"municipality": municipality_code}, now)
    return code


def revoke(session: Session, municipality_code: str, name: str, now: datetime) -> None:
    """Ends a kiosk's key at once. Codes it gave out before still work. Raises NotFound."""
    query = update(Kiosk).where(*_named(municipality_code, name)).values(revoked_at=now)
    found = session.execute(query.returning(Kiosk.id)).first()
    if found is None:
        raise NotFound(f"{municipality_code} has no kiosk {name}.", "unknown-name")
    audit.record(session, audit.SYSTEM, "kiosk-revoked", found.id, {}, now)


def enrol(session: Session, code: str, now: datetime) -> str:
    """Trades the code of `add` for the key that goes into the cookie. Raises NotFound, Expired."""
    key = secrets.token_urlsafe(32)
    mine = Kiosk.code_hash == digest(code)
    # One statement, so that of two tablets with the same code one gets nothing.
    query = update(Kiosk).where(mine, Kiosk.key_hash.is_(None), Kiosk.revoked_at.is_(None))
    found = session.execute(query.values(key_hash=digest(key)).returning(Kiosk.id)).first()
    if found is None:
        if session.scalar(select(Kiosk.id).where(mine)) is None:
            raise NotFound("There is no such code.", "unknown-code")
        raise Expired
    audit.record(session, audit.SYSTEM, "kiosk-enrolled", found.id, {}, now)
    return key


def by_key_hash(session: Session, key_hash: str) -> Kiosk | None:
    """The kiosk with this key; None when it was revoked or never was."""
    return session.scalars(
        select(Kiosk).where(Kiosk.key_hash == key_hash, Kiosk.revoked_at.is_(None))
    ).one_or_none()


def begin(
    session: Session, kiosk: Kiosk, form: Mapping[str, Any], now: datetime, settings: Settings
) -> dict[str, str]:
    """Keeps what was filled in until its code ends: the registration's id and the end. Raises Refused."""
    membership.require_joinable(session, form)
    printed, secret_key = form.get("print", False), settings.secret_key
    life = timedelta(minutes=settings.link_code_minutes)
    if printed:
        life = timedelta(hours=settings.paper_code_hours)
    expires_at = now + life
    identity = _unused_id(session, secret_key)
    session.add(
        Registration(
            id=identity,
            kiosk_id=kiosk.id,
            code_hash=_code_hash(secret_key, code_for(secret_key, identity)),
            form={"language": form["language"], "places": form.get("places") or {}, "consent": True},
            printed=printed,
            expires_at=expires_at,
        )
    )
    return {"id": identity, "expires_at": expires_at.isoformat()}


def code_for(secret_key: str, registration_id: str) -> str:
    """Eight characters, 40 bits; like a participant's token it is made from the id and stored nowhere."""
    mac = hmac.digest(secret_key.encode(), f"registration:{registration_id}".encode(), "sha256")
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in mac[:CODE_LENGTH])


def redeem(session: Session, typed: str, secret_key: str, now: datetime) -> dict[str, Any]:
    """Makes the participant: id and municipality. Raises NotFound, Expired."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    query = select(Registration).where(Registration.code_hash == _code_hash(secret_key, code))
    # Held, so that of two phones with the same code one makes a participant and the other finds it used.
    registration = session.scalars(query.with_for_update()).one_or_none()
    if registration is None:
        raise NotFound("There is no such code.", "unknown-code")
    if registration.form is None or registration.expires_at <= now:
        raise Expired
    joined = membership.join(session, registration.form, secret_key, now)
    registration.form = None
    _count(session, registration, now)
    return joined


def waiting_too_long(session: Session, now: datetime) -> bool:
    """Whether some registration is to be erased: a look that keeps no writer waiting."""
    return session.execute(select(Registration.id).where(_ended(now)).limit(1)).first() is not None


def erase(session: Session, now: datetime) -> None:
    """Erases what was filled in and not redeemed in time."""
    session.execute(update(Registration).where(_ended(now)).values(form=None), execution_options=QUIET)
    forgotten = Registration.expires_at <= now - REMEMBERED
    session.execute(delete(Registration).where(forgotten), execution_options=QUIET)


def report(session: Session, since: date | None, municipality_code: str | None) -> list[tuple[Any, ...]]:
    """Rows (municipality code, its name, kiosk, day, people who joined, of those on paper), by name and day."""
    query = (
        select(
            Municipality.code, Municipality.name, Kiosk.name, KioskDay.day, KioskDay.joined, KioskDay.on_paper
        )
        .join(Kiosk, Kiosk.id == KioskDay.kiosk_id)
        .join(Municipality, Municipality.code == Kiosk.municipality_code)
        .order_by(Municipality.name, Kiosk.name, KioskDay.day)
    )
    if since is not None:
        query = query.where(KioskDay.day >= since)
    if municipality_code is not None:
        query = query.where(Municipality.code == municipality_code)
    return [tuple(row) for row in session.execute(query)]


def _count(session: Session, registration: Registration, now: datetime) -> None:
    one = {"joined": 1, "on_paper": int(registration.printed)}
    today = now.astimezone(AMSTERDAM).date()
    session.execute(
        upsert(session, KioskDay)
        .values(kiosk_id=registration.kiosk_id, day=today, **one)
        .on_conflict_do_update(
            index_elements=["kiosk_id", "day"],
            set_={
                "joined": KioskDay.joined + one["joined"],
                "on_paper": KioskDay.on_paper + one["on_paper"],
            },
        )
    )


def _unused_id(session: Session, secret_key: str) -> str:
    while True:
        identity = new_id()
        code_hash = _code_hash(secret_key, code_for(secret_key, identity))
        if session.scalar(select(Registration.id).where(Registration.code_hash == code_hash)) is None:
            return identity


def _ended(now: datetime) -> ColumnElement[bool]:
    return (Registration.expires_at <= now) & Registration.form.is_not(None)


def _named(municipality_code: str, name: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Kiosk.municipality_code == municipality_code,
        Kiosk.name == name,
        Kiosk.revoked_at.is_(None),
    )


def _code_hash(secret_key: str, code: str) -> str:
    # With the key: all codes could be tried on a plain digest.
    return hmac.digest(secret_key.encode(), f"code:{code}".encode(), "sha256").hex()

"""Control-room staff: adding and removing them, and checking who signs in."""

import threading
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.domain.refusals import FieldError, Refused, Unauthenticated
from backend.domain.staff import audit, sessions
from backend.models import RecoveryCode, Staff, new_id
from backend.offload import offload

ROLES = ("dispatcher", "supervisor", "administrator")
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1000
hasher = PasswordHasher()
"""How much work a password takes; tests take less."""
# Each hash takes 64 MB and a core: a storm of sign-ins must not take the machine.
_two_at_a_time = threading.BoundedSemaphore(2)


NOBODYS = "!"
"""In place of a password's hash: nobody signs in with it."""


def add(
    session: Session,
    name: str,
    role: str,
    region: str | None,
    password: str,
    now: datetime,
    more_regions: Sequence[str] = (),
) -> Staff:
    """A new member of staff. Raises Refused."""
    regions = [each.strip() for each in (region, *more_regions) if each is not None]
    wrong = []
    if not 1 <= len(name) <= 80 or name != name.strip() or not name.isprintable():
        wrong.append(FieldError("name", "The name has 1 to 80 printable characters.", "wrong-format"))
    if role not in ROLES:
        wrong.append(FieldError("role", f"The role is one of: {', '.join(ROLES)}.", "unknown-value"))
    if not all(1 <= len(each) <= 80 for each in regions):
        reason = "The region is a text of 1 to 80 characters."
        wrong.append(FieldError("region", reason, "wrong-length", {"min": 1, "max": 80}))
    wrong += _password_problems(password)
    if not wrong and session.scalar(select(Staff.id).where(Staff.name == name)):
        wrong.append(FieldError("name", f"There is already a {name}.", "name-taken"))
    if wrong:
        raise Refused(*wrong)
    member = Staff(
        id=new_id(),
        name=name,
        password_hash=_hash(password),
        role=role,
        region=regions[0] if regions else None,
        regions=regions if len(regions) > 1 else None,
        totp_secret=None,
        created_at=now,
    )
    session.add(member)
    detail = {"role": role, "region": member.region} | ({"regions": regions} if more_regions else {})
    audit.record(session, audit.SYSTEM, "staff-added", member.id, detail, now)
    return member


def named(session: Session, name: str) -> Staff:
    """Raises Refused."""
    found = session.scalars(select(Staff).where(Staff.name == name)).one_or_none()
    if found is None:
        raise Refused.one("name", f"There is no {name}.", "unknown-name")
    return found


def everyone(session: Session) -> list[Staff]:
    """All members of staff there ever were, by name."""
    return list(session.scalars(select(Staff).order_by(Staff.name)))


def set_password(session: Session, name: str, password: str, now: datetime) -> Staff:
    """Another password; whoever is signed in with the old one is signed out. Raises Refused."""
    member = named(session, name)
    if wrong := _password_problems(password):
        raise Refused(*wrong)
    member.password_hash = _hash(password)
    sessions.end_all(session, member)
    audit.record(session, audit.SYSTEM, "staff-password-set", member.id, {}, now)
    return member


def remove(session: Session, name: str, now: datetime) -> Staff:
    """Nobody signs in under this name any more. The name stays: actions and the audit trail lead to it.

    Raises Refused."""
    member = named(session, name)
    member.password_hash, member.totp_secret, member.totp_draft = NOBODYS, None, None
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == member.id))
    sessions.end_all(session, member)
    audit.record(session, audit.SYSTEM, "staff-removed", member.id, {}, now)
    return member


def check(session: Session, name: str, password: str) -> Staff:
    """Who this is, for as far as the password tells; `second_factor.prove` comes after it.

    Raises Unauthenticated, after the same time for a name that does not exist."""
    member = session.scalars(select(Staff).where(Staff.name == name)).one_or_none()
    right = _matches(member.password_hash if member else _nobodys_hash(), password)
    if member is None or not right:
        raise Unauthenticated("Name or password is wrong.", "wrong-name-or-password")
    return member


def _password_problems(password: str) -> list[FieldError]:
    if SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD and "\n" not in password:
        return []
    detail = f"The password is one line of at least {SHORTEST_PASSWORD} characters."
    return [FieldError("password", detail, "wrong-format", {"min": SHORTEST_PASSWORD})]


def _hash(password: str) -> str:
    with _two_at_a_time:
        return offload(hasher.hash, password)


@cache
def _nobodys_hash() -> str:
    return _hash("nobody signs in with this")


def _matches(password_hash: str, password: str) -> bool:
    try:
        with _two_at_a_time:
            return offload(hasher.verify, password_hash, password)
    except (VerificationError, InvalidHashError):
        return False

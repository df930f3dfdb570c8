"""The second factor of staff: a code of their phone (TOTP, RFC 6238) or, once each, a recovery code.

Called when someone signs in, on their own account screen, and by `burgernet staff second-factor`."""

import hashlib
import re
import secrets
from datetime import datetime
from hmac import compare_digest

import pyotp
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.domain.refusal_codes import Code
from backend.domain.refusals import Conflict, Refused, Unauthenticated
from backend.domain.staff import audit, sessions
from backend.models import RecoveryCode, Staff

ISSUER = "Burgernet meldkamer"
STEP = 30
"""Seconds a code lasts; the one before and the one after count too, for clocks that differ."""
CODES = 10
# Without 0, 1, l and o, which are read wrong from paper.
ALPHABET = "23456789abcdefghijkmnpqrstuvwxyz"


def prove(session: Session, member: Staff, code: str | None, needed: bool, now: datetime) -> None:
    """Takes the code of who signs in, once. Raises Unauthenticated."""
    held = _held(session, member)
    if held.totp_secret is None:
        if needed:
            detail = "A second factor is required, and none is enrolled for this name."
            raise Unauthenticated(detail, "no-factor-enrolled")
        return
    step = _step_of(held.totp_secret, code or "", now)
    if step is not None:
        if held.totp_step is not None and step <= held.totp_step:
            raise Unauthenticated("This code was used before: wait for the next one.", "code-used-before")
        held.totp_step = step
        return
    used = session.execute(
        delete(RecoveryCode)
        .where(RecoveryCode.staff_id == held.id, RecoveryCode.code_hash == _digest(held, code or ""))
        .returning(RecoveryCode.code_hash)
    ).first()
    if used is None:
        why: Code = "second-factor-wrong" if code else "second-factor-needed"
        raise Unauthenticated("The code of the second factor is missing or wrong.", why)
    audit.record(session, held.id, "recovery-code-used", held.id, {}, now)


def state(session: Session, member: Staff) -> dict[str, int | bool]:
    """{"enrolled", "recovery_codes"}: how many of those are left."""
    left = select(func.count()).where(RecoveryCode.staff_id == member.id)
    enrolled = session.scalar(select(Staff.totp_secret).where(Staff.id == member.id)) is not None
    return {"enrolled": enrolled, "recovery_codes": session.scalar(left) or 0}


def draft(session: Session, member: Staff) -> tuple[str, str]:
    """(secret, otpauth address) of a factor that counts only once `enrol` was given a code of it."""
    held = _held(session, member)
    held.totp_draft = pyotp.random_base32()
    return held.totp_draft, _address(held, held.totp_draft)


def enrol(session: Session, member: Staff, code: str, now: datetime) -> list[str]:
    """Makes the drafted factor the one that counts; answers new recovery codes, shown this once.

    Raises Conflict (nothing was drafted), Refused (not a code of it)."""
    held = _held(session, member)
    if held.totp_draft is None:
        raise Conflict("Ask for a secret first.", "no-secret-drafted")
    step = _step_of(held.totp_draft, code, now)
    if step is None:
        raise Refused.one("code", "This is not the code that the phone shows now.", "second-factor-wrong")
    return _enrol(session, held, held.totp_draft, step, held.id, now)


def hand_out(session: Session, member: Staff, now: datetime) -> tuple[str, str, list[str]]:
    """(secret, otpauth address, recovery codes) of a factor that counts at once, in place of an earlier one.

    For the operator: where a factor is required nobody could sign in to enrol the first."""
    held = _held(session, member)
    secret = pyotp.random_base32()
    codes = _enrol(session, held, secret, None, audit.SYSTEM, now)
    sessions.end_all(session, held)
    return secret, _address(held, secret), codes


def _enrol(
    session: Session, held: Staff, secret: str, step: int | None, actor: str, now: datetime
) -> list[str]:
    held.totp_secret, held.totp_draft, held.totp_step = secret, None, step
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == held.id))
    codes = [_new_code() for _ in range(CODES)]
    session.add_all(RecoveryCode(code_hash=_digest(held, one), staff_id=held.id) for one in codes)
    audit.record(session, actor, "second-factor-enrolled", held.id, {}, now)
    return codes


def _address(member: Staff, secret: str) -> str:
    return pyotp.TOTP(secret).provisioning_uri(name=member.name, issuer_name=ISSUER)


def _held(session: Session, member: Staff) -> Staff:
    """With its row locked: of two calls with one code at the same moment, the second sees it used."""
    query = select(Staff).where(Staff.id == member.id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """Which step this is the code of, among the present one and its neighbours."""
    given, totp, present = re.sub(r"\s", "", code), pyotp.TOTP(secret), int(now.timestamp()) // STEP
    found = [step for step in (present - 1, present, present + 1) if _same(totp.generate_otp(step), given)]
    return found[-1] if found else None


def _same(known: str, given: str) -> bool:
    return compare_digest(known.encode(), given.encode())


def _new_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def _digest(member: Staff, code: str) -> str:
    plain = re.sub(r"[^0-9a-z]", "", code.lower())
    return hashlib.sha256(f"{member.id}:{plain}".encode()).hexdigest()

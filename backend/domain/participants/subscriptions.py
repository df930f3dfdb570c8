"""The push subscription: whether it can be used at all, and whose it is."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.db.dialect import upsert
from backend.domain.deliveries import locks, states
from backend.domain.refusals import FieldError, Refused
from backend.ids import base64url, from_base64url
from backend.models import Participant, PushService, PushSubscription
from backend.settings.values import origin

LONGEST_ENDPOINT = 2_000
# A host is names of letters, digits and hyphens; the last starts with a letter, so it is no IP literal in any notation.
PUBLIC_ENDPOINT = re.compile(
    r"https://(?P<host>(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?)(?::443)?(?:[/?][!-~]*)?",
    re.I | re.A,
)
ANY_ENDPOINT = re.compile(r"(https?://[^/?#@\\\s]+)(?:[/?][!-~]*)?", re.I)
MOST_SERVICES = 100
"""Anybody may bring a push service of their own: a list of all of them would have no end."""
RESERVED = re.compile(
    r"(?:.*\.)?(?:invalid|test|example|localhost|local|internal|onion|home\.arpa|lan)", re.I | re.A
)
"""Hosts that no public name server may know. Browsers give such an endpoint where a subscription was just withdrawn."""


@dataclass(frozen=True)
class Subscription:
    """One that can be used; `origin` names its push service."""

    endpoint: str
    p256dh: str
    auth: str
    origin: str

    def columns(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "endpoint": self.endpoint,
            "endpoint_hash": endpoint_hash(self.endpoint),
            "p256dh": self.p256dh,
            "auth": self.auth,
        }


def endpoint_hash(endpoint: str) -> str:
    """By which it is looked for: an endpoint is longer than an index takes."""
    return hashlib.sha256(endpoint.encode()).hexdigest()


def usable(endpoint: str, p256dh: str, auth: str, allow_origins: tuple[str, ...]) -> Subscription:
    """What a browser gave, checked. Raises Refused with everything that makes it useless."""
    wrong = []
    service = _origin(endpoint, allow_origins)
    if service is None:
        detail = "Not an https address, port 443, at a public host name."
        wrong.append(FieldError("endpoint", detail, "unusable-endpoint"))
    key = _decoded(p256dh)
    if key is None or not _is_point(key):
        detail = "Not an uncompressed point of P-256 in base64url."
        wrong.append(FieldError("keys.p256dh", detail, "unusable-key"))
    secret = _decoded(auth)
    if secret is None or len(secret) != 16:
        wrong.append(FieldError("keys.auth", "Not 16 bytes in base64url.", "unusable-key"))
    if wrong or service is None or key is None or secret is None:
        raise Refused(*wrong)
    return Subscription(endpoint, base64url(key), base64url(secret), service)


def keep(session: Session, participant_id: str, given: Subscription, now: datetime) -> bool:
    """Makes this the participant's subscription, also when the endpoint was another's; answers whether it is a new one,
    at which what failed before is tried again."""
    # Held, so that a worker that is about to write down that the old one failed sees the new one, or is seen here.
    theirs = select(Participant.id).where(Participant.id == participant_id)
    locks.lock_participants(session, theirs, "no key update")
    before = session.execute(
        select(PushSubscription.endpoint, PushSubscription.p256dh, PushSubscription.auth).where(
            PushSubscription.participant_id == participant_id
        )
    ).first()
    service = service_id(session, given.origin, now)
    try:
        with session.begin_nested():
            _take(session, participant_id, given, service, now)
    except IntegrityError:
        # Someone else stored the same endpoint in between; now it can be seen, and taken.
        _take(session, participant_id, given, service, now)
    new = before is None or tuple(before) != (given.endpoint, given.p256dh, given.auth)
    if new:
        states.retry_on_new_channel(session, participant_id, now)
    return new


def forget(session: Session, participant_id: str) -> None:
    """Erases the subscription."""
    session.execute(delete(PushSubscription).where(PushSubscription.participant_id == participant_id))


def services(session: Session) -> list[dict[str, Any]]:
    """The push services there are subscriptions at, most first, and how each stands."""
    subscribed = func.count().label("subscriptions")
    rows = session.execute(
        select(PushService.origin, PushService.state, PushService.since, subscribed)
        .join(PushSubscription, PushSubscription.service_id == PushService.id)
        .group_by(PushService.id)
        .order_by(subscribed.desc(), PushService.origin)
        .limit(MOST_SERVICES)
    )
    return [dict(row._mapping) for row in rows]


def origin_of(endpoint: str) -> str:
    """The push service an endpoint belongs to. Raises ValueError."""
    found = ANY_ENDPOINT.fullmatch(endpoint)
    if found is None:
        raise ValueError("is not the address of an endpoint.")
    return origin(found[1])


def service_id(session: Session, service: str, now: datetime) -> int:
    """The number of a push service, named by its origin."""
    found = session.scalar(select(PushService.id).where(PushService.origin == service))
    if found is None:
        session.execute(
            upsert(session, PushService)
            .values(origin=service, since=now)
            .on_conflict_do_nothing(index_elements=["origin"])
        )
        found = session.scalars(select(PushService.id).where(PushService.origin == service)).one()
    return found


def _take(session: Session, participant_id: str, given: Subscription, service: int, now: datetime) -> None:
    values = {**given.columns(), "service_id": service, "confirmed_at": now}
    session.execute(
        delete(PushSubscription).where(
            PushSubscription.endpoint_hash == values["endpoint_hash"],
            PushSubscription.participant_id != participant_id,
        ),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        upsert(session, PushSubscription)
        .values(participant_id=participant_id, **values)
        .on_conflict_do_update(index_elements=["participant_id"], set_=values)
    )


def _origin(endpoint: str, allow_origins: tuple[str, ...]) -> str | None:
    if len(endpoint) > LONGEST_ENDPOINT or "#" in endpoint or "\\" in endpoint:
        return None
    try:
        service = origin_of(endpoint)
    except ValueError:
        return None
    if service in allow_origins:
        return service
    public = PUBLIC_ENDPOINT.fullmatch(endpoint)
    if public is None or RESERVED.fullmatch(public["host"]):
        return None
    return service


def _decoded(text: str) -> bytes | None:
    if not re.fullmatch(r"[A-Za-z0-9_-]*=*", text):
        return None
    try:
        return from_base64url(text)
    except ValueError:
        return None


def _is_point(raw: bytes) -> bool:
    if len(raw) != 65 or raw[0] != 4:
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        return False
    return True

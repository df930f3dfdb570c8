"""Checks the VAPID header of RFC 8292 as push services do: whose key, for whom, until when, truly signed."""

import binascii
import json
import re
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from backend.ids import from_base64url

DAY = 24 * 3600
_HEADER = re.compile(r"vapid\s+t=([A-Za-z0-9._-]+)\s*,\s*k=([A-Za-z0-9_=-]+)")


class VapidCheck:
    """Each distinct header is verified once; senders reuse theirs for hours."""

    def __init__(self, audience: str, public_key: str | None = None) -> None:
        self._audience = audience
        self._public_key = public_key
        self._expiry: dict[str, float] = {}

    def problem(self, header: str, now: float) -> str | None:
        """Why this Authorization header is refused; None when it is in order. `now` in seconds since 1970."""
        expires = self._expiry.get(header)
        if expires is None:
            found = _HEADER.fullmatch(header)
            if not found:
                return "Authorization is vapid t=…, k=…."
            if self._public_key is not None and found[2].rstrip("=") != self._public_key:
                return "The key is not the one that phones subscribed with."
            try:
                claims = _verified(found[1], found[2])
            except (InvalidSignature, ValueError, binascii.Error):
                return "The token is not signed by this key."
            if problem := self._claims_problem(claims, now):
                return problem
            expires = self._expiry[header] = float(claims["exp"])
        return None if now < expires else "The token has expired."

    def _claims_problem(self, claims: dict[str, Any], now: float) -> str | None:
        if claims.get("aud") != self._audience:
            return f"aud is {claims.get('aud')}, this is {self._audience}."
        expires = claims.get("exp")
        if isinstance(expires, bool) or not isinstance(expires, int | float):
            return "exp is needed."
        if expires > now + DAY:
            return "exp is more than 24 hours away."
        if not str(claims.get("sub", "")).startswith(("mailto:", "https:")):
            return "sub is a mailto: or https: address."
        return None


def key_of(header: str) -> str:
    """The sender's key in an Authorization header that is in order, without padding."""
    found = _HEADER.fullmatch(header)
    if not found:
        raise ValueError("not a VAPID header")
    return found[2].rstrip("=")


def _verified(token: str, key: str) -> dict[str, Any]:
    """The claims of a JWT signed with ES256. Raises InvalidSignature, ValueError."""
    signed, _, signature = token.rpartition(".")
    header, _, claims = signed.partition(".")
    if json.loads(from_base64url(header)).get("alg") != "ES256":
        raise ValueError("not ES256")
    raw = from_base64url(signature)
    if len(raw) != 64:
        raise ValueError("not a signature")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64url(key))
    pair = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public.verify(pair, signed.encode(), ec.ECDSA(SHA256()))
    found = json.loads(from_base64url(claims))
    if not isinstance(found, dict):
        raise ValueError("no claims")
    return found

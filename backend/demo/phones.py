"""A simulated phone: the keys a browser would have made, derived from (seed, index) so that a second start of
the demo can still read what is sent."""

import hashlib
import json
from functools import cached_property
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend.ids import base64url
from backend.settings.secrets import P256_ORDER


class Phone:
    """Number `index` of the town that grew from `seed`."""

    def __init__(self, seed: str, index: int) -> None:
        self.index = index
        self._secret = f"{seed}:{index}".encode()

    @property
    def token(self) -> str:
        """Which phone it is to its push service."""
        return str(self.index)

    def subscription(self, origin: str) -> dict[str, Any]:
        """PushSubscription.toJSON() of a push service at `origin`."""
        point = self._private_key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {
            "endpoint": f"{origin}/push/{self.token}",
            "expirationTime": None,
            "keys": {"p256dh": base64url(point), "auth": base64url(self._auth)},
        }

    def decrypt(self, body: bytes) -> dict[str, Any]:
        """The message in a push of RFC 8291. Raises http_ece.ECEException when it was meant for another."""
        text = http_ece.decrypt(
            body, private_key=self._private_key, auth_secret=self._auth, version="aes128gcm"
        )
        message: dict[str, Any] = json.loads(text)
        return message

    @cached_property
    def _private_key(self) -> ec.EllipticCurvePrivateKey:
        scalar = int.from_bytes(hashlib.sha256(b"p256 " + self._secret).digest(), "big")
        return ec.derive_private_key(scalar % (P256_ORDER - 1) + 1, ec.SECP256R1())

    @cached_property
    def _auth(self) -> bytes:
        return hashlib.sha256(b"auth " + self._secret).digest()[:16]

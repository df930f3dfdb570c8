"""Who sends, told to each push service (RFC 8292): one signed header an origin, used for half its life."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from py_vapid import Vapid02

HEADER_SECONDS = 6 * 3600
Sign = Callable[[dict[str, str | int]], str]


def signer(private_key: str) -> Sign:
    """What signs with this key, base64url."""
    key = Vapid02.from_raw(private_key.encode())
    return lambda claims: str(key.sign(claims)["Authorization"])


@dataclass(slots=True)
class Vapid:
    """What one push service is told."""

    origin: str
    sign: Sign
    subject: str
    _header: str = ""
    _renew_at: float = 0.0

    def authorization(self) -> str:
        """The VAPID header, reused for half its life as RFC 8292 asks."""
        now = time.time()
        if not 0 < self._renew_at - now <= HEADER_SECONDS / 2:
            self._header = self.sign(
                {"aud": self.origin, "exp": int(now) + HEADER_SECONDS, "sub": self.subject}
            )
            self._renew_at = now + HEADER_SECONDS / 2
        return self._header

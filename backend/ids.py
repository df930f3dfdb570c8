"""Ids and digests: what stands for a thing, what is stored of a secret, and how bytes are written as text."""

import base64
import hashlib
import re

ID = re.compile(r"[A-Za-z0-9_-]{22}")
"""What the ids of this system look like: 128 bits as base64url."""
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
"""256 bits likewise: a bearer token, a session, a kiosk's key."""


def digest(text: str) -> str:
    """What is stored of a token, key or code."""
    return hashlib.sha256(text.encode()).hexdigest()


def base64url(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """The way back, with or without padding; other characters are passed over. Raises ValueError."""
    bare = text.rstrip("=")
    return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))

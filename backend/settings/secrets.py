"""The secrets of an installation: made here when it is embedded, kept in files only their owner reads."""

import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from backend.ids import base64url, from_base64url

# The order of P-256: a private key is a whole number below it.
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def new_secret_key() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def new_vapid_key() -> str:
    """A private key of P-256 as base64url of its 32 bytes."""
    scalar = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64url(scalar.to_bytes(32, "big"))


def vapid_problem(text: str) -> str | None:
    """Why this is no private key for VAPID; None when it is one."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{43}=?", text):
        return "is not base64url of 32 bytes, as `burgernet vapid-keys` prints it."
    scalar = int.from_bytes(from_base64url(text), "big")
    return None if 0 < scalar < P256_ORDER else "is no private key of P-256."


def vapid_private_key(text: str) -> str:
    """The key, without padding. Raises ValueError when it is none."""
    if problem := vapid_problem(text):
        raise ValueError(problem)
    return text.rstrip("=")


def in_file(path: Path, make: Callable[[], str]) -> str:
    """What the file holds; made first when there is none. Two processes at once end up with the same."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make() + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            # A hard link never replaces: whoever comes second takes the first one's.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8").strip()

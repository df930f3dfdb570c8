"""How each kind of setting is written. Every function raises ValueError with the end of a sentence: `is not …`."""

import math
import re
import ssl
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

# Push services answer 403 to a contact that cannot be one.
UNREAL = re.compile(r"(^|[@.])(localhost|local|invalid)$")
MOST = 36_500
"""Days of a century, and hours of four years: beyond that the calendar ends somewhere."""
ORIGIN = re.compile(r"(?i)(https?)://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?")


def database_url(text: str) -> str:
    try:
        url = make_url(text)
    except ArgumentError:
        raise ValueError("is not sqlite:///… or postgresql://….") from None
    if url.drivername not in ("sqlite", "postgresql"):
        raise ValueError("is not sqlite:///… or postgresql://….")
    if url.drivername == "sqlite" and (url.host or not url.database or url.database == ":memory:"):
        raise ValueError("has to name a file: sqlite:///… .")
    return text


def bind(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not host or not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65535:
        raise ValueError("is not host:port.")
    return text


def public_url(text: str) -> str:
    """An origin as browsers write it, to compare theirs with."""
    try:
        return origin(text)
    except ValueError:
        raise ValueError("is not http(s)://host[:port].") from None


def web_address(text: str) -> str:
    if not re.match(r"https?://[^/\s]+", text):
        raise ValueError("is not an http(s) address.")
    return text.rstrip("/")


def subject(text: str) -> str:
    mail = re.fullmatch(r"mailto:[^@\s]+@([A-Za-z0-9.-]+\.[A-Za-z0-9-]+)", text)
    page = re.fullmatch(r"https://([A-Za-z0-9.-]+\.[A-Za-z0-9-]+)(?:[:/]\S*)?", text)
    found = mail or page
    if not found or UNREAL.search(found[1].lower()) or re.fullmatch(r"[0-9.]+", found[1]):
        raise ValueError("is not a mailto: or https: address where push services can reach the operator.")
    return text


def origins(text: str) -> tuple[str, ...]:
    return tuple(origin(part.strip()) for part in text.split(",") if part.strip())


def origin(text: str) -> str:
    """scheme://host[:port] in lower case, without a default port. Raises ValueError."""
    found = ORIGIN.fullmatch(text.rstrip("/"))
    if not found or (found[3] and int(found[3]) > 65535):
        raise ValueError(f"holds {text}, which is not an origin like https://push.example:8443.")
    scheme, host, port = found[1].lower(), found[2].lower(), found[3]
    if not port or (scheme, int(port)) in (("http", 80), ("https", 443)):
        return f"{scheme}://{host}"
    return f"{scheme}://{host}:{int(port)}"


def file(text: str) -> Path | None:
    if text and not Path(text).is_file():
        raise ValueError(f"{text} is not a file.")
    return Path(text) if text else None


def authority(text: str) -> Path | None:
    """A file of certificates (PEM)."""
    path = file(text)
    if path is not None:
        try:
            ssl.create_default_context(cafile=path)
        except (OSError, ssl.SSLError):
            raise ValueError(f"{text} holds no certificate.") from None
    return path


def redis_url(text: str) -> str | None:
    if text and not re.match(r"(rediss?|redis\+unix)://\S+", text):
        raise ValueError("is not redis://….")
    return text or None


def one_of(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(f"is not {' or '.join(words)}.")
        return text

    return parse


def on_or_off(text: str) -> bool:
    return one_of("on", "off")(text) == "on"


def whole(least: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < least:
            raise ValueError(f"is not a whole number from {least} up.")
        return int(text)

    return parse


def decimal(text: str) -> float:
    number = float(text) if re.fullmatch(r"[0-9]{0,6}(\.[0-9]+)?", text) and text != "" else math.nan
    if not 0 < number <= MOST:
        raise ValueError(f"is not a number above zero, of at most {MOST:,}.")
    return number


def phone(text: str) -> str:
    if not re.fullmatch(r"\+?[0-9]{3,15}", text):
        raise ValueError("is not a telephone number of digits only.")
    return text

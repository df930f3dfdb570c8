"""The description: kept as the contract's JSON, judged for clearness, handed out with Python's names."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from backend.clock import rfc3339
from backend.domain.actions.contact_details import contact_details
from backend.domain.refusals import FieldError, Refused

OLDEST = timedelta(hours=24)
# What is written on a van or a coat may be an address, and a plate is none.
QUOTED = ("lettering", "plate")
CLEAR_FIELDS = 3


def to_json(value: Any) -> Any:
    """snake_case keys and aware times → camelCase keys and RFC 3339."""
    if isinstance(value, dict):
        return {camel(key): to_json(item) for key, item in value.items() if item is not None}
    if isinstance(value, datetime):
        return rfc3339(value)
    return value


def from_json(value: Any) -> Any:
    """The way back; only lastSeenAt holds a time."""
    if not isinstance(value, dict):
        return value
    plain = {_snake(key): from_json(item) for key, item in value.items()}
    if isinstance(plain.get("last_seen_at"), str):
        plain["last_seen_at"] = datetime.fromisoformat(plain["last_seen_at"])
    return plain


def problems(description: dict[str, Any], now: datetime, own_numbers: Iterable[str]) -> list[FieldError]:
    """Why the description (snake_case) is not clear, or may not go out; empty when it is and may."""
    found = moment_problems("description.lastSeenAt", description.get("last_seen_at"), now)
    for field in ("summary", "last_seen_place"):
        if not (description.get(field) or "").strip():
            path = f"description.{camel(field)}"
            found.append(FieldError(path, "This is needed for a clear description.", "needed"))
    person, vehicle = description.get("person") or {}, description.get("vehicle") or {}
    parts = (person, vehicle, {"lettering": description.get("lettering")})
    given = [key for part in parts for key, value in part.items() if value not in (None, "")]
    if person.get("sex") == "unknown":
        given.remove("sex")
    if len(given) < CLEAR_FIELDS:
        found.append(
            FieldError(
                "description",
                f"A clear description has at least {CLEAR_FIELDS} features of person, vehicle and lettering together,"
                f" this one has {len(given)}.",
                "not-clear",
                {"needed": CLEAR_FIELDS, "given": len(given)},
            )
        )
    low, high = person.get("age_from"), person.get("age_to")
    if low is not None and high is not None and low > high:
        path = "description.person.ageFrom"
        found.append(FieldError(path, "The lowest age is above the highest.", "wrong-order"))
    for path, text in _free_texts("description", description):
        found += contact_problems(path, text, own_numbers)
    return found


def contact_problems(field: str, text: str | None, own_numbers: Iterable[str]) -> list[FieldError]:
    """Why free text may not go out: it would send people to somebody else than us (`own_numbers`, in digits)."""
    kind = contact_details(text or "", own_numbers)
    if kind is None:
        return []
    detail = f"This holds a {kind.replace('-', ' ')} that is not ours."
    return [FieldError(field, detail, "contact-details", {"kind": kind})]


def _free_texts(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every text of a description with its path, but what is quoted from the street."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in QUOTED:
                yield from _free_texts(f"{path}.{camel(key)}", item)
    elif isinstance(value, str):
        yield path, value


def moment_problems(field: str, moment: datetime | None, now: datetime) -> list[FieldError]:
    """Why a moment of last sighting is refused: missing, future, or older than a day."""
    if moment is None:
        return [FieldError(field, "When the person or vehicle was last seen is needed.", "needed")]
    if moment > now:
        return [FieldError(field, "This lies in the future.", "in-future")]
    if moment < now - OLDEST:
        hours = {"hours": OLDEST // timedelta(hours=1)}
        return [FieldError(field, "This is more than 24 hours ago.", "too-old", hours)]
    return []


def require(found: list[FieldError]) -> None:
    """Raises Refused with everything found."""
    if found:
        raise Refused(*found)


def camel(key: str) -> str:
    """age_from → ageFrom."""
    head, *tail = key.split("_")
    return head + "".join(part.capitalize() for part in tail)


def _snake(key: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: "_" + letter[0].lower(), key)

"""The description as a sentence, and how free text is made fit to stand in one. Used by `wording`; its texts and
its cleaning also by pages, feeds and the look-up of addresses.

Pure: description (JSON of the contract), language and time in, text out. Nothing is cut short here.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from backend.clock import AMSTERDAM
from backend.domain.vocabulary import names
from backend.paths import DATA

Language = str
Description = Mapping[str, Any]

UNKNOWN = "unknown"
# Bidi controls could make a message read otherwise than the dispatcher saw it, zero-width characters make an
# empty field look filled, and lone surrogates can't be sent.
_STRIPPED = re.compile("[\u061c\u200b\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u206f\ud800-\udfff]")
_EDGES = " .,;:…"
_BLANKS = re.compile(r"[\x00-\x20\x7f-\x9f\s]+")


def appearance(description: Description, language: Language) -> str:
    """What to look for: person, vehicle, or both, and what is written on them."""
    vehicle = vehicle_parts(description, language)
    lettering = fill(texts(language)["appearance"]["lettering"], fragment(description.get("lettering")))
    person = person_parts(description, language, alone=not (vehicle or lettering))
    return sentence(", ".join([*person, *vehicle, *filter(None, [lettering])]))


def person_parts(description: Description, language: Language, *, alone: bool) -> list[str]:
    person: Mapping[str, Any] = description.get("person") or {}
    words = texts(language)["person"]
    sexes = names(language)["sex"]
    sex = sexes[sex_of(description)]
    low, high = person.get("ageFrom"), person.get("ageTo")
    if low is None and high is None:
        who = sex
    elif low is None:
        who = words["age_up_to"].format(sex=sex, high=high)
    elif high is None or high == low:
        who = words["age"].format(sex=sex, age=low)
    else:
        who = words["age_range"].format(sex=sex, low=low, high=high)
    length = person.get("lengthCm")
    metres = "" if length is None else f"{length / 100:.2f}".replace(".", words["decimal_mark"])
    details = [
        fill(words["length"], metres, name="metres"),
        *(fragment(person.get(field)) for field in ("build", "skin")),
        unless(words["hair"], words["hair_complete"], fragment(person.get("hair"))),
        *(fragment(person.get(field)) for field in ("face", "clothing", "belongings")),
    ]
    # "Persoon, fiets" says nothing that "Fiets" doesn't.
    if not any(details) and who == sexes[UNKNOWN] and not (alone and person):
        return []
    return [who, *filter(None, details)]


def vehicle_parts(description: Description, language: Language) -> list[str]:
    vehicle: Mapping[str, Any] = description.get("vehicle") or {}
    words = texts(language)["vehicle"]
    name = join(fragment(vehicle.get(field)) for field in ("type", "make", "model"))
    colour = unless(words["colour"], words["colour_complete"], fragment(vehicle.get("colour")))
    plate = unless(words["plate"], words["plate_complete"], fragment(vehicle.get("plate")))
    return [part for part in (name, colour, plate) if part]


def last_seen(description: Description, language: Language, now: datetime) -> str:
    words = texts(language)["seen"]
    when, place = description.get("lastSeenAt"), fragment(description.get("lastSeenPlace"))
    moment = _moment(when, now, words) if when else ""
    if not (moment or place):
        return ""
    template: str = words["at_place" if moment and place else "at" if moment else "place"]
    return template.format(when=moment, place=place)


def _moment(when: str | datetime, now: datetime, words: Mapping[str, Any]) -> str:
    seen, today = _local(when), _local(now)
    key = "today" if seen.date() == today.date() else "earlier" if seen.year == today.year else "earlier_year"
    return str(words[key]).format(
        time=f"{seen.hour}{words['hour_mark']}{seen.minute:02}",
        day=seen.day,
        month=words["months"][seen.month - 1],
        year=seen.year,
    )


def _local(moment: str | datetime) -> datetime:
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    # What comes out of the database without an offset is UTC.
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(AMSTERDAM)


def full_moment(when: datetime, language: Language) -> str:
    """Date and time as they are read in the Netherlands, whatever day it is now."""
    local, words = _local(when), texts(language)["seen"]
    template: str = texts(language)["public"]["moment"]
    return template.format(
        day=local.day,
        month=words["months"][local.month - 1],
        year=local.year,
        time=f"{local.hour}{words['hour_mark']}{local.minute:02}",
    )


def sex_of(description: Description) -> str:
    sex: str = (description.get("person") or {}).get("sex") or UNKNOWN
    return sex


def fill(template: str, value: str, name: str = "text") -> str:
    return template.format(**{name: value}) if value else ""


def unless(template: str, complete: Iterable[str], value: str, *, at_start: bool = False) -> str:
    """The value in its frame, unless its own words already say what the frame would."""
    lower = value.lower()
    if any(lower.startswith(word) if at_start else word in lower for word in complete):
        return value
    return fill(template, value)


def clean(value: object) -> str:
    """Free text on one line without control characters; runs of full stops become an ellipsis."""
    text = _BLANKS.sub(" ", _STRIPPED.sub("", str(value or ""))).strip()
    return re.sub(r"\.(?: ?\.)+", "…", text)


def fragment(value: object) -> str:
    """Free text that stands between commas: without the punctuation the frame brings itself."""
    text = clean(value).strip(_EDGES)
    return text if text.strip(_EDGES + "!?-") else ""


def sentence(value: object, *, capital: bool = True) -> str:
    text = fragment(value)
    if not text:
        return ""
    end = "" if text[-1] in "!?" else "."
    if not capital:
        return text + end
    first = 2 if text.startswith("ij") else 1
    return text[:first].upper() + text[first:] + end


def join(parts: Iterable[str]) -> str:
    return " ".join(part for part in parts if part)


@cache
def texts(language: Language) -> dict[str, Any]:
    return tomllib.loads((DATA / f"texts.{language}.toml").read_text(encoding="utf-8"))

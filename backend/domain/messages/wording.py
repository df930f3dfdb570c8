"""Composes every message from data/texts.*.toml: the frame is translated, free text stands as it was typed.

Pure: description (JSON of the contract), language and time in, title and body out. Nothing is cut short here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from backend.domain.messages.sentences import (
    UNKNOWN,
    Description,
    Language,
    appearance,
    clean,
    fill,
    fragment,
    join,
    last_seen,
    person_parts,
    sentence,
    sex_of,
    texts,
    unless,
    vehicle_parts,
)
from backend.domain.vocabulary import names


@dataclass(frozen=True, slots=True)
class Text:
    title: str
    body: str
    addition: str = ""
    """What an update says that is new, as it stands in `body`; empty in other messages."""


def alert(
    kind: str,
    description: Description,
    language: Language,
    *,
    exercise: bool,
    now: datetime,
    additions: Sequence[str] = (),
    phone_tips: str = "08000011",
) -> Text:
    """The first message; `additions` are what `addition` gave for earlier updates, oldest first."""
    body = [
        appearance(description, language),
        last_seen(description, language, now),
        _line("direction", description.get("direction"), language),
        *reversed(additions),
        *_warnings(kind, description, language),
        _closing(language, phone_tips),
    ]
    return _text(description.get("summary"), body, language, exercise)


def update(
    kind: str,
    description: Description,
    language: Language,
    *,
    exercise: bool,
    now: datetime,
    text: str | None,
    enlarged: bool,
    phone_tips: str = "08000011",
) -> Text:
    """The addition, then the whole alert again: on the screen it replaces one that may never have arrived."""
    whole = alert(kind, description, language, exercise=False, now=now, phone_tips=phone_tips)
    new = addition(language, text=text, enlarged=enlarged)
    return replace(_text(description.get("summary"), [new, whole.body], language, exercise), addition=new)


def addition(language: Language, *, text: str | None, enlarged: bool) -> str:
    """What an update adds, as it stands in the update and in the alerts of those enlisted later."""
    words = texts(language)["addition"]
    parts = [fill(words["text"], sentence(text, capital=False))]
    if enlarged:
        parts.append(words["enlarged"])
    return join(parts)


def outcome(
    kind: str,
    result: str,
    language: Language,
    *,
    exercise: bool,
    description: Description,
    text: str | None = None,
    phone_police: str = "09008844",
    phone_urgent: str = "112",
) -> Text:
    """How the action ended and what that asks, the dispatcher's own text, and thanks (none for one withdrawn)."""
    words = texts(language)["outcome"]
    known = _is_suspect(kind) and sex_of(description) != UNKNOWN
    template = words[result] if known else words["someone"].get(result, words[result])
    standard = template.format(
        subject=_subject(kind, description, language),
        police=grouped(phone_police),
        urgent=grouped(phone_urgent),
    )
    afterwards = words["afterwards"]
    body = [standard, afterwards.get(result, afterwards["solved"]), sentence(text)]
    if result != "withdrawn":
        body.append(words["thanks"])
    # Outcomes stay public after the end, descriptions do not: the title names the kind, not the summary.
    title = texts(language)["frame"]["outcome_title"].format(kind=kind_label(kind, language))
    return _text(title, body, language, exercise)


def kind_label(kind: str, language: Language) -> str:
    """What the kind is called, in lower case."""
    return names(language)["kind"][kind]


def instruction(kind: str, language: Language, phone_tips: str) -> str:
    """What whoever sees something does, and does not do."""
    approach = texts(language)["line"]["approach_person"] if _is_suspect(kind) else ""
    return join([approach, _closing(language, phone_tips)])


def standalone(kind: str, language: Language) -> Text:
    """A message that belongs to no action: self-test, reminder, addresses."""
    words = texts(language)[kind.replace("-", "_")]
    return Text(words["title"], words["body"])


def municipality_joined(name: str, language: Language) -> Text:
    words = texts(language)["municipality_joined"]
    return Text(words["title"].format(name=clean(name)), words["body"].format(name=clean(name)))


def _warnings(kind: str, description: Description, language: Language) -> list[str]:
    warnings = [_line("caution", description.get("caution"), language)]
    if _is_suspect(kind):
        words = texts(language)["line"]
        person = person_parts(description, language, alone=False)
        warnings.append(words["approach_person" if person else "approach_vehicle"])
    return warnings


def _subject(kind: str, description: Description, language: Language) -> str:
    subjects = texts(language)["subject"]
    sex = sex_of(description)
    if not _is_suspect(kind):
        return str(subjects["missing"].get(sex) or subjects["missing"][kind])
    vehicle = bool(vehicle_parts(description, language))
    person = bool(person_parts(description, language, alone=False))
    if (vehicle and not person) or (kind == "vehicle-search" and (vehicle or not person)):
        return str(subjects["sought"]["vehicle"])
    return str(subjects["sought"].get(sex) or subjects["sought"]["person"])


def _is_suspect(kind: str) -> bool:
    return not kind.startswith("missing-")


def _line(key: str, value: object, language: Language) -> str:
    words = texts(language)["line"]
    return sentence(unless(words[key], words[f"{key}_complete"], fragment(value), at_start=True))


def _closing(language: Language, phone: str) -> str:
    words = texts(language)["frame"]
    key = "closing_free" if phone.startswith("0800") else "closing"
    return str(words[key]).format(phone=grouped(phone))


def grouped(phone: str) -> str:
    """A number as it is read: 0800 0011."""
    return f"{phone[:4]} {phone[4:]}" if re.fullmatch(r"0[89]0\d{5,7}", phone) else phone


def _text(title: object, body: Iterable[str], language: Language, exercise: bool) -> Text:
    titled, told = clean(title), clean(join(body))
    if exercise:
        frame: str = texts(language)["frame"]["exercise"]
        titled, told = frame.format(text=titled).strip(), frame.format(text=told).strip()
    return Text(titled, told)

"""The contract's closed lists, as data, and what may be done to an action in each state. Every value has its word in
data/vocabulary.*.json, which messages, pages, feeds and the screens of pwa/ all read."""

import json
from functools import cache

from backend.paths import DATA

KINDS = (
    "missing-child",
    "missing-adult",
    "burglary",
    "robbery",
    "street-robbery",
    "theft",
    "hit-and-run",
    "assault",
    "abduction",
    "vehicle-search",
    "other",
)
MISSING = ("missing-child", "missing-adult")
TRANSPORTS = ("on-foot", "bicycle", "scooter", "car", "public-transport", "unknown")
RESULTS = (
    "found",
    "found-thanks-to-participant",
    "arrested",
    "arrested-thanks-to-participant",
    "not-found",
    "withdrawn",
)
SEXES = ("girl", "boy", "woman", "man", "unknown")
LINES = ("0800-0011", "112", "0900-8844", "other")
"""The telephone lines by which a tip comes in."""
MESSAGES = ("alert", "update", "outcome")
"""What an action says, in this order; an update may repeat or be left out."""
LANGUAGES = ("nl", "en")
STATUSES = RUNNING, ENDED = "running", "ended"
"""How an action stands, as it is stored and told."""
EXPIRED = "expired"
"""A running action whose time is up: nothing of it leaves any more, and its outcome is still to be given."""
TRANSITIONS = {
    RUNNING: {"update": RUNNING, "end": ENDED},
    EXPIRED: {"end": ENDED},
    ENDED: {},
}
"""State of an action → what may be done to it, and the status it has then."""


@cache
def names(language: str) -> dict[str, dict[str, str]]:
    """List (kind, result, sex, …) → value → what it is called, in lower case."""
    found: dict[str, dict[str, str]] = json.loads(
        (DATA / f"vocabulary.{language}.json").read_text(encoding="utf-8")
    )
    return found

"""The contract's closed lists, as data: kinds, transport, results; and what may be done to an action in each state."""

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

"""The contract's closed lists, as data: kinds, means of transport, results, and which states follow which."""

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
TRANSITIONS = {
    # act: (state it is allowed in, may it have expired, state it leads to)
    "update": ("running", False, "running"),
    "end": ("running", True, "ended"),
    "close": ("running", True, "ended"),
}

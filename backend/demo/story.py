"""Plays one action of the source text as a dispatcher would: a girl of six is missing in Leeuwarden."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from backend.demo.answering import Answering, Shown
from backend.demo.calls import Calls, DemoFailed

SCENE = (5.7955, 53.1975)
LAST_SEEN = timedelta(minutes=19, seconds=55)
RADIUS = 1400
"""The proposal's 6 km hold five times the 745 participants of the source text; the dispatcher narrows it to this."""
SENT_WITHIN = 120.0
TOLD_WITHIN = 180.0


@dataclass(frozen=True)
class Played:
    """What happened: what the server answered, and what came on the phones' screens."""

    action: str
    radius: int
    proposed: str
    """What the server proposed, and why."""
    posted: float
    """When the action was posted, on the monotonic clock."""
    alerts: list[Shown]
    updates: list[Shown]
    outcomes: list[Shown]
    progress: dict[str, Any]
    ended: dict[str, Any]
    """The progress after the outcome."""
    seconds: float
    """The whole story."""


def play(
    address: str,
    staff: tuple[str, str],
    phones: Answering,
    reached: Callable[[str], int],
    say: Callable[[str], None],
) -> Played:
    """`staff`: name and password · `reached`: how many phones got a message with this topic.

    Raises DemoFailed when anything takes too long or is refused."""
    began = time.monotonic()
    call = Calls(address)
    call("POST", "/v1/sessions", {"username": staff[0], "password": staff[1]})

    seen = (datetime.now(UTC) - LAST_SEEN).isoformat(timespec="seconds")
    where = {"type": "Point", "coordinates": list(SCENE)}
    report = {"kind": "missing-child", "transport": "bicycle", "location": where}
    proposal = call("POST", "/v1/area-proposals", report | {"lastSeenAt": seen})

    narrowed = call("POST", "/v1/area-proposals", report | {"lastSeenAt": seen, "radius": RADIUS})

    say("Een vermist meisje in Leeuwarden: de actie begint.")
    action = report | {
        "radius": narrowed["radius"],
        "spreadSeconds": proposal["spreadSeconds"],
        "familyConsent": True,
        "description": _description(seen),
    }
    posted = time.monotonic()
    started = call("POST", "/v1/actions", action, Idempotency_Key=secrets.token_urlsafe(16))
    path = f"/v1/dispatch/actions/{started['id']}/progress"
    progress = _sent(call, path, lambda progress: progress)
    alerts = phones.wait_for(started["messages"][0]["notice"], reached(started["id"]), TOLD_WITHIN)
    if not alerts:
        raise DemoFailed("Nobody was alerted, although the town lives around the place of the action.")

    say(f"{len(alerts)} telefoons hebben de oproep; er komt een aanvulling.")
    updated = call(
        "POST",
        f"/v1/actions/{started['id']}/updates",
        {"text": "Zij draagt de rode jas niet meer, maar een geel shirt."},
        Idempotency_Key=secrets.token_urlsafe(16),
    )
    updates = phones.wait_for(updated["messages"][-1]["notice"], len(alerts), TOLD_WITHIN)

    call(
        "POST",
        f"/v1/actions/{started['id']}/tips",
        {"text": "Een meisje met een geel shirt zit op een bankje aan de Potmarge.", "via": "0800-0011"},
        Idempotency_Key=secrets.token_urlsafe(16),
    )
    say("Een deelnemer belt en heeft haar gevonden; iedereen hoort de afloop.")
    ended = call(
        "POST",
        f"/v1/actions/{started['id']}/outcome",
        {"result": "found-thanks-to-participant", "text": "Zij is weer thuis."},
    )
    outcomes = phones.wait_for(ended["messages"][-1]["notice"], len(alerts), TOLD_WITHIN)
    last = _sent(call, path, lambda progress: _unsent_outcomes(progress, len(alerts)))
    call.close()
    return Played(
        action=started["id"],
        radius=narrowed["radius"],
        proposed=proposal["reason"],
        posted=posted,
        alerts=alerts,
        updates=updates,
        outcomes=outcomes,
        progress=progress,
        ended=last,
        seconds=time.monotonic() - began,
    )


def _unsent_outcomes(progress: dict[str, Any], expected: int) -> dict[str, Any]:
    return progress | {"waiting": max(0, expected - progress["outcome"]["handedOver"])}


def _sent(call: Calls, path: str, judged: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """The progress once nothing waits. Raises DemoFailed."""
    deadline = time.monotonic() + SENT_WITHIN
    while True:
        progress: dict[str, Any] = call("GET", path)
        waiting = judged(progress)["waiting"]
        if waiting == 0:
            return progress
        if time.monotonic() > deadline:
            raise DemoFailed(f"After {SENT_WITHIN:g} s {waiting} messages still waited to be sent.")
        time.sleep(0.2)


def _description(seen: str) -> dict[str, Any]:
    return {
        "summary": "Meisje van 6 jaar vermist",
        "lastSeenAt": seen,
        "lastSeenPlace": "Zuiderplein, Leeuwarden",
        "person": {
            "sex": "girl",
            "ageFrom": 6,
            "lengthCm": 120,
            "hair": "blond haar in een staart",
            "clothing": "rode jas, blauwe spijkerbroek",
            "belongings": "blauwe kinderfiets",
        },
        "direction": "centrum",
    }

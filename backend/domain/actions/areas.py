"""Where an action may be and how large: the proposal table, and what the rules refuse."""

import tomllib
from datetime import datetime
from functools import cache
from math import ceil
from typing import Any

from sqlalchemy.orm import Session

from backend.domain.actions import descriptions
from backend.domain.counts import rounded
from backend.domain.deliveries import enlisting
from backend.domain.municipalities import register
from backend.domain.municipalities.borders import in_netherlands
from backend.domain.refusals import FieldError
from backend.domain.vocabulary import MISSING
from backend.geo.rd_new import to_rd
from backend.models import Staff
from backend.paths import DATA
from backend.settings import Settings

LARGEST_EVER = 350_000


@cache
def table() -> dict[str, Any]:
    """The proposal table of data/areas.toml."""
    return tomllib.loads((DATA / "areas.toml").read_text())


def radius_for(kind: str, transport: str, minutes: int) -> int:
    """Metres: base(kind) + speed(transport) x minutes, within the limits, rounded up to the step."""
    areas = table()
    limits, step = areas["limits"], areas["limits"]["step"]
    wide = areas["base"].get(kind, areas["base"]["other"]) + areas["speed"][transport] * minutes
    return int(min(limits["largest"], max(limits["smallest"], ceil(wide / step) * step)))


def spread_for(kind: str, transport: str) -> int:
    """Seconds over which the first wave leaves."""
    suspect = kind not in MISSING
    return int(table()["spread"]["suspect-on-foot" if suspect and transport == "on-foot" else "otherwise"])


def radius_problems(staff: Staff, radius: int) -> list[FieldError]:
    """Why this radius is not this person's to choose."""
    smallest = table()["limits"]["smallest"]
    largest = table()["limits"]["largest"] if staff.role == "dispatcher" else LARGEST_EVER
    if smallest <= radius <= largest:
        return []
    limits = {"smallest": smallest, "largest": largest}
    return [
        FieldError("radius", f"The radius is between {smallest} and {largest} m.", "radius-limits", limits)
    ]


def propose(
    session: Session, staff: Staff, form: dict[str, Any], now: datetime, settings: Settings
) -> dict[str, Any]:
    """The area for a report and how many people it reaches. Raises Refused."""
    found = descriptions.moment_problems("lastSeenAt", form.get("last_seen_at"), now)
    given = form.get("radius")
    found += radius_problems(staff, given) if given is not None else []
    if not in_netherlands(session, *form["location"]):
        found.append(FieldError("location", "This is outside the Netherlands.", "outside-netherlands"))
    descriptions.require(found)
    x, y = to_rd(*form["location"])
    municipality = register.at(session, x, y)
    # Whole ones, as a report gives them: with the seconds since, the sum that is shown would not come out.
    minutes = round((now - form["last_seen_at"]).total_seconds() / 60)
    kind, transport = form["kind"], form["transport"]
    proposed = radius_for(kind, transport, minutes)
    radius = given or proposed
    exercise = form.get("exercise", False)
    people, reachable, rings = enlisting.count(session, x, y, radius, exercise, now, settings)
    base, speed = table()["base"].get(kind, table()["base"]["other"]), table()["speed"][transport]
    return {
        "radius": radius,
        "reason": f"{base} m + {speed} m/min × {minutes} min → {proposed} m",
        "sum": {"base": base, "speed": speed, "minutes": minutes, "radius": proposed},
        "spread_seconds": spread_for(kind, transport),
        "municipality": {
            "code": municipality.code,
            "name": municipality.name,
            "region": municipality.region,
            "joined": register.joined(municipality, now),
        },
        "in_area": rounded(people),
        "reachable": rounded(reachable),
        "rings": [
            {
                "from": radius * (4 - ring) // 5,
                "to": radius * (5 - ring) // 5,
                "participants": rounded(number),
            }
            for ring, number in enumerate(rings)
        ],
    }

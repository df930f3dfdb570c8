"""Where it is measured: a town with phones at the sink, some inside the area of the action, the rest outside."""

import os
import random
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.db.migrations import migrate
from backend.domain.staff import accounts
from tests.bench.sink import Sink
from tests.support.town import CENTRE, Town, town

RADIUS = 3_000
INSIDE, OUTSIDE = (0.0, 2_900.0), (4_000.0, 60_000.0)
DISPATCHER, PASSWORD, REGION = "bench", "a password for the bench", "Fryslân"


@dataclass(frozen=True)
class Grounds:
    """A filled town, and the environment in which its server or worker runs."""

    town: Town
    environment: dict[str, str]
    inside: int

    def subscriptions(self, count: int) -> list[dict[str, Any]]:
        """As their browsers gave them, of `count` phones inside the area."""
        phones = [phone for _, phone in self.town.phones.values()][: min(count, self.inside)]
        origin = self.town.settings.push_allow_origins[0]
        return [phone.subscription(origin) for phone in phones]


def prepare(
    closing: ExitStack,
    url: str,
    folder: Path,
    sink: Sink,
    *,
    inside: int,
    registered: int,
    say: Callable[[str], None],
    origin: str | None = None,
    **environ: str,
) -> Grounds:
    """Migrates an empty database and lets everybody join; closed with `closing`."""
    began, origin = time.monotonic(), origin or sink.origin
    migrate(url)
    own = {"PUSH_CA_FILE": sink.ca_file, **environ}
    made = town(url, folder, origins=[origin], **own)
    closing.callback(made.close)
    made.add(inside, [origin], distances=spread(inside, *INSIDE))
    made.add(registered - inside, [origin], distances=spread(registered - inside, *OUTSIDE))
    with made.db.write() as session:
        accounts.add(session, DISPATCHER, "dispatcher", REGION, PASSWORD, made.clock())
    if not made.db.embedded:
        vacuum(made)
    say(f"{registered:,} joined, {inside:,} of them inside, in {time.monotonic() - began:.0f} s")
    return Grounds(made, environment(made, own), inside)


def vacuum(place: Town) -> None:
    """What PostgreSQL would do by itself within a minute."""
    with place.db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def report_of_girl(last_seen: str) -> dict[str, Any]:
    """The body of POST /v1/actions: the same action as Town.form, as a dispatcher's browser sends it."""
    return {
        "kind": "missing-child",
        "transport": "on-foot",
        "location": {"type": "Point", "coordinates": list(CENTRE)},
        "radius": RADIUS,
        "familyConsent": True,
        "spreadSeconds": 0,
        "description": {
            "summary": "Meisje van 6 vermist",
            "lastSeenAt": last_seen,
            "lastSeenPlace": "Zuiderplein, Leeuwarden",
            "person": {"sex": "girl", "ageFrom": 6, "hair": "blond", "clothing": "rode jas"},
        },
    }


def spread(count: int, nearest: float, farthest: float) -> list[float]:
    """Evenly over the ring between two distances; the same each time."""
    chance = random.Random(count)
    return [(nearest**2 + (farthest**2 - nearest**2) * chance.random()) ** 0.5 for _ in range(count)]


def environment(place: Town, own: dict[str, str]) -> dict[str, str]:
    """All a process of Burgernet reads, on the settings of this town and those of its own."""
    settings = place.settings
    values = {
        "DATABASE_URL": settings.database_url,
        "DATA_DIR": str(settings.data_dir),
        "SECRET_KEY": settings.secret_key,
        "VAPID_PRIVATE_KEY": settings.vapid_private_key,
        "VAPID_SUBJECT": settings.vapid_subject,
        "PUSH_ALLOW_ORIGINS": ",".join(settings.push_allow_origins),
        "RATE_LIMITS": "off",
        **own,
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith("BURGERNET_")}
    return others | {f"BURGERNET_{name}": value for name, value in values.items()}

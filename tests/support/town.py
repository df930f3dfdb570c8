"""A town for tests: a house on a real database, participants on real loopback push services, a dispatcher."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.clock import Clock
from backend.clock import now as wall_clock
from backend.db import Database
from backend.delivery import doorbell
from backend.delivery.doorbell import Bus
from backend.demo.phones import Phone
from backend.domain.actions import halts, lifecycle, tips
from backend.domain.municipalities import register
from backend.domain.participants import membership, subscriptions
from backend.domain.participants.membership import Newcomer
from backend.domain.reports.dispatcher_view import progress
from backend.geo.rd_new import to_rd
from backend.models import Staff, new_id
from backend.settings import Settings, load
from tests.support.pdok import NOWHERE
from tests.support.wires import WEB_PUSH, Wire

CENTRE = (5.7997, 53.1999)
"""Zuiderplein, Leeuwarden: lon, lat."""


@dataclass
class Town:
    """What a test needs at hand; also what a worker asks of the house."""

    settings: Settings
    db: Database
    bus: Bus
    clock: Clock
    staff: Staff
    phones: dict[str, tuple[str, Phone]]
    """Endpoint token → (participant id, phone)."""
    distances: dict[str, float]
    """Endpoint token → metres from the centre."""
    wire: Wire = WEB_PUSH
    """By which they are reached."""

    def close(self) -> None:
        self.db.close()

    def add(
        self,
        count: int,
        origins: Sequence[str],
        *,
        seed: int = 1,
        spread: float = 2_000.0,
        exercises: bool = False,
        distances: Sequence[float] | None = None,
        angle: float | None = None,
    ) -> list[str]:
        """More participants, homes at random (or given) distances; without origins they have no subscription.

        With an `angle` (radians) they live on one line, so that equal distances are equal to the last digit."""
        chance = random.Random(seed)
        x, y = to_rd(*CENTRE)
        newcomers, tokens = [], []
        for number in range(count):
            index = len(self.phones)
            phone = self.wire.phone("test", index)
            far = distances[number] if distances is not None else spread * math.sqrt(chance.random())
            direction = angle if angle is not None else chance.random() * 2 * math.pi
            subscription = None
            if origins:
                origin = chance.choice(list(origins))
                subscription = self.wire.subscription(phone, origin, self.settings)
            identity = new_id()
            home = (x + far * math.cos(direction), y + far * math.sin(direction))
            newcomers.append(Newcomer(id=identity, home=home, subscription=subscription, exercises=exercises))
            self.phones[phone.token] = (identity, phone)
            self.distances[phone.token] = far
            tokens.append(phone.token)
        with self.db.write() as session:
            membership.join_many(session, newcomers, self.settings.secret_key, self.clock())
            self.wire.keep(session, [one.id for one in newcomers])
        return tokens

    def subscribe(self, token: str, origin: str) -> None:
        """This phone is reached through the push service at `origin` from now on."""
        participant, phone = self.phones[token]
        with self.db.write() as session:
            given = self.wire.subscription(phone, origin, self.settings)
            subscriptions.keep(session, participant, given, self.clock())
            self.wire.keep(session, [participant])
            self.bus.ring(session)

    def form(self, **changes: Any) -> dict[str, Any]:
        """A clear description, as the schema hands it on."""
        form: dict[str, Any] = {
            "kind": "missing-child",
            "transport": "on-foot",
            "location": CENTRE,
            "radius": 3_000,
            "family_consent": True,
            "exercise": False,
            "spread_seconds": 0,
            "description": {
                "summary": "Meisje van 6 vermist",
                "last_seen_at": self.clock() - timedelta(minutes=10),
                "last_seen_place": "Zuiderplein, Leeuwarden",
                "person": {"sex": "girl", "age_from": 6, "hair": "blond", "clothing": "rode jas"},
            },
        }
        return form | changes

    def start(self, **changes: Any) -> str:
        with self.db.write() as session:
            action = self.begin(session, **changes)
            self.bus.ring(session)
        return action

    def begin(self, session: Session, **changes: Any) -> str:
        """Starts an action in a transaction of the caller's, who rings."""
        return lifecycle.start(session, self.staff, self.form(**changes), self.clock(), self.settings)

    def update(self, action: str, **form: Any) -> None:
        with self.db.write() as session:
            lifecycle.update(session, self.staff, action, form, self.clock(), self.settings)
            self.bus.ring(session)

    def tip(self, action: str, text: str) -> None:
        with self.db.write() as session:
            tips.note(session, self.staff, action, {"text": text, "via": "0800-0011"}, self.clock())

    def end(self, action: str, result: str = "found", text: str | None = None) -> None:
        with self.db.write() as session:
            lifecycle.end(session, self.staff, action, result, text, self.clock(), self.settings)
            self.bus.ring(session)

    def halt(self, action: str | None = None, region: str | None = None) -> str:
        """As the operator does; answers its id."""
        with self.db.write() as session:
            halt = halts.begin(session, None, region, action, self.clock())
            self.bus.ring(session)
            return halt.id

    def resume(self, halt: str, *, withdraw: bool = False) -> None:
        with self.db.write() as session:
            halts.end(session, None, halt, withdraw, self.clock())
            self.bus.ring(session)

    def progress(self, action: str) -> dict[str, Any]:
        with self.db.read() as session:
            return progress(session, action)


def town(
    database_url: str,
    folder: Path,
    *,
    origins: Sequence[str] = (),
    clock: Clock = wall_clock,
    wire: Wire = WEB_PUSH,
    **environ: str,
) -> Town:
    """An empty town on this database, whose eight pilot municipalities have joined."""
    from backend.settings.secrets import new_vapid_key

    settings = load(
        {
            "BURGERNET_DATABASE_URL": database_url,
            "BURGERNET_DATA_DIR": str(folder),
            "BURGERNET_SECRET_KEY": "a-secret-key-only-for-tests-0123456789",
            "BURGERNET_VAPID_PRIVATE_KEY": new_vapid_key(),
            "BURGERNET_VAPID_SUBJECT": "mailto:test@burgernet.example",
            "BURGERNET_PUSH_ALLOW_ORIGINS": ",".join(one for one in origins if one.startswith("http")),
            "BURGERNET_RATE_LIMITS": "off",
            "BURGERNET_PDOK_URL": NOWHERE,
        }
        | {f"BURGERNET_{name}": value for name, value in environ.items()}
    )
    db = Database(database_url)
    with db.write() as session:
        register.fill(session)
        for code, region in {"GM0080": "Fryslân", "GM1891": "Fryslân", "GM0503": "Haaglanden"}.items():
            register.join(session, code, region, date(2008, 11, 1), clock())
        staff = Staff(
            id=new_id(),
            name="centralist",
            password_hash="-",
            role="supervisor",
            region="Fryslân",
            created_at=clock(),
        )
        session.add(staff)
        wire.prepare(session)
    with db.read() as session:
        staff = session.scalars(select(Staff)).one()
    return Town(settings, db, doorbell.make(db), clock, staff, {}, {}, wire)

"""A house with nobody sending: the app on a fresh database, a clock that is set, and people to call it as."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from backend import create_app
from backend.address_lookup import Addresses
from backend.db import Database
from backend.delivery.doorbell import WORKERS
from backend.delivery.sockets.hub import Hub
from backend.domain.municipalities import register
from backend.domain.participants import kiosks
from backend.domain.staff import accounts
from backend.settings import Settings, load
from backend.web.rate_limits import Limits
from backend.web.services import Services
from tests.support.pdok import NOWHERE

NOON = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
LEEUWARDEN = (5.7909, 53.2008)
DELFT = (4.3571, 52.0116)
PARIS = (2.35, 48.85)
P256DH = "BEl62iUYgUivxIkv69yViEuiBIa-Ib9-SkvMeAtA3LFgDzkrxZJjSgSnfckjBJuBkr3qBUYIHBQFLXYp5Nksh8U"
AUTH = "FPssNDTKnInHVndSTdbKFw"
SETTINGS = {
    "BURGERNET_SECRET_KEY": "a secret of the tests only, long enough",
    "BURGERNET_VAPID_PRIVATE_KEY": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE",
    "BURGERNET_VAPID_SUBJECT": "mailto:beheer@burgernet.example",
    "BURGERNET_PDOK_URL": NOWHERE,
}


def point(lon_lat: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(lon_lat)}


def rfc(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


@dataclass
class Bell:
    """Counts how often a commit rang."""

    rung: int = 0

    def ring(self, session: Session, bell: str = WORKERS) -> None:
        if bell == WORKERS:
            event.listen(session, "after_commit", lambda _: self._count(), once=True)

    def listen(self, callback: Callable[[], None], bell: str = WORKERS) -> Callable[[], None]:
        return lambda: None

    def _count(self) -> None:
        self.rung += 1


@dataclass
class World:
    app: Flask
    db: Database
    settings: Settings
    bell: Bell
    time: list[datetime]
    people: int = field(default=0)

    @property
    def now(self) -> datetime:
        return self.time[0]

    def later(self, **by: float) -> datetime:
        self.time[0] += timedelta(**by)
        return self.now

    def call(self, method: str, path: str, **options: Any) -> TestResponse:
        """As nobody."""
        return self.app.test_client().open(path, method=method, **options)

    def join(self, **form: Any) -> "Caller":
        answer = self.call("POST", "/v1/participants", json={"language": "nl", "consent": True, **form})
        assert answer.status_code == 201, answer.text
        return Caller(self, answer.get_json()["id"], answer.get_json()["token"])

    def kiosk(self, name: str = "Balie", municipality: str = "GM0080") -> "Terminal":
        """A tablet in a town hall, enrolled."""
        with self.db.write() as session:
            code = kiosks.add(session, municipality, name, self.now)
        client = self.app.test_client()
        answer = client.post("/v1/kiosk-sessions", json={"code": code})
        assert answer.status_code == 204, answer.text
        return Terminal(self, name, municipality, client)

    def redeem(self, code: str, **headers: str) -> TestResponse:
        """On a phone."""
        return self.call("POST", "/v1/link-codes/redemptions", json={"code": code}, headers=headers)

    def staff(self, role: str = "dispatcher", region: str | None = "Fryslân") -> "Colleague":
        self.people += 1
        name = f"{role} {self.people}"
        with self.db.write() as session:
            accounts.add(session, name, role, region, PASSWORD, self.now)
        client = self.app.test_client()
        answer = client.post("/v1/sessions", json={"username": name, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        return Colleague(self, name, client)


@dataclass
class Caller:
    """A participant."""

    world: World
    id: str
    token: str

    def __call__(self, method: str, path: str = "", **options: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.world.call(method, f"/v1/participants/me{path}", headers=headers, **options)

    def at(
        self, lon_lat: tuple[float, float], accuracy: float = 20, recorded_at: datetime | None = None
    ) -> TestResponse:
        moment = rfc(recorded_at or self.world.now)
        body = {"location": point(lon_lat), "accuracy": accuracy, "recordedAt": moment}
        return self("PUT", "/position", json=body)

    def me(self) -> dict[str, Any]:
        found: dict[str, Any] = self("GET").get_json()
        return found


@dataclass
class Terminal:
    """A kiosk."""

    world: World
    name: str
    municipality: str
    client: FlaskClient

    def __call__(self, method: str, path: str, **options: Any) -> TestResponse:
        return self.client.open(path, method=method, **options)

    def begin(self, **form: Any) -> dict[str, Any]:
        """What somebody fills in; answers the code."""
        answer = self("POST", "/v1/participants", json={"language": "nl", "consent": True, **form})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.get_json()
        return found


@dataclass
class Colleague:
    """A member of staff."""

    world: World
    name: str
    client: FlaskClient

    def __call__(self, method: str, path: str, **options: Any) -> TestResponse:
        return self.client.open(path, method=method, **options)

    def start(self, key: str = "key-1", **changes: Any) -> TestResponse:
        body = {**self.report(), **changes}
        return self("POST", "/v1/actions", json=body, headers={"Idempotency-Key": key})

    def report(self) -> dict[str, Any]:
        return {
            "kind": "missing-child",
            "transport": "bicycle",
            "location": point(LEEUWARDEN),
            "radius": 2000,
            "familyConsent": True,
            "description": {
                "summary": "Vermist meisje van 6",
                "lastSeenAt": rfc(self.world.now - timedelta(minutes=20)),
                "lastSeenPlace": "Zuiderplein",
                "person": {"sex": "girl", "ageFrom": 6, "hair": "blond", "clothing": "rode jas"},
            },
        }


def build(
    database_url: str, directory: Path, changes: Mapping[str, str] | None = None, *, kept: bool = False
) -> World:
    """A world on a migrated database; limits are off unless the test is about them.

    A `kept` one has the app and the database of the one before where that was `put_away`: making an app, and composing
    every statement anew, takes longer than most tests."""
    environ = {
        **SETTINGS,
        "BURGERNET_DATABASE_URL": database_url,
        "BURGERNET_DATA_DIR": str(directory / "data"),
        "BURGERNET_RATE_LIMITS": "off",
        **{f"BURGERNET_{name}": value for name, value in (changes or {}).items()},
    }
    settings, time, bell = load(environ), [NOON], Bell()
    # The app itself is made for a number of proxies; all else it asks its house.
    app = _put_away.pop(database_url, None) if kept and not settings.trusted_proxies else None
    db = Database(database_url) if app is None else app.extensions["burgernet"].db
    with db.write() as session:
        register.join(session, "GM0080", "Fryslân", NOON.date(), NOON)
    if app is None:
        app = create_app(settings, db=db, bus=bell, clock=lambda: time[0])
    else:
        # What it remembers of the public memory of the one before.
        app.extensions.pop("burgernet-editions", None)
        app.extensions["burgernet"] = Services(
            settings,
            db,
            bell,
            lambda: time[0],
            Limits(settings.rate_limits, settings.redis_url),
            Addresses(settings.pdok_url),
            Hub(db, bell, lambda: time[0]),
        )
    return World(app, db, settings, bell, time)


def put_away(world: World) -> None:
    """It is over; who builds the next one on this database may have its app."""
    world.db.close()
    if not world.settings.trusted_proxies:
        _put_away[world.db.url] = world.app


_put_away: dict[str, Flask] = {}

"""A house that really runs, for the journeys of tests/browser: `burgernet serve` on a free port, with its own
embedded database, a joined municipality, and a dispatcher who has signed in.

with House(tmp_path, "http://127.0.0.1:4000") as house:
    action = house.start_action()
    house.outcome(action["id"])
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from sqlalchemy import func, select

from backend.db import Database
from backend.db.migrations import migrate
from backend.demo.calls import Calls
from backend.demo.serving import Serving
from backend.domain.municipalities import register
from backend.domain.staff import accounts
from backend.models import Location, Participant
from backend.settings.secrets import new_vapid_key
from tests.support.pdok import NOWHERE
from tests.support.postgresql import free_port

ZUIDERPLEIN = (5.7997, 53.1999)
"""Where actions start unless told otherwise, and inside the joined municipality: lon, lat."""
PASSWORD = "correct horse battery"


class House:
    """`push` are the origins of the loopback push services its messages may go to.

    Further settings as keywords, without their prefix: House(tmp_path, origin, ACTION_HOURS="1")."""

    def __init__(self, directory: Path, *push: str, **settings: str) -> None:
        self._directory = directory
        self._address = f"127.0.0.1:{free_port()}"
        self.origin = f"http://{self._address}"
        url = f"sqlite:///{directory / 'burgernet.sqlite'}"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("BURGERNET_")},
            "BURGERNET_DATABASE_URL": url,
            "BURGERNET_DATA_DIR": str(directory / "data"),
            "BURGERNET_BIND": self._address,
            "BURGERNET_PUBLIC_URL": self.origin,
            "BURGERNET_RATE_LIMITS": "off",
            "BURGERNET_PDOK_URL": NOWHERE,
            "BURGERNET_PUSH_ALLOW_ORIGINS": ",".join(push),
            "BURGERNET_VAPID_PRIVATE_KEY": new_vapid_key(),
        }
        self._set(settings)
        migrate(url)
        self.db = Database(url)
        self._settle()
        self._dispatcher = Calls(self._address)
        self._serving = self._start()
        self._dispatcher("POST", "/v1/sessions", {"username": "centralist", "password": PASSWORD})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def join(self, home: tuple[float, float]) -> None:
        """A participant at home there, whom nothing reaches yet."""
        places = {"home": {"type": "Point", "coordinates": list(home)}}
        anyone = Calls(self._address)
        anyone("POST", "/v1/participants", {"language": "nl", "consent": True, "places": places})
        anyone.close()

    def start_action(self, *, at: tuple[float, float] = ZUIDERPLEIN, **changes: Any) -> dict[str, Any]:
        """The dispatcher's action, begun; `changes` replace what the report says."""
        report = {
            "kind": "missing-child",
            "transport": "on-foot",
            "location": {"type": "Point", "coordinates": list(at)},
            "radius": 2_000,
            "familyConsent": True,
            "description": {
                "summary": "Meisje van 6 vermist",
                "lastSeenAt": (datetime.now(UTC) - timedelta(minutes=20)).isoformat(),
                "lastSeenPlace": "Zuiderplein, Leeuwarden",
                "person": {"sex": "girl", "ageFrom": 6, "hair": "blond haar", "clothing": "rode jas"},
            },
        }
        return self._as_dispatcher("POST", "/v1/actions", report | changes, Idempotency_Key=uuid4().hex)

    def update(self, action: str, text: str, **changes: Any) -> dict[str, Any]:
        return self._as_dispatcher("POST", f"/v1/actions/{action}/updates", {"text": text, **changes})

    def outcome(self, action: str, result: str = "found", **text: str) -> dict[str, Any]:
        return self._as_dispatcher("POST", f"/v1/actions/{action}/outcome", {"result": result, **text})

    def calm(self) -> None:
        """Ends whatever runs, so that the next test begins without."""
        for action in self._as_dispatcher("GET", "/v1/dispatch/actions")["items"]:
            if action["status"] == "running":
                self.outcome(action["id"], "withdrawn")

    def progress(self, action: str) -> dict[str, Any]:
        return self._as_dispatcher("GET", f"/v1/dispatch/actions/{action}/progress")

    def participants(self) -> int:
        """How many there are, read from the database itself."""
        with self.db.read() as session:
            return session.scalar(select(func.count()).select_from(Participant)) or 0

    def age_positions(self, **by: float) -> None:
        """As if every phone had told where it is so much earlier."""
        earlier = timedelta(**by)
        with self.db.write() as session:
            for position in session.scalars(select(Location).where(Location.source == "live")):
                position.recorded_at -= earlier
                position.expires_at = position.expires_at and position.expires_at - earlier

    def restart(self, between: Callable[[], None] = lambda: None, **settings: str) -> None:
        """Stops as an operator would and starts again, with other settings where given; staff stay signed in."""
        self._serving.stop()
        between()
        self._set(settings)
        self._serving = self._start()

    @contextmanager
    def wrong_database(self) -> Iterator[None]:
        """For a while the server has another one, as by an operator's slip, and knows nobody."""
        right = self._environment["BURGERNET_DATABASE_URL"]
        self.restart(DATABASE_URL=f"sqlite:///{self._directory / 'another.sqlite'}")
        try:
            yield
        finally:
            self.restart(DATABASE_URL=right)

    def stop(self) -> None:
        self._serving.stop()
        self._dispatcher.close()
        self.db.close()

    def _start(self) -> Serving:
        serving = Serving(self._environment, self._address, self._directory / "serve.log", embedded=True)
        try:
            serving.wait_until_ready()
        except BaseException:
            serving.stop()
            raise
        return serving

    def _as_dispatcher(self, method: str, path: str, body: object = None, **headers: str) -> dict[str, Any]:
        answer: dict[str, Any] = self._dispatcher(method, path, body, **headers)
        return answer

    def _set(self, settings: dict[str, str]) -> None:
        self._environment |= {f"BURGERNET_{name}": value for name, value in settings.items()}

    def _settle(self) -> None:
        now = datetime.now(UTC)
        with self.db.write() as session:
            register.fill(session)
        with self.db.write() as session:
            register.join(session, "GM0080", "Fryslân", date(2026, 1, 1), now)
            accounts.add(session, "centralist", "dispatcher", "Fryslân", PASSWORD, now)

"""Answers to the crowd: a shared copy may be kept a second, and asking again costs a fraction of making one.

Called by the public pages and feeds. Their ETag is known from the edition of the public memory, before anything is
rendered; the edition is looked at twice a second, so a change is in every answer within two."""

import gzip
import hashlib
import threading
from collections.abc import Callable, Hashable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar, cast

from flask import Response, current_app, request
from werkzeug.http import is_resource_modified

from backend.domain.reports import public_view
from backend.domain.reports.public_view import Edition
from backend.paths import DATA
from backend.settings import Settings
from backend.web.services import Services, services

LOOKED_AT_EVERY = timedelta(seconds=0.5)
Made = TypeVar("Made")
SHARED = "public, max-age=1"
WORTH_PACKING = 500
_BACKEND = DATA.parent


class Editions:
    """The newest edition of this process; looked up anew when it is half a second old."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._newest: tuple[datetime, Edition] | None = None
        self.made: dict[Hashable, Any] = {}
        """What was worked out from this edition, to be used again until there is another."""

    def current(self, at_hand: Services) -> tuple[datetime, Edition]:
        """(when it was looked up, the edition)."""
        with self._turn:
            now = at_hand.clock()
            if self._newest is None or not timedelta(0) <= now - self._newest[0] < LOOKED_AT_EVERY:
                with at_hand.db.read() as session:
                    found = public_view.edition(session, now)
                if self._newest is None or found != self._newest[1]:
                    self.made = {}
                self._newest = now, found
            return self._newest


def published(
    make: Callable[[datetime], Response], municipality: str | None = None, *, daily: bool = False
) -> Response:
    """304, or what `make` answers, which is handed when this last changed.

    `municipality` narrows what counts as a change; `daily`: what is made depends on the date as well."""
    looked_at, edition = _editions().current(services())
    built, built_at = _built()
    told_at = edition.changed_at(municipality) or built_at
    facts = [built, _shown(services().settings), edition.digest(municipality)]
    facts += [looked_at.date().isoformat()] if daily else []
    etag = hashlib.sha256("|".join(facts).encode()).hexdigest()[:24] + ("-gz" if _takes_gzip() else "")
    # A copy made within the second of a change must not pass for one that holds what came later in that second.
    modified = min(max(told_at, built_at), looked_at - timedelta(seconds=1)).replace(microsecond=0)
    if is_resource_modified(request.environ, etag=etag, last_modified=modified):
        answer = _shared(make(told_at))
    else:
        answer = _shared(Response(status=304))
        del answer.headers["Content-Type"]
    answer.set_etag(etag)
    answer.last_modified = modified
    return answer


def made_anew(answer: Response) -> Response:
    """304, or this answer to a question that no edition tells of: its ETag follows from what it says."""
    answer = _shared(answer)
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def memoised(key: Hashable, work: Callable[[], Made]) -> Made:
    """What `work` answers, worked out once for each state of the public memory."""
    editions = _editions()
    editions.current(services())
    made = editions.made
    if key not in made:
        made[key] = work()
    return cast(Made, made[key])


def _shared(answer: Response) -> Response:
    """Packed where that is worth it, for anybody to keep a second."""
    if _takes_gzip() and answer.status_code == 200 and len(answer.get_data()) > WORTH_PACKING:
        answer.set_data(gzip.compress(answer.get_data(), 6, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Cache-Control"] = SHARED
    answer.headers["Vary"] = "Accept-Encoding"
    return answer


def _takes_gzip() -> bool:
    return request.accept_encodings["gzip"] > 0


def _editions() -> Editions:
    found: Editions = current_app.extensions.setdefault("burgernet-editions", Editions())
    return found


def _shown(settings: Settings) -> str:
    """Whatever of the settings may stand in a public answer."""
    numbers = settings.phone_tips, settings.phone_urgent, settings.phone_police
    hours = (
        settings.position_hours,
        settings.away_hours,
        settings.link_code_minutes,
        settings.paper_code_hours,
    )
    return repr((settings.public_url, numbers, hours, settings.history_days, settings.vapid_subject))


@cache
def _built() -> tuple[str, datetime]:
    """What this program is, and when it last changed: another one may tell the same in other words.

    By its contents, read once a process: a version stays the same between two commits, and the start of a process is
    another in each of those behind one proxy."""
    digest, newest = hashlib.sha256(), 0.0
    for file in sorted(_BACKEND.rglob("*")):
        if file.suffix in (".py", ".html", ".toml", ".css", ".json"):
            digest.update(file.read_bytes())
            newest = max(newest, file.stat().st_mtime)
    return digest.hexdigest(), datetime.fromtimestamp(newest, UTC)

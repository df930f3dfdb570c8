"""Messages as the socket tells them: each is made once, for all who get it. Called by `Outgoing`, in one thread."""

import json
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from backend.domain.deliveries import open_sockets
from backend.domain.deliveries.open_sockets import Due

MOST = 500
"""Messages that are kept, in all their languages."""


class Frames:
    """The frames of the waves that are under way."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, str, datetime], dict[str, str]] = {}
        """By wave, notice and end: the number of a wave that was erased may be used again, and an end may move."""

    def read(self, session: Session, due: Iterable[Due]) -> None:
        """Makes those of `due` that are lacking."""
        if len(self._made) > MOST:
            self._made = {}
        lacking = {(row.wave_id, row.notice_id, row.expires_at) for row in due} - self._made.keys()
        if not lacking:
            return
        found = open_sockets.payloads(session, {wave_id for wave_id, _, _ in lacking})
        for wave, notice, end in lacking:
            if payloads := found.get((wave, notice)):
                self._made[wave, notice, end] = {lang: frame(text) for lang, text in payloads.items()}

    def of(self, row: Due) -> str:
        """The frame of one that was read. Raises KeyError when its wave was erased meanwhile."""
        return self._made[row.wave_id, row.notice_id, row.expires_at][row.language]


def frame(payload: str) -> str:
    """A push message as the socket tells it: title, body, language and its data, all flat."""
    notification = json.loads(payload)["notification"]
    told = {name: notification[name] for name in ("title", "body", "lang")}
    return json.dumps({"type": "notice", **told, **notification["data"]}, ensure_ascii=False)

"""A cursor goes on where its page ended, and one that an earlier version handed out still does."""

import base64
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from backend.db import Database
from backend.domain import paging
from backend.domain.actions import tips
from backend.domain.municipalities import register
from backend.domain.refusals import Malformed
from backend.domain.reports import municipality_list
from backend.models import Action, Municipality, Tip
from tests.support.town import town


def written(*values: Any) -> str:
    """As versions before this one wrote a cursor."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def test_actions_go_on_where_a_page_ended(database_url: str, tmp_path: Path) -> None:
    place = town(database_url, tmp_path)
    first, second, third = (place.start() for _ in range(3))
    noon = datetime(2026, 6, 1, 12, tzinfo=UTC)
    with place.db.write() as session:
        for action, minutes in ((first, 0), (second, 1), (third, 2)):
            moment = noon + timedelta(minutes=minutes, microseconds=7)
            session.execute(update(Action).where(Action.id == action).values(started_at=moment))
    place.end(third)
    with place.db.read() as session:
        query = select(Action.id)
        page, following = paging.page_of_actions(session, query, None, 1)
        assert page == [second]
        assert following == written("running", "2026-06-01T12:01:00.000007+00:00", second)
        assert paging.page_of_actions(session, query, following, 1) == (
            [first],
            written("running", "2026-06-01T12:00:00.000007+00:00", first),
        )
        # A time in another zone is the same moment.
        abroad = written("running", "2026-06-01T14:00:00.000007+02:00", first)
        assert paging.page_of_actions(session, query, abroad, 1) == ([third], None)
    place.close()


def test_tips_go_on_where_a_page_ended(database_url: str, tmp_path: Path) -> None:
    place = town(database_url, tmp_path)
    action = place.start()
    for text in ("a", "b", "c"):
        place.tip(action, text)
    with place.db.read() as session:
        newest = session.scalars(select(Tip).order_by(Tip.received_at.desc(), Tip.id.desc())).first()
        assert newest is not None
        items, following = tips.page(session, action, None, 1)
        assert items[0]["id"] == newest.id
        assert following == written(newest.received_at.isoformat(), newest.id)
        rest, following = tips.page(session, action, following, 2)
        assert len({newest.id, *(tip["id"] for tip in rest)}) == 3
        assert following is None
    place.close()


def test_municipalities_go_on_where_a_page_ended(database_url: str) -> None:
    db = Database(database_url)
    with db.write() as session:
        register.join(session, "GM1900", "Fryslân", date(2020, 1, 1), datetime(2026, 6, 1, tzinfo=UTC))
    with db.read() as session:
        items, following = municipality_list.listed(session, None, 1)
        assert [item["code"] for item in items] == ["GM1900"]
        assert following == "0GM1900"
        codes = session.scalars(select(Municipality.code).order_by(Municipality.code)).all()
        items, following = municipality_list.listed(session, following, 2)
        assert [item["code"] for item in items] == codes[:2]
        assert following == f"1{codes[1]}"
    db.close()


NOON = "2026-06-01T12:00:00+00:00"


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "nonsense",
        written(),
        written("running", NOON),
        written("running", NOON, "id", "more"),
        written("paused", NOON, "id"),
        written("running", "2026-06-01T12:00:00", "id"),
        written("running", "today", "id"),
        written("running", 5, "id"),
        written("running", NOON, 5),
        written(["running"], NOON, "id"),
        written({"running": 1}),
        base64.urlsafe_b64encode(b"5").decode(),
        base64.urlsafe_b64encode(b"\xff").decode(),
    ],
)
def test_a_cursor_that_nobody_handed_out_is_refused(sqlite_url: str, cursor: str) -> None:
    db = Database(sqlite_url)
    with db.read() as session, pytest.raises(Malformed):
        paging.page_of_actions(session, select(Action.id), cursor, 1)
    db.close()


@pytest.mark.parametrize(
    "cursor", ["", "GM0080", "2GM0080", "0GM80", "0GM0080\n", "0GM0080x", written(0, "GM0080")]
)
def test_a_cursor_of_municipalities_that_nobody_handed_out_is_refused(sqlite_url: str, cursor: str) -> None:
    db = Database(sqlite_url)
    with db.read() as session, pytest.raises(Malformed):
        municipality_list.listed(session, cursor, 1)
    db.close()

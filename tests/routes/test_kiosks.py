"""Joining at a kiosk: what is begun there belongs to nobody until a phone takes it over, and is gone if none does."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from backend.domain import retention
from backend.domain.participants import kiosks
from backend.models import AuditEntry, Kiosk, KioskDay, Participant, Registration
from tests.support.world import DELFT, LEEUWARDEN, Terminal, World, point

BUILD = Callable[..., World]
HOME = {"places": {"home": point(LEEUWARDEN), "work": point(DELFT)}}
KEY = "a" * 22


@pytest.fixture
def kiosk(world: World) -> Terminal:
    return world.kiosk()


def people(world: World) -> int:
    with world.db.read() as session:
        return len(session.scalars(select(Participant.id)).all())


def stored(world: World) -> str:
    """Everything the database holds about what was begun at kiosks, and about repeated calls."""
    with world.db.read() as session:
        rows = [
            session.execute(text(f"SELECT * FROM {table}")).all() for table in ("registration", "idempotency")
        ]
    return str(rows)


def test_a_phone_takes_over_what_was_filled_in_at_the_kiosk(world: World, kiosk: Terminal) -> None:
    begun = kiosk.begin(language="en", **HOME)
    answer = world.redeem(begun["linkCode"])
    assert answer.status_code == 201
    joined = answer.get_json()
    assert joined["municipality"] == {"code": "GM0080", "name": "Leeuwarden", "joined": True}
    headers = {"Authorization": f"Bearer {joined['token']}"}
    me = world.call("GET", "/v1/participants/me", headers=headers).get_json()
    assert me["language"] == "en"
    assert me["places"]["work"]["coordinates"] == pytest.approx(DELFT, abs=1e-6)


def test_a_used_code_says_so(world: World, kiosk: Terminal) -> None:
    code = kiosk.begin()["linkCode"]
    assert [world.redeem(code).status_code for _ in range(2)] == [201, 410]
    assert people(world) == 1


def test_a_code_that_is_too_old_says_so_before_and_after_it_was_erased(world: World, kiosk: Terminal) -> None:
    code = kiosk.begin()["linkCode"]
    world.later(minutes=10)
    assert world.redeem(code).status_code == 410
    with world.db.write() as session:
        retention.purge(session, world.now)
    assert world.redeem(code).status_code == 410
    assert people(world) == 0


def test_a_repeated_redemption_gets_the_same_participant(world: World, kiosk: Terminal) -> None:
    code = kiosk.begin()["linkCode"]
    answers = [world.redeem(code, **{"Idempotency-Key": KEY}).get_json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert people(world) == 1
    assert world.redeem(code, **{"Idempotency-Key": "b" * 22}).status_code == 410


def test_of_phones_that_redeem_at_the_same_time_one_becomes_a_participant(
    world: World, kiosk: Terminal
) -> None:
    code = kiosk.begin()["linkCode"]
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda number: world.redeem(code, **{"Idempotency-Key": f"{number:022}"}), range(8))
        )
    assert sorted(answer.status_code for answer in answers) == [201] + [410] * 7
    assert people(world) == 1


def test_the_same_phone_that_asks_in_parallel_is_one_participant(world: World, kiosk: Terminal) -> None:
    code = kiosk.begin()["linkCode"]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: world.redeem(code, **{"Idempotency-Key": KEY}), range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.get_json()["token"] for answer in answers}) == 1


def test_what_is_not_redeemed_in_time_is_erased(world: World, kiosk: Terminal) -> None:
    kiosk.begin(**HOME)
    kiosk.begin(print=True, **HOME)
    assert stored(world).count("coordinates") + stored(world).count("5.79") >= 2
    world.later(minutes=10)
    with world.db.write() as session:
        kiosks.erase(session, world.now)
    assert stored(world).count("5.79") == 1
    world.later(hours=24)
    with world.db.write() as session:
        kiosks.erase(session, world.now)
    assert "5.79" not in stored(world)


def test_nothing_is_left_at_the_kiosk_of_who_has_joined(world: World, kiosk: Terminal) -> None:
    code = kiosk.begin(**HOME)["linkCode"]
    world.redeem(code)
    with world.db.read() as session:
        assert session.scalars(select(Registration.form)).all() == [None]


def test_no_code_stands_in_the_database(world: World, kiosk: Terminal) -> None:
    answer = kiosk(
        "POST", "/v1/participants", json={"language": "nl", "consent": True}, headers={"Idempotency-Key": KEY}
    )
    assert answer.get_json()["linkCode"] not in stored(world)


def test_a_code_makes_one_tablet_a_kiosk(world: World) -> None:
    with world.db.write() as session:
        code = kiosks.add(session, "GM0080", "Balie", world.now)
    answers = [world.call("POST", "/v1/kiosk-sessions", json={"code": code}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 410]
    cookie = answers[0].headers["Set-Cookie"]
    assert cookie.startswith("burgernet_kiosk=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert world.call("POST", "/v1/kiosk-sessions", json={"code": "never"}).status_code == 404


def test_a_day_counts_who_joined_and_tells_nothing_about_them(world: World, kiosk: Terminal) -> None:
    for form in ({}, {"print": True}, {}):
        world.redeem(kiosk.begin(**HOME, **form)["linkCode"])
    kiosk.begin()
    world.later(hours=13)
    world.redeem(kiosk.begin()["linkCode"])
    with world.db.read() as session:
        rows = kiosks.report(session, None, "GM0080")
        assert kiosks.report(session, world.now.date() + timedelta(days=2), None) == []
        assert len(session.scalars(select(KioskDay.kiosk_id)).all()) == 2
    assert [(str(day), joined, paper) for *_, day, joined, paper in rows] == [
        ("2026-06-01", 3, 1),
        ("2026-06-02", 1, 0),
    ]


def test_the_audit_trail_names_kiosks_and_nothing_begun_at_them(world: World, kiosk: Terminal) -> None:
    world.redeem(kiosk.begin(**HOME)["linkCode"])
    with world.db.read() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.act.like("kiosk%"))).all()
        (identity,) = session.scalars(select(Kiosk.id))
    assert [(entry.act, entry.subject) for entry in entries] == [
        ("kiosk-added", identity),
        ("kiosk-enrolled", identity),
    ]
    assert "5.79" not in json.dumps([entry.detail for entry in entries])

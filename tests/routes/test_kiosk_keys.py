"""What a kiosk's key opens, and what its codes look like."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from backend.domain.participants import kiosks
from backend.domain.refusals import Conflict, NotFound
from tests.routes.test_kiosks import HOME, KEY, people
from tests.support.world import PARIS, Terminal, World, point

BUILD = Callable[..., World]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """None of this depends on which database it is."""
    return sqlite_url


@pytest.fixture
def kiosk(world: World) -> Terminal:
    return world.kiosk()


def test_a_kiosk_gets_a_code_and_never_a_token(world: World, kiosk: Terminal) -> None:
    begun = kiosk.begin(**HOME)
    assert set(begun) == {"linkCode", "linkUrl", "expiresAt"}
    assert begun["linkUrl"] == f"http://localhost:8000/koppel#{begun['linkCode']}"
    assert datetime.fromisoformat(begun["expiresAt"]) == world.now + timedelta(minutes=10)
    assert people(world) == 0


def test_a_code_on_paper_lasts_a_day(world: World, kiosk: Terminal) -> None:
    begun = kiosk.begin(print=True)
    world.later(hours=23)
    assert world.redeem(begun["linkCode"]).status_code == 201


def test_a_code_is_read_whatever_spaces_and_case_it_is_typed_with(world: World, kiosk: Terminal) -> None:
    code = kiosk.begin()["linkCode"]
    assert world.redeem(f" {code[:4].lower()}-{code[4:]} ").status_code == 201


def test_a_code_that_never_was_is_404(world: World, kiosk: Terminal) -> None:
    kiosk.begin()
    assert [world.redeem(code).status_code for code in ("AAAAAAAA", "x", "%")] == [404] * 3


def test_a_kiosk_that_repeats_its_call_gets_the_same_code(world: World, kiosk: Terminal) -> None:
    body, headers = {"language": "nl", "consent": True}, {"Idempotency-Key": KEY}
    answers = [kiosk("POST", "/v1/participants", json=body, headers=headers).get_json() for _ in range(2)]
    assert answers[0] == answers[1]
    other = world.kiosk("Bibliotheek")("POST", "/v1/participants", json=body, headers=headers).get_json()
    assert other["linkCode"] != answers[0]["linkCode"]


@pytest.mark.parametrize(
    ("form", "field"),
    [({"consent": False}, "consent"), ({"places": {"home": point(PARIS)}}, "places.home")],
    ids=["consent", "abroad"],
)
def test_the_rules_of_joining_hold_at_a_kiosk(kiosk: Terminal, form: dict[str, object], field: str) -> None:
    answer = kiosk("POST", "/v1/participants", json={"language": "nl", "consent": True, **form})
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, field)


def test_a_kiosk_is_added_once_and_revoked_once(world: World, kiosk: Terminal) -> None:
    with world.db.write() as session:
        with pytest.raises(Conflict):
            kiosks.add(session, "GM0080", kiosk.name, world.now)
        with pytest.raises(NotFound):
            kiosks.add(session, "GM9999", kiosk.name, world.now)
        kiosks.revoke(session, "GM0080", kiosk.name, world.now)
        with pytest.raises(NotFound):
            kiosks.revoke(session, "GM0080", kiosk.name, world.now)


def test_only_a_kiosk_prints(world: World) -> None:
    answer = world.call("POST", "/v1/participants", json={"language": "nl", "consent": True, "print": True})
    assert (answer.status_code, people(world)) == (422, 0)


def test_a_kiosk_is_told_which_it_is(kiosk: Terminal) -> None:
    shown = kiosk("GET", "/v1/kiosk-sessions/current").get_json()
    assert shown["name"] == "Balie"
    assert shown["municipality"]["name"] == "Leeuwarden"
    assert shown["joinUrl"] == "http://localhost:8000/meedoen"


def test_a_revoked_key_hands_out_neither_codes_nor_tokens(world: World, kiosk: Terminal) -> None:
    code = kiosk.begin()["linkCode"]
    with world.db.write() as session:
        kiosks.revoke(session, "GM0080", "Balie", world.now)
    assert kiosk("GET", "/v1/kiosk-sessions/current").status_code == 401
    assert kiosk("POST", "/v1/participants", json={"language": "nl", "consent": True}).status_code == 401
    assert kiosk("POST", "/v1/address-lookups", json={"query": "Markt"}).status_code == 401
    assert people(world) == 0
    assert world.redeem(code).status_code == 201
    assert world.kiosk().begin()["linkCode"]


def test_a_kiosk_key_opens_nothing_else(kiosk: Terminal) -> None:
    for call in (
        "GET /v1/participants/me",
        "POST /v1/area-proposals",
        "POST /v1/actions",
        "GET /v1/dispatch/actions",
        "GET /v1/sessions/current",
    ):
        method, path = call.split()
        assert kiosk(method, path, json={}).status_code == 401, call


def test_another_site_makes_no_kiosk_do_anything(kiosk: Terminal) -> None:
    body, headers = {"language": "nl", "consent": True}, {"Origin": "https://evil.example"}
    assert kiosk("POST", "/v1/participants", json=body, headers=headers).status_code == 403


def test_a_bearer_token_outweighs_the_cookie(world: World, kiosk: Terminal) -> None:
    headers = {"Authorization": "Bearer none"}
    answer = kiosk("POST", "/v1/participants", json={"language": "nl", "consent": True}, headers=headers)
    assert "token" in answer.get_json()


def test_guessing_codes_is_hopeless(build_world: BUILD) -> None:
    world = build_world(RATE_LIMITS="on")
    kiosk = world.kiosk()
    codes = {kiosk.begin()["linkCode"] for _ in range(50)}
    assert len(codes) == 50
    assert {len(code) for code in codes} == {8}
    assert len(kiosks.ALPHABET) ** kiosks.CODE_LENGTH == 2**40
    # Each place of the code takes many values: none is fixed, or follows from the one before.
    assert min(len({code[at] for code in codes}) for at in range(8)) > 15
    tries = [world.redeem("AAAAAAAA").status_code for _ in range(21)]
    assert tries == [404] * 20 + [429]
    assert world.redeem(codes.pop()).status_code == 429


def test_a_town_hall_is_limited_by_kiosk_and_not_by_address(build_world: BUILD) -> None:
    world = build_world(RATE_LIMITS="on")
    kiosk, other = world.kiosk(), world.kiosk("Bibliotheek")
    body = {"language": "nl", "consent": True}
    answers = [kiosk("POST", "/v1/participants", json=body).status_code for _ in range(61)]
    assert answers == [201] * 60 + [429]
    assert other.begin()


def test_the_drawing_of_a_code_is_its_link(kiosk: Terminal) -> None:
    begun = kiosk.begin()
    drawn = kiosk("POST", "/v1/kiosk-sessions/current/drawings", json={"code": begun["linkCode"]}).get_json()
    assert drawn["size"] == 29 + 8
    # The three corner marks of a QR code, inside its quiet zone.
    for x, y in ((4, 4), (26, 4), (4, 26)):
        assert f"M{x} {y}h1v1h-1z" in drawn["path"]
    assert "M11 11h" not in drawn["path"]

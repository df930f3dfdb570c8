"""The second factor and one's own sessions: enrolled by its owner or handed out by the operator, used once each."""

import base64
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from sqlalchemy import select

from backend.domain.staff import accounts, second_factor
from backend.models import RecoveryCode, Staff
from tests.support.world import PASSWORD, Colleague, World

MINE = "/v1/dispatch/second-factor"


def sign_in(world: World, name: str, password: str = PASSWORD, **more: Any) -> Any:
    return world.call("POST", "/v1/sessions", json={"username": name, "password": password, **more})


def code(world: World, secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(world.now + timedelta(seconds=30 * steps))


def enrol(world: World, member: Colleague, **more: str) -> tuple[str, list[str]]:
    """(secret, recovery codes)"""
    drafted = member("POST", MINE, json={"password": PASSWORD, **more})
    assert drafted.status_code == 201, drafted.text
    secret = drafted.get_json()["secret"]
    answer = member("POST", f"{MINE}/enrolments", json={"code": code(world, secret)})
    assert answer.status_code == 201, answer.text
    world.later(seconds=30)
    return secret, answer.get_json()["recoveryCodes"]


def test_it_is_enrolled_with_its_own_code_and_asked_for_from_then_on(
    world: World, dispatcher: Colleague
) -> None:
    assert dispatcher("GET", MINE).get_json() == {"enrolled": False, "recoveryCodes": 0}
    secret, codes = enrol(world, dispatcher)
    assert dispatcher("GET", MINE).get_json() == {"enrolled": True, "recoveryCodes": 10}
    assert len(set(codes)) == 10
    answer = sign_in(world, dispatcher.name)
    assert answer.status_code == 401
    assert "second factor" in answer.get_json()["detail"]
    assert sign_in(world, dispatcher.name, code=code(world, secret)).status_code == 201


def test_the_drafted_secret_can_be_scanned_and_does_not_count_yet(
    world: World, dispatcher: Colleague
) -> None:
    drafted = dispatcher("POST", MINE, json={"password": PASSWORD}).get_json()
    address = urlsplit(drafted["uri"])
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert parse_qs(address.query) == {"secret": [drafted["secret"]], "issuer": ["Burgernet meldkamer"]}
    assert len(base64.b32decode(drafted["secret"])) == 20
    assert drafted["qr"].startswith("<svg")
    assert sign_in(world, dispatcher.name).status_code == 201


def test_a_secret_takes_the_password_again(world: World, dispatcher: Colleague) -> None:
    assert dispatcher("POST", MINE, json={"password": "wrong password"}).status_code == 401
    secret, _ = enrol(world, dispatcher)
    assert dispatcher("POST", MINE, json={"password": PASSWORD}).status_code == 401
    assert (
        dispatcher("POST", MINE, json={"password": PASSWORD, "code": code(world, secret)}).status_code == 201
    )


def test_only_a_code_of_the_drafted_secret_enrols_it(world: World, dispatcher: Colleague) -> None:
    assert dispatcher("POST", f"{MINE}/enrolments", json={"code": "123456"}).status_code == 409
    dispatcher("POST", MINE, json={"password": PASSWORD})
    answer = dispatcher("POST", f"{MINE}/enrolments", json={"code": code(world, pyotp.random_base32())})
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "code"
    assert dispatcher("GET", MINE).get_json()["enrolled"] is False


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 201), (0, 201), (1, 201), (2, 401)])
def test_clocks_may_differ_by_half_a_minute(
    world: World, dispatcher: Colleague, steps: int, status: int
) -> None:
    secret, _ = enrol(world, dispatcher)
    world.later(minutes=5)
    assert sign_in(world, dispatcher.name, code=code(world, secret, steps)).status_code == status


def test_a_code_is_taken_once_and_none_older_after_it(world: World, dispatcher: Colleague) -> None:
    secret, _ = enrol(world, dispatcher)
    world.later(minutes=5)
    seen = code(world, secret)
    assert sign_in(world, dispatcher.name, code=seen).status_code == 201
    assert sign_in(world, dispatcher.name, code=seen).status_code == 401
    assert sign_in(world, dispatcher.name, code=code(world, secret, -1)).status_code == 401
    world.later(seconds=30)
    assert sign_in(world, dispatcher.name, code=code(world, secret)).status_code == 201


def test_the_code_it_was_enrolled_with_does_not_sign_in(world: World, dispatcher: Colleague) -> None:
    secret = dispatcher("POST", MINE, json={"password": PASSWORD}).get_json()["secret"]
    first = code(world, secret)
    dispatcher("POST", f"{MINE}/enrolments", json={"code": first})
    assert sign_in(world, dispatcher.name, code=first).status_code == 401


def test_a_recovery_code_opens_once_however_it_is_typed(world: World, dispatcher: Colleague) -> None:
    _, codes = enrol(world, dispatcher)
    typed = f" {codes[0].upper().replace('-', ' ')} "
    assert sign_in(world, dispatcher.name, code=typed).status_code == 201
    assert sign_in(world, dispatcher.name, code=codes[0]).status_code == 401
    assert sign_in(world, dispatcher.name, code=codes[1]).status_code == 201
    assert dispatcher("GET", MINE).get_json()["recoveryCodes"] == 8


def test_recovery_codes_are_kept_as_digests_and_of_one_person(world: World, dispatcher: Colleague) -> None:
    _, codes = enrol(world, dispatcher)
    other = world.staff()
    enrol(world, other)
    with world.db.read() as session:
        kept = " ".join(session.scalars(select(RecoveryCode.code_hash)))
    assert not [one for one in codes if one in kept or one.replace("-", "") in kept]
    assert sign_in(world, other.name, code=codes[0]).status_code == 401


def test_enrolling_anew_replaces_secret_and_codes_and_ends_other_sessions(
    world: World, dispatcher: Colleague
) -> None:
    secret, old = enrol(world, dispatcher)
    signed_in = world.app.test_client()
    body = {"username": dispatcher.name, "password": PASSWORD, "code": code(world, secret)}
    assert signed_in.post("/v1/sessions", json=body).status_code == 201
    world.later(seconds=60)
    newer, _ = enrol(world, dispatcher, code=code(world, secret))
    assert signed_in.get("/v1/sessions/current").status_code == 401
    assert dispatcher("GET", "/v1/sessions/current").status_code == 200
    world.later(seconds=60)
    assert sign_in(world, dispatcher.name, code=code(world, secret)).status_code == 401
    assert sign_in(world, dispatcher.name, code=old[0]).status_code == 401
    assert sign_in(world, dispatcher.name, code=code(world, newer)).status_code == 201


def test_where_it_is_required_the_operator_hands_out_the_first(build_world: Any) -> None:
    world: World = build_world(SECOND_FACTOR="required")
    with world.db.write() as session:
        member = accounts.add(session, "nieuw", "dispatcher", "Fryslân", PASSWORD, world.now)
    assert sign_in(world, "nieuw").status_code == 401
    with world.db.write() as session:
        secret, address, codes = second_factor.hand_out(session, session.get_one(Staff, member.id), world.now)
    assert secret in address
    assert sign_in(world, "nieuw", code=code(world, secret)).status_code == 201
    assert sign_in(world, "nieuw", code=codes[0]).status_code == 201


def test_guessing_codes_is_limited_like_guessing_passwords(build_world: Any) -> None:
    world: World = build_world(RATE_LIMITS="on")
    member = world.staff()
    secret, _ = enrol(world, member)
    world.later(minutes=20)
    statuses = [sign_in(world, member.name, code=f"{number:06}").status_code for number in range(6)]
    assert statuses == [401] * 5 + [429]
    assert sign_in(world, member.name, code=code(world, secret)).status_code == 429


class TestSessions:
    """are one's own: listed, and ended one by one."""

    def test_they_are_listed_with_what_the_browser_calls_itself(
        self, world: World, dispatcher: Colleague
    ) -> None:
        world.later(minutes=3)
        body = {"username": dispatcher.name, "password": PASSWORD}
        world.call("POST", "/v1/sessions", json=body, headers={"User-Agent": "Firefox op de tafel"})
        world.staff()
        newest, mine = dispatcher("GET", "/v1/dispatch/sessions").get_json()["items"]
        assert (newest["current"], mine["current"]) == (False, True)
        assert newest["device"] == "Firefox op de tafel"

    def test_ending_one_leaves_the_others(self, world: World, dispatcher: Colleague) -> None:
        other = world.app.test_client()
        other.post("/v1/sessions", json={"username": dispatcher.name, "password": PASSWORD})
        [session] = [
            one
            for one in dispatcher("GET", "/v1/dispatch/sessions").get_json()["items"]
            if not one["current"]
        ]
        assert dispatcher("DELETE", f"/v1/dispatch/sessions/{session['id']}").status_code == 204
        assert other.get("/v1/sessions/current").status_code == 401
        assert dispatcher("GET", "/v1/sessions/current").status_code == 200
        assert dispatcher("DELETE", f"/v1/dispatch/sessions/{session['id']}").status_code == 404

    def test_nobody_ends_those_of_somebody_else(self, world: World, dispatcher: Colleague) -> None:
        other = world.staff()
        [session] = other("GET", "/v1/dispatch/sessions").get_json()["items"]
        assert dispatcher("DELETE", f"/v1/dispatch/sessions/{session['id']}").status_code == 404
        assert other("GET", "/v1/sessions/current").status_code == 200

    def test_a_screen_left_alone_is_signed_out(self, world: World, dispatcher: Colleague) -> None:
        action = dispatcher.start().get_json()["id"]
        for _ in range(2):
            for path in ("overview", f"actions/{action}/progress"):
                assert dispatcher("GET", f"/v1/dispatch/{path}").status_code == 200
            world.later(hours=4)
        assert dispatcher("GET", "/v1/dispatch/overview").status_code == 401

    def test_what_a_hand_does_keeps_it_alive(self, world: World, dispatcher: Colleague) -> None:
        for _ in range(4):
            assert dispatcher("GET", "/v1/dispatch/figures").status_code == 200
            world.later(hours=2.5)
        assert dispatcher("GET", "/v1/dispatch/overview").status_code == 200


def test_a_removed_member_is_out_at_once_and_a_new_password_signs_out(
    world: World, dispatcher: Colleague
) -> None:
    with world.db.write() as session:
        accounts.set_password(session, dispatcher.name, "another password", world.now)
    assert dispatcher("GET", "/v1/sessions/current").status_code == 401
    assert sign_in(world, dispatcher.name).status_code == 401
    assert sign_in(world, dispatcher.name, "another password").status_code == 201
    with world.db.write() as session:
        accounts.remove(session, dispatcher.name, world.now)
    for password in ("another password", PASSWORD, accounts.NOBODYS):
        assert sign_in(world, dispatcher.name, password).status_code == 401

"""Staff signing in and out, and what a browser is not allowed to do on their behalf."""

from typing import Any

import pyotp
import pytest
from sqlalchemy import select

from backend.models import AuditEntry, Staff
from tests.support.world import PASSWORD, Colleague, World


def sign_in(world: World, name: str, password: str = PASSWORD, **more: Any) -> Any:
    return world.call("POST", "/v1/sessions", json={"username": name, "password": password, **more})


def test_signing_in_tells_who_one_is(world: World, dispatcher: Colleague) -> None:
    expected = {"username": "dispatcher 1", "role": "dispatcher", "region": "Fryslân"}
    assert dispatcher("GET", "/v1/sessions/current").get_json() == expected


def test_the_cookie_is_closed(world: World, dispatcher: Colleague) -> None:
    cookie = sign_in(world, dispatcher.name).headers["Set-Cookie"]
    assert cookie.startswith("burgernet_session=")
    for part in ("HttpOnly", "SameSite=Strict", "Path=/"):
        assert part in cookie
    assert "Secure" not in cookie


def test_the_cookie_is_secure_behind_https(build_world: Any) -> None:
    world = build_world(PUBLIC_URL="https://burgernet.example")
    with world.app.test_client() as client:
        name = world.staff().name
        answer = client.post("/v1/sessions", json={"username": name, "password": PASSWORD})
        assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("name", ["dispatcher 1", "nobody", "", "nob\x00dy"])
def test_a_wrong_name_or_password_is_401(world: World, dispatcher: Colleague, name: str) -> None:
    answer = sign_in(world, name, "wrong password")
    assert answer.status_code == 401
    assert answer.get_json()["detail"] == "Name or password is wrong."


@pytest.mark.parametrize(
    "body", [{}, {"username": "a"}, {"username": "a", "password": 1}, {"username": "a" * 81}]
)
def test_half_a_sign_in_is_malformed(world: World, body: dict[str, Any]) -> None:
    assert world.call("POST", "/v1/sessions", json=body).status_code == 400


def test_signing_out_ends_the_session(world: World, dispatcher: Colleague) -> None:
    cookie = dispatcher.client.get_cookie("burgernet_session")
    assert cookie is not None
    assert dispatcher("DELETE", "/v1/sessions/current").status_code == 204
    assert dispatcher.client.get_cookie("burgernet_session") is None
    dispatcher.client.set_cookie("burgernet_session", cookie.value)
    assert dispatcher("GET", "/v1/sessions/current").status_code == 401


def test_a_session_ends_after_eight_idle_hours(world: World, dispatcher: Colleague) -> None:
    for _ in range(2):
        world.later(hours=5)
        assert dispatcher("GET", "/v1/sessions/current").status_code == 200
    idle = world.staff()
    world.later(hours=8)
    assert idle("GET", "/v1/sessions/current").status_code == 401


def test_a_session_ends_after_twelve_hours_anyhow(world: World, dispatcher: Colleague) -> None:
    for _ in range(23):
        world.later(minutes=30)
        assert dispatcher("GET", "/v1/sessions/current").status_code == 200
    world.later(minutes=30)
    assert dispatcher("GET", "/v1/sessions/current").status_code == 401


def test_sessions_are_audited_by_id(world: World, dispatcher: Colleague) -> None:
    dispatcher("DELETE", "/v1/sessions/current")
    with world.db.read() as session:
        acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
    assert acts == ["municipality-joined", "staff-added", "signed-in", "signed-out"]


def test_an_enrolled_second_factor_is_asked_for(world: World, dispatcher: Colleague) -> None:
    secret = pyotp.random_base32()
    with world.db.write() as session:
        session.scalars(select(Staff)).one().totp_secret = secret
    assert sign_in(world, dispatcher.name).status_code == 401
    assert sign_in(world, dispatcher.name, code="000000x").status_code == 401
    assert sign_in(world, dispatcher.name, code=pyotp.TOTP(secret).at(world.now)).status_code == 201


def test_where_a_factor_is_required_nobody_signs_in_without(build_world: Any) -> None:
    world = build_world()
    name = world.staff().name
    strict = build_world(SECOND_FACTOR="required")
    assert sign_in(strict, name).status_code == 401


class TestAnotherSite:
    """cannot make a signed-in browser act."""

    def test_a_foreign_origin_is_403(self, dispatcher: Colleague) -> None:
        for origin in ("https://evil.example", "null", "http://localhost:8001"):
            answer = dispatcher("POST", "/v1/area-proposals", json={}, headers={"Origin": origin})
            assert answer.status_code == 403
            answer = dispatcher("DELETE", "/v1/sessions/current", headers={"Origin": origin})
            assert answer.status_code == 403

    def test_our_own_origin_is_not(self, dispatcher: Colleague) -> None:
        headers = {"Origin": "http://localhost:8000"}
        assert dispatcher("POST", "/v1/area-proposals", json={}, headers=headers).status_code == 400
        assert dispatcher("GET", "/v1/sessions/current", headers={"Origin": "https://x"}).status_code == 200

    @pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
    def test_a_form_is_403(self, dispatcher: Colleague, content_type: str) -> None:
        answer = dispatcher("POST", "/v1/area-proposals", data="{}", content_type=content_type)
        assert answer.status_code == 403

    def test_an_open_call_with_a_cookie_is_403_too(self, dispatcher: Colleague) -> None:
        body = {"language": "nl", "consent": True}
        headers = {"Origin": "https://evil.example"}
        assert dispatcher("POST", "/v1/participants", json=body, headers=headers).status_code == 403
        assert dispatcher("POST", "/v1/participants", data="{}", content_type="text/plain").status_code == 403

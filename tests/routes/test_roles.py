"""Who gets in where, call by call: each role, its own region and another's, at every call that asks for a name."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.routes.test_guards import GUARDS
from tests.support.world import Colleague, World

Call = Callable[..., TestResponse]
STAFF = [call for call, guard in GUARDS.items() if guard.startswith("staff")]
OF_ACTION = [call for call in STAFF if GUARDS[call].endswith("region")]
OUTSIDERS = ("stranger", "participant", "kiosk", "somebody who signed out")
OTHERS = (
    ("dispatcher", "Utrecht"),
    ("supervisor", "Utrecht"),
    ("dispatcher", None),
    ("supervisor", None),
)
INSIDERS = (("dispatcher", "Fryslân"), ("supervisor", "Fryslân"), ("administrator", None))


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """None of this depends on which database it is."""
    return sqlite_url


@pytest.fixture
def action(dispatcher: Colleague) -> str:
    found: str = dispatcher.start().get_json()["id"]
    return found


def ask(caller: Call, call: str, action: str) -> int:
    """Status of the call, with nothing in it that a rule could refuse before the guard."""
    method, path = call.split()
    path = path.replace("<action_id>", action).replace("<session_id>", "a" * 22)
    options: dict[str, Any] = {}
    if method in ("POST", "PUT", "PATCH"):
        image = path.endswith("/photo")
        options = {"data": b"-", "content_type": "image/png"} if image else {"json": {}}
    return caller(method, path, **options).status_code


def outsider(world: World, who: str) -> Call:
    if who == "participant":
        token = world.join().token
        headers = {"Authorization": f"Bearer {token}"}
        return lambda method, path, **options: world.call(method, path, headers=headers, **options)
    if who == "kiosk":
        return world.kiosk()
    if who == "stranger":
        return world.call
    member = world.staff()
    cookie = member.client.get_cookie("burgernet_session")
    assert cookie is not None
    member("DELETE", "/v1/sessions/current")
    member.client.set_cookie("burgernet_session", cookie.value)
    return member


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_but_staff_gets_in_anywhere(world: World, action: str, who: str) -> None:
    caller = outsider(world, who)
    assert {call: ask(caller, call, action) for call in STAFF} == dict.fromkeys(STAFF, 401)


@pytest.mark.parametrize(("role", "region"), OTHERS)
def test_another_regions_action_is_closed(world: World, action: str, role: str, region: str | None) -> None:
    member = world.staff(role, region)
    assert {call: ask(member, call, action) for call in OF_ACTION} == dict.fromkeys(OF_ACTION, 403)


@pytest.mark.parametrize(("role", "region"), INSIDERS)
def test_the_own_region_and_an_administrator_get_in_everywhere(
    world: World, action: str, role: str, region: str | None
) -> None:
    member = world.staff(role, region)
    calls = [call for call in STAFF if call != "DELETE /v1/sessions/current"]
    found = {call: ask(member, call, action) for call in calls}
    assert {call: status for call, status in found.items() if status in (401, 403) or status >= 500} == {}


@pytest.mark.parametrize("call", [call for call in STAFF if not call.startswith("GET")])
def test_another_site_makes_nobody_act(world: World, dispatcher: Colleague, action: str, call: str) -> None:
    def from_elsewhere(method: str, path: str, **options: Any) -> TestResponse:
        return dispatcher(method, path, headers={"Origin": "https://evil.example"}, **options)

    assert ask(from_elsewhere, call, action) == 403


@pytest.mark.parametrize("path", ["/v1/dispatch/overview", "/v1/sessions/current", "/v1/docs", "/acties"])
def test_no_page_of_another_site_frames_ours(world: World, path: str) -> None:
    headers = world.call("GET", path).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/v1/actions", "/v1/dispatch/second-factor"])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_a_form_of_another_page_can_send_is_not_taken(
    dispatcher: Colleague, path: str, kind: str
) -> None:
    """A browser asks nobody before it sends one of these, whatever the call then takes."""
    answer = dispatcher("POST", path, data="{}", content_type=kind)
    assert answer.status_code == 403
    assert "application/json" in answer.get_json()["detail"]

"""Who may call what: every route with its guard. A new route is added here, or the test fails."""

import pytest
from flask import Flask

from backend.web.auth import anyone
from backend.web.blueprint import guard_of, require_guards
from tests.support.world import World


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """None of this depends on which database it is."""
    return sqlite_url


GUARDS = {
    "GET /": "anyone",
    "GET /meedoen": "anyone",
    "GET /instellingen": "anyone",
    "GET /stoppen": "anyone",
    "GET /beginscherm": "anyone",
    "GET /meldingen": "anyone",
    "GET /koppel": "anyone",
    "GET /oproep/<action_id>": "anyone",
    "GET /kiosk": "anyone",
    "GET /meldkamer": "anyone",
    "GET /assets/<path:name>": "anyone",
    "GET /icons/<path:name>": "anyone",
    "GET /sw.js": "anyone",
    "GET /manifest.webmanifest": "anyone",
    "GET /config.json": "anyone",
    "GET /feeds/actions.atom": "anyone",
    "GET /feeds/actions.json": "anyone",
    "GET /feeds/actions.geojson": "anyone",
    "GET /feeds/actions/<action_id>.cap": "anyone",
    "GET /burgernet/burgernet-api/v2/actions": "anyone",
    "GET /pages.css": "anyone",
    "GET /acties": "anyone",
    "GET /acties/<action_id>": "anyone",
    "GET /acties/kaart.svg": "anyone",
    "GET /cijfers": "anyone",
    "GET /uitleg": "anyone",
    "GET /privacy": "anyone",
    "GET /toegankelijkheid": "anyone",
    "GET /.well-known/security.txt": "anyone",
    "GET /robots.txt": "anyone",
    "GET /gemeenten": "anyone",
    "GET /gemeenten/<code>": "anyone",
    "GET /healthz": "anyone",
    "GET /readyz": "anyone",
    "GET /metrics": "anyone",
    "GET /v1/openapi.json": "anyone",
    "GET /v1/docs": "anyone",
    "GET /v1/vapid-key": "anyone",
    "GET /v1/actions": "anyone",
    "GET /v1/actions/<action_id>": "anyone",
    "GET /v1/stream": "anyone",
    "POST /v1/participants": "anyone",
    "GET /v1/municipalities": "anyone",
    "GET /v1/municipalities/<code>": "anyone",
    "POST /v1/address-lookups": "anyone",
    "POST /v1/kiosk-sessions": "anyone",
    "POST /v1/link-codes/redemptions": "anyone",
    "GET /v1/kiosk-sessions/current": "kiosk",
    "POST /v1/kiosk-sessions/current/drawings": "kiosk",
    "POST /v1/sessions": "anyone",
    "GET /v1/participants/me": "participant",
    "PATCH /v1/participants/me": "participant",
    "DELETE /v1/participants/me": "participant",
    "PUT /v1/participants/me/position": "participant",
    "DELETE /v1/participants/me/position": "participant",
    "PUT /v1/participants/me/places/<place>": "participant",
    "DELETE /v1/participants/me/places/<place>": "participant",
    "PUT /v1/participants/me/push-subscription": "participant",
    "DELETE /v1/participants/me/push-subscription": "participant",
    "GET /v1/participants/me/alerts": "participant",
    "POST /v1/participants/me/receipts": "participant",
    "POST /v1/participants/me/self-tests": "participant",
    "GET /v1/participants/me/self-tests/<notice_id>": "participant",
    "GET /v1/sessions/current": "staff",
    "DELETE /v1/sessions/current": "staff",
    "POST /v1/area-proposals": "staff",
    "POST /v1/actions": "staff",
    "GET /v1/dispatch/actions": "staff",
    "GET /v1/dispatch/actions/<action_id>": "staff of the action's region",
    "GET /v1/dispatch/actions/<action_id>/progress": "staff of the action's region",
    "GET /v1/dispatch/push-services": "staff",
    "POST /v1/actions/<action_id>/updates": "staff of the action's region",
    "POST /v1/actions/<action_id>/outcome": "staff of the action's region",
    "POST /v1/halts": "supervisor",
    "DELETE /v1/halts/<halt_id>": "supervisor",
    "GET /photos/<name>.webp": "anyone",
    "GET /v1/actions/<action_id>/tips": "staff of the action's region",
    "POST /v1/actions/<action_id>/tips": "staff of the action's region",
    "PUT /v1/actions/<action_id>/photo": "staff of the action's region",
    "DELETE /v1/actions/<action_id>/photo": "staff of the action's region",
    "GET /v1/dispatch/overview": "staff",
    "POST /v1/dispatch/previews": "staff",
    "POST /v1/dispatch/actions/<action_id>/update-previews": "staff of the action's region",
    "POST /v1/dispatch/actions/<action_id>/outcome-previews": "staff of the action's region",
    "GET /v1/dispatch/figures": "staff",
    "GET /v1/dispatch/figures.csv": "staff",
    "GET /v1/dispatch/actions/<action_id>/closing-circle.svg": "staff of the action's region",
    "GET /v1/dispatch/actions/<action_id>/trail": "staff of the action's region",
    "GET /v1/dispatch/second-factor": "staff",
    "POST /v1/dispatch/second-factor": "staff",
    "POST /v1/dispatch/second-factor/enrolments": "staff",
    "GET /v1/dispatch/sessions": "staff",
    "DELETE /v1/dispatch/sessions/<session_id>": "staff",
}


def test_every_route_has_the_guard_that_is_written_here(world: World) -> None:
    found = {}
    for rule in world.app.url_map.iter_rules():
        guard = guard_of(world.app, rule.endpoint)
        for method in (rule.methods or set()) - {"HEAD"}:
            found[f"{method} {rule.rule}"] = guard.name if guard else None
    assert found == GUARDS


def test_an_app_with_an_unguarded_route_does_not_start() -> None:
    app = Flask("open", static_folder=None)
    app.add_url_rule("/open", view_func=lambda: "open")
    with pytest.raises(RuntimeError, match="/open"):
        require_guards(app)
    app.view_functions["<lambda>"] = anyone(lambda: "open")
    require_guards(app)


@pytest.mark.parametrize("call", [call for call, guard in GUARDS.items() if guard != "anyone"])
def test_without_a_name_every_guarded_call_is_401(world: World, call: str) -> None:
    method, path = call.split()
    path = (
        path.replace("<action_id>", "no")
        .replace("<notice_id>", "no")
        .replace("<place>", "no")
        .replace("<session_id>", "no")
        .replace("<halt_id>", "no")
    )
    for headers in ({}, {"Authorization": "Bearer nobody"}, {"Authorization": "Basic YTpi"}):
        answer = world.call(method, path, headers=headers, data="{", content_type="text/plain")
        assert answer.status_code == 401
        assert answer.mimetype == "application/problem+json"


def test_staff_are_no_participants_and_the_other_way_round(world: World) -> None:
    dispatcher, participant = world.staff(), world.join()
    assert dispatcher("GET", "/v1/participants/me").status_code == 401
    headers = {"Authorization": f"Bearer {participant.token}"}
    assert world.call("GET", "/v1/dispatch/actions", headers=headers).status_code == 401


def test_with_a_bearer_token_cookies_are_ignored(world: World) -> None:
    dispatcher, participant = world.staff(), world.join()
    headers = {"Authorization": f"Bearer {participant.token}", "Origin": "https://elsewhere.example"}
    assert dispatcher("GET", "/v1/dispatch/actions", headers=headers).status_code == 401
    answer = dispatcher("PATCH", "/v1/participants/me", json={"language": "en"}, headers=headers)
    assert answer.status_code == 200

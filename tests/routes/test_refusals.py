"""What a screen says of a refusal it reads from codes and values; the sentences are for developers."""

from datetime import timedelta
from typing import Any

import pyotp
import pytest
from werkzeug.test import TestResponse

from tests.routes.test_second_factor import code, enrol, sign_in
from tests.support.world import Colleague, World, point, rfc

LONDON = (-0.1276, 51.5072)
UTRECHT = (5.1214, 52.0907)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """None of this depends on which database it is."""
    return sqlite_url


def said(answer: TestResponse) -> tuple[str, dict[str, Any]]:
    """The code of the whole refusal and its values."""
    body = answer.get_json()
    return body["code"], body.get("values", {})


def of_fields(problems: list[dict[str, Any]]) -> dict[str, tuple[str, dict[str, Any]]]:
    return {each["field"]: (each["code"], each.get("values", {})) for each in problems}


def test_a_report_tells_each_fields_code_with_its_numbers(world: World, dispatcher: Colleague) -> None:
    description = dispatcher.report()["description"] | {
        "lastSeenAt": rfc(world.now - timedelta(hours=25)),
        "person": {"sex": "unknown", "ageFrom": 9, "ageTo": 4},
    }
    answer = dispatcher.start(location=point(LONDON), radius=50, description=description)
    assert answer.status_code == 422
    assert said(answer) == ("several-fields", {})
    found = of_fields(answer.get_json()["errors"])
    assert found["location"] == ("outside-netherlands", {})
    assert found["radius"] == ("radius-limits", {"smallest": 500, "largest": 25_000})
    assert found["description.lastSeenAt"] == ("too-old", {"hours": 24})
    assert found["description"] == ("not-clear", {"needed": 3, "given": 2})
    assert found["description.person.ageFrom"] == ("wrong-order", {})


def test_a_preview_tells_the_same_codes(world: World, dispatcher: Colleague) -> None:
    report = dispatcher.report() | {"location": point(UTRECHT)}
    del report["transport"]
    problems = dispatcher("POST", "/v1/dispatch/previews", json=report).get_json()["problems"]
    assert of_fields(problems)["location"] == ("another-region", {"name": "Utrecht"})


def test_one_field_is_told_at_the_top_too(world: World, dispatcher: Colleague) -> None:
    answer = dispatcher.start(location=point(LONDON))
    assert said(answer) == ("outside-netherlands", {})


def test_another_region_is_told_by_name(world: World, dispatcher: Colleague) -> None:
    answer = dispatcher.start(location=point(UTRECHT))
    assert (answer.status_code, *said(answer)) == (403, "another-region", {"name": "Utrecht"})


def test_a_key_of_another_body_is_told(world: World, dispatcher: Colleague) -> None:
    assert dispatcher.start("k").status_code == 201
    assert said(dispatcher.start("k", radius=3_000)) == ("key-used-otherwise", {})


def test_an_ended_and_an_expired_action_are_told_apart(world: World, dispatcher: Colleague) -> None:
    action = dispatcher.start().get_json()["id"]
    world.later(hours=3)
    update = f"/v1/actions/{action}/updates"
    assert said(dispatcher("POST", update, json={"text": "x"}, headers={"Idempotency-Key": "1"}))[0] == (
        "action-expired"
    )
    outcome = {"result": "not-found"}
    dispatcher("POST", f"/v1/actions/{action}/outcome", json=outcome, headers={"Idempotency-Key": "2"})
    assert said(dispatcher("POST", update, json={"text": "x"}, headers={"Idempotency-Key": "3"}))[0] == (
        "action-ended"
    )


def test_a_message_too_long_tells_by_how_many_bytes(world: World, dispatcher: Colleague) -> None:
    signs = "\U0001f600"
    texts = dict.fromkeys(("build", "skin", "hair", "face", "clothing", "belongings"), signs * 60)
    description = dispatcher.report()["description"]
    description |= {"summary": signs * 80, "person": {"sex": "girl", **texts}}
    answer = dispatcher.start(description=description)
    refusal, values = said(answer)
    assert refusal == "too-many-bytes"
    assert values["over"] > 0
    assert values["largest"] == 2048


def test_a_sign_in_tells_what_is_missing(world: World, dispatcher: Colleague) -> None:
    assert said(sign_in(world, dispatcher.name, "wrong password"))[0] == "wrong-name-or-password"
    secret, _ = enrol(world, dispatcher)
    now = code(world, secret)
    assert said(sign_in(world, dispatcher.name))[0] == "second-factor-needed"
    wrong = code(world, pyotp.random_base32())
    assert said(sign_in(world, dispatcher.name, code=wrong))[0] == "second-factor-wrong"
    assert sign_in(world, dispatcher.name, code=now).status_code == 201
    assert said(sign_in(world, dispatcher.name, code=now))[0] == "code-used-before"


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/v1/nowhere", "not-found"),
        ("DELETE", "/v1/vapid-key", "method-not-allowed"),
        ("GET", "/v1/participants/me", "token-needed"),
        ("GET", "/v1/dispatch/overview", "sign-in-needed"),
        ("POST", "/v1/link-codes/redemptions", "needed"),
    ],
)
def test_what_the_framework_and_the_guards_refuse_has_a_code_too(
    world: World, method: str, path: str, expected: str
) -> None:
    assert said(world.call(method, path))[0] == expected


def test_the_description_of_the_api_lists_every_code(world: World) -> None:
    spec = world.call("GET", "/v1/openapi.json").get_json()["components"]["schemas"]
    assert spec["Problem"]["properties"]["code"]["enum"] == spec["ProblemField"]["properties"]["code"]["enum"]
    assert "outside-netherlands" in spec["Problem"]["properties"]["code"]["enum"]
    assert {"code", "detail"} <= set(spec["ProblemField"]["required"])

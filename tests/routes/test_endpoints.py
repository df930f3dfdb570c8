"""Which push subscriptions can be used."""

from typing import Any

import pytest

from tests.routes.test_subscriptions import given
from tests.world import AUTH, P256DH, Caller


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """None of this depends on which database it is."""
    return sqlite_url


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.com/1",
        "https://push.example.com:8443/1",
        "https://user@push.example.com/1",
        "https://user:word@push.example.com/1",
        "https://127.0.0.1/1",
        "https://2130706433/1",
        "https://0x7f.1/1",
        "https://[::1]/1",
        "https://localhost/1",
        "https://push.localhost/1",
        "https://printer.local/1",
        "https://db.internal/1",
        "https://DB.INTERNAL/1",
        "https://intranet/1",
        "https://push.example.com./1",
        "https://push.example.com\\@evil.example/1",
        "https://push.example.com/1#part",
        "https://push.example.com/a b",
        "https://pÿsh.example.com/1",
        "https://push.example.com/\n",
        "ftp://push.example.com/1",
        "",
    ],
)
def test_an_endpoint_that_is_not_public_https_is_refused(participant: Caller, endpoint: str) -> None:
    answer = participant("PUT", "/push-subscription", json=given(endpoint))
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "endpoint"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("p256dh", P256DH[:-2]),
        ("p256dh", "A" * 87),
        ("p256dh", P256DH.replace("B", "=", 1)),
        ("auth", AUTH[:-2]),
        ("auth", ""),
        ("auth", "+" + AUTH[1:]),
    ],
)
def test_keys_that_cannot_encrypt_are_refused(participant: Caller, field: str, value: str) -> None:
    answer = participant("PUT", "/push-subscription", json=given(**{field: value}))
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == [f"keys.{field}"]


def test_everything_wrong_is_named_at_once(participant: Caller) -> None:
    answer = participant("PUT", "/push-subscription", json=given("http://a", p256dh="", auth=""))
    assert {error["field"] for error in answer.get_json()["errors"]} == {
        "endpoint",
        "keys.p256dh",
        "keys.auth",
    }


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"endpoint": "https://push.example.com/1"},
        {**given(), "endpoint": 1},
        {**given(), "colour": "red"},
    ],
)
def test_what_is_no_subscription_is_malformed(participant: Caller, body: dict[str, Any]) -> None:
    assert participant("PUT", "/push-subscription", json=body).status_code == 400


def test_an_endpoint_of_more_than_2000_characters_is_malformed(participant: Caller) -> None:
    endpoint = "https://push.example.com/".ljust(2001, "x")
    assert participant("PUT", "/push-subscription", json=given(endpoint)).status_code == 400
    assert participant("PUT", "/push-subscription", json=given(endpoint[:-1])).status_code == 204


def test_allowed_origins_are_exempt(build_world: Any) -> None:
    world = build_world(PUSH_ALLOW_ORIGINS="http://127.0.0.1:9000, https://push.local")
    participant = world.join()
    for endpoint, status in (
        ("http://127.0.0.1:9000/1", 204),
        ("https://push.local/1", 204),
        ("http://127.0.0.1:9001/1", 422),
        ("http://127.0.0.1:9000.example/1", 422),
        ("http://127.0.0.1:9000@example.com/1", 422),
    ):
        assert participant("PUT", "/push-subscription", json=given(endpoint)).status_code == status, endpoint

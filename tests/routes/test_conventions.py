"""What the contract says of every call: order of checks, strict JSON, problem answers, headers."""

import json
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError, TimeoutError

from tests.support.world import LEEUWARDEN, Caller, Colleague, World, point


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """None of this depends on which database it is."""
    return sqlite_url


JOIN = {"language": "nl", "consent": True}


def sent(world: World, raw: bytes, **headers: str) -> Any:
    return world.call(
        "POST", "/v1/participants", data=raw, headers={"Content-Type": "application/json", **headers}
    )


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/v1/nowhere", 404),
        ("GET", "/v1", 404),
        ("GET", "/v1/actions/", 404),
        ("GET", "//v1/actions", 404),
        ("GET", "/v1/actions/nope", 404),
        ("GET", "/v1/actions/%00", 404),
        ("GET", "/v1/actions/aaaaaaaaaaaaaaaaaaaaaa", 404),
        ("PUT", "/v1/actions", 405),
        ("DELETE", "/v1/vapid-key", 405),
        ("POST", "/v1/participants", 400),
        ("GET", "/v1/participants/me", 401),
    ],
)
def test_every_refusal_is_a_problem(world: World, method: str, path: str, status: int) -> None:
    answer = world.call(method, path, headers={"Accept": "text/html"} if method == "GET" else {})
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    body = answer.get_json()
    assert set(body) == {"type", "title", "status", "detail", "code", "errors"}
    assert body["status"] == status
    assert answer.headers.get("API-Version") == ("1.1.0" if path.startswith("/v1") else None)


def test_405_names_what_is_allowed(world: World) -> None:
    assert set(world.call("PUT", "/v1/actions").headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"nonsense",
        b'{"language":"nl","consent":true,}',
        b'{"language":"nl","language":"nl","consent":true}',
        b'{"language":"\xff","consent":true}',
        b'{"language":"\\ud800","consent":true}',
        b'{"language":NaN,"consent":true}',
        b'{"language":-Infinity,"consent":true}',
        b'{"language":1e999,"consent":true}',
        b"\xef\xbb\xbf{}",
        b"[" * 50_000,
        b'{"a":' * 10_000,
        b'{"language":' + b"1" * 6_000 + b"}",
        b"[]",
        b"null",
        b'"text"',
    ],
)
def test_what_is_not_strict_json_is_400(world: World, raw: bytes) -> None:
    assert sent(world, raw).status_code == 400


def test_all_wrong_fields_are_named_at_once(world: World) -> None:
    body = {"language": "fr", "consent": "yes", "places": {"home": 1, "school": 2}, "colour": "red"}
    answer = world.call("POST", "/v1/participants", json=body, headers={"Idempotency-Key": "x"})
    assert answer.status_code == 400
    fields = {error["field"] for error in answer.get_json()["errors"]}
    assert fields == {"Idempotency-Key", "language", "consent", "places.home", "places.school", "colour"}


def test_a_body_above_64_kb_is_413(world: World) -> None:
    raw = json.dumps(JOIN).encode()
    assert sent(world, raw.ljust(64 * 1024)).status_code == 201
    assert sent(world, raw.ljust(64 * 1024 + 1)).status_code == 413


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""]
)
def test_another_type_than_json_is_415(world: World, participant: Caller, content_type: str) -> None:
    assert world.call("POST", "/v1/participants", data="{}", content_type=content_type).status_code == 415
    assert participant("PATCH", data="{}", content_type=content_type).status_code == 415


def test_a_charset_does_no_harm(world: World) -> None:
    assert (
        sent(
            world, json.dumps(JOIN).encode(), **{"Content-Type": "application/json; charset=utf-8"}
        ).status_code
        == 201
    )


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("application/*", 200),
        ("text/html, */*;q=0.1", 200),
        ("", 200),
        ("text/html", 406),
        ("application/xml", 406),
        ("application/json;q=0, text/html", 406),
        ("application/json;q=0, */*", 406),
    ],
)
def test_an_accept_that_leaves_out_json_is_406(world: World, accept: str, status: int) -> None:
    assert world.call("GET", "/v1/actions", headers={"Accept": accept}).status_code == status


@pytest.mark.parametrize(
    "query",
    [
        "colour=red",
        "limit=0",
        "limit=101",
        "limit=ten",
        "limit=1&limit=2",
        "status=over",
        "kind=murder",
        "since=yesterday",
        "until=2026-06-01T10:00:00",
        "municipality=Leeuwarden",
        "cursor=nonsense",
        "limit=",
    ],
)
def test_a_bad_query_is_400(world: World, query: str) -> None:
    assert world.call("GET", f"/v1/actions?{query}").status_code == 400


def test_a_call_without_a_query_takes_none(world: World, participant: Caller) -> None:
    assert world.call("GET", "/v1/vapid-key?x=1").status_code == 400
    assert participant("GET", "?x=1").status_code == 400


def test_checks_come_in_the_order_of_the_contract(world: World, dispatcher: Colleague) -> None:
    started = dispatcher.start().get_json()["id"]
    elsewhere = world.staff(region="Utrecht")
    nowhere = "/v1/actions/nope/updates"
    broken = {"data": "{", "content_type": "application/json"}
    assert world.call("POST", nowhere, data="x", content_type="text/plain").status_code == 401
    assert elsewhere("POST", f"/v1/actions/{started}/updates", **broken).status_code == 403
    assert dispatcher("POST", nowhere, data=b" " * 70_000, content_type="application/json").status_code == 413
    assert dispatcher("POST", nowhere, **broken).status_code == 400
    assert dispatcher("POST", nowhere, json={"colour": 1}).status_code == 400
    assert dispatcher("POST", nowhere, json={"text": "hallo"}).status_code == 404
    dispatcher("POST", f"/v1/actions/{started}/outcome", json={"result": "found"})
    assert dispatcher("POST", f"/v1/actions/{started}/updates", json={"radius": 1}).status_code == 409


def test_security_headers_are_on_every_answer(world: World, participant: Caller) -> None:
    for answer in (
        world.call("GET", "/"),
        world.call("GET", "/nowhere"),
        world.call("GET", "/v1/actions"),
        world.call("GET", "/v1/docs"),
        participant("GET"),
    ):
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "same-origin"
    assert participant("GET").headers["Cache-Control"] == "no-store"


def test_text_loses_what_cannot_be_seen(world: World, dispatcher: Colleague) -> None:
    report = dispatcher.report()
    report["description"]["summary"] = "  Vermist\u0000 mei\u202esje\u2066 van\n6 \u0007 "
    answer = dispatcher.start(**report)
    assert answer.status_code == 201, answer.text
    assert answer.get_json()["description"]["summary"] == "Vermist meisje van 6"


@pytest.mark.parametrize("error", [OperationalError("x", {}, Exception("disk full")), TimeoutError()])
def test_a_database_in_trouble_is_503(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(world.db, "write", fail)
    answer = world.call("POST", "/v1/participants", json={**JOIN, "places": {"home": point(LEEUWARDEN)}})
    assert answer.status_code == 503
    assert answer.mimetype == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0


def test_a_mistake_of_ours_is_500_and_tells_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ValueError("secret")

    monkeypatch.setattr(world.db, "write", fail)
    answer = world.call("POST", "/v1/participants", json=JOIN)
    assert answer.status_code == 500
    assert answer.mimetype == "application/problem+json"
    assert "secret" not in answer.text

"""Which push subscriptions can be used."""

from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from sqlalchemy import select, update

from backend.db.migrations import migrate
from backend.domain.participants.subscriptions import endpoint_hash, service_id, usable
from backend.domain.refusals import Refused
from backend.models import PushSubscription
from tests.routes.test_subscriptions import given
from tests.support.world import AUTH, P256DH, Caller, World

RESERVED = "invalid test example localhost local internal onion home.arpa lan".split()
LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
# Letters that IDNA takes for plain ones: full width, the Kelvin sign, the long s; and its other dots.
WIDE = {ord(letter): ord(letter) + 0xFEE0 for letter in "abcdefghijklmnopqrstuvwxyz"}
WRITTEN = [
    str,
    str.upper,
    str.title,
    lambda host: f"{host}.",
    lambda host: host.translate(WIDE),
    lambda host: host.replace("s", "\u017f").replace("k", "\u212a"),
    lambda host: host.replace(".", "\u3002"),
    lambda host: host.replace("i", "\u0131"),
]


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
        "https://permanently-removed.invalid/fcm/send/1",
        *(f"https://push.{name}/1" for name in RESERVED),
        *(f"https://{name}/1" for name in RESERVED),
    ],
)
def test_an_endpoint_that_is_not_public_https_is_refused(participant: Caller, endpoint: str) -> None:
    answer = participant("PUT", "/push-subscription", json=given(endpoint))
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "endpoint"


@drawn(labels=st.lists(LABEL, max_size=3), name=st.sampled_from(RESERVED), write=st.sampled_from(WRITTEN))
def test_a_reserved_name_is_refused_however_it_is_written(labels: list[str], name: str, write: Any) -> None:
    host = write(".".join([*labels, name]))
    for port in ("", ":443"):
        with pytest.raises(Refused):
            usable(f"https://{host}{port}/1", P256DH, AUTH, ())
    if host.isascii():
        assert usable(f"https://{host}/1", P256DH, AUTH, (f"https://{host.lower()}",))


@drawn(labels=st.lists(LABEL, max_size=2), name=st.sampled_from(RESERVED))
def test_a_name_that_only_resembles_a_reserved_one_is_taken(labels: list[str], name: str) -> None:
    for host in (f"{name}.com", f"my{name}.nl", f"{name}s.nl", f"my-{name.partition('.')[0]}.eu", "arpa.nl"):
        assert usable(f"https://{'.'.join([*labels, host])}/1", P256DH, AUTH, ())


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


def test_a_reserved_name_from_before_it_was_refused_stays_until_there_is_a_better_one(
    world: World, participant: Caller
) -> None:
    participant("PUT", "/push-subscription", json=given())
    removed = "https://permanently-removed.invalid"
    endpoint = f"{removed}/fcm/send/1"
    with world.db.write() as session:
        service = service_id(session, removed, world.now)
        values = {"endpoint": endpoint, "endpoint_hash": endpoint_hash(endpoint), "service_id": service}
        session.execute(update(PushSubscription).values(values))
    migrate(world.settings.database_url)
    assert participant.me()["push"] is not None
    assert participant("PUT", "/push-subscription", json=given(endpoint)).status_code == 422
    assert participant.me()["push"] is not None
    assert world.staff().start().status_code == 201
    assert participant("PUT", "/push-subscription", json=given()).status_code == 204
    with world.db.read() as session:
        assert session.scalars(select(PushSubscription.endpoint)).all() == [given()["endpoint"]]

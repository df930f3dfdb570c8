"""The push subscription: which can be used, and whose it is."""

from typing import Any

from sqlalchemy import select

from backend.models import PushSubscription
from tests.support.world import AUTH, P256DH, Caller, World


def given(endpoint: str = "https://push.example.com/send/1", **keys: str) -> dict[str, Any]:
    return {"endpoint": endpoint, "expirationTime": None, "keys": {"p256dh": P256DH, "auth": AUTH, **keys}}


def test_a_subscription_is_confirmed_and_erased(world: World, participant: Caller) -> None:
    assert participant("PUT", "/push-subscription", json=given()).status_code == 204
    assert participant.me()["push"] == {"confirmedAt": "2026-06-01T10:00:00Z"}
    assert world.bell.rung == 1
    assert participant("DELETE", "/push-subscription").status_code == 204
    assert participant.me()["push"] is None


def test_the_same_subscription_again_wakes_no_worker(world: World, participant: Caller) -> None:
    participant("PUT", "/push-subscription", json=given())
    rung = world.bell.rung
    participant("PUT", "/push-subscription", json=given())
    assert world.bell.rung == rung


def test_an_endpoint_held_by_another_moves(world: World, participant: Caller) -> None:
    other = world.join()
    other("PUT", "/push-subscription", json=given())
    assert participant("PUT", "/push-subscription", json=given()).status_code == 204
    assert other.me()["push"] is None
    assert participant.me()["push"] is not None


def test_a_changed_endpoint_replaces_the_old_one(world: World, participant: Caller) -> None:
    participant("PUT", "/push-subscription", json=given())
    participant("PUT", "/push-subscription", json=given("https://push.example.com:443/send/2?x=1"))
    with world.db.read() as session:
        assert session.scalars(select(PushSubscription.endpoint)).all() == [
            "https://push.example.com:443/send/2?x=1"
        ]

"""The control room sees which push services cannot be reached, and how many phones that is."""

from datetime import UTC, datetime

from backend.delivery.outbox import lead
from tests.routes.test_subscriptions import given
from tests.support.world import Colleague, World, rfc

APPLE, GOOGLE = "https://web.push.apple.com", "https://fcm.googleapis.com"


def test_each_push_service_is_told_with_its_state_and_subscriptions(
    world: World, dispatcher: Colleague
) -> None:
    for number, origin in enumerate((APPLE, GOOGLE, GOOGLE)):
        world.join()("PUT", "/push-subscription", json=given(f"{origin}/{number}"))
    refused_at = datetime(2026, 6, 1, 11, tzinfo=UTC)
    with world.db.write() as session:
        lead.record_services(session, {APPLE: "refusing"}, refused_at)
    answer = dispatcher("GET", "/v1/dispatch/push-services")
    assert answer.get_json() == {
        "items": [
            {"origin": GOOGLE, "state": "ok", "since": rfc(world.now), "subscriptions": 2},
            {"origin": APPLE, "state": "refusing", "since": rfc(refused_at), "subscriptions": 1},
        ]
    }


def test_one_that_nobody_uses_any_more_is_not_told(world: World, dispatcher: Colleague) -> None:
    caller = world.join()
    caller("PUT", "/push-subscription", json=given(f"{APPLE}/1"))
    caller("DELETE", "/push-subscription")
    assert dispatcher("GET", "/v1/dispatch/push-services").get_json() == {"items": []}

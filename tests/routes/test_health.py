"""What operators and developers ask for."""

import pytest

from backend.models import Sender
from tests.routes.test_subscriptions import given
from tests.support.world import LEEUWARDEN, Colleague, World


def beat(world: World) -> None:
    with world.db.write() as session:
        session.add(Sender(id=1, worker="w" * 22, leased_until=world.now, beat_at=world.now))


def test_it_lives_whatever_happens(world: World) -> None:
    world.db.close()
    assert world.call("GET", "/healthz").get_json() == {"status": "alive"}


def test_it_is_ready_while_a_worker_beats(world: World) -> None:
    assert world.call("GET", "/readyz").status_code == 503
    beat(world)
    assert world.call("GET", "/readyz").status_code == 200
    world.later(seconds=5.1)
    answer = world.call("GET", "/readyz")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")


def test_metrics_count_and_name_nobody(world: World, dispatcher: Colleague) -> None:
    caller = world.join()
    caller.at(LEEUWARDEN)
    caller("PUT", "/push-subscription", json=given("https://push.example.com/secret"))
    dispatcher.start()
    beat(world)
    text = world.call("GET", "/metrics").text
    for line in (
        "burgernet_participants 1.0",
        'burgernet_push_subscriptions{origin="https://push.example.com"} 1.0',
        'burgernet_push_service_state{origin="https://push.example.com",state="ok"} 1.0',
        'burgernet_push_service_state{origin="https://push.example.com",state="open"} 0.0',
        "burgernet_actions_running 1.0",
        'burgernet_deliveries{kind="alert",result="waiting"} 1.0',
        "burgernet_worker_beat_age_seconds 0.0",
    ):
        assert line in text
    assert caller.id not in text
    assert "secret" not in text


def test_any_site_may_read_the_description(world: World) -> None:
    answer = world.call("GET", "/v1/openapi.json", headers={"Origin": "https://elsewhere.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.get_json()["openapi"] == "3.1.0"
    assert "Access-Control-Allow-Origin" not in world.call("GET", "/v1/actions").headers


@pytest.mark.parametrize("path", ["/v1/docs"])
def test_pages_need_no_script_and_no_other_host(world: World, path: str) -> None:
    text = world.call("GET", path).text
    assert "<script" not in text
    assert "//" not in text.replace("http://www.w3.org", "")
    assert "<h1>" in text


def test_the_docs_name_every_call(world: World) -> None:
    text = world.call("GET", "/v1/docs").text
    for path, calls in world.call("GET", "/v1/openapi.json").get_json()["paths"].items():
        for method in calls.keys() - {"parameters"}:
            assert f"{method.upper()} {path}" in text


def test_the_vapid_key_is_a_point(world: World) -> None:
    key = world.call("GET", "/v1/vapid-key").get_json()["publicKey"]
    assert (len(key), key[0]) == (87, "B")

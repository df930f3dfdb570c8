"""What a participant reads and reports about what they were sent."""

import pytest
from sqlalchemy import update

from backend.models.delivery import UNREACHABLE, Delivery, Stream
from tests.routes.test_subscriptions import given
from tests.support.world import LEEUWARDEN, Colleague, World


def turn_has_come(world: World) -> None:
    """As if the worker had leased every place."""
    with world.db.write() as session:
        session.execute(update(Stream).values(next_seq=1_000_000))


def test_an_alert_shows_from_its_turn_on_and_reading_counts(world: World, dispatcher: Colleague) -> None:
    caller = world.join()
    caller.at(LEEUWARDEN)
    action = dispatcher.start().get_json()["id"]
    assert caller("GET", "/alerts").get_json() == {"items": [], "next": None}
    turn_has_come(world)
    alert = caller("GET", "/alerts").get_json()["items"][0]
    assert alert["action"] == action
    assert alert["distance"] == 0
    assert alert["photo"] is None
    assert alert["messages"][0]["kind"] == "alert"
    assert dispatcher("GET", f"/v1/dispatch/actions/{action}/progress").get_json()["handedOver"] == 1


def test_reading_wakes_the_worker_only_when_something_follows(world: World, dispatcher: Colleague) -> None:
    early, late = world.join(), world.join()
    early.at(LEEUWARDEN)
    late.at(LEEUWARDEN)
    action = dispatcher.start().get_json()["id"]
    turn_has_come(world)
    rung = world.bell.rung
    early("GET", "/alerts")
    assert world.bell.rung == rung
    dispatcher("POST", f"/v1/actions/{action}/updates", json={"text": "Zij draagt een geel shirt."})
    with world.db.write() as session:
        session.execute(update(Delivery).values(result=UNREACHABLE))
    rung = world.bell.rung
    late("GET", "/alerts")
    assert world.bell.rung == rung + 1


def test_a_long_list_comes_in_pages_and_only_what_was_read_counts(
    world: World, dispatcher: Colleague
) -> None:
    caller = world.join()
    caller.at(LEEUWARDEN)
    started = [dispatcher.start(key=str(number)).get_json()["id"] for number in range(3)]
    dispatcher("POST", f"/v1/actions/{started[0]}/outcome", json={"result": "found"})
    # All began at the same moment, so their ids decide.
    ended, running = started[0], sorted(started[1:])
    turn_has_come(world)

    def read(path: str) -> tuple[list[str], str | None]:
        answer = caller("GET", f"/alerts?{path}").get_json()
        return [item["action"] for item in answer["items"]], answer["next"]

    first, following = read("limit=1")
    assert first == [running[-1]]
    handed_over = [
        dispatcher("GET", f"/v1/dispatch/actions/{action}/progress").get_json()["handedOver"]
        for action in running
    ]
    assert handed_over == [0, 1]
    assert read(f"limit=1&cursor={following}") == ([running[0]], None)
    # It was never told of the one that ended before its turn.
    assert ended not in caller("GET", "/alerts").text
    for wrong in ("limit=0", "limit=101", "limit=x", "cursor=nonsense", "page=2"):
        assert caller("GET", f"/alerts?{wrong}").status_code == 400, wrong


def test_a_receipt_is_repeatable_and_opened_means_shown(world: World, dispatcher: Colleague) -> None:
    caller = world.join()
    caller.at(LEEUWARDEN)
    started = dispatcher.start().get_json()
    turn_has_come(world)
    body = {"notice": started["messages"][0]["notice"], "state": "opened"}
    for _ in range(2):
        assert caller("POST", "/receipts", json=body).status_code == 204
    counts = dispatcher("GET", f"/v1/dispatch/actions/{started['id']}").get_json()["counts"]
    assert (counts["shown"], counts["opened"], counts["handedOver"]) == (1, 1, 1)
    assert world.join()("POST", "/receipts", json=body).status_code == 404


@pytest.mark.parametrize("notice", ["", "nope", "a" * 22, "a\x00" * 11])
def test_a_notice_nobody_sent_is_404(world: World, notice: str) -> None:
    assert world.join()("POST", "/receipts", json={"notice": notice, "state": "shown"}).status_code == 404


@pytest.mark.parametrize("body", [{}, {"notice": 1, "state": "shown"}, {"notice": "a" * 22, "state": "seen"}])
def test_a_malformed_receipt_is_400(world: World, body: dict[str, object]) -> None:
    assert world.join()("POST", "/receipts", json=body).status_code == 400


def test_a_self_test_needs_a_channel(world: World) -> None:
    caller = world.join()
    assert caller("POST", "/self-tests").status_code == 409
    caller("PUT", "/push-subscription", json=given())
    answer = caller("POST", "/self-tests")
    assert answer.status_code == 202, answer.text
    path = f"/self-tests/{answer.get_json()['notice']}"
    assert caller("GET", path).get_json() == {"handedOverAt": None, "acceptedAt": None, "shownAt": None}
    assert world.join()("GET", path).status_code == 404
    assert caller("GET", "/self-tests/nope").status_code == 404


def test_an_update_tells_its_new_words_apart_from_the_alert_it_repeats(
    world: World, dispatcher: Colleague
) -> None:
    caller = world.join(language="en")
    caller.at(LEEUWARDEN)
    action = dispatcher.start().get_json()["id"]
    turn_has_come(world)
    caller("GET", "/alerts")
    sent = dispatcher("POST", f"/v1/actions/{action}/updates", json={"text": "Zij draagt een geel shirt"})
    assert sent.get_json()["messages"][1]["addition"] == "Aanvulling: Zij draagt een geel shirt."
    assert "addition" not in sent.get_json()["messages"][0]
    public = world.call("GET", f"/v1/actions/{action}").get_json()["messages"][1]
    assert public["addition"] == "Aanvulling: Zij draagt een geel shirt."
    assert public["body"].startswith(public["addition"])

"""Starting, updating and ending actions over HTTP; what dispatcher and public see."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from backend.models import Action, Delivery
from tests.support.world import DELFT, LEEUWARDEN, Colleague, World, point, rfc


def test_an_action_alerts_everyone_inside(world: World, dispatcher: Colleague) -> None:
    inside, outside = world.join(), world.join()
    inside.at(LEEUWARDEN)
    outside.at(DELFT)
    answer = dispatcher.start()
    assert answer.status_code == 201, answer.text
    body = answer.get_json()
    assert body["status"] == "running"
    assert body["expired"] is False
    assert body["municipality"] == {"code": "GM0080", "name": "Leeuwarden"}
    assert body["area"] == {"center": point(LEEUWARDEN), "radius": 2000}
    assert body["description"] == dispatcher.report()["description"]
    assert body["counts"]["selected"] == body["counts"]["waiting"] == 1
    assert [message["kind"] for message in body["messages"]] == ["alert"]
    assert world.bell.rung == 1


def test_the_same_key_starts_once(world: World, dispatcher: Colleague) -> None:
    first, again = dispatcher.start("k"), dispatcher.start("k")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    assert dispatcher.start("k", radius=3000).status_code == 422
    assert dispatcher.start("other").get_json()["id"] != first.get_json()["id"]


def test_parallel_calls_with_one_key_start_once(world: World, dispatcher: Colleague) -> None:
    cookie = dispatcher.client.get_cookie("burgernet_session")
    assert cookie is not None

    def start(_: int) -> Any:
        client = world.app.test_client()
        client.set_cookie("burgernet_session", cookie.value)
        return Colleague(world, "", client).start("k")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(start, range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.get_json()["id"] for answer in answers}) == 1
    with world.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Action)) == 1


def test_without_a_key_nothing_starts(world: World, dispatcher: Colleague) -> None:
    answer = dispatcher("POST", "/v1/actions", json=dispatcher.report())
    assert answer.status_code == 400
    assert answer.get_json()["errors"] == [
        {"field": "Idempotency-Key", "detail": "This header is needed.", "code": "needed"}
    ]
    assert dispatcher.start("k" * 65).status_code == 400


def test_a_refused_start_leaves_nothing(world: World, dispatcher: Colleague) -> None:
    dispatcher.start(familyConsent=False)
    with world.db.read() as session:
        for table in (Action, Delivery):
            assert session.scalar(select(func.count()).select_from(table)) == 0
    assert world.bell.rung == 0


def test_progress_has_an_etag(world: World, dispatcher: Colleague) -> None:
    path = f"/v1/dispatch/actions/{dispatcher.start().get_json()['id']}/progress"
    answer = dispatcher("GET", path)
    assert answer.status_code == 200
    assert len(answer.get_json()["rings"]) == 5
    assert "rings" not in dispatcher("GET", path.removesuffix("/progress")).get_json()["counts"]
    unchanged = dispatcher("GET", path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")


def test_an_update_enlarges_and_is_idempotent(world: World, dispatcher: Colleague) -> None:
    path = f"/v1/actions/{dispatcher.start().get_json()['id']}/updates"
    headers = {"Idempotency-Key": "u"}
    body = {"text": "Zij draagt een gele muts.", "radius": 3000, "extendMinutes": 30}
    first = dispatcher("POST", path, json=body, headers=headers)
    assert first.status_code == 201, first.text
    assert first.get_json()["area"]["radius"] == 3000
    assert dispatcher("POST", path, json=body, headers=headers).get_json() == first.get_json()
    assert [message["number"] for message in first.get_json()["messages"]] == [1, 2]


def test_an_action_ends_once(world: World, dispatcher: Colleague) -> None:
    path = f"/v1/actions/{dispatcher.start().get_json()['id']}/outcome"
    assert dispatcher("POST", path, json={"result": "vanished"}).status_code == 400
    assert dispatcher("POST", path, json={"result": "found", "text": "x" * 301}).status_code == 400
    answer = dispatcher("POST", path, json={"result": "found"})
    assert answer.status_code == 201, answer.text
    assert (answer.get_json()["status"], answer.get_json()["result"]) == ("ended", "found")
    assert dispatcher("POST", path, json={"result": "found"}).status_code == 409


def test_the_public_sees_a_description_only_while_it_runs(world: World, dispatcher: Colleague) -> None:
    action = dispatcher.start().get_json()["id"]
    running = world.call("GET", f"/v1/actions/{action}").get_json()
    assert running["description"]["summary"] == "Vermist meisje van 6"
    dispatcher("POST", f"/v1/actions/{action}/outcome", json={"result": "found"})
    ended = world.call("GET", f"/v1/actions/{action}").get_json()
    assert {"area", "description"}.isdisjoint(ended)
    assert [message["kind"] for message in ended["messages"]] == ["outcome"]


def test_the_public_list_is_filtered_and_paged(world: World, dispatcher: Colleague) -> None:
    for number in range(3):
        dispatcher.start(f"k{number}")
        world.later(minutes=1)
    dispatcher.start("exercise", exercise=True)
    answer = world.call("GET", "/v1/actions?limit=2")
    assert len(answer.get_json()["items"]) == 2
    following = answer.get_json()["next"]
    assert len(world.call("GET", f"/v1/actions?limit=2&cursor={following}").get_json()["items"]) == 1
    for query, number in (
        ("municipality=GM0080", 3),
        ("municipality=GM0503", 0),
        ("status=ended", 0),
        ("kind=missing-child", 3),
        ("kind=theft", 0),
        (f"since={rfc(world.now - timedelta(minutes=2))}", 2),
        (f"until={rfc(world.now - timedelta(minutes=2))}", 2),
    ):
        assert len(world.call("GET", f"/v1/actions?{query}").get_json()["items"]) == number, query
    assert world.call("GET", "/v1/actions?municipality=GM0080%0A").status_code == 400
    tag = world.call("GET", "/v1/actions").headers["ETag"]
    assert world.call("GET", "/v1/actions", headers={"If-None-Match": tag}).status_code == 304


def test_an_exercise_is_nobodys_business(world: World, dispatcher: Colleague) -> None:
    action = dispatcher.start(exercise=True).get_json()["id"]
    assert world.call("GET", f"/v1/actions/{action}").status_code == 404
    assert dispatcher("GET", f"/v1/dispatch/actions/{action}").get_json()["exercise"] is True


def test_another_region_is_403_and_an_administrator_goes_everywhere(
    world: World, dispatcher: Colleague
) -> None:
    action = dispatcher.start().get_json()["id"]
    elsewhere, administrator = world.staff(region="Utrecht"), world.staff("administrator", None)
    assert elsewhere("GET", f"/v1/dispatch/actions/{action}").status_code == 403
    assert elsewhere("GET", "/v1/dispatch/actions").get_json()["items"] == []
    assert administrator("GET", f"/v1/dispatch/actions/{action}/progress").status_code == 200
    assert len(administrator("GET", "/v1/dispatch/actions").get_json()["items"]) == 1


def test_an_area_is_proposed_with_rounded_counts(world: World, dispatcher: Colleague) -> None:
    for _ in range(2):
        world.join().at(LEEUWARDEN)
    body = {
        "kind": "missing-child",
        "transport": "on-foot",
        "location": point(LEEUWARDEN),
        "lastSeenAt": rfc(world.now - timedelta(minutes=20)),
    }
    answer = dispatcher("POST", "/v1/area-proposals", json=body)
    assert answer.status_code == 200, answer.text
    proposal = answer.get_json()
    assert proposal["radius"] == 2700
    assert proposal["inArea"] == {"below": 10}
    assert proposal["reachable"] == {"about": 0}
    assert len(proposal["rings"]) == 5
    assert set(proposal["rings"][0]) == {"from", "to", "participants"}
    del body["lastSeenAt"]
    assert dispatcher("POST", "/v1/area-proposals", json=body).status_code == 422


def test_the_sum_of_a_proposal_comes_out(world: World, dispatcher: Colleague) -> None:
    body = {
        "kind": "missing-child",
        "transport": "on-foot",
        "location": point(LEEUWARDEN),
        "lastSeenAt": rfc(world.now - timedelta(minutes=20, seconds=1)),
    }
    proposal = dispatcher("POST", "/v1/area-proposals", json=body).get_json()
    assert proposal["reason"] == "1000 m + 85 m/min × 20 min → 2700 m"
    assert proposal["sum"] == {"base": 1000, "speed": 85, "minutes": 20, "radius": 2700}
    assert proposal["radius"] == 2700

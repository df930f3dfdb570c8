"""Tips: noted by whoever took the call, read back by the whole control room, told to the public only as yes or no."""

from typing import Any

import pytest
from sqlalchemy import func, select

from backend.domain import retention
from backend.models import AuditEntry, Tip
from tests.support.world import LEEUWARDEN, Colleague, World, point, rfc

TIP = {"text": "Meisje met rode jas bij de brug", "via": "0800-0011"}


@pytest.fixture
def action(dispatcher: Colleague) -> str:
    found: str = dispatcher.start().get_json()["id"]
    return found


def note(member: Colleague, action: str, key: str = "", **changes: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return member("POST", f"/v1/actions/{action}/tips", json={**TIP, **changes}, headers=headers)


def listed(member: Colleague, action: str, query: str = "") -> Any:
    return member("GET", f"/v1/actions/{action}/tips{query}").get_json()


def test_a_tip_is_read_back_by_a_colleague(world: World, dispatcher: Colleague, action: str) -> None:
    noted = note(dispatcher, action, location=point(LEEUWARDEN))
    assert noted.status_code == 201
    [read] = listed(world.staff(), action)["items"]
    assert read == noted.get_json()
    near = read.pop("location")["coordinates"]
    assert near == pytest.approx(LEEUWARDEN, abs=1e-6)
    assert read == {
        "id": read["id"],
        **TIP,
        "receivedAt": rfc(world.now),
        "notedBy": dispatcher.name,
    }


def test_without_a_place_there_is_none(dispatcher: Colleague, action: str) -> None:
    assert note(dispatcher, action).get_json()["location"] is None
    assert listed(dispatcher, action)["items"][0]["location"] is None


def test_the_newest_come_first_page_by_page(world: World, dispatcher: Colleague, action: str) -> None:
    for minute in (3, 1, 2):
        moment = rfc(world.later(seconds=1).replace(minute=minute))
        assert note(dispatcher, action, text=f"{minute}", receivedAt=moment).status_code == 422
    world.later(minutes=10)
    for minute in (3, 1, 2):
        assert (
            note(
                dispatcher, action, text=f"{minute}", receivedAt=rfc(world.now.replace(minute=minute))
            ).status_code
            == 201
        )
    first = listed(dispatcher, action, "?limit=2")
    second = listed(dispatcher, action, f"?limit=2&cursor={first['next']}")
    assert [tip["text"] for tip in first["items"] + second["items"]] == ["3", "2", "1"]
    assert second["next"] is None


def test_the_same_key_notes_once(dispatcher: Colleague, action: str) -> None:
    first, again = note(dispatcher, action, "k"), note(dispatcher, action, "k")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    assert note(dispatcher, action, "k", text="Iets anders").status_code == 422
    assert len(listed(dispatcher, action)["items"]) == 1


def test_an_unchanged_list_is_304(dispatcher: Colleague, action: str) -> None:
    note(dispatcher, action)
    path = f"/v1/actions/{action}/tips"
    tag = dispatcher("GET", path).headers["ETag"]
    assert dispatcher("GET", path, headers={"If-None-Match": tag}).status_code == 304
    note(dispatcher, action)
    assert dispatcher("GET", path, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"text": ""}, 400, "text"),
        ({"text": "   "}, 400, "text"),
        ({"text": "a" * 1001}, 400, "text"),
        ({"text": None}, 400, "text"),
        ({"via": "email"}, 400, "via"),
        ({"more": 1}, 400, "more"),
        ({"receivedAt": "yesterday"}, 400, "receivedAt"),
        ({"location": {"type": "Point", "coordinates": [5.8]}}, 400, "location.coordinates"),
        ({"location": point((2.35, 48.85))}, 422, "location"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(
    dispatcher: Colleague, action: str, changes: dict[str, Any], status: int, field: str
) -> None:
    answer = note(dispatcher, action, **changes)
    assert answer.status_code == status
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]
    assert listed(dispatcher, action)["items"] == []


def test_only_the_own_region_notes_and_reads(world: World, dispatcher: Colleague, action: str) -> None:
    stranger = world.staff(region="Utrecht")
    assert note(stranger, action).status_code == 403
    assert stranger("GET", f"/v1/actions/{action}/tips").status_code == 403
    assert world.call("GET", f"/v1/actions/{action}/tips").status_code == 401
    assert note(dispatcher, "a" * 22).status_code == 404
    assert note(world.staff("administrator", None), action).status_code == 201


def test_after_the_end_people_still_call(dispatcher: Colleague, action: str) -> None:
    dispatcher("POST", f"/v1/actions/{action}/outcome", json={"result": "not-found"})
    assert note(dispatcher, action).status_code == 201


def test_the_public_reads_only_that_there_were_tips(world: World, dispatcher: Colleague, action: str) -> None:
    def public() -> tuple[str, Any]:
        world.later(seconds=1)
        answer = world.call("GET", f"/v1/actions/{action}")
        return answer.text, world.call("GET", "/feeds/actions.json").headers["ETag"]

    dispatcher("POST", f"/v1/actions/{action}/outcome", json={"result": "found"})
    before, tag = public()
    assert '"tipsReceived":false' in before
    note(dispatcher, action)
    after, other = public()
    assert '"tipsReceived":true' in after
    assert tag != other
    assert TIP["text"] not in after


def test_a_tip_that_comes_after_the_figures_are_final_changes_the_feeds_too(
    world: World, dispatcher: Colleague, action: str
) -> None:
    dispatcher("POST", f"/v1/actions/{action}/outcome", json={"result": "found"})
    retention.everything(world.db, world.later(days=2), world.settings, lambda session: None)
    tag = world.call("GET", "/feeds/actions.json").headers["ETag"]
    note(world.staff(), action)
    world.later(seconds=1)
    assert world.call("GET", "/feeds/actions.json").headers["ETag"] != tag


def test_what_was_said_goes_with_the_alerts_and_that_there_were_tips_stays(
    world: World, dispatcher: Colleague, action: str
) -> None:
    note(dispatcher, action)
    dispatcher("POST", f"/v1/actions/{action}/outcome", json={"result": "found"})
    retention.everything(world.db, world.later(days=31), world.settings, lambda session: None)
    with world.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Tip)) == 0
    assert world.call("GET", f"/v1/actions/{action}").get_json()["tipsReceived"] is True


def test_the_trail_tells_of_a_tip_without_its_words(world: World, dispatcher: Colleague, action: str) -> None:
    noted = note(dispatcher, action).get_json()["id"]
    with world.db.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "tip-noted")).one()
        assert (entry.subject, entry.detail) == (action, {"tip": noted, "via": "0800-0011"})

"""What our own control-room screens ask for beside the contract."""

import csv
import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import func, select, update

from backend.delivery.worker.sweeps import Sweeps
from backend.domain import retention
from backend.domain.reports import closing_circle
from backend.models import ClosingCircle, Delivery, Notice, Sender
from backend.models.delivery import HANDED_OVER, WAITING
from tests.support.past_actions import remember
from tests.support.world import LEEUWARDEN, Colleague, World, point, rfc

PLACE = point(LEEUWARDEN)


def draft(dispatcher: Colleague, **changes: Any) -> dict[str, Any]:
    report = dispatcher.report()
    kept = {name: report[name] for name in ("kind", "location", "radius", "description", "familyConsent")}
    return {**kept, **changes}


def preview(dispatcher: Colleague, **changes: Any) -> Any:
    answer = dispatcher("POST", "/v1/dispatch/previews", json=draft(dispatcher, **changes))
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def fields(found: Any) -> list[str]:
    return [problem["field"] for problem in found["problems"]]


def handed_over(world: World, action: str, within: float = 4.0) -> None:
    """As if everybody of the alert got it, one after the other in so many seconds, the farthest first."""
    with world.db.write() as session:
        alert = select(Notice.id).where(Notice.action_id == action, Notice.number == 1).scalar_subquery()
        rows = session.scalars(
            select(Delivery).where(Delivery.notice_id == alert).order_by(Delivery.distance.desc())
        ).all()
        for number, row in enumerate(rows):
            moment = world.now + timedelta(seconds=within * number / max(1, len(rows) - 1))
            row.result, row.handed_over_at, row.shown_at = HANDED_OVER, moment, moment


def neighbours(world: World, count: int = 5) -> None:
    for number in range(count):
        world.join().at((LEEUWARDEN[0] + number * 0.002, LEEUWARDEN[1]))


class TestPreview:
    """of a start: the alert as it would leave, and what would be refused."""

    def test_it_is_the_alert_that_leaves(self, dispatcher: Colleague) -> None:
        found = preview(dispatcher)
        assert found["problems"] == []
        started = dispatcher.start().get_json()["messages"][0]
        assert {"title": started["title"], "body": started["body"]} == {
            name: found["messages"][0][name] for name in ("title", "body")
        }
        assert [message["language"] for message in found["messages"]] == ["nl", "en"]
        assert found["largest"] == 2048
        assert all(0 < message["bytes"] <= 2048 for message in found["messages"])

    def test_half_a_report_is_shown_and_what_is_missing_is_named(self, dispatcher: Colleague) -> None:
        report = {"kind": "missing-child", "description": {"summary": "Vermist meisje"}}
        found = dispatcher("POST", "/v1/dispatch/previews", json=report).get_json()
        assert found["messages"][0]["title"]
        assert {"familyConsent", "location", "description.lastSeenAt"} <= set(fields(found))

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"location": point((2.35, 48.85))}, "location"),
            ({"location": point((5.12, 52.09))}, "location"),
            ({"radius": 400}, "radius"),
            ({"radius": 30_000}, "radius"),
            ({"familyConsent": False}, "familyConsent"),
        ],
    )
    def test_what_a_start_would_refuse_is_named_before(
        self, dispatcher: Colleague, changes: dict[str, Any], field: str
    ) -> None:
        assert field in fields(preview(dispatcher, **changes))
        assert dispatcher.start(**changes).status_code in (403, 422)

    def test_a_message_too_long_is_named_with_its_bytes(self, dispatcher: Colleague) -> None:
        long = dict.fromkeys(("build", "skin", "hair", "face", "clothing", "belongings"), "é" * 60)
        description = dispatcher.report()["description"] | {
            "person": {"sex": "girl", **long},
            "vehicle": dict.fromkeys(("type", "make", "model", "colour", "plate"), "漢" * 60),
        }
        found = preview(dispatcher, description=description)
        assert "description" in fields(found)
        assert max(message["bytes"] for message in found["messages"]) > found["largest"]

    def test_nothing_is_stored(self, world: World, dispatcher: Colleague) -> None:
        preview(dispatcher)
        assert dispatcher("GET", "/v1/dispatch/actions").get_json()["items"] == []

    def test_an_update_tells_whom_a_larger_area_adds(self, world: World, dispatcher: Colleague) -> None:
        action = dispatcher.start(radius=500).get_json()["id"]
        neighbours(world, 30)
        path = f"/v1/dispatch/actions/{action}/update-previews"
        found = dispatcher("POST", path, json={"text": "Zij fietst", "radius": 5000}).get_json()
        assert "Zij fietst" in found["messages"][0]["body"]
        assert found["added"] == {"about": 30}
        assert fields(dispatcher("POST", path, json={"radius": 400}).get_json()) == ["radius"]
        assert fields(dispatcher("POST", path, json={"text": "漢" * 200}).get_json()) in ([], ["text"])

    def test_an_outcome_is_the_one_that_leaves(self, dispatcher: Colleague) -> None:
        action = dispatcher.start().get_json()["id"]
        body = {"result": "found", "text": "Zij is thuis."}
        path = f"/v1/dispatch/actions/{action}/outcome-previews"
        found = dispatcher("POST", path, json=body).get_json()["messages"][0]
        ended = dispatcher("POST", f"/v1/actions/{action}/outcome", json=body).get_json()["messages"][-1]
        assert (ended["title"], ended["body"]) == (found["title"], found["body"])


class TestOverview:
    """what every screen asks for once a second."""

    def test_it_tells_of_what_runs_in_the_own_region(self, world: World, dispatcher: Colleague) -> None:
        neighbours(world)
        action = dispatcher.start().get_json()["id"]
        dispatcher("POST", f"/v1/actions/{action}/tips", json={"text": "gezien", "via": "112"})
        [found] = dispatcher("GET", "/v1/dispatch/overview").get_json()["items"]
        assert (found["id"], found["title"], found["tips"]) == (action, "Vermist meisje van 6", 1)
        assert (found["selected"], found["waiting"], found["handedOver"]) == (5, 5, 0)
        handed_over(world, action)
        [found] = dispatcher("GET", "/v1/dispatch/overview").get_json()["items"]
        assert (found["waiting"], found["handedOver"], found["shown"]) == (0, 5, 5)
        assert world.staff(region="Utrecht")("GET", "/v1/dispatch/overview").get_json()["items"] == []
        assert (
            len(world.staff("administrator", None)("GET", "/v1/dispatch/overview").get_json()["items"]) == 1
        )
        dispatcher("POST", f"/v1/actions/{action}/outcome", json={"result": "found"})
        assert dispatcher("GET", "/v1/dispatch/overview").get_json()["items"] == []

    def test_it_is_304_until_something_changes(self, world: World, dispatcher: Colleague) -> None:
        dispatcher.start()
        tag = dispatcher("GET", "/v1/dispatch/overview").headers["ETag"]
        world.later(seconds=20)
        same = dispatcher("GET", "/v1/dispatch/overview", headers={"If-None-Match": tag})
        assert same.status_code == 304
        dispatcher.start("key-2")
        changed = dispatcher("GET", "/v1/dispatch/overview", headers={"If-None-Match": tag})
        assert changed.status_code == 200

    def test_a_worker_that_is_silent_for_four_seconds_is_told(
        self, world: World, dispatcher: Colleague
    ) -> None:
        def sending() -> bool:
            found: bool = dispatcher("GET", "/v1/dispatch/overview").get_json()["sending"]
            return found

        assert sending() is False
        with world.db.write() as session:
            session.add(Sender(id=1, worker="w" * 22, leased_until=world.now, beat_at=world.now))
        assert sending() is True
        world.later(seconds=3)
        assert sending() is True
        world.later(seconds=1)
        assert sending() is False


class TestAfterwards:
    """of past actions: figures, the closing circle, the trail."""

    @pytest.fixture
    def action(self, world: World, dispatcher: Colleague) -> str:
        neighbours(world)
        action: str = dispatcher.start().get_json()["id"]
        handed_over(world, action)
        dispatcher("POST", f"/v1/actions/{action}/tips", json={"text": "gezien", "via": "112"})
        world.later(minutes=10)
        dispatcher("POST", f"/v1/actions/{action}/outcome", json={"result": "found"})
        return action

    def figures(self, dispatcher: Colleague) -> Any:
        return dispatcher("GET", "/v1/dispatch/figures").get_json()["items"]

    def test_the_figures_of_an_action(self, dispatcher: Colleague, action: str) -> None:
        [found] = self.figures(dispatcher)
        assert found == {
            "id": action,
            "title": "Vermist meisje van 6",
            "kind": "missing-child",
            "place": found["place"],
            "municipality": "Leeuwarden",
            "exercise": False,
            "startedAt": found["startedAt"],
            "endedAt": found["endedAt"],
            "result": "found",
            "alerted": 5,
            "shown": 5,
            "opened": 0,
            "tips": 1,
            "firstAfter": 0.0,
            "lastAfter": 4.0,
            "outcomeAfter": 600.0,
            "circle": False,
        }

    def test_they_outlive_the_alerts_themselves(
        self, world: World, dispatcher: Colleague, action: str
    ) -> None:
        before = self.figures(dispatcher)[0]
        retention.everything(world.db, world.later(days=31), world.settings, lambda session: None)
        body = {"username": dispatcher.name, "password": "correct horse battery"}
        dispatcher("POST", "/v1/sessions", json=body)
        member = world.staff()
        [after] = self.figures(member)
        assert after == before | {"title": None}

    def test_what_was_never_counted_is_told_as_unknown(self, world: World, dispatcher: Colleague) -> None:
        with world.db.write() as session:
            remember(session, 3, world.now)
        found = self.figures(world.staff("administrator", None))
        assert len(found) == 3
        assert {(one["shown"], one["opened"], one["firstAfter"]) for one in found} == {(None, None, None)}

    def test_only_the_own_region(self, world: World, action: str) -> None:
        assert self.figures(world.staff(region="Utrecht")) == []

    def test_the_same_as_csv(self, world: World, dispatcher: Colleague, action: str) -> None:
        answer = dispatcher("GET", "/v1/dispatch/figures.csv")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.text.startswith("\ufeff")
        [row] = csv.DictReader(StringIO(answer.text.removeprefix("\ufeff")), delimiter=";")
        # An id that begins like a formula is marked, as any such cell.
        assert (row["id"].removeprefix("'"), row["gealarmeerd"], row["oefening"]) == (action, "5", "nee")
        assert row["seconden tot laatste telefoon"] == "4,0"

    def test_the_trail_names_who_did_what_in_order(
        self, world: World, dispatcher: Colleague, action: str
    ) -> None:
        found = dispatcher("GET", f"/v1/dispatch/actions/{action}/trail").get_json()["items"]
        assert [one["act"] for one in found] == ["action-started", "tip-noted", "action-ended"]
        assert {one["actor"] for one in found} == {dispatcher.name}
        assert found[0]["at"] < found[2]["at"]
        stranger = world.staff(region="Utrecht")
        assert stranger("GET", f"/v1/dispatch/actions/{action}/trail").status_code == 403

    def sweep(self, world: World) -> None:
        Sweeps(world.db, world.bell, world.settings).sweep(lambda: world.now)

    def test_the_circle_is_drawn_when_everything_has_left(
        self, world: World, dispatcher: Colleague, action: str
    ) -> None:
        path = f"/v1/dispatch/actions/{action}/closing-circle.svg"
        assert dispatcher("GET", path).status_code == 404
        with world.db.write() as session:
            one = session.scalars(select(Delivery).where(Delivery.handed_over_at.is_not(None))).first()
            assert one is not None
            one.result = WAITING
            session.flush()
            assert closing_circle.due(session) == []
            one.result = HANDED_OVER
        self.sweep(world)
        answer = dispatcher("GET", path)
        assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
        assert answer.text.count('class="dot"') == 5
        assert self.figures(dispatcher)[0]["circle"] is True
        assert world.call("GET", path).status_code == 401

    def test_it_keeps_no_one_and_no_exact_distance(
        self, world: World, dispatcher: Colleague, action: str
    ) -> None:
        def drawn(metres: float) -> str:
            with world.db.write() as session:
                session.execute(update(Delivery).values(distance=metres))
                closing_circle.keep(session, action, world.now)
                return session.scalars(select(ClosingCircle.svg)).one()

        with world.db.read() as session:
            ids = [one for one in session.scalars(select(Delivery.participant_id)) if one]
        assert ids
        assert not [one for one in ids if one in drawn(1170)]
        assert drawn(1170) == drawn(1230) != drawn(1290)

    def test_its_axis_has_one_unit(self) -> None:
        svg = closing_circle.drawn({(2400, 0.0): 1200, (0, 180.0): 1100}, 2400, "Goutum")
        assert "2.300 oproepen rond Goutum, van buiten naar binnen, in 3 min" in svg
        assert re.findall(r">([\d,]+ (?:s|min))<", svg) == ["0 min", "1,5 min", "3 min"]

    def test_of_the_past_nothing_is_drawn_any_more(self, world: World) -> None:
        with world.db.write() as session:
            remember(session, 3, world.now)
            assert closing_circle.due(session) == []
            assert session.scalar(select(func.count()).select_from(ClosingCircle)) == 0


def test_times_are_told_in_utc(world: World, dispatcher: Colleague) -> None:
    dispatcher.start()
    [found] = dispatcher("GET", "/v1/dispatch/overview").get_json()["items"]
    assert found["startedAt"] == rfc(world.now)

"""What the public may read and when it counts as changed, on both databases."""

import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import update
from werkzeug.test import TestResponse

from backend import create_app
from backend.models import Stream
from tests.routes.test_feeds import FEEDS, JSON, end
from tests.support.past_actions import remember
from tests.support.town import town
from tests.support.world import LEEUWARDEN, Colleague, World


def test_a_change_is_in_every_feed_at_once_and_only_in_those_it_concerns(
    world: World, dispatcher: Colleague
) -> None:
    def look(path: str, code: str, tag: str = "") -> TestResponse:
        query = f"?municipality={code}" if code else ""
        return world.call("GET", path + query, headers={"If-None-Match": tag} if tag else {})

    codes = ("", "GM0080", "GM0503")
    tags = {(path, code): look(path, code).headers["ETag"] for path in FEEDS for code in codes}

    def changed() -> set[str]:
        world.later(seconds=0.5)
        found = {key: look(*key, tag) for key, tag in tags.items()}
        tags.update({key: answer.headers["ETag"] for key, answer in found.items()})
        told = {key for key, answer in found.items() if answer.status_code == 200}
        concerned = {code for _, code in told}
        assert told == {(path, code) for path in FEEDS for code in concerned}
        return concerned

    assert changed() == set()
    action = dispatcher.start().get_json()["id"]
    assert changed() == {"", "GM0080"}
    headers = {"Idempotency-Key": "u"}
    dispatcher("POST", f"/v1/actions/{action}/updates", json={"text": "Meer"}, headers=headers)
    assert changed() == {"", "GM0080"}
    assert all("Meer" in look(path, "").text for path in FEEDS)
    end(dispatcher, action)
    assert changed() == {"", "GM0080"}
    assert changed() == set()
    assert not any("Meer" in look(path, "").text for path in FEEDS)


def test_how_many_were_reached_changes_a_feed(world: World, dispatcher: Colleague) -> None:
    someone = world.join()
    someone.at(LEEUWARDEN)
    action = dispatcher.start().get_json()["id"]
    before = world.call("GET", JSON)
    assert before.get_json(force=True)["items"][0]["_burgernet"]["participants"] == 0
    notice = world.call("GET", f"/v1/actions/{action}").get_json()["messages"][0]["notice"]
    # What the worker does when their turn has come.
    with world.db.write() as session:
        session.execute(update(Stream).values(next_seq=99))
    assert someone("POST", "/receipts", json={"notice": notice, "state": "shown"}).status_code == 204
    world.later(seconds=0.5)
    after = world.call("GET", JSON, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.get_json(force=True)["items"][0]["_burgernet"]["participants"] == 1


def test_a_feed_of_one_place_holds_that_place_alone(world: World) -> None:
    with world.db.write() as session:
        remember(session, 60, world.now)
    everything = world.call("GET", JSON).get_json(force=True)["items"]
    place = everything[0]["_burgernet"]["place"]
    asked = world.call("GET", f"{JSON}?place={place.upper()}").get_json(force=True)
    expected = [item["id"] for item in everything if item["_burgernet"]["place"] == place]
    assert [item["id"] for item in asked["items"]] == expected
    assert parse_qs(urlsplit(asked["feed_url"]).query) == {"place": [place.upper()]}


def test_a_box_is_judged_by_what_is_public(world: World, dispatcher: Colleague) -> None:
    lon, lat = LEEUWARDEN
    around = f"{lon - 0.0005},{lat - 0.0005},{lon + 0.0005},{lat + 0.0005}"
    action = dispatcher.start().get_json()["id"]
    assert len(world.call("GET", f"/v1/actions?bbox={around}").get_json()["items"]) == 1
    assert world.call("GET", "/v1/actions?bbox=4,51,4.5,52.5").get_json()["items"] == []
    end(dispatcher, action)
    # Where exactly it was is told no longer, so a small box around it must not tell either.
    assert world.call("GET", f"/v1/actions?bbox={around}").get_json()["items"] == []
    wide = world.call("GET", f"/v1/actions?bbox={lon - 0.2},{lat - 0.2},{lon + 0.2},{lat + 0.2}").get_json()
    assert [item["id"] for item in wide["items"]] == [action]
    for wrong in ("1,2,3", "a,b,c,d", "5,52,4,53", "4,91,5,92", "nan,51,5,52"):
        assert world.call("GET", f"/v1/actions?bbox={wrong}").status_code == 400


def test_by_the_clock_on_the_wall_a_change_is_everywhere_within_two_seconds(
    database_url: str, tmp_path: Path
) -> None:
    place = town(database_url, tmp_path)
    client = create_app(place.settings, db=place.db).test_client()
    assert all(client.get(path).status_code == 200 for path in ("/acties", *FEEDS))
    action = place.start()
    started_at = time.monotonic()
    waiting = {"/acties", *FEEDS}
    while waiting and time.monotonic() < started_at + 2:
        waiting -= {path for path in waiting if action in client.get(path).text}
    assert waiting == set()
    place.end(action, "found", "Zij is weer thuis.")
    ended_at = time.monotonic()
    waiting = {"/acties", *FEEDS, f"/feeds/actions/{action}.cap"}
    while waiting and time.monotonic() < ended_at + 2:
        waiting -= {path for path in waiting if "Zij is weer thuis." in client.get(path).text}
    assert waiting == set()
    place.close()

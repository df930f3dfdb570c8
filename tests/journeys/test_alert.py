"""From joining to the outcome: what a phone is sent, what its owner reads, what control room and public see of it."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from tests.journeys.stage import Country, Desk, Notification, Resident, away
from tests.support.world import LEEUWARDEN

SENTENCE = "Meisje van 6 jaar, blond haar, rode jas. Laatst gezien om 11.40 uur: Zuiderplein."
CALL = "Ziet u iets? Bel gratis 0800 0011."


@dataclass
class Alerted:
    """A running action and somebody who was alerted."""

    country: Country
    desk: Desk
    action: str
    resident: Resident
    alert: Notification


@pytest.fixture
def alerted(country: Country, desk: Desk) -> Alerted:
    resident = country.resident(home=away(730))
    action = desk.starts()
    alert = resident.gets("alert")
    desk.waits(action, handedOver=1)
    return Alerted(country, desk, action, resident, alert)


def test_an_alert_is_a_declarative_push_message_with_all_its_data(alerted: Alerted) -> None:
    shown = alerted.desk.sees(alerted.action)
    body = alerted.resident.arrivals()[0].body
    assert alerted.resident.phone.decrypt(body) == {
        "web_push": 8030,
        "mutable": True,
        "notification": {
            "title": "Vermist meisje van 6",
            "body": f"{SENTENCE} {CALL}",
            "lang": "nl",
            "dir": "ltr",
            "navigate": f"http://localhost:8000/oproep/{alerted.action}",
            "tag": alerted.action,
            "renotify": True,
            "silent": False,
            "data": {
                "notice": shown["messages"][0]["notice"],
                "action": alerted.action,
                "number": 1,
                "kind": "alert",
                "phone": "08000011",
                "expiresAt": shown["expiresAt"],
                "exercise": False,
            },
        },
    }


def test_an_alert_is_urgent_replaces_by_topic_and_lives_as_long_as_its_action(alerted: Alerted) -> None:
    arrival, shown = alerted.resident.arrivals()[0], alerted.desk.sees(alerted.action)
    life = datetime.fromisoformat(shown["expiresAt"]) - datetime.fromisoformat(shown["startedAt"])
    assert (arrival.urgency, arrival.topic) == ("high", alerted.action)
    assert 7_000 < arrival.ttl <= life.total_seconds()


def test_somebody_who_reads_english_is_alerted_in_english(alerted: Alerted) -> None:
    english = alerted.country.resident(home=LEEUWARDEN, language="en")
    alert = english.gets("alert")
    assert (alert["lang"], alert["body"][:19]) == ("en", "Girl aged 6, blond ")


def test_receipts_are_counted_once_each(alerted: Alerted) -> None:
    notice = alerted.alert["data"]["notice"]
    for state in ("shown", "shown", "opened", "opened"):
        assert alerted.resident.reports(notice, state) == 204
    counts = alerted.desk.progress(alerted.action)
    assert {name: counts[name] for name in ("selected", "handedOver", "accepted", "shown", "opened")} == {
        "selected": 1,
        "handedOver": 1,
        "accepted": 1,
        "shown": 1,
        "opened": 1,
    }


def test_progress_puts_a_receipt_in_the_ring_it_came_from(alerted: Alerted) -> None:
    alerted.resident.reports(alerted.alert["data"]["notice"])
    rings = alerted.desk.progress(alerted.action)["rings"]
    assert [(ring["from"], ring["to"], ring["shown"]) for ring in rings] == [
        (1600, 2000, 0),
        (1200, 1600, 0),
        (800, 1200, 0),
        (400, 800, 1),
        (0, 400, 0),
    ]


def test_the_app_lists_what_the_phone_was_sent(alerted: Alerted) -> None:
    shown = alerted.desk.sees(alerted.action)
    assert alerted.resident.alerts() == [
        {
            "action": alerted.action,
            "status": "running",
            "kind": "missing-child",
            "title": alerted.alert["title"],
            "description": shown["description"],
            "area": shown["area"],
            "distance": 700,
            "startedAt": shown["startedAt"],
            "endedAt": None,
            "result": None,
            "exercise": False,
            "photo": None,
            "messages": shown["messages"],
        }
    ]


def test_an_update_follows_with_what_is_new_in_front(alerted: Alerted) -> None:
    alerted.desk.updates(alerted.action, text="Zij draagt nu een gele muts")
    update = alerted.resident.gets("update")
    assert (update["data"]["number"], update["tag"], update["renotify"]) == (2, alerted.action, True)
    assert update["body"] == f"Aanvulling: Zij draagt nu een gele muts. {SENTENCE} {CALL}"


def test_the_outcome_is_the_last_thing_on_the_screen_and_comes_once(alerted: Alerted) -> None:
    alerted.desk.updates(alerted.action, text="Zij draagt nu een gele muts")
    alerted.resident.gets("update")
    alerted.desk.ends(alerted.action, text="zij is weer thuis")
    outcome = alerted.resident.gets("outcome")
    assert (outcome["title"], outcome["body"]) == (
        "Afloop: vermist kind",
        "Het vermiste meisje is gevonden. U hoeft niet meer uit te kijken. Zij is weer thuis. Bedankt voor uw hulp.",
    )
    data = outcome["data"]
    assert (data["number"], data["phone"], outcome["renotify"]) == (3, "09008844", False)
    assert (outcome["tag"], alerted.resident.arrivals()[-1].topic) == (alerted.action, alerted.action)
    assert alerted.resident.kinds() == ["alert", "update", "outcome"]


def test_the_outcome_lives_for_a_day(alerted: Alerted) -> None:
    alerted.desk.ends(alerted.action)
    alerted.resident.gets("outcome")
    assert 86_000 < alerted.resident.arrivals()[-1].ttl <= 86_400


def test_control_room_app_and_public_tell_the_same_story(alerted: Alerted) -> None:
    country, action = alerted.country, alerted.action
    alerted.desk.updates(action, text="Zij draagt nu een gele muts")
    alerted.desk.ends(action)
    alerted.resident.gets("outcome")
    alerted.resident.reports(alerted.resident.gets("outcome")["data"]["notice"])
    shown, progress = alerted.desk.sees(action), alerted.desk.progress(action)
    public = country.call("GET", "/v1/actions").get_json()["items"][0]
    assert progress["outcome"] == {"selected": 1, "handedOver": 1, "shown": 1}
    assert public["participants"] == progress["handedOver"] == 1
    assert public["messages"] == shown["messages"][-1:]
    assert alerted.resident.alerts()[0]["messages"] == shown["messages"]
    assert country.call("GET", f"/v1/actions/{action}").get_json() == public


def test_after_the_end_the_public_sees_no_description_no_area_and_no_summary(alerted: Alerted) -> None:
    alerted.desk.updates(alerted.action, text="Zij draagt nu een gele muts")
    alerted.desk.ends(alerted.action)
    answer = alerted.country.call("GET", f"/v1/actions/{alerted.action}")
    assert {"area", "description"}.isdisjoint(answer.get_json())
    for secret in ("Vermist meisje van 6", "gele muts", "rode jas", "Zuiderplein", "5.79"):
        assert secret not in answer.text

"""The real service worker in a real browser, woken by pushes that are damaged, late, doubled or out of order.

pwa/tests/worker/push.test.ts proves the order of steps, silent storage and languages on a worker of its own.
"""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.phone import Phone

WHOLE_BROWSER = True

UNREADABLE = "Er is een bericht voor u. Open de app om het te lezen."
DAMAGED = {
    "nothing": "",
    "no JSON": '{"web_push":8030,"notif',
    "null": "null",
    "a list": "[1,2]",
    "without a notification": '{"web_push":8030}',
    "a notification that is none": '{"web_push":8030,"notification":5}',
    "texts that are none": '{"notification":{"title":7,"body":"  ","tag":{},"data":[]}}',
    "binary": "\u0000\uffff\u0001",
}


def test_damaged_pushes_still_show_a_notification(phone: Phone) -> None:
    for name, payload in DAMAGED.items():
        phone.deliver(payload)
        assert phone.notified("Burgernet")["body"] == UNREADABLE, name
        phone.sweep()
        phone.until(phone.notifications, lambda shown: not shown)


@pytest.mark.parametrize(
    "data",
    [
        {"notice": "n" * 22, "action": "a" * 22, "number": 1, "kind": "evacuation"},
        {"notice": "../../etc", "action": 12, "number": "first", "kind": None},
        None,
    ],
    ids=["an unknown kind", "wrong types", "no data"],
)
def test_a_push_this_version_does_not_know_shows_its_text(phone: Phone, data: object) -> None:
    phone.deliver(
        json.dumps({"notification": {"title": "Van later", "body": "Een nieuw soort.", "data": data}})
    )
    assert phone.notified("Van later")["body"] == "Een nieuw soort."


def test_what_the_house_sends_is_shown_and_receipted(phone: Phone, house: House) -> None:
    action = house.start_action()
    [alert] = phone.messages()
    phone.deliver(alert)
    shown = phone.notified("Meisje van 6 vermist")
    assert shown["body"] == alert["notification"]["body"]
    assert shown["lang"] == "nl"
    phone.until(lambda: house.progress(action["id"])["shown"], lambda number: number == 1)
    house.outcome(action["id"])
    [outcome] = phone.messages()
    phone.deliver(outcome)
    assert phone.notified("Afloop: vermist kind")["tag"] == shown["tag"]


def test_an_alert_after_its_outcome_shows_the_outcome(phone: Phone, house: House) -> None:
    action = house.start_action()
    alert = phone.messages()[0]
    house.outcome(action["id"])
    outcome = phone.messages()[0]
    # In sight it would hear of both from the house before the pushes arrive.
    phone.open("/icons/mark.svg")
    phone.deliver(outcome)
    phone.notified("Afloop: vermist kind")
    phone.deliver(alert)
    late = phone.notified("Afloop: vermist kind")
    assert late["body"] == outcome["notification"]["body"]
    assert late["silent"], "The outcome was heard before."
    phone.open(f"/oproep/{action['id']}")
    phone.has_heading("Afloop: vermist kind")


def test_in_two_tabs_there_is_one_card_each_and_one_sound(phone: Phone, house: House) -> None:
    other = phone.new_page()
    phone.open(page=other)
    phone.has_heading("U staat aan", other)
    action = house.start_action()
    [alert] = phone.messages()
    phone.deliver(alert)
    assert not phone.notified("Meisje van 6 vermist")["silent"]
    for page in (phone.page, other):
        phone.has_heading("Meisje van 6 vermist", page)
    phone.deliver(alert)
    assert phone.notified("Meisje van 6 vermist")["silent"]
    for page in (phone.page, other):
        phone.has_heading("Meisje van 6 vermist", page)
        assert page.get_by_role("heading", name="Meisje van 6 vermist").count() == 1
    house.outcome(action["id"])
    phone.deliver(phone.messages()[0])
    phone.notified("Afloop: vermist kind")
    for page in (phone.page, other):
        phone.has_heading("U staat aan", page)
        expect(page.get_by_role("heading", name="Meisje van 6 vermist")).to_have_count(0)

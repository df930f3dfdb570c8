"""Those who could not be reached when their turn came: a new subscription, or the app itself, brings it still."""

from tests.delivery.stage import Service, healthy, until
from tests.journeys.stage import Country, Desk, Gate
from tests.support.push_service import Response
from tests.support.world import LEEUWARDEN


def test_a_subscription_brings_the_alert_that_found_nobody(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN, subscribed=False)
    action = desk.starts()
    desk.waits(action, unreachable=1)
    resident.subscribe()
    assert resident.gets("alert")["data"]["action"] == action
    desk.waits(action, unreachable=0, handedOver=1)


def test_a_phone_that_was_gone_is_alerted_at_its_new_subscription(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN)
    country.push.thread.service.gone.add(resident.phone.token)
    action = desk.starts()
    desk.waits(action, gone=1)
    resident.phone = country.phone()
    resident.subscribe()
    assert resident.gets("alert")["data"]["action"] == action
    desk.waits(action, gone=0, handedOver=1)


def test_a_subscription_that_is_gone_is_removed(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN)
    country.push.thread.service.gone.add(resident.phone.token)
    desk.waits(desk.starts(), gone=1)
    assert resident.me()["push"] is None


def test_a_new_subscription_may_be_at_another_push_service(
    country: Country, desk: Desk, elsewhere: Service
) -> None:
    resident = country.resident(home=LEEUWARDEN)
    country.push.thread.service.gone.add(resident.phone.token)
    action = desk.starts()
    desk.waits(action, gone=1)
    resident.subscribe(elsewhere)
    assert resident.gets("alert", at=elsewhere)["data"]["action"] == action


def test_a_phone_that_subscribes_anew_while_its_old_address_is_tried_is_alerted_at_the_new_one(
    country: Country, desk: Desk
) -> None:
    resident, gate = country.resident(home=LEEUWARDEN), Gate(answer=Response(410))
    country.push.behave = gate
    action = desk.starts()
    country.push.wait_for(1)
    resident.phone = country.phone()
    resident.subscribe()
    country.push.behave = healthy
    gate.open()
    assert resident.gets("alert")["data"]["action"] == action
    assert resident.me()["push"] is not None


def test_without_any_subscription_reading_the_list_counts_as_handed_over(
    country: Country, desk: Desk
) -> None:
    resident = country.resident(home=LEEUWARDEN, subscribed=False)
    action = desk.starts()
    until(lambda: [alert["action"] for alert in resident.alerts()] == [action], "the alert is listed")
    desk.waits(action, unreachable=0, handedOver=1, accepted=0)


def test_without_any_subscription_the_outcome_is_listed_and_counted(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN, subscribed=False)
    action = desk.starts()
    until(lambda: bool(resident.alerts()), "the alert is listed")
    desk.ends(action, text="zij is weer thuis")
    alert = resident.alerts()[0]
    assert (alert["status"], alert["result"], alert["messages"][-1]["kind"]) == ("ended", "found", "outcome")

    def counted() -> bool:
        resident.alerts()
        return bool(desk.progress(action)["outcome"]["handedOver"] == 1)

    until(counted, "reading the outcome counts")


def test_a_subscription_after_the_end_brings_the_outcome_to_whoever_read_the_alert(
    country: Country, desk: Desk
) -> None:
    resident = country.resident(home=LEEUWARDEN, subscribed=False)
    action = desk.starts()
    until(lambda: bool(resident.alerts()), "the alert is listed")
    desk.ends(action)
    until(lambda: desk.progress(action)["outcome"]["selected"] == 1, "the outcome is queued")
    resident.subscribe()
    resident.gets("outcome")
    assert resident.kinds() == ["outcome"]


def test_whoever_was_never_reached_hears_no_outcome(country: Country, desk: Desk) -> None:
    resident, witness = country.resident(home=LEEUWARDEN, subscribed=False), country.resident(home=LEEUWARDEN)
    action = desk.starts()
    desk.waits(action, unreachable=1, handedOver=1)
    desk.ends(action)
    resident.subscribe()
    witness.gets("outcome")
    assert (resident.alerts(), desk.progress(action)["outcome"]["selected"]) == ([], 1)


def test_a_receipt_counts_as_handed_over(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN, subscribed=False)
    action = desk.starts()
    desk.waits(action, unreachable=1)
    assert resident.reports(desk.sees(action)["messages"][0]["notice"], "opened") == 204
    desk.waits(action, unreachable=0, handedOver=1, shown=1, opened=1)

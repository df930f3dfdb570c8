"""However often a start is repeated, one action starts and everybody is alerted once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from werkzeug.test import TestResponse

from tests.delivery.stage import until
from tests.journeys.stage import Country, Desk
from tests.support.world import LEEUWARDEN, Colleague


def sent(country: Country, desk: Desk, action: str) -> Counter[str]:
    """Alerts by phone, once the outcome that comes after them has reached everybody."""
    selected = desk.progress(action)["selected"]
    desk.waits(action, handedOver=selected)
    desk.ends(action)
    until(lambda: desk.progress(action)["outcome"]["handedOver"] == selected, "everybody hears the outcome")
    return Counter(arrival.token for arrival in country.push.arrivals)


def test_the_same_key_again_answers_the_same_and_starts_nothing(country: Country, desk: Desk) -> None:
    phones = country.crowd(5)
    body = desk.report()
    first, again = desk.start("once", **body), desk.start("once", **body)
    assert (first.status_code, again.status_code, first.get_json()) == (201, 201, again.get_json())
    assert sent(country, desk, first.get_json()["id"]) == dict.fromkeys(phones, 2)


@pytest.mark.parametrize("hurried", [8])
def test_eight_at_the_same_moment_start_one_action(country: Country, desk: Desk, hurried: int) -> None:
    phones, body = country.crowd(5), desk.report()
    cookie = desk.client.get_cookie("burgernet_session")
    assert cookie is not None

    def start(_: int) -> TestResponse:
        client = country.app.test_client()
        client.set_cookie("burgernet_session", cookie.value)
        return Colleague(country, desk.name, client).start("once", **body)

    with ThreadPoolExecutor(hurried) as pool:
        answers = list(pool.map(start, range(hurried)))
    assert {(answer.status_code, answer.get_json()["id"]) for answer in answers} == {
        (201, answers[0].get_json()["id"])
    }
    assert len(country.call("GET", "/v1/actions").get_json()["items"]) == 1
    assert sent(country, desk, answers[0].get_json()["id"]) == dict.fromkeys(phones, 2)


def test_the_same_key_with_another_body_is_refused_and_starts_nothing(country: Country, desk: Desk) -> None:
    body = desk.report()
    desk.start("once", **body)
    other = desk.start("once", **{**body, "radius": 3_000})
    assert (other.status_code, len(country.call("GET", "/v1/actions").get_json()["items"])) == (422, 1)


def test_a_refused_start_leaves_its_key_free(country: Country, desk: Desk) -> None:
    body = desk.report()
    refused = desk.start("once", **{**body, "familyConsent": False})
    assert (refused.status_code, desk.start("once", **body).status_code) == (422, 201)


def test_a_key_is_each_dispatchers_own(country: Country, desk: Desk) -> None:
    body = desk.report()
    mine, theirs = desk.start("once", **body), country.desk().start("once", **body)
    assert mine.get_json()["id"] != theirs.get_json()["id"]


def test_the_same_key_again_sends_an_update_once(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN)
    action = desk.starts()
    for _ in range(3):
        path, headers = f"/v1/actions/{action}/updates", {"Idempotency-Key": "once"}
        assert desk("POST", path, json={"text": "gele muts"}, headers=headers).status_code == 201
    resident.gets("update")
    desk.ends(action)
    resident.gets("outcome")
    assert resident.kinds() == ["alert", "update", "outcome"]

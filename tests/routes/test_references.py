"""A control room finds an incident by its own number, which nobody outside reads; staff may act in several regions."""

import pytest

from backend.domain.municipalities import register
from backend.domain.staff import accounts
from backend.models import Staff
from tests.support.world import DELFT, PASSWORD, Colleague, World, point

REFERENCE = "2026-0412/7"
PUBLIC = ("/v1/actions", "/feeds/actions.atom", "/feeds/actions.json", "/feeds/actions.geojson", "/acties")


@pytest.fixture
def action(dispatcher: Colleague) -> str:
    started: str = dispatcher.start(reference=REFERENCE).get_json()["id"]
    return started


def test_it_stands_in_list_overview_and_trail(dispatcher: Colleague, action: str) -> None:
    [listed] = dispatcher("GET", "/v1/dispatch/actions").get_json()["items"]
    [glance] = dispatcher("GET", "/v1/dispatch/overview").get_json()["items"]
    trail = dispatcher("GET", f"/v1/dispatch/actions/{action}/trail").get_json()["items"]
    assert [listed["reference"], glance["reference"], trail[0]["detail"]["reference"]] == [REFERENCE] * 3
    assert dispatcher.start("other", reference="x" * 21).status_code == 400


def test_nobody_outside_reads_it(world: World, dispatcher: Colleague, action: str) -> None:
    caller = world.join(places={"home": point((5.79, 53.2))})
    addresses = (*PUBLIC, f"/v1/actions/{action}", f"/acties/{action}", f"/feeds/actions/{action}.cap")
    for ended in (False, True):
        if ended:
            dispatcher("POST", f"/v1/actions/{action}/outcome", json={"result": "found"})
        for address in addresses:
            answer = world.call("GET", address)
            assert answer.status_code == 200, address
            assert REFERENCE not in answer.text, address
        assert REFERENCE not in caller("GET", "/alerts").text


def test_a_past_action_is_found_by_it(dispatcher: Colleague, action: str) -> None:
    dispatcher("POST", f"/v1/actions/{action}/outcome", json={"result": "found"})

    def found(search: str) -> list[str]:
        items = dispatcher("GET", "/v1/dispatch/figures", query_string={"search": search}).get_json()["items"]
        return [item["id"] for item in items]

    assert [found("0412/7"), found("LEEUWARD"), found("")] == [[action]] * 3
    assert [found("0413"), found("%"), found("_")] == [[]] * 3
    assert REFERENCE in dispatcher("GET", "/v1/dispatch/figures.csv").text


class TestRegions:
    @pytest.fixture
    def colleague(self, world: World) -> Colleague:
        with world.db.write() as session:
            register.join(session, "GM0503", "Zuid-Holland", world.now.date(), world.now)
            register.join(session, "GM0344", "Utrecht", world.now.date(), world.now)
            accounts.add(session, "noord", "dispatcher", "Fryslân", PASSWORD, world.now, ["Zuid-Holland"])
        client = world.app.test_client()
        signed_in = client.post("/v1/sessions", json={"username": "noord", "password": PASSWORD}).get_json()
        assert (signed_in["region"], signed_in["regions"]) == ("Fryslân", ["Fryslân", "Zuid-Holland"])
        return Colleague(world, "noord", client)

    def test_they_act_in_each_and_nowhere_else(self, world: World, colleague: Colleague) -> None:
        started = [
            colleague.start(key, location=point(at)) for key, at in (("a", (5.79, 53.2)), ("b", DELFT))
        ]
        assert [answer.status_code for answer in started] == [201, 201]
        assert colleague.start("c", location=point((5.1214, 52.0907))).status_code == 403
        assert len(colleague("GET", "/v1/dispatch/actions").get_json()["items"]) == 2
        assert len(colleague("GET", "/v1/dispatch/overview").get_json()["items"]) == 2

    def test_what_a_version_that_knows_one_region_set_counts(
        self, world: World, colleague: Colleague
    ) -> None:
        with world.db.write() as session:
            member = accounts.named(session, "noord")
            assert isinstance(member, Staff)
            member.region = "Utrecht"
        assert colleague.start(location=point((5.79, 53.2))).status_code == 403
        assert colleague.start("c", location=point((5.1214, 52.0907))).status_code == 201

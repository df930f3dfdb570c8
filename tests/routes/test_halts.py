"""Who may use the emergency stop where, what it answers, and what the control room and the trail tell of it."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from backend.domain.municipalities import register
from backend.domain.staff import accounts, audit
from tests.support.world import PASSWORD, Colleague, World, point


@pytest.fixture
def supervisor(world: World) -> Colleague:
    return world.staff("supervisor")


@pytest.fixture
def abroad(world: World) -> Colleague:
    """A supervisor of another region that takes part."""
    with world.db.write() as session:
        register.join(session, "GM0344", "Utrecht", world.now.date(), world.now)
    return world.staff("supervisor", "Utrecht")


def halt(member: Colleague, **body: Any) -> TestResponse:
    return member("POST", "/v1/halts", json=body)


def end(member: Colleague, halt_id: str, withdraw: bool = False) -> int:
    return member("DELETE", f"/v1/halts/{halt_id}?withdraw={str(withdraw).lower()}").status_code


def seen(member: Colleague) -> list[tuple[str | None, str | None]]:
    """What this control room sees halted."""
    found = member("GET", "/v1/dispatch/overview").get_json()["halts"]
    return [(each["region"], each["action"]) for each in found]


def test_a_supervisor_halts_the_own_region_and_ends_it(world: World, supervisor: Colleague) -> None:
    answer = halt(supervisor)
    body = answer.get_json()
    assert (answer.status_code, body["region"], body["action"]) == (201, "Fryslân", None)
    assert halt(supervisor, region="Fryslân").get_json()["id"] == body["id"]
    assert seen(world.staff()) == [("Fryslân", None)]
    assert "burgernet_halts 1.0" in world.call("GET", "/metrics").text
    assert end(supervisor, body["id"]) == 204
    assert end(supervisor, body["id"]) == 409
    assert seen(supervisor) == []


def test_a_supervisor_halts_an_action_and_the_trail_says_who(
    world: World, supervisor: Colleague, dispatcher: Colleague
) -> None:
    world.join(places={"home": point((5.79, 53.2))})
    action = dispatcher.start().get_json()["id"]
    begun = halt(supervisor, action=action).get_json()
    assert end(supervisor, begun["id"], withdraw=True) == 204
    trail = dispatcher("GET", f"/v1/dispatch/actions/{action}/trail").get_json()["items"]
    assert [(each["act"], each["actor"]) for each in trail[1:]] == [
        ("halted", supervisor.name),
        ("resumed", supervisor.name),
    ]
    assert trail[2]["detail"] == {"halt": begun["id"], "withdraw": True}
    with world.db.snapshot() as session:
        assert list(audit.problems(session)) == []


def test_withdrawing_a_region_takes_back_what_waits_and_names_each_action(
    world: World, supervisor: Colleague, abroad: Colleague, dispatcher: Colleague
) -> None:
    for _ in range(3):
        world.join(places={"home": point((5.79, 53.2))})
    action = dispatcher.start().get_json()["id"]
    elsewhere = halt(abroad).get_json()["id"]
    assert end(abroad, elsewhere, withdraw=True) == 204
    counts = dispatcher("GET", f"/v1/dispatch/actions/{action}").get_json()["counts"]
    assert (counts["waiting"], counts["withdrawn"]) == (3, 0)
    assert end(supervisor, halt(supervisor).get_json()["id"], withdraw=True) == 204
    counts = dispatcher("GET", f"/v1/dispatch/actions/{action}").get_json()["counts"]
    assert (counts["waiting"], counts["withdrawn"]) == (0, 3)
    trail = dispatcher("GET", f"/v1/dispatch/actions/{action}/trail").get_json()["items"]
    assert trail[-1]["act"] == "waiting-withdrawn"


def test_nobody_halts_or_resumes_beyond_their_own_region(
    world: World, supervisor: Colleague, abroad: Colleague, dispatcher: Colleague
) -> None:
    action = dispatcher.start().get_json()["id"]
    ours = halt(supervisor, region="Fryslân").get_json()["id"]
    assert halt(dispatcher).status_code == 403
    assert end(dispatcher, ours) == 403
    assert halt(abroad, region="Fryslân").status_code == 403
    assert halt(abroad, action=action).status_code == 403
    assert end(abroad, ours) == 403
    assert seen(abroad) == []
    administrator = world.staff("administrator", None)
    everything = halt(administrator).get_json()
    assert (everything["region"], everything["action"]) == (None, None)
    assert seen(abroad) == [(None, None)]
    assert end(supervisor, everything["id"]) == 403
    assert [end(administrator, each) for each in (everything["id"], ours)] == [204, 204]


def test_what_is_no_reach_is_refused(world: World, supervisor: Colleague) -> None:
    administrator = world.staff("administrator", None)
    assert halt(administrator, region="Atlantis").status_code == 422
    assert halt(supervisor, action="no").status_code == 404
    assert halt(supervisor, action="A" * 22).status_code == 404
    assert halt(supervisor, action="A" * 22, region="Fryslân").status_code == 400
    assert end(supervisor, "A" * 22) == 404
    assert supervisor("DELETE", "/v1/halts/no?withdraw=maybe").status_code == 400
    with world.db.write() as session:
        accounts.add(session, "twee", "supervisor", "Fryslân", PASSWORD, world.now, ["Utrecht"])
    several = Colleague(world, "twee", world.app.test_client())
    several("POST", "/v1/sessions", json={"username": "twee", "password": PASSWORD})
    assert halt(several).status_code == 422
    assert halt(several, region="Fryslân").status_code == 201

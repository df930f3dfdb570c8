"""Who counts for an action, and how far away: rule 6 of the contract, as a table."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backend.domain.deliveries import enlisting
from backend.geo.rd_new import to_rd
from backend.models import Delivery
from tests.journeys.stage import LonLat, away
from tests.support.world import DELFT, LEEUWARDEN, Caller, Colleague, World, point, rfc

RADIUS = 2_000
OUTSIDE, NEAR, MIDDLE, FAR = DELFT, away(300), away(900), away(1_500)


@dataclass(frozen=True)
class Case:
    """Somebody, and how many metres from the centre they count; None where they do not."""

    counts: int | None
    home: LonLat | None = None
    work: LonLat | None = None
    live: LonLat | None = None
    hours: float = 0.0
    """Since that live position."""
    also: bool = False
    paused: bool = False


CASES = {
    "at home, no position": Case(900, home=MIDDLE),
    "home elsewhere": Case(None, home=OUTSIDE),
    "home and work: the nearest": Case(300, home=MIDDLE, work=NEAR),
    "home outside, work inside": Case(900, home=OUTSIDE, work=MIDDLE),
    "is here, lives elsewhere": Case(300, home=OUTSIDE, live=NEAR),
    "is here, lives here: where the phone is": Case(1_500, home=NEAR, live=FAR),
    "is elsewhere": Case(None, home=MIDDLE, live=OUTSIDE),
    "is elsewhere, with home and work here": Case(None, home=MIDDLE, work=NEAR, live=OUTSIDE),
    "was elsewhere a moment less than two hours ago": Case(None, home=MIDDLE, live=OUTSIDE, hours=1.999),
    "was elsewhere two hours ago": Case(900, home=MIDDLE, live=OUTSIDE, hours=2),
    "was elsewhere 22 hours ago": Case(900, home=MIDDLE, live=OUTSIDE, hours=22),
    "was elsewhere 22 hours ago, with home and work": Case(
        300, home=MIDDLE, work=NEAR, live=OUTSIDE, hours=22
    ),
    "was here 22 hours ago, lives elsewhere": Case(300, home=OUTSIDE, live=NEAR, hours=22),
    "was here 22 hours ago, lives farther": Case(300, home=FAR, live=NEAR, hours=22),
    "was here 22 hours ago, lives nearer": Case(300, home=NEAR, live=FAR, hours=22),
    "was here 22 hours ago, without addresses": Case(900, live=MIDDLE, hours=22),
    "was here a day ago": Case(None, home=OUTSIDE, live=NEAR, hours=24),
    "was elsewhere a day ago": Case(900, home=MIDDLE, live=OUTSIDE, hours=24),
    "is elsewhere, and asked for home as well": Case(900, home=MIDDLE, live=OUTSIDE, also=True),
    "is here, and asked for home as well": Case(300, home=NEAR, live=FAR, also=True),
    "asked for home as well, which is elsewhere": Case(None, home=OUTSIDE, live=OUTSIDE, also=True),
    "pauses at home": Case(None, home=MIDDLE, paused=True),
    "pauses, was elsewhere 22 hours ago": Case(None, home=MIDDLE, live=OUTSIDE, hours=22, paused=True),
    "pauses, and asked for home as well": Case(None, home=MIDDLE, live=OUTSIDE, also=True, paused=True),
}


def joins(world: World, case: Case) -> Caller:
    places = {"home": case.home, "work": case.work}
    caller = world.join(places={name: point(found) for name, found in places.items() if found})
    if case.live:
        assert caller.at(case.live).status_code == 204
    if case.also:
        assert caller("PATCH", json={"alsoAddressesWhenAway": True}).status_code == 200
    return caller


def distances(world: World) -> dict[str, float]:
    """Of everybody who counts, by id."""
    query = enlisting.inside(*to_rd(*LEEUWARDEN), RADIUS, False, world.now, world.settings)
    with world.db.read() as session:
        return {row.participant_id: row.distance for row in session.execute(query)}


def in_area(world: World) -> dict[str, int]:
    """As a dispatcher is told before anything is sent."""
    report = {
        "kind": "missing-child",
        "transport": "on-foot",
        "location": point(LEEUWARDEN),
        "lastSeenAt": rfc(world.now),
        "radius": RADIUS,
    }
    answer = world.staff()("POST", "/v1/area-proposals", json=report)
    assert answer.status_code == 200, answer.text
    found: dict[str, int] = answer.get_json()["inArea"]
    return found


@pytest.mark.parametrize("name", CASES)
def test_who_counts_and_how_far_away(world: World, name: str) -> None:
    case = CASES[name]
    caller = joins(world, case)
    world.later(hours=case.hours)
    if case.paused:
        until = rfc(world.now + timedelta(days=1))
        assert caller("PATCH", json={"pausedUntil": until}).status_code == 200
    expected = {} if case.counts is None else {caller.id: pytest.approx(case.counts, abs=0.01)}
    assert distances(world) == expected
    assert in_area(world) == ({"below": 10} if expected else {"about": 0})


def test_everybody_is_numbered_farthest_first_by_the_point_that_counts(
    world: World, dispatcher: Colleague
) -> None:
    older, fresh = (
        [case for case in CASES.values() if not case.paused and case.hours in of] for of in ([22], [0])
    )
    expected = {joins(world, case).id: case.counts for case in older}
    world.later(hours=22)
    expected |= {joins(world, case).id: case.counts for case in fresh}
    # After so long the session is over.
    assert world.staff().start().status_code == 201
    with world.db.read() as session:
        enlisted = session.execute(select(Delivery.participant_id, Delivery.distance).order_by(Delivery.seq))
        order = [(row.participant_id, round(row.distance)) for row in enlisted]
    assert dict(order) == {id_: metres for id_, metres in expected.items() if metres is not None}
    assert [metres for _, metres in order] == sorted((metres for _, metres in order), reverse=True)


def test_a_position_that_is_renewed_goes_on_telling_that_somebody_is_elsewhere(world: World) -> None:
    caller = joins(world, Case(None, home=MIDDLE, live=OUTSIDE))
    for _ in range(3):
        world.later(hours=1)
        caller.at(OUTSIDE)
    assert distances(world) == {}


def test_erasing_a_position_makes_home_count_at_once(world: World) -> None:
    caller = joins(world, Case(None, home=MIDDLE, live=OUTSIDE))
    caller("DELETE", "/position")
    assert list(distances(world)) == [caller.id]


@pytest.mark.parametrize(("hours", "counts"), [(0.4, False), (0.5, True)])
def test_how_long_is_a_setting(build_world: Any, hours: float, counts: bool) -> None:
    world = build_world(AWAY_HOURS=".5")
    joins(world, Case(None, home=MIDDLE, live=OUTSIDE))
    world.later(hours=hours)
    assert bool(distances(world)) == counts


def test_who_is_told_of_an_enlarged_area_is_counted_by_the_same_rule(
    world: World, dispatcher: Colleague
) -> None:
    home = away(3_000)
    joins(world, Case(None, home=home, live=OUTSIDE))
    world.later(hours=3)
    joins(world, Case(None, home=home, live=OUTSIDE))
    action = dispatcher.start().get_json()["id"]
    path = f"/v1/dispatch/actions/{action}"
    preview = dispatcher("POST", f"{path}/update-previews", json={"radius": 4_000})
    assert preview.get_json()["added"] == {"below": 10}
    assert dispatcher("POST", f"/v1/actions/{action}/updates", json={"radius": 4_000}).status_code == 201
    assert dispatcher("GET", f"{path}/progress").get_json()["selected"] == 1

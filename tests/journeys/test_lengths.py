"""The longest texts the limits allow reach every phone whole, or are refused with the number of bytes over."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain import vocabulary
from backend.domain.actions import descriptions
from backend.domain.messages import compose
from backend.domain.refusals import Refused
from backend.models import Action, Notice, new_id
from backend.schemas.action import LONGEST_OUTCOME, LONGEST_UPDATE
from backend.schemas.description import SHORT, TITLE, Description
from backend.settings import Settings, load
from tests.journeys.stage import Country, Desk
from tests.support.world import LEEUWARDEN, NOON, SETTINGS, rfc

LARGEST = 2048
AROUND = 86 + 1 + 16
"""Bytes that encryption adds: header, end of padding, tag."""
SIGNS = ["x", "Q.", "é", "漢", "😀", '"', "\\", "a ", "👩‍👩‍👧"]
PERSON = "build skin hair face clothing belongings".split()
VEHICLE = "make model colour plate".split()


def filled(sign: str) -> dict[str, Any]:
    """A description with every field as long as it may be."""
    short, title = (sign * SHORT)[:SHORT], (sign * TITLE)[:TITLE]
    return {
        "summary": title,
        "lastSeenAt": rfc(NOON - timedelta(hours=12)),
        "lastSeenPlace": title,
        "person": {"sex": "girl", "ageFrom": 100, "ageTo": 130, "lengthCm": 300}
        | dict.fromkeys(PERSON, short),
        "vehicle": dict.fromkeys(["type", *VEHICLE], short),
        "direction": short,
        "caution": title,
    }


def over(errors: list[tuple[str, str]]) -> int:
    """How many bytes too long a refusal says that it is."""
    said = re.search(r"is ([0-9]+) bytes too long", errors[0][1])
    assert said is not None, errors
    return int(said[1])


def refused(answer: Any) -> int:
    assert answer.status_code == 422, answer.text
    return over([(error["field"], error["detail"]) for error in answer.get_json()["errors"]])


def text(most: int) -> st.SearchStrategy[str]:
    full = st.sampled_from(SIGNS).map(lambda sign: (sign * most)[:most])
    return full | st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=most)


def optional(names: list[str], **others: st.SearchStrategy[Any]) -> dict[str, Any]:
    return {"optional": {name: text(SHORT) for name in names} | others}


AGES = st.integers(0, 130)
REPORTS = st.fixed_dictionaries(
    {
        "summary": text(TITLE),
        "lastSeenAt": st.sampled_from([rfc(NOON), rfc(NOON - timedelta(hours=12))]),
        "lastSeenPlace": text(TITLE),
        "person": st.fixed_dictionaries(
            {"sex": st.sampled_from(vocabulary.SEXES)},
            **optional(PERSON, ageFrom=AGES, ageTo=AGES, lengthCm=st.integers(20, 300)),
        ),
        "vehicle": st.fixed_dictionaries({"type": text(SHORT)}, **optional(VEHICLE)),
    },
    optional={"direction": text(SHORT), "caution": text(TITLE)},
)
KINDS = st.sampled_from(vocabulary.KINDS)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder: Path = tmp_path_factory.mktemp("data")
    return load({**SETTINGS, "BURGERNET_DATA_DIR": str(folder)})


def action(kind: str, report: dict[str, Any], exercise: bool) -> Action:
    return Action(
        id=new_id(),
        kind=kind,
        description=descriptions.to_json(Description().load(report)),
        exercise=exercise,
        started_at=NOON,
        expires_at=NOON + timedelta(hours=2),
        number=2,
    )


def fits_or_says_by_how_much(compose: Callable[[], Notice]) -> bool:
    try:
        notice = compose()
    except Refused as refusal:
        return over(refusal.errors) > 0
    return max(len(payload.encode()) for payload in notice.payloads.values()) <= LARGEST


unhurried = settings(deadline=None)


@unhurried
@given(KINDS, REPORTS, st.booleans())
def test_any_description_fits_or_is_refused_with_the_bytes_over(
    house: Settings, kind: str, report: dict[str, Any], exercise: bool
) -> None:
    assert fits_or_says_by_how_much(lambda: compose.alert(action(kind, report, exercise), NOON, house))


@unhurried
@given(KINDS, REPORTS, st.booleans(), st.none() | text(LONGEST_UPDATE), st.booleans())
def test_any_update_fits_or_is_refused_with_the_bytes_over(
    house: Settings, kind: str, report: dict[str, Any], exercise: bool, said: str | None, enlarged: bool
) -> None:
    running = action(kind, report, exercise)
    assert fits_or_says_by_how_much(lambda: compose.update(running, said, enlarged, NOON, house))


@unhurried
@given(KINDS, REPORTS, st.booleans(), st.sampled_from(vocabulary.RESULTS), text(LONGEST_OUTCOME))
def test_any_outcome_fits_or_is_refused_with_the_bytes_over(
    house: Settings, kind: str, report: dict[str, Any], exercise: bool, result: str, said: str
) -> None:
    running = action(kind, report, exercise)
    assert fits_or_says_by_how_much(lambda: compose.outcome(running, result, said, NOON, house))


def test_every_field_full_of_plain_letters_reaches_the_phone(country: Country, desk: Desk) -> None:
    resident = country.resident(home=LEEUWARDEN)
    desk.starts(kind="burglary", description=filled("x"))
    alert = resident.gets("alert")
    assert (alert["title"], alert["body"].count("x" * SHORT)) == ("x" * TITLE, 14)
    assert len(resident.arrivals()[0].body) <= LARGEST + AROUND


def test_every_field_full_of_emoji_is_refused_and_nothing_starts(country: Country, desk: Desk) -> None:
    answer = desk.start(description=filled("😀"))
    assert refused(answer) > 0
    assert answer.get_json()["errors"][0]["field"] == "description"
    assert country.call("GET", "/v1/actions").get_json()["items"] == []


def test_a_description_shorter_by_the_bytes_over_fits_to_the_last_one(country: Country, desk: Desk) -> None:
    resident, description = country.resident(home=LEEUWARDEN, language="en"), filled("x")
    description["person"] |= dict.fromkeys(PERSON[:5], "é" * SHORT)
    description["direction"] = description["vehicle"]["type"] = "漢" * SHORT
    too_much = refused(desk.start("long", description=description))
    description["lastSeenPlace"] = "x" * (TITLE - too_much + 1)
    assert refused(desk.start("one over", description=description)) == 1
    description["lastSeenPlace"] = "x" * (TITLE - too_much)
    desk.starts(description=description)
    resident.gets("alert")
    assert len(resident.arrivals()[0].body) == LARGEST + AROUND


def test_an_update_that_is_too_long_is_refused_and_changes_nothing(country: Country, desk: Desk) -> None:
    description = filled("x")
    running = desk.starts(description=description)
    before = desk.sees(running)
    answer = desk.update(running, text="😀" * LONGEST_UPDATE, radius=4_000)
    assert refused(answer) > 0
    assert answer.get_json()["errors"][0]["field"] == "text"
    assert desk.sees(running) == before


def test_the_longest_outcome_reaches_the_phone(country: Country, desk: Desk) -> None:
    resident, said = country.resident(home=LEEUWARDEN), "😀" * LONGEST_OUTCOME
    running = desk.starts()
    resident.gets("alert")
    desk.ends(running, text=said)
    assert said in resident.gets("outcome")["body"]


def test_a_long_description_reaches_those_who_come_in_after_midnight(country: Country) -> None:
    """Then the sentence names the day as well, and must not become too long to be sent."""
    country.later(hours=11, minutes=30)
    desk, description = country.desk(), filled("x")
    description |= {"lastSeenAt": rfc(country.now - timedelta(minutes=20)), "direction": "é" * SHORT}
    running = desk.starts(description=description)
    longest = next(
        said
        for said in ("漢" * number for number in range(LONGEST_UPDATE, 0, -1))
        if desk.update(running, text=said).status_code == 201
    )
    country.later(hours=1)
    late = country.resident(home=LEEUWARDEN)
    assert longest in late.gets("alert")["body"]

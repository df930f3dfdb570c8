"""No text that goes out leads to anybody but us: refused at its field in start, update, outcome and previews."""

from typing import Any

import pytest

from tests.support.world import Colleague, World

HOSTILE = {
    "summary": "Kijk op kwaad.nl",
    "lastSeenPlace": "bel 06-12345678",
    "direction": "naar w w w . kwaad . nl",
    "caution": "jan (at) kwaad.nl",
}
PERSON = {
    "clothing": "jas, www punt kwaad punt nl",
    "belongings": "tas, nul zes een twee drie vier vijf zes zeven acht",
}


def kinds(problems: list[dict[str, Any]]) -> dict[str, str]:
    return {each["field"]: each["values"]["kind"] for each in problems if each["code"] == "contact-details"}


EXPECTED = {
    "description.summary": "web-address",
    "description.lastSeenPlace": "phone-number",
    "description.direction": "web-address",
    "description.caution": "email-address",
    "description.person.clothing": "web-address",
    "description.person.belongings": "phone-number",
}


def hostile(dispatcher: Colleague) -> dict[str, Any]:
    description: dict[str, Any] = dispatcher.report()["description"]
    return description | HOSTILE | {"person": description["person"] | PERSON}


def test_nothing_starts_and_every_field_is_named(dispatcher: Colleague) -> None:
    answer = dispatcher.start(description=hostile(dispatcher))
    assert answer.status_code == 422
    assert kinds(answer.get_json()["errors"]) == EXPECTED
    assert dispatcher("GET", "/v1/dispatch/actions").get_json()["items"] == []


def test_it_is_said_while_it_is_typed(dispatcher: Colleague) -> None:
    report = dispatcher.report() | {"description": hostile(dispatcher)}
    del report["transport"]
    assert kinds(dispatcher("POST", "/v1/dispatch/previews", json=report).get_json()["problems"]) == EXPECTED


def test_no_addition_and_no_outcome_leads_elsewhere(dispatcher: Colleague, world: World) -> None:
    action = dispatcher.start().get_json()["id"]
    path = f"/v1/actions/{action}"
    for call, body in (
        ("updates", {"text": "Zie kwaad.nl"}),
        ("outcome", {"result": "found", "text": "Zie kwaad.nl"}),
    ):
        answer = dispatcher("POST", f"{path}/{call}", json=body)
        assert (answer.status_code, kinds(answer.get_json()["errors"])) == (422, {"text": "web-address"})
    assert len(dispatcher("GET", f"/v1/dispatch/actions/{action}").get_json()["messages"]) == 1
    ours = dispatcher(
        "POST", f"{path}/updates", json={"text": "Gezien bij de brug. Bel 0800 0011, bij spoed 112."}
    )
    assert ours.status_code == 201
    # That it is over is said before what is wrong with the words.
    assert dispatcher("POST", f"{path}/outcome", json={"result": "found"}).status_code == 201
    late = dispatcher("POST", f"{path}/outcome", json={"result": "found", "text": "Zie kwaad.nl"})
    assert late.status_code == 409


@pytest.mark.parametrize("text", ["BAKKERIJ-JANSEN.NL 06-12345678"])
def test_lettering_is_quoted_as_it_stands_on_the_van(dispatcher: Colleague, text: str) -> None:
    description = dispatcher.report()["description"] | {"lettering": text}
    answer = dispatcher.start(description=description)
    assert answer.status_code == 201
    action = answer.get_json()
    assert action["description"]["lettering"] == text
    assert f"opschrift ‘{text}’" in action["messages"][0]["body"]
    assert dispatcher.start(description=description | {"lettering": "x" * 41}).status_code == 400


def test_invisible_marks_are_gone_before_anybody_reads_them(dispatcher: Colleague) -> None:
    marks = "\u200e\u200f\u061c\u202e\u2066"
    description = dispatcher.report()["description"] | {"direction": f"{marks}naar de {marks}brug"}
    action = dispatcher.start(description=description).get_json()
    assert action["description"]["direction"] == "naar de brug"

"""Addresses are found where they are, and whatever the look-up's source does, the caller knows soon what to do next."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from marshmallow import ValidationError

from backend.schemas.address import HouseNumber, Postcode
from tests.support import pdok as ways
from tests.support.pdok import Pdok, address, listed
from tests.support.waiting import until
from tests.support.world import LEEUWARDEN, World

BUILD = Callable[..., World]
HOSTILE = [
    b"",
    b"<html>",
    b"[]",
    b"null",
    b'{"response":null}',
    b'{"response":{"docs":"none"}}',
    b'{"response":{"docs":[NaN]}}',
    b"[" * 100_000,
    b'{"response":{"docs":[]}}' + b" " * 300_000,
    b"\xff\xfe",
]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing of this is stored."""
    return sqlite_url


@pytest.fixture
def pdok() -> Iterator[Pdok]:
    with Pdok() as source:
        yield source


@pytest.fixture
def world(build_world: BUILD, pdok: Pdok) -> World:
    return build_world(PDOK_URL=pdok.url)


def labels(world: World, **body: Any) -> list[str]:
    answer = world.call("POST", "/v1/address-lookups", json=body)
    assert answer.status_code == 200, answer.text
    return [item["label"] for item in answer.get_json()["items"]]


FOUND = {
    "items": [
        {
            "label": "Zuiderplein 12, 8911AB Leeuwarden",
            "location": {"type": "Point", "coordinates": [5.7909, 53.2008]},
            "municipality": {"code": "GM0080", "name": "Leeuwarden"},
        }
    ]
}


def test_an_address_is_found_however_it_is_typed(world: World) -> None:
    for postcode, number in (("8911AB", "12"), ("8911 ab", 12), ("8911AB", "12 ")):
        body = {"postcode": postcode, "number": number}
        assert world.call("POST", "/v1/address-lookups", json=body).get_json() == FOUND


def test_letters_and_additions_count(world: World) -> None:
    for number, found in (("12a", ["12A"]), ("12 A", ["12A"]), ("14-2", ["14-2"]), ("12b", [])):
        told = labels(world, postcode="8911AB", number=number)
        assert told == [f"Zuiderplein {each}, 8911AB Leeuwarden" for each in found]


def test_a_number_that_only_exists_with_additions_gives_them_all(world: World) -> None:
    assert len(labels(world, postcode="8911AB", number="14")) == 2


def test_an_addition_is_no_part_of_the_number(world: World, pdok: Pdok) -> None:
    pdok.way = ways.saying(listed([address("Zuiderplein", 121), address("Zuiderplein", 12, "-1")]))
    assert labels(world, postcode="8911AB", number="121") == ["Zuiderplein 121, 8911AB Leeuwarden"]


def test_a_neighbour_is_not_taken_for_the_address(world: World, pdok: Pdok) -> None:
    pdok.way = ways.wrong
    assert labels(world, postcode="8911AB", number="12") == []


def test_what_does_not_exist_is_an_empty_list(world: World, pdok: Pdok) -> None:
    pdok.way = ways.empty
    assert labels(world, postcode="8911AB", number="12") == []


def test_a_text_finds_what_resembles_it(world: World, pdok: Pdok) -> None:
    assert labels(world, query="markt {!func} delft*") == ["Markt 1, 2611GP Delft"]
    assert pdok.asked == ["markt func delft"]


def given_up(world: World) -> None:
    began = time.monotonic()
    answer = world.call("POST", "/v1/address-lookups", json={"postcode": "8911AB", "number": "12"})
    assert 1.5 < time.monotonic() - began < 6
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert int(answer.headers["Retry-After"]) > 0


def test_a_slow_source_is_given_up_after_two_seconds(world: World, pdok: Pdok) -> None:
    pdok.way = ways.slow
    given_up(world)


def test_a_source_that_drips_is_given_up_too_and_does_not_keep_its_connection(
    world: World, pdok: Pdok
) -> None:
    pdok.way = ways.dripping
    given_up(world)
    assert pdok.hung_up.wait(10)


def test_a_source_that_is_down_is_said_to_be(build_world: BUILD) -> None:
    world = build_world(PDOK_URL="http://127.0.0.1:9/search")
    answer = world.call("POST", "/v1/address-lookups", json={"query": "Markt Delft"})
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")


def test_while_the_source_is_down_the_places_of_our_own_list_are_found(build_world: BUILD) -> None:
    world = build_world(PDOK_URL="http://127.0.0.1:9/search")
    first = world.call("POST", "/v1/address-lookups", json={"query": " leeuwarden"}).get_json()["items"][0]
    assert (first["label"], first["municipality"]) == ("Leeuwarden", {"code": "GM0080", "name": "Leeuwarden"})
    assert labels(world, query="Hoek")[:2] == ["Hoek, Leeuwarden", "Hoek van Holland, Rotterdam"]
    assert labels(world, query="Leeuward") == ["Leeuwarden"]


def test_an_answer_of_another_shape_is_no_answer(world: World, pdok: Pdok) -> None:
    for body in HOSTILE:
        pdok.way = ways.saying(body)
        answer = world.call("POST", "/v1/address-lookups", json={"query": "Markt Delft"})
        assert answer.status_code == 503, body[:40]


def test_a_source_that_refuses_or_sends_on_is_not_followed(world: World, pdok: Pdok) -> None:
    for status in (301, 404, 500):
        pdok.way = ways.saying(listed(ways.ADDRESSES), status, Location=f"{pdok.url}/free?q=x")
        assert world.call("POST", "/v1/address-lookups", json={"query": "Markt"}).status_code == 503
    assert len(pdok.asked) == 3


def test_what_is_odd_in_an_answer_is_left_out(world: World, pdok: Pdok) -> None:
    odd = [
        "text",
        {},
        address("Zuiderplein", 12, point="POINT(5.79)"),
        address("Zuiderplein", 12, point="POINT(1e999 5)"),
        address("Zuiderplein", 12) | {"postcode": 8911},
        address("Zuiderplein", 12) | {"weergavenaam": ["a"]},
        address("Zuiderplein\u0007\n", 12, municipality=("GM80", "x")),
    ]
    pdok.way = ways.saying(listed(odd))  # type: ignore[arg-type]
    answer = world.call("POST", "/v1/address-lookups", json={"postcode": "8911AB", "number": "12"})
    (item,) = answer.get_json()["items"]
    assert item["label"] == "Zuiderplein 12, 8911AB Leeuwarden"
    assert item["municipality"] is None


def test_a_postcode_is_asked_once_for_all_its_addresses(world: World, pdok: Pdok) -> None:
    first = labels(world, postcode="8911AB", number="12")
    pdok.way = ways.saying(b"", 500)
    assert labels(world, postcode="8911 ab", number="12") == first
    assert labels(world, postcode="8911AB", number="12a") == ["Zuiderplein 12A, 8911AB Leeuwarden"]
    assert labels(world, postcode="8911AB", number="99") == []
    # Outside nobody learns which house it was about.
    assert pdok.asked == ["8911AB"]


def test_what_was_not_found_is_asked_again(world: World, pdok: Pdok) -> None:
    pdok.way = ways.empty
    assert labels(world, postcode="8911AB", number="12") == []
    pdok.way = ways.right
    assert labels(world, postcode="8911AB", number="12") != []


def test_of_a_tower_with_more_addresses_than_one_answer_holds_the_number_is_asked(
    world: World, pdok: Pdok
) -> None:
    tower = [address("Zuiderplein", number) for number in range(200, 450)]

    def crowded(_: Pdok, call: Any, asked: str) -> None:
        words = asked.split()
        near = [doc for doc in tower if len(words) == 1 or str(doc["huisnummer"]) == words[1]]
        ways.send(call, listed(near[:100]))

    pdok.way = crowded
    for number in ("449", "201"):
        assert labels(world, postcode="8911AB", number=number) == [f"Zuiderplein {number}, 8911AB Leeuwarden"]


def begin(world: World, pdok: Pdok, key: str = "key-1") -> str:
    """Starts an action, and waits until where it is was asked; answers its id."""
    before = len(pdok.points)
    action: str = world.staff().start(key).get_json()["id"]
    until(lambda: len(pdok.points) > before)
    return action


def test_the_neighbourhood_of_an_action_is_told_where_it_is_known(world: World, pdok: Pdok) -> None:
    pdok.neighbourhood = "Oranjewijk\u0007"
    action = begin(world, pdok)
    assert pdok.points[0]["type"] == ["buurt"]
    assert (pdok.points[0]["lat"], pdok.points[0]["lon"]) == (
        [str(LEEUWARDEN[1])],
        [str(LEEUWARDEN[0])],
    )

    def page(path: str) -> str:
        world.later(seconds=2)
        return world.call("GET", path).text

    until(lambda: "Oranjewijk" in page(f"/acties/{action}"))
    assert action in page("/acties?place=oranjewijk")
    assert action not in page("/acties?place=Camminghaburen")
    assert [one["id"] for one in world.call("GET", "/v1/actions").get_json()["items"]] == [action]


def test_without_an_answer_an_action_starts_all_the_same(build_world: BUILD) -> None:
    world = build_world(PDOK_URL=ways.NOWHERE)
    action = world.staff().start().get_json()["id"]
    assert "Buurt</dt>" not in world.call("GET", f"/acties/{action}").text


def test_the_same_key_again_asks_for_no_neighbourhood(world: World, pdok: Pdok) -> None:
    member = world.staff()
    member.start()
    until(lambda: pdok.points)
    member.start()
    begin(world, pdok, "key-2")
    assert len(pdok.points) == 2


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["body"]),
    ({"postcode": "8911AB"}, ["number"]),
    ({"number": "12"}, ["postcode"]),
    ({"postcode": "0911AB", "number": "x"}, ["number", "postcode"]),
    ({"postcode": "8911AB", "number": "0"}, ["number"]),
    ({"postcode": "8911AB", "number": True}, ["number"]),
    ({"postcode": "8911AB", "number": "12", "query": "Markt"}, ["body"]),
    ({"query": "x"}, ["query"]),
    ({"query": "x" * 121}, ["query"]),
    ({"street": "Markt"}, ["street"]),
]


def test_a_question_of_another_shape_is_400(world: World) -> None:
    for body, fields in WRONG:
        answer = world.call("POST", "/v1/address-lookups", json=body)
        assert answer.status_code == 400, body
        assert sorted({error["field"] for error in answer.get_json()["errors"]}) == fields


def test_an_address_asks_twenty_times_a_minute(build_world: BUILD, pdok: Pdok) -> None:
    world = build_world(RATE_LIMITS="on", PDOK_URL=pdok.url)
    body = {"postcode": "8911AB", "number": "12"}
    answers = [world.call("POST", "/v1/address-lookups", json=body).status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]


def test_dispatchers_of_one_control_room_do_not_use_up_each_others_questions(
    build_world: BUILD, pdok: Pdok
) -> None:
    world = build_world(RATE_LIMITS="on", PDOK_URL=pdok.url)
    busy, colleague = world.staff(), world.staff()

    def asks(member: Any) -> int:
        found: int = member("POST", "/v1/address-lookups", json={"query": "Markt"}).status_code
        return found

    assert [asks(busy) for _ in range(21)] == [200] * 20 + [429]
    assert asks(colleague) == 200
    busy("DELETE", "/v1/sessions/current")
    assert world.call("POST", "/v1/address-lookups", json={"query": "Markt"}).status_code == 200


def test_no_log_line_tells_what_was_asked(
    world: World, pdok: Pdok, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    pdok.way = ways.saying(b"", 500)
    labels_or_503 = world.call("POST", "/v1/address-lookups", json={"postcode": "8911AB", "number": "12"})
    assert labels_or_503.status_code == 503
    told = "".join(capsys.readouterr()) + caplog.text
    assert "addresses unavailable" in told
    assert "8911" not in told


def test_what_is_typed_in_pieces_is_asked_for_in_one(world: World, pdok: Pdok) -> None:
    """As macOS and some phones send it: the letter and its accent apart."""
    labels(world, query="Su\u0301dwest-Frysla\u0302n")
    assert pdok.asked[-1].startswith("Súdwest-Fryslân")


CASES = json.loads((Path(__file__).parents[1] / "support" / "addresses.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("typed", "read"), CASES["numbers"].items())
def test_a_house_number_is_read_as_the_screens_read_it(typed: str, read: str | None) -> None:
    try:
        found: str | None = HouseNumber(20).deserialize(typed)
    except ValidationError:
        found = None
    assert found == read


@pytest.mark.parametrize(("typed", "read"), CASES["postcodes"].items())
def test_a_postcode_is_read_as_the_screens_read_it(typed: str, read: str | None) -> None:
    try:
        found: str | None = Postcode(10).deserialize(typed)
    except ValidationError:
        found = None
    assert found == (read and read.replace(" ", ""))


def test_a_letter_and_an_addition_find_their_house(world: World, pdok: Pdok) -> None:
    pdok.way = ways.saying(listed([address("Zuiderplein", 12), address("Zuiderplein", 12, "A-1")]))
    assert labels(world, postcode="8911\u00a0ab", number="12a\u20111") == [
        "Zuiderplein 12A-1, 8911AB Leeuwarden"
    ]

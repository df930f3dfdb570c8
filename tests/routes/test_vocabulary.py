"""Every value that the API takes or tells from a closed list is declared, and has its word in both languages."""

from collections.abc import Iterator
from typing import Any

import pytest

from backend.domain.refusal_codes import CODES
from backend.domain.vocabulary import (
    KINDS,
    LANGUAGES,
    LINES,
    MESSAGES,
    RESULTS,
    SEXES,
    STATUSES,
    TRANSPORTS,
    names,
)
from tests.support.world import World

LISTS = {
    "kind": KINDS,
    "result": RESULTS,
    "status": STATUSES,
    "sex": SEXES,
    "transport": TRANSPORTS,
    "via": LINES,
    "message": MESSAGES,
    "language": LANGUAGES,
}
CLOSED = ("kind", "status", "result", "transport", "via", "role", "sex", "language", "state")
NO_WORDS = ({"Point"}, {"home", "work"}, set(CODES), {"true", "false"})
"""What no screen tells by its name: GeoJSON's own, the two places, which are asked for in sentences, refusals, of
which each screen has sentences of its own, and yes and no in a query."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """None of this depends on which database it is."""
    return sqlite_url


@pytest.fixture
def described(world: World) -> dict[str, Any]:
    return dict(world.app.test_client().get("/v1/openapi.json").get_json())


def nodes(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from nodes(inner)


def enums(described: dict[str, Any]) -> set[frozenset[str]]:
    return {
        frozenset(value for value in node["enum"] if value is not None)
        for node in nodes(described)
        if isinstance(node.get("enum"), list)
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_a_closed_list_has_its_word(described: dict[str, Any], language: str) -> None:
    lists = [set(values) for values in names(language).values()]
    told = enums(described)
    assert set(KINDS) in told
    unnamed = [
        sorted(enum) for enum in told if enum not in NO_WORDS and not any(enum <= each for each in lists)
    ]
    assert unnamed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_of_values_that_exist_and_each_list_has_its_own(language: str) -> None:
    said = names(language)
    assert {name: tuple(said[name]) for name in LISTS} == LISTS
    for values in said.values():
        assert all(values.values())
        assert len(set(values.values())) == len(values)


def test_both_languages_have_the_same_lists() -> None:
    first, *others = [{name: list(said) for name, said in names(each).items()} for each in LANGUAGES]
    assert all(other == first for other in others)


def test_answers_declare_what_a_field_may_hold(described: dict[str, Any]) -> None:
    open_ones = [
        f"{schema}.{name}"
        for schema, shape in described["components"]["schemas"].items()
        for name, node in shape.get("properties", {}).items()
        if name in CLOSED and "string" in node.get("type", ()) and "enum" not in node
    ]
    assert open_ones == []


def test_a_rounded_count_is_either_about_or_below(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    assert [list(either["properties"]) for either in schemas["Rounded"]["oneOf"]] == [["about"], ["below"]]
    assert all(len(either["required"]) == 1 for either in schemas["Rounded"]["oneOf"])
    rounded = {"$ref": "#/components/schemas/Rounded"}
    assert schemas["AreaProposal"]["properties"]["reachable"] == rounded
    assert schemas["MunicipalityForPublic"]["properties"]["participants"] == rounded

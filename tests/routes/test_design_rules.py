"""The Dutch API Design Rules and their geo module, rule by rule, for as far as we promise them.

Where we don't follow one, it stands here with the reason."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from backend.web.openapi import VERSION
from tests.support.past_actions import remember
from tests.support.world import LEEUWARDEN, Colleague, World

EXCEPTIONS = {
    "names in Dutch (SHOULD)": "One word per idea in code, API and tables, and developers from abroad read along.",
    "/feeds and /burgernet outside /v1": "Formats of others, read at these addresses; their own standards number them.",
    "bbox-crs, crs and Accept-Crs": "Everything is CRS84, the default of GeoJSON; only one is spoken, and it is named.",
    "pages and links as HAL": "Lists carry a cursor in `next`: it survives new actions, page numbers don't.",
    "a snake_case or hyphened header": "RFC names its own headers; the rule is about query keys and fields.",
}
METHODS = {"get", "post", "put", "patch", "delete"}
JSON_CASE = re.compile(r"[a-z][A-Za-z0-9]*")
SEGMENT = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z]+)?")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """None of this depends on which database it is."""
    return sqlite_url


@pytest.fixture
def spec(world: World) -> dict[str, Any]:
    found: dict[str, Any] = world.call("GET", "/v1/openapi.json").get_json()
    return found


def calls(spec: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in spec["paths"].items():
        for method, call in methods.items():
            if method != "parameters":
                yield path, method, call


def times(value: Any) -> Iterator[str]:
    """Every text in JSON that is a time."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from times(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from times(inner)
    elif isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
        yield value


def test_every_exception_has_its_reason() -> None:
    assert all(len(reason.split()) > 5 for reason in EXCEPTIONS.values())


def test_the_description_is_open_to_any_site_at_its_standard_place(world: World) -> None:
    answer = world.call("GET", "/v1/openapi.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.get_json()["openapi"].startswith("3.")
    assert answer.get_json()["info"]["version"] == VERSION
    assert {"name", "url"} <= set(answer.get_json()["info"]["contact"])


def test_the_major_version_stands_in_the_path_and_the_whole_one_in_a_header(
    world: World, spec: dict[str, Any]
) -> None:
    outside = {path for path in spec["paths"] if not path.startswith(f"/v{VERSION.split('.')[0]}/")}
    assert {path.split("/")[1] for path in outside} == {"feeds", "burgernet"}
    for path in ("/v1/actions", "/v1/openapi.json", "/v1/nowhere", "/v1/participants/me"):
        assert world.call("GET", path).headers["API-Version"] == VERSION


def test_a_path_never_ends_with_a_slash(world: World, spec: dict[str, Any]) -> None:
    assert [path for path in spec["paths"] if path.endswith("/")] == []
    for path in ("/v1/actions/", "/v1/vapid-key/", "/feeds/actions.atom/"):
        assert world.call("GET", path).status_code == 404


def test_resources_are_in_kebab_case_and_collections_are_plural(spec: dict[str, Any]) -> None:
    for path in spec["paths"]:
        parts = path.strip("/").split("/")
        for part, following in zip(parts, [*parts[1:], ""], strict=True):
            if not part.startswith("{"):
                assert SEGMENT.fullmatch(part), path
            if following.startswith("{"):
                assert part.endswith("s"), path


def test_query_keys_and_fields_are_in_camel_case(spec: dict[str, Any]) -> None:
    for path, _, call in calls(spec):
        for parameter in call.get("parameters", []):
            if parameter.get("in") == "query":
                assert JSON_CASE.fullmatch(parameter["name"]), (path, parameter["name"])
    for name, schema in spec["components"]["schemas"].items():
        for field in schema.get("properties", {}):
            assert JSON_CASE.fullmatch(field), (name, field)


def test_only_standard_methods_and_405_names_those_that_are_allowed(
    world: World, spec: dict[str, Any]
) -> None:
    assert {method for _, method, _ in calls(spec)} <= METHODS
    answer = world.call("DELETE", "/v1/actions")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_reading_changes_nothing_and_needs_no_state(world: World) -> None:
    for path in ("/v1/actions", "/feeds/actions.json", "/v1/vapid-key"):
        answers = [world.call("GET", path) for _ in range(2)]
        assert answers[0].data == answers[1].data
        assert all("Set-Cookie" not in answer.headers for answer in answers)


def test_every_refusal_is_documented_as_a_problem(spec: dict[str, Any]) -> None:
    for path, method, call in calls(spec):
        for status, answer in call["responses"].items():
            if status[0] in "45":
                name = answer["$ref"].split("/")[-1]
                kinds = spec["components"]["responses"][name]["content"]
                assert list(kinds) == ["application/problem+json"], (path, method, status)


def test_times_are_utc_with_z(world: World, dispatcher: Colleague) -> None:
    with world.db.write() as session:
        remember(session, 3, world.now)
    dispatcher.start()
    for path in ("/v1/actions", "/feeds/actions.json", "/feeds/actions.geojson"):
        found = list(times(world.call("GET", path).get_json(force=True)))
        assert len(found) > 4
        for moment in found:
            assert moment.endswith("Z")
            assert datetime.fromisoformat(moment).tzinfo is not None


def test_no_phone_number_or_position_of_anybody_stands_in_an_address(spec: dict[str, Any]) -> None:
    for path, _, call in calls(spec):
        names = {p["name"].lower() for p in call.get("parameters", []) if p.get("in") in ("query", "path")}
        # A box says which part of the map somebody looks at, not where anybody is.
        assert not {name for name in names if re.search(r"lat|lon|position|phone|token|endpoint", name)}, path


def test_every_answer_carries_the_security_headers(world: World) -> None:
    for path in ("/v1/actions", "/feeds/actions.atom", "/v1/nowhere", "/acties"):
        headers = world.call("GET", path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == "same-origin"
        assert "Cache-Control" in headers


def test_over_https_the_transport_stays_safe(build_world: Any) -> None:
    safe = build_world(PUBLIC_URL="https://burgernet.example")
    assert "max-age=31536000" in safe.call("GET", "/v1/actions").headers["Strict-Transport-Security"]


def test_geometry_is_geojson_in_crs84_longitude_first_and_says_so(
    world: World, dispatcher: Colleague
) -> None:
    dispatcher.start()
    for path in ("/v1/actions", "/feeds/actions.geojson"):
        answer = world.call("GET", path)
        assert answer.headers["Content-Crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    (item,) = world.call("GET", "/v1/actions").get_json()["items"]
    assert item["area"]["center"] == {"type": "Point", "coordinates": list(LEEUWARDEN)}
    kind = world.call("GET", "/feeds/actions.geojson").headers["Content-Type"]
    assert kind == "application/geo+json"


def test_a_collection_is_narrowed_by_a_box(world: World, dispatcher: Colleague) -> None:
    dispatcher.start()
    for path, items in (("/v1/actions", "items"), ("/feeds/actions.geojson", "features")):
        for box, number in (("5.7,53.1,5.9,53.3", 1), ("4,51,5,52", 0)):
            found = world.call("GET", f"{path}?bbox={box}").get_json(force=True)
            assert len(found[items]) == number

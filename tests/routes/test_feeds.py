"""The feeds: each as its standard says, none telling more than the public action, cheap to ask again."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from lxml import etree
from sqlalchemy import update

from backend.geo import gazetteer
from backend.models import Action
from tests.support.past_actions import remember
from tests.support.world import LEEUWARDEN, Colleague, World


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What depends on the database stands in test_publication.py."""
    return sqlite_url


ATOM, JSON, GEOJSON = "/feeds/actions.atom", "/feeds/actions.json", "/feeds/actions.geojson"
COMPATIBLE = "/burgernet/burgernet-api/v2/actions"
FEEDS = (ATOM, JSON, GEOJSON, COMPATIBLE)
CAP = etree.XMLSchema(etree.parse(str(Path(__file__).parent / "cap-1.2.xsd")))
NAMES = {"cap": "urn:oasis:names:tc:emergency:cap:1.2"}


def past(world: World, count: int = 3) -> list[str]:
    with world.db.write() as session:
        return remember(session, count, world.now)


def end(dispatcher: Colleague, action: str, **changes: Any) -> None:
    body = {"result": "found-thanks-to-participant", **changes}
    assert dispatcher("POST", f"/v1/actions/{action}/outcome", json=body).status_code == 201


def below(world: World, address: str) -> str:
    """The path and query of one of our own addresses."""
    assert address.startswith(world.settings.public_url)
    return address.removeprefix(world.settings.public_url)


def cap(world: World, action: str) -> Any:
    answer = world.call("GET", f"/feeds/actions/{action}.cap")
    assert answer.status_code == 200
    assert answer.mimetype == "application/cap+xml"
    root = etree.fromstring(answer.data)
    CAP.assertValid(root)
    return root


def of(root: Any, path: str) -> list[str]:
    return [element.text for element in root.xpath(path, namespaces=NAMES)]


def test_feedparser_reads_every_page_of_five_thousand_actions(world: World) -> None:
    expected = {f"{world.settings.public_url}/acties/{action}" for action in past(world, 5_000)}
    found: list[str] = []
    address: str | None = f"{world.settings.public_url}{ATOM}"
    while address:
        feed = feedparser.parse(world.call("GET", below(world, address)).data)
        assert not feed.bozo
        assert feed.version == "atom10"
        links = {link.rel: link.href for link in feed.feed.links}
        assert links["self"] == address
        assert links["first"] == f"{world.settings.public_url}{ATOM}"
        found += [entry.id for entry in feed.entries]
        address = links.get("next")
    assert len(found) == 5_000
    assert set(found) == expected


def test_an_atom_entry_says_what_where_when_and_how_it_ended(world: World, dispatcher: Colleague) -> None:
    action = dispatcher.start().get_json()["id"]
    world.later(minutes=20)
    end(dispatcher, action, text="Zij is weer thuis.")
    (entry,) = feedparser.parse(world.call("GET", f"{ATOM}?municipality=GM0080").data).entries
    assert entry.title == "Vermist kind, Hoek (gemeente Leeuwarden)"
    assert "dankzij een Burgernetdeelnemer gevonden" in entry.summary
    assert "Zij is weer thuis." in entry.summary
    assert entry.published == "2026-06-01T10:00:00Z"
    assert entry.updated == "2026-06-01T10:20:00Z"
    assert [tag.term for tag in entry.tags] == ["missing-child", "found-thanks-to-participant"]
    related = {link.rel: link for link in entry.links}["related"]
    assert related.type == "application/cap+xml"
    assert world.call("GET", below(world, related.href)).status_code == 200
    english = feedparser.parse(world.call("GET", f"{ATOM}?lang=en").data).entries[0]
    assert english.title == "Missing child, Hoek (municipality of Leeuwarden)"


def test_json_feed_and_its_pages(world: World) -> None:
    past(world, 150)
    first = world.call("GET", JSON)
    assert first.mimetype == "application/feed+json"
    feed = first.get_json(force=True)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    assert isinstance(feed["authors"], list)
    assert feed["feed_url"] == world.settings.public_url + JSON
    second = world.call("GET", below(world, feed["next_url"])).get_json(force=True)
    assert "next_url" not in second
    items = feed["items"] + second["items"]
    assert len({item["id"] for item in items}) == 150
    for item in items:
        assert item["content_text"]
        assert urlsplit(item["url"]).path.startswith("/acties/")
        for name in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[name]).tzinfo is not None
        assert all(isinstance(tag, str) for tag in item["tags"])
    assert {name for item in items for name in item} == {
        "id", "url", "title", "content_text", "date_published", "date_modified", "tags", "language", "_burgernet",
    }  # fmt: skip


def test_a_feed_in_english_leads_to_pages_in_english(world: World) -> None:
    (action,) = past(world, 1)
    page = f"{world.settings.public_url}/acties/{action}"
    (item,) = world.call("GET", f"{JSON}?lang=en").get_json(force=True)["items"]
    assert (item["id"], item["url"]) == (page, f"{page}?lang=en")
    (feature,) = world.call("GET", f"{GEOJSON}?lang=en").get_json(force=True)["features"]
    assert feature["properties"]["url"] == f"{page}?lang=en"
    assert world.call("GET", JSON).get_json(force=True)["items"][0]["url"] == page


def test_numbers_in_sentences_are_written_as_on_the_pages(world: World) -> None:
    (action,) = past(world, 1)
    with world.db.write() as session:
        session.execute(update(Action).where(Action.id == action).values(participants=1_345))
    assert "Aantal deelnemers: 1.345." in world.call("GET", ATOM).text
    (item,) = world.call("GET", f"{JSON}?lang=en").get_json(force=True)["items"]
    assert "Number of participants: 1,345." in item["content_text"]
    assert item["_burgernet"]["participants"] == 1_345


def test_geojson_shows_the_centre_while_it_runs_and_the_place_afterwards(
    world: World, dispatcher: Colleague
) -> None:
    action = dispatcher.start().get_json()["id"]
    answer = world.call("GET", GEOJSON)
    assert answer.mimetype == "application/geo+json"
    assert answer.headers["Content-Crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    collection = answer.get_json(force=True)
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    (feature,) = collection["features"]
    assert set(feature) == {"type", "id", "geometry", "properties"}
    assert feature["geometry"]["coordinates"] == pytest.approx(LEEUWARDEN, abs=1e-6)
    assert feature["properties"]["radius"] == 2000
    end(dispatcher, action)
    world.later(seconds=1)
    (feature,) = world.call("GET", GEOJSON).get_json(force=True)["features"]
    place = gazetteer.position("GM0080", feature["properties"]["place"])
    assert feature["geometry"]["coordinates"] == pytest.approx(place)
    assert feature["geometry"]["coordinates"] != pytest.approx(LEEUWARDEN, abs=1e-4)
    assert feature["properties"]["radius"] is None


def test_cap_alerts_updates_and_cancels(world: World, dispatcher: Colleague) -> None:
    action = dispatcher.start().get_json()["id"]
    first = cap(world, action)
    assert of(first, "cap:identifier") == [f"{action}.1"]
    assert of(first, "cap:msgType") == ["Alert"]
    assert of(first, "cap:references") == []
    assert of(first, "cap:sent") == ["2026-06-01T10:00:00-00:00"]
    assert of(first, "cap:info/cap:language") == ["nl-NL", "en-GB"]
    assert set(of(first, "cap:info/cap:category")) == {"Safety"}
    assert set(of(first, "cap:info/cap:responseType")) == {"Monitor"}
    assert set(of(first, "cap:info/cap:expires")) == {"2026-06-01T12:00:00-00:00"}
    assert set(of(first, "cap:info/cap:area/cap:circle")) == {"53.20080,5.79090 2"}
    assert "Bel gratis 0800 0011." in of(first, "cap:info/cap:instruction")[0]
    world.later(minutes=5)
    headers = {"Idempotency-Key": "u"}
    dispatcher("POST", f"/v1/actions/{action}/updates", json={"text": "Zij rent."}, headers=headers)
    second = cap(world, action)
    assert of(second, "cap:msgType") == ["Update"]
    assert of(second, "cap:references") == [f"localhost:8000,{action}.1,2026-06-01T10:00:00-00:00"]
    assert "Zij rent" in of(second, "cap:info/cap:description")[0]
    world.later(minutes=5)
    end(dispatcher, action)
    last = cap(world, action)
    assert of(last, "cap:identifier") == [f"{action}.3"]
    assert of(last, "cap:msgType") == ["Cancel"]
    # Updates are public no longer.
    assert of(last, "cap:references") == [f"localhost:8000,{action}.1,2026-06-01T10:00:00-00:00"]
    assert set(of(last, "cap:info/cap:responseType")) == {"AllClear"}
    assert of(last, "cap:info/cap:area/cap:circle") == []
    assert "Zij rent" not in etree.tostring(last, encoding="unicode")


def test_cap_tells_not_to_approach_a_suspect(world: World, dispatcher: Colleague) -> None:
    found = cap(world, dispatcher.start(kind="burglary").get_json()["id"])
    assert "Benader de persoon niet zelf." in of(found, "cap:info/cap:instruction")[0]
    assert set(of(found, "cap:info/cap:category")) == {"Security"}


def test_every_past_action_is_valid_cap(world: World) -> None:
    for action in past(world, 40):
        assert of(cap(world, action), "cap:msgType") == ["Cancel"]


def test_the_feed_others_read_has_their_shape(world: World, dispatcher: Colleague) -> None:
    running = dispatcher.start().get_json()["id"]
    past(world, 1)
    world.later(seconds=1)
    found = world.call("GET", COMPATIBLE).get_json()["actions"]
    assert [action["active"] for action in found] == [True, False]
    for action in found:
        assert set(action) == {
            "id", "municipality", "actionType", "amberAlert", "active", "startTimestamp", "endTimestamp",
            "area", "messages",
        }  # fmt: skip
        assert set(action["area"]) == {"lat", "lng", "radius"}
        assert isinstance(action["startTimestamp"], int)
        assert action["endTimestamp"] > action["startTimestamp"]
        for message in action["messages"]:
            assert set(message) == {
                "title", "body", "messageType", "responseUrl", "speechId", "lastModifiedTimestamp",
            }  # fmt: skip
    assert found[0]["id"] == running
    assert found[0]["area"] == {"lat": LEEUWARDEN[1], "lng": LEEUWARDEN[0], "radius": 2000}
    assert [message["messageType"] for message in found[0]["messages"]] == ["Start"]
    assert [message["messageType"] for message in found[1]["messages"]] == ["Afloop"]


@pytest.mark.parametrize("path", FEEDS)
def test_any_site_and_any_proxy_may_have_it(world: World, path: str) -> None:
    past(world)
    answer = world.call("GET", path)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, max-age=1"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in answer.headers
    tag = answer.headers["ETag"]
    assert not tag.startswith("W/")
    again = world.call("GET", path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    since = {"If-Modified-Since": answer.headers["Last-Modified"]}
    assert world.call("GET", path, headers=since).status_code == 304
    packed = world.call("GET", path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["ETag"] != tag
    assert gzip.decompress(packed.data) == answer.data


def test_a_copy_from_the_second_of_a_change_does_not_pass_for_newer(world: World) -> None:
    # Later than any file of this program, which counts as a change too.
    world.time[0] = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    dispatcher = world.staff()
    action = dispatcher.start().get_json()["id"]
    copy = world.call("GET", ATOM)
    world.later(seconds=0.6)
    end(dispatcher, action)
    world.later(seconds=30)
    since = {"If-Modified-Since": copy.headers["Last-Modified"]}
    assert world.call("GET", ATOM, headers=since).status_code == 200
    newer = {"If-Modified-Since": world.call("GET", ATOM).headers["Last-Modified"]}
    assert world.call("GET", ATOM, headers=newer).status_code == 304


@pytest.mark.parametrize(
    ("path", "query"),
    [
        *product(
            [*FEEDS, "/v1/actions"], ["municipality=Leeuwarden", "municipality=GM0080&municipality=GM0080"]
        ),
        ("/v1/actions", "color=red"),
    ],
)
def test_a_question_that_makes_no_sense_is_a_problem(world: World, path: str, query: str) -> None:
    answer = world.call("GET", f"{path}?{query}")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


def test_an_exercise_is_in_no_feed(world: World, dispatcher: Colleague) -> None:
    action = dispatcher.start(exercise=True).get_json()["id"]
    for path in FEEDS:
        assert action not in world.call("GET", path).text
    assert world.call("GET", f"/feeds/actions/{action}.cap").status_code == 404


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> & \"quotes\" 'single' ]]>",
        "rood\u202ewit\u2066 blauw\u200b",
        "met\x00NUL\x1b en \ufffe niet-tekens \uffff",
        "jas 👩‍👧 🧥 é",
        "x" * 60,
    ],
)
def test_hostile_text_shows_as_text_in_every_feed(world: World, dispatcher: Colleague, text: str) -> None:
    report = dispatcher.report()["description"]
    description = report | {"person": report["person"] | {"clothing": text}}
    answer = dispatcher.start(description=description)
    assert answer.status_code == 201, answer.text
    action = answer.get_json()["id"]
    shown = answer.get_json()["messages"][0]["body"]
    assert not set(shown) & set("\u202e\u2066\x00\x1b")
    outside_xml = str.maketrans("", "", "\ufffe\uffff")
    feed = feedparser.parse(world.call("GET", ATOM).data, sanitize_html=False)
    assert not feed.bozo
    assert shown.translate(outside_xml) in feed.entries[0].summary
    assert shown.translate(outside_xml) in of(cap(world, action), "cap:info/cap:description")[0]
    assert shown in json.loads(world.call("GET", JSON).data)["items"][0]["content_text"]
    assert shown in json.loads(world.call("GET", GEOJSON).data)["features"][0]["properties"]["text"]
    assert shown == json.loads(world.call("GET", COMPATIBLE).data)["actions"][0]["messages"][0]["body"]


@pytest.mark.parametrize("path", ["actions.atom", "actions.json", "actions.geojson"])
def test_what_readers_add_to_an_address_asks_nothing(world: World, dispatcher: Colleague, path: str) -> None:
    dispatcher.start()
    plain = world.call("GET", f"/feeds/{path}?municipality=GM0080")
    dressed = world.call("GET", f"/feeds/{path}?municipality=GM0080&_=1712&_=1713&utm_source=app")
    assert (plain.status_code, dressed.status_code) == (200, 200)
    assert dressed.data == plain.data
    # What is known is still judged.
    assert world.call("GET", f"/feeds/{path}?municipality=Leeuwarden&_=1").status_code == 400


def test_an_address_of_cap_may_be_dressed_too_but_a_call_of_the_api_may_not(
    world: World, dispatcher: Colleague
) -> None:
    action = dispatcher.start().get_json()["id"]
    assert world.call("GET", f"/feeds/actions/{action}.cap?_=1712").status_code == 200
    assert world.call("GET", "/burgernet/burgernet-api/v2/actions?_=1712").status_code == 200
    assert world.call("GET", "/v1/actions?_=1712").status_code == 400

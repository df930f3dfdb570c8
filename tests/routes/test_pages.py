"""The public pages: whole without JavaScript, in two languages, with a policy that lets nothing foreign in."""

import gzip
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html
from sqlalchemy import update

from backend.models import Municipality
from tests.support.past_actions import remember
from tests.support.world import LEEUWARDEN, Colleague, World


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What depends on the database stands in test_publication.py."""
    return sqlite_url


PAGES = ("/acties", "/cijfers", "/uitleg", "/privacy", "/toegankelijkheid")
LARGEST_PAGE = 15_000
DATA = Path(__file__).parents[2] / "backend" / "data"


def keys(words: Any, path: str = "") -> set[str]:
    if not isinstance(words, dict):
        return {path}
    return set().union(*(keys(value, f"{path}.{name}") for name, value in words.items()))


@pytest.mark.parametrize("noun", ["pages", "texts"])
def test_both_languages_say_the_same_things(noun: str) -> None:
    dutch, english = (tomllib.loads((DATA / f"{noun}.{lang}.toml").read_text()) for lang in ("nl", "en"))
    assert keys(dutch) == keys(english)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_stands_in_dutch_and_on_demand_in_english(world: World, path: str) -> None:
    dutch, english = world.call("GET", path), world.call("GET", f"{path}?lang=en")
    assert (dutch.status_code, english.status_code) == (200, 200)
    assert '<html lang="nl">' in dutch.text
    assert '<html lang="en">' in english.text
    assert f'href="{path}?lang=en"' in dutch.text
    assert f'href="{path}"' in english.text


@pytest.mark.parametrize("path", PAGES)
def test_a_page_lets_nothing_foreign_in(world: World, path: str) -> None:
    answer = world.call("GET", path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for forbidden in ("<style", " style=", " onclick", 'src="http', 'href="http'):
        assert forbidden not in answer.text


def test_the_stylesheet_is_kept_by_its_version_and_holds_the_apps_theme(world: World) -> None:
    address = world.call("GET", "/uitleg").text.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = world.call("GET", address)
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "--blue: #0a4a8f" in answer.text
    assert world.call("GET", "/pages.css").headers["Cache-Control"] == "no-cache"


def text(world: World, path: str) -> str:
    """What a reader sees, on one line."""
    answer = world.call("GET", path)
    assert answer.status_code == 200, answer.text
    return " ".join(" ".join(html.fromstring(answer.text).find("body").itertext()).split())


def test_a_running_action_comes_first_with_whom_to_look_out_for_and_whom_to_call(
    world: World, dispatcher: Colleague
) -> None:
    with world.db.write() as session:
        remember(session, 5, world.now)
    action = dispatcher.start().get_json()["id"]
    page = html.fromstring(world.call("GET", "/acties").text)
    first = page.xpath("//ul[@class='actions']/li")[0]
    assert "Loopt nu." in first.text_content()
    assert "rode jas" in first.text_content()
    assert first.xpath(".//a[@href='tel:08000011']")
    assert first.xpath(f".//a[@href='/acties/{action}']")
    shown = text(world, f"/acties/{action}")
    for part in (
        "Loopt nu.",
        "Vermist kind, Hoek (gemeente Leeuwarden)",
        "rode jas",
        "1 juni 2026, 12.00 uur",
    ):
        assert part in shown


def test_after_the_end_a_page_tells_how_it_ended_and_no_longer_who_was_sought(
    world: World, dispatcher: Colleague
) -> None:
    someone = world.join()
    someone.at(LEEUWARDEN)
    action = dispatcher.start().get_json()["id"]
    world.later(minutes=17)
    body = {"result": "found-thanks-to-participant", "text": "Zij is weer thuis."}
    dispatcher("POST", f"/v1/actions/{action}/outcome", json=body)
    shown = text(world, f"/acties/{action}")
    for part in (
        "gevonden dankzij een deelnemer",
        "Zij is weer thuis.",
        "(duur in minuten: 17)",
        "Meldingen ontvangen nee",
    ):
        assert part in shown
    for path in (f"/acties/{action}", "/acties"):
        page = world.call("GET", path).text
        assert "rode jas" not in page
        assert "Zuiderplein" not in page
        assert "tel:08000011" not in page
    assert "found thanks to a participant" in text(world, f"/acties/{action}?lang=en")


def test_once_the_time_is_up_nobody_is_asked_to_look_out(world: World, dispatcher: Colleague) -> None:
    action = dispatcher.start().get_json()["id"]
    world.later(hours=2, seconds=-1)
    assert "Loopt nu." in text(world, f"/acties/{action}")
    before = {path: world.call("GET", path).headers["ETag"] for path in ("/acties", f"/acties/{action}")}
    world.later(seconds=1)
    for path, tag in before.items():
        # Nothing was written meanwhile, and still whoever has the page asks anew.
        page = world.call("GET", path, headers={"If-None-Match": tag})
        assert page.status_code == 200
        assert "De tijd is voorbij. De afloop volgt." in text(world, path)
        assert "Nog informatie? Bel 0900 8844" in text(world, f"/acties/{action}")
        for asking in ("Loopt nu.", "Wilt u uitkijken?", "08000011", "0800 0011", "rode jas"):
            assert asking not in page.text
    assert "The time is up. The outcome follows." in text(world, f"/acties/{action}?lang=en")
    assert world.call("GET", f"/v1/actions/{action}").get_json()["status"] == "running"


def test_the_form_chooses_by_municipality_place_kind_result_and_period(world: World) -> None:
    with world.db.write() as session:
        remember(session, 80, world.now)
    everything = world.call("GET", "/v1/actions?limit=100").get_json()["items"]
    sought = everything[7]
    day = sought["startedAt"][:10]
    for query, fits in (
        (
            f"municipality={sought['municipality']['code']}",
            lambda one: one["municipality"] == sought["municipality"],
        ),
        (f"place={sought['place'].lower()}", lambda one: one["place"] == sought["place"]),
        (f"kind={sought['kind']}", lambda one: one["kind"] == sought["kind"]),
        (f"result={sought['result']}", lambda one: one["result"] == sought["result"]),
        (f"since={day}&until={day}", lambda one: one["startedAt"][:10] == day),
    ):
        page = html.fromstring(world.call("GET", f"/acties?{query}").text)
        links = page.xpath("//ul[@class='actions']//h3/a/@href")
        expected = [f"/acties/{one['id']}" for one in everything if fits(one)]
        assert links == expected[:20], query
        assert page.xpath("//details[@open]//form | //form//details[@open]")


def test_older_actions_are_a_link_away(world: World) -> None:
    with world.db.write() as session:
        ids = remember(session, 45, world.now)
    found, path = [], "/acties"
    while path:
        page = html.fromstring(world.call("GET", path).text)
        found += [link.removeprefix("/acties/") for link in page.xpath("//ul[@class='actions']//h3/a/@href")]
        path = "".join(page.xpath("//a[@rel='next']/@href"))
    assert sorted(found) == sorted(ids)


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/acties/aaaaaaaaaaaaaaaaaaaaaa", 404, "Deze pagina is er niet"),
        ("/acties/x?lang=en", 404, "There is no such page"),
        ("/acties?since=gisteren", 400, "Vanaf"),
        ("/acties?municipality=Delft", 400, "Gemeente"),
        ("/acties?cursor=abc", 400, "Bladzijde"),
        ("/acties/kaart.svg?kind=x", 400, "Soort"),
    ],
)
def test_what_cannot_be_shown_is_said_in_words(world: World, path: str, status: int, said: str) -> None:
    answer = world.call("GET", path)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert said in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_where_a_link_was_shared_does_not_matter(world: World) -> None:
    assert world.call("GET", "/acties?utm_source=post&place=").status_code == 200


def test_the_largest_page_is_small_with_all_municipalities_and_five_thousand_actions(world: World) -> None:
    with world.db.write() as session:
        remember(session, 5_000, world.now)
        session.execute(update(Municipality).values(joined_on=date(2026, 1, 1)))
    for path in PAGES:
        answer = world.call("GET", path, headers={"Accept-Encoding": "gzip"})
        assert len(answer.data) <= LARGEST_PAGE, path
        assert gzip.decompress(answer.data).startswith(b"<!doctype html>")


def test_the_figures_count_what_happened(world: World, dispatcher: Colleague) -> None:
    dispatcher.start("exercise", exercise=True)
    for number, result in enumerate(("found", "arrested-thanks-to-participant", "not-found")):
        action = dispatcher.start(f"k{number}").get_json()["id"]
        world.later(minutes=10 * (number + 1))
        dispatcher("POST", f"/v1/actions/{action}/outcome", json={"result": result})
    shown = text(world, "/cijfers")
    assert "juni 2026 3 2 1 0 20" in shown
    assert "juli 2025 0 0 0 0 –" in shown
    assert "Leeuwarden 3 2 1 0 20" in shown
    dispatcher.start("running")
    told = "Aantal acties dat is afgelopen: 3. Persoon of verdachte gevonden: 2. Daarvan dankzij een deelnemer: 1."
    assert told in text(world, "/uitleg")


def test_the_map_shows_a_circle_for_each_place(world: World, dispatcher: Colleague) -> None:
    with world.db.write() as session:
        remember(session, 30, world.now)
    dispatcher.start()
    answer = world.call("GET", "/acties/kaart.svg")
    assert answer.mimetype == "image/svg+xml"
    drawn = etree.fromstring(answer.data)
    circles = drawn.findall(".//{*}circle")
    places = {
        (one["municipality"]["code"], one["place"])
        for one in world.call("GET", "/v1/actions").get_json()["items"]
    }
    assert len(circles) == len(places)
    assert [circle.get("class") for circle in circles].count("now") == 1
    assert "<image" not in answer.text


def test_privacy_tells_the_terms_in_force(build_world: Any) -> None:
    shown = text(build_world(HISTORY_DAYS="45", POSITION_HOURS="1.5", AWAY_HOURS="0.5"), "/privacy")
    assert "45 dagen na de afloop" in shown
    assert "1,5 uur" in shown
    assert "Was u minder dan 0,5 uur geleden ergens anders?" in shown
    assert "12 maanden" in shown
    assert "5 jaar" in shown


def test_whoever_finds_a_weakness_finds_whom_to_tell(world: World) -> None:
    answer = world.call("GET", "/.well-known/security.txt")
    assert answer.mimetype == "text/plain"
    lines = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert lines["Contact"] == "mailto:beheer@burgernet.example"
    assert "2026-06-01" < lines["Expires"] < "2027-06-01"
    assert lines["Canonical"].endswith("/.well-known/security.txt")


@pytest.mark.parametrize("path", [*PAGES, "/gemeenten", "/gemeenten/GM0080"])
def test_a_page_that_did_not_change_is_not_sent_again(world: World, path: str) -> None:
    answer = world.call("GET", path)
    assert answer.headers["Cache-Control"] == "public, max-age=1"
    again = world.call("GET", path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "rood\u202ewit"]
)
def test_hostile_text_shows_as_text_on_the_pages(world: World, dispatcher: Colleague, hostile: str) -> None:
    description = dispatcher.report()["description"]
    description |= {"person": description["person"] | {"clothing": hostile}}
    action = dispatcher.start(description=description).get_json()
    for path in ("/acties", f"/acties/{action['id']}"):
        page = html.fromstring(world.call("GET", path).text)
        assert page.xpath("//script | //img[@onerror]") == []
        assert " ".join(action["messages"][0]["body"].split()) in " ".join(page.text_content().split())
    assert world.call("GET", f"/acties?place={hostile}").text.count("<script") == 0

"""The public pages: whole without JavaScript, in two languages, with a policy that lets nothing foreign in."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.world import World

DATA = Path(__file__).parents[2] / "backend" / "data"


def keys(words: Any, path: str = "") -> set[str]:
    if not isinstance(words, dict):
        return {path}
    return set().union(*(keys(value, f"{path}.{name}") for name, value in words.items()))


@pytest.mark.parametrize("noun", ["pages", "texts"])
def test_both_languages_say_the_same_things(noun: str) -> None:
    dutch, english = (tomllib.loads((DATA / f"{noun}.{lang}.toml").read_text()) for lang in ("nl", "en"))
    assert keys(dutch) == keys(english)


@pytest.mark.parametrize("path", ["/uitleg"])
def test_a_page_stands_in_dutch_and_on_demand_in_english(world: World, path: str) -> None:
    dutch, english = world.call("GET", path), world.call("GET", f"{path}?lang=en")
    assert (dutch.status_code, english.status_code) == (200, 200)
    assert '<html lang="nl">' in dutch.text
    assert '<html lang="en">' in english.text
    assert f'href="{path}?lang=en"' in dutch.text
    assert f'href="{path}"' in english.text


@pytest.mark.parametrize("path", ["/uitleg"])
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

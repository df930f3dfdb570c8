"""How the built app is served: needs `make app`."""

import re

import pytest

from tests.support.world import World


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """None of this depends on which database it is."""
    return sqlite_url


@pytest.mark.parametrize("path", ["/", "/meedoen", "/oproep/abcdefghijklmnopqrstuv", "/koppel"])
def test_every_screen_is_the_app(world: World, path: str) -> None:
    answer = world.app.test_client().get(path)
    assert answer.status_code == 200
    assert '<div id="app">' in answer.get_data(as_text=True)


def test_the_app_may_run_no_script_but_its_own_and_nothing_inline(world: World) -> None:
    policy = world.app.test_client().get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy
    assert "default-src 'none'" in policy


def test_the_control_room_runs_only_its_own_scripts_and_stands_in_no_frame(world: World) -> None:
    answer = world.app.test_client().get("/meldkamer")
    assert '<div id="room">' in answer.get_data(as_text=True)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for rule in ("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'", "worker-src 'none'"):
        assert rule in policy


def test_what_the_screen_names_is_there_compressed_and_kept_for_ever(world: World) -> None:
    client = world.app.test_client()
    names = re.findall(r'"(/assets/[^"]+\.js)"', client.get("/").get_data(as_text=True))
    assert names
    for name in names:
        answer = client.get(name, headers={"Accept-Encoding": "br, gzip"})
        assert answer.status_code == 200
        assert answer.headers["Content-Encoding"] == "br"
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.mimetype == "text/javascript"


def test_a_browser_without_compression_gets_the_plain_file(world: World) -> None:
    answer = world.app.test_client().get("/sw.js", headers={"Accept-Encoding": "identity"})
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_the_service_worker_and_the_screen_are_asked_for_each_time(world: World) -> None:
    for path in ("/", "/sw.js"):
        answer = world.app.test_client().get(path)
        assert answer.headers["Cache-Control"] == "no-cache"
        again = world.app.test_client().get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


@pytest.mark.parametrize("path", ["/assets/%2e%2e/%2e%2e/package.json", "/icons/none.png"])
def test_nothing_outside_the_built_files_is_served(world: World, path: str) -> None:
    assert world.app.test_client().get(path).status_code == 404


def test_the_numbers_the_app_shows_are_the_settings(world: World) -> None:
    answer = world.app.test_client().get("/config.json").get_json()
    assert answer["phones"] == {"tips": "08000011", "urgent": "112", "police": "09008844"}


def test_a_kiosk_is_kept_nowhere_and_gets_no_worker(world: World) -> None:
    answer = world.app.test_client().get("/kiosk")
    assert '<div id="kiosk">' in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "worker-src 'none'" in policy
    assert "unsafe" not in policy
    assert "Set-Cookie" not in answer.headers


def test_the_key_of_a_kiosk_lasts_as_long_as_its_page_is_opened(world: World) -> None:
    answer = world.kiosk()("GET", "/kiosk")
    assert answer.headers["Set-Cookie"].startswith("burgernet_kiosk=")
    assert "HttpOnly" in answer.headers["Set-Cookie"]

"""Settings: all that is wrong is named at once, and secrets are made only where nothing else is."""

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path

import pytest

from backend.settings import SettingsWrong, load
from backend.settings.environment import vapid_public_key
from backend.settings.secrets import in_file, new_secret_key, new_vapid_key
from backend.settings.table import Settings, lines, markdown

POSTGRESQL = {
    "BURGERNET_DATABASE_URL": "postgresql:///burgernet",
    "BURGERNET_SECRET_KEY": "a secret of the tests only, long enough",
    "BURGERNET_VAPID_PRIVATE_KEY": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE",
    "BURGERNET_VAPID_SUBJECT": "mailto:beheer@burgernet.example",
}


def wrong(environ: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsWrong) as caught:
        load(environ)
    return sorted(problem.split()[0].removeprefix("BURGERNET_") for problem in caught.value.problems)


def test_embedded_needs_nothing(tmp_path: Path) -> None:
    settings = load({"BURGERNET_DATA_DIR": str(tmp_path / "var")})
    assert settings.database_url == f"sqlite:///{tmp_path}/var/burgernet.sqlite"
    assert settings.embedded
    assert (settings.action_hours, settings.large_action, settings.phone_tips) == (2.0, 25_000, "08000011")
    assert len(vapid_public_key(settings)) == 87
    assert load({"BURGERNET_DATA_DIR": str(tmp_path / "var")}) == settings
    for name in ("secret_key", "vapid_private_key"):
        assert stat.S_IMODE((tmp_path / "var" / name).stat().st_mode) == 0o600


def test_many_processes_at_once_make_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        secrets = set(pool.map(lambda _: in_file(tmp_path / "deep" / "secret", new_secret_key), range(64)))
    assert len(secrets) == 1
    assert [file.name for file in (tmp_path / "deep").iterdir()] == ["secret"]


def test_postgresql_needs_its_secrets() -> None:
    assert wrong({"BURGERNET_DATABASE_URL": "postgresql:///burgernet"}) == [
        "SECRET_KEY",
        "VAPID_PRIVATE_KEY",
        "VAPID_SUBJECT",
    ]
    assert not load(POSTGRESQL).embedded


def test_all_that_is_wrong_is_named_and_nothing_is_made(tmp_path: Path) -> None:
    environ = {
        "DATA_DIR": str(tmp_path / "var"),
        "DATABASE_URL": "sqlite:///:memory:",
        "BIND": "8000",
        "PUBLIC_URL": "http://localhost:8000/app",
        "VAPID_PRIVATE_KEY": "short",
        "VAPID_SUBJECT": "mailto:me@localhost",
        "PUSH_ALLOW_ORIGINS": "http://127.0.0.1:9000/path",
        "PUSH_CA_FILE": str(tmp_path / "missing.pem"),
        "RATE_LIMITS": "yes",
        "REDIS_URL": "localhost:6379",
        "TRUSTED_PROXIES": "-1",
        "SECOND_FACTOR": "maybe",
        "ACTION_HOURS": "0",
        "POSITION_HOURS": "nan",
        "AWAY_HOURS": "-1",
        "LARGE_ACTION": "1.5",
        "PHONE_TIPS": "0800 0011",
    }
    named = wrong({f"BURGERNET_{name}": value for name, value in environ.items()})
    assert named == sorted(set(environ) - {"DATA_DIR"})
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    "subject",
    [
        "beheer@burgernet.example",
        "mailto:me@box.local",
        "mailto:me@x.invalid",
        "https://localhost/",
        "http://a.nl",
        "https://192.0.2.1/",
        "mailto:me@host",
        "mailto:@a.nl",
    ],
)
def test_a_contact_nobody_can_reach_is_wrong(subject: str) -> None:
    assert wrong({**POSTGRESQL, "BURGERNET_VAPID_SUBJECT": subject}) == ["VAPID_SUBJECT"]


@pytest.mark.parametrize("key", ["A" * 43, "_" * 43, "A" * 42, "A" * 44, "+" * 43])
def test_a_key_that_is_none_is_wrong(key: str) -> None:
    assert wrong({**POSTGRESQL, "BURGERNET_VAPID_PRIVATE_KEY": key}) == ["VAPID_PRIVATE_KEY"]


def test_where_the_world_can_call_a_short_secret_is_wrong() -> None:
    public = POSTGRESQL | {"BURGERNET_PUBLIC_URL": "https://burgernet.example"}
    assert wrong(public | {"BURGERNET_SECRET_KEY": "k" * 31}) == ["SECRET_KEY"]
    assert load(public | {"BURGERNET_SECRET_KEY": "k" * 32}).secret_key == "k" * 32


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(new_vapid_key() + "\n")
    environ = {**POSTGRESQL, "BURGERNET_VAPID_PRIVATE_KEY_FILE": str(file)}
    assert wrong(environ) == ["VAPID_PRIVATE_KEY"]
    del environ["BURGERNET_VAPID_PRIVATE_KEY"]
    assert load(environ).vapid_private_key == file.read_text().strip()
    assert wrong({**environ, "BURGERNET_VAPID_PRIVATE_KEY_FILE": "/nowhere"}) == ["VAPID_PRIVATE_KEY_FILE"]


def test_hours_and_minutes_take_decimals_and_origins_are_written_alike() -> None:
    environ = {
        **POSTGRESQL,
        "BURGERNET_ACTION_HOURS": "0.01",
        "BURGERNET_LINK_CODE_MINUTES": ".5",
        "BURGERNET_PUBLIC_URL": "https://Burgernet.example/",
        "BURGERNET_PUSH_ALLOW_ORIGINS": "HTTPS://Push.local:443, http://[::1]:9000/",
    }
    settings = load(environ)
    assert (settings.action_hours, settings.link_code_minutes) == (0.01, 0.5)
    assert settings.public_url == "https://burgernet.example"
    assert settings.push_allow_origins == ("https://push.local", "http://[::1]:9000")


@pytest.mark.parametrize("content", ["", "x", "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"])
def test_a_file_without_a_certificate_is_no_authority(tmp_path: Path, content: str) -> None:
    (tmp_path / "ca.pem").write_text(content)
    assert wrong(POSTGRESQL | {"BURGERNET_PUSH_CA_FILE": str(tmp_path / "ca.pem")}) == ["PUSH_CA_FILE"]


@pytest.mark.parametrize(
    "name", ["ACTION_HOURS", "POSITION_HOURS", "AWAY_HOURS", "HISTORY_DAYS", "LINK_CODE_MINUTES"]
)
def test_no_time_is_longer_than_the_calendar(name: str) -> None:
    assert wrong(POSTGRESQL | {f"BURGERNET_{name}": "999999"}) == [name]


@pytest.mark.parametrize(
    ("position", "away", "hours"),
    [
        (None, None, 2.0),
        (None, "0.25", 0.25),
        ("3", "3", 3.0),
        # As an installation had it before there was this setting.
        ("1.5", None, 1.5),
        (".00001", None, 0.00001),
    ],
)
def test_nobody_is_taken_to_be_away_longer_than_a_position_is_kept(
    position: str | None, away: str | None, hours: float
) -> None:
    given = {"BURGERNET_POSITION_HOURS": position, "BURGERNET_AWAY_HOURS": away}
    assert load(POSTGRESQL | {name: text for name, text in given.items() if text}).away_hours == hours


@pytest.mark.parametrize(("position", "away"), [("24", "24.1"), ("1", "2"), ("24", "0"), ("24", "x")])
def test_a_setting_by_which_home_would_stay_silent_is_wrong(position: str, away: str) -> None:
    given = {"BURGERNET_POSITION_HOURS": position, "BURGERNET_AWAY_HOURS": away}
    assert wrong(POSTGRESQL | given) == ["AWAY_HOURS"]


def test_the_public_address_is_written_as_browsers_write_an_origin() -> None:
    for given, origin in {
        "http://localhost:80": "http://localhost",
        "https://Burgernet.example:443/": "https://burgernet.example",
        "https://burgernet.example:8443": "https://burgernet.example:8443",
    }.items():
        environ = POSTGRESQL | {"BURGERNET_PUBLIC_URL": given, "BURGERNET_SECRET_KEY": "k" * 32}
        assert load(environ).public_url == origin
    assert wrong(POSTGRESQL | {"BURGERNET_PUBLIC_URL": "http://localhost:99999"}) == ["PUBLIC_URL"]


def test_every_setting_has_its_line_in_the_readme() -> None:
    assert list(lines()) == [each.name for each in fields(Settings)]
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    begin, end = "<!-- settings: written by `make settings` -->\n", "<!-- /settings -->\n"
    written = readme.split(begin)[1].split(end)[0]
    assert written == markdown(), "`make settings` writes the table anew."


def test_every_default_in_the_table_is_one_that_can_be_given() -> None:
    given = {
        f"BURGERNET_{name.upper()}": (line.default or line.embedded or "").replace("{DATA_DIR}", "/var/lib")
        for name, line in lines().items()
    }
    assert load({**given, **POSTGRESQL}) == load(POSTGRESQL)

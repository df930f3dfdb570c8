"""The command line: what is wrong is named, and nothing starts."""

import io
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import select, text

from backend.cli import main
from backend.db import Database
from backend.domain.municipalities import borders
from backend.domain.participants import membership
from backend.domain.participants.membership import Newcomer
from backend.models import Municipality, Participant, Staff, new_id
from backend.settings.secrets import vapid_problem
from tests.domain.test_borders import TOWN, feature, square
from tests.domain.test_borders import file as border_file
from tests.support.postgresql import Cluster
from tests.support.waiting import until
from tests.support.world import NOON


def burgernet(*arguments: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """The command in this process, which has read all the code already."""
    environ = {f"BURGERNET_{name}": value for name, value in settings.items()}
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.dict(os.environ, environ, clear=True),
        patch("sys.stdin", io.StringIO(stdin)),
        # Set up once for the whole life of a process.
        patch("backend.logs.configure"),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        status = main(arguments)
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())


def process(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own."""
    environ = {"PATH": "/usr/bin:/bin", **{f"BURGERNET_{name}": value for name, value in settings.items()}}
    command = [sys.executable, "-m", "backend.cli", *arguments]
    root = Path(__file__).parent.parent.parent
    return subprocess.run(command, env=environ, cwd=root, capture_output=True, text=True, timeout=60)


def python(program: str, **settings: str) -> str:
    """What a program prints that begins in a process of its own."""
    environ = {"PATH": "/usr/bin:/bin", **{f"BURGERNET_{name}": value for name, value in settings.items()}}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=True).stdout


HEAVY = ("alembic", "flask", "gunicorn", "psycopg", "sqlalchemy", "structlog")


def test_help_is_given_without_loading_what_a_server_needs() -> None:
    for asked in ([], ["serve"], ["demo"], ["staff", "add"], ["municipality", "load"], ["audit", "verify"]):
        program = f"""
import sys
from backend.cli import main
assert main({[*asked, "--help"]!r}) == 0
print(sorted(set({HEAVY!r}) & set(sys.modules)))
"""
        told = python(program, BIND="nowhere").splitlines()
        assert told[0].startswith(" ".join(["Usage: burgernet", *asked]))
        assert told[-1] == "[]", asked


def test_on_postgresql_serve_chooses_how_to_wait_before_anything_else_is_loaded() -> None:
    program = f"""
import sys
from gevent import monkey
def patched():
    print(sorted(set({(*HEAVY, "click", "backend.settings")!r}) & set(sys.modules)))
    raise SystemExit
monkey.patch_all = patched
from backend.cli import main
main(["serve"])
"""
    assert python(program, DATABASE_URL="postgresql:///burgernet") == "[]\n"


@pytest.mark.parametrize(
    "wrong",
    [
        (),
        ("sreve",),
        ("staff", "add", "bob", "--role", "dispatcher"),
        ("staff", "add", "bob", "--role", "mayor", "--password-stdin"),
        ("staff", "password", "bob"),
        ("kiosk", "report", "--since", "yesterday"),
        ("municipality", "join", "GM0080", "--region", "Fryslân", "--on", "2026-13-01"),
        ("audit", "verify", "--contains", "digest"),
    ],
)
def test_a_command_that_is_typed_wrong_does_nothing(wrong: tuple[str, ...], tmp_path: Path) -> None:
    ended = burgernet(*wrong, DATA_DIR=str(tmp_path / "var"))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "Usage: burgernet" in ended.stderr
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_wrong_settings_are_all_named_and_nothing_starts(command: str, tmp_path: Path) -> None:
    ended = process(command, DATA_DIR=str(tmp_path / "var"), BIND="nowhere", ACTION_HOURS="long")
    assert ended.returncode == 2
    assert "BURGERNET_BIND" in ended.stderr
    assert "BURGERNET_ACTION_HOURS" in ended.stderr
    assert not (tmp_path / "var").exists()


def test_serve_and_worker_refuse_a_database_that_is_not_migrated(cluster: Cluster) -> None:
    cluster.create_database("bare")
    settings = {
        "DATABASE_URL": cluster.url("bare"),
        "SECRET_KEY": "a secret of the tests",
        "VAPID_PRIVATE_KEY": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE",
        "VAPID_SUBJECT": "mailto:beheer@burgernet.example",
    }
    for command in ("serve", "worker"):
        ended = process(command, **settings)
        assert ended.returncode == 1
        assert "burgernet migrate" in ended.stderr
    assert burgernet("migrate", **settings).returncode == 0
    cluster.drop_database("bare")


def test_an_embedded_worker_runs_inside_serve(tmp_path: Path) -> None:
    ended = process("worker", DATA_DIR=str(tmp_path))
    assert ended.returncode == 1
    assert "burgernet serve" in ended.stderr


def test_an_embedded_installation_is_set_up_by_commands(tmp_path: Path) -> None:
    settings = {"DATA_DIR": str(tmp_path / "var")}
    assert burgernet("migrate", **settings).returncode == 0
    add = ("staff", "add", "alice", "--role", "dispatcher", "--region", "Fryslân", "--password-stdin")
    assert burgernet(*add, stdin="correct horse battery\n", **settings).returncode == 0
    assert burgernet(*add, stdin="correct horse battery\n", **settings).returncode == 1
    assert (
        burgernet(
            "municipality", "join", "GM0080", "--region", "Fryslân", "--on", "2026-01-01", **settings
        ).returncode
        == 0
    )
    assert burgernet("municipality", "join", "GM9999", "--region", "Fryslân", **settings).returncode == 1
    db = Database(f"sqlite:///{tmp_path}/var/burgernet.sqlite")
    with db.read() as session:
        assert session.scalars(select(Staff.name)).all() == ["alice"]
        joined = session.scalars(select(Municipality).where(Municipality.joined_on.is_not(None))).one()
        assert (joined.name, joined.region, str(joined.joined_on)) == ("Leeuwarden", "Fryslân", "2026-01-01")
        assert len(session.scalars(select(Municipality.code)).all()) == 342
    db.close()


def test_purge_says_what_it_erased(tmp_path: Path) -> None:
    settings = {"DATA_DIR": str(tmp_path / "var")}
    ended = burgernet("purge", **settings)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("Alerts of 0 actions and 0 silent participants were erased;")


def test_a_kiosk_is_added_reported_on_and_revoked_by_commands(tmp_path: Path) -> None:
    settings = {"DATA_DIR": str(tmp_path / "var"), "PUBLIC_URL": "https://burgernet.example"}
    add = ("kiosk", "add", "--municipality", "GM0080", "Balie 1")
    added = burgernet(*add, **settings)
    assert re.fullmatch(r"https://burgernet\.example/kiosk#[A-Za-z0-9_-]{22}\n", added.stdout)
    report = burgernet("kiosk", "report", "--since", "2026-01-01", **settings)
    assert report.stdout == "code,municipality,kiosk,day,joined,on_paper\n"
    revoke = ("kiosk", "revoke", "--municipality", "GM0080", "Balie 1")
    assert burgernet(*revoke, **settings).returncode == 0


def test_borders_are_loaded_from_a_file_and_what_is_left_over_is_named(tmp_path: Path) -> None:
    settings = {"DATA_DIR": str(tmp_path / "var")}
    file = tmp_path / "gemeenten.geojson"
    file.write_bytes(
        border_file(feature(square(TOWN), statcode="GM0080"), feature(square(TOWN), statcode="GM0457"))
    )
    loaded = burgernet("municipality", "load", str(file), **settings)
    assert loaded.returncode == 0
    assert loaded.stdout == "1 borders loaded, 0 participants moved to another municipality.\n"
    assert "GM0457: there is no such municipality here." in loaded.stderr
    assert "GM0503" in loaded.stderr.split("Without a border")[1]
    assert "Borders: 100%" in loaded.stderr
    file.write_text("{}")
    refused = burgernet("municipality", "load", str(file), **settings)
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)


def test_borders_are_loaded_however_long_it_takes_to_reassign_everybody(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "gemeenten.geojson"
    file.write_bytes(border_file(feature(square(TOWN), statcode="GM0080")))
    settings = {
        "DATABASE_URL": postgresql_url,
        "SECRET_KEY": "a secret of the tests",
        "VAPID_PRIVATE_KEY": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE",
        "VAPID_SUBJECT": "mailto:beheer@burgernet.example",
    }
    db = Database(postgresql_url)
    with db.write() as session:
        membership.join_many(session, [Newcomer(new_id(), home=TOWN)], settings["SECRET_KEY"], NOON)
    monkeypatch.setattr("backend.db.engines.IDLE_SECONDS", 1)
    monkeypatch.setattr(borders, "FRESH", 0.1)
    with db.write() as session, ThreadPoolExecutor(1) as pool:
        session.execute(select(Participant).with_for_update())
        loading = pool.submit(burgernet, "municipality", "load", str(file), **settings)
        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        until(lambda: session.scalar(waiting))
        # It waits for the participant now: longer than a transaction may stand still.
        time.sleep(2)
        session.rollback()
        loaded = loading.result(20)
    db.close()
    assert (loaded.returncode, loaded.stdout[:16]) == (0, "1 borders loaded")


@pytest.mark.parametrize("password", ["too short\n", "", "two lines of\npassword text\n", "elf tekens.\n"])
def test_a_password_is_one_line_of_twelve_characters(tmp_path: Path, password: str) -> None:
    add = ("staff", "add", "bob", "--role", "supervisor", "--password-stdin")
    ended = burgernet(*add, stdin=password, DATA_DIR=str(tmp_path))
    assert ended.returncode == 1
    assert "at least 12 characters" in ended.stderr


def test_vapid_keys_prints_one_key_and_nothing_else() -> None:
    key = process("vapid-keys").stdout.strip()
    assert vapid_problem(key) is None


def test_everything_or_one_region_is_halted_and_resumed_by_commands(tmp_path: Path) -> None:
    settings = {"DATA_DIR": str(tmp_path / "var")}
    assert burgernet("migrate", **settings).returncode == 0
    join = ("municipality", "join", "GM0080", "--region", "Fryslân")
    assert burgernet(*join, **settings).returncode == 0
    assert burgernet("resume", **settings).stdout == "Nothing was halted.\n"
    assert burgernet("halt", **settings).stdout.startswith("Halted: everything. Halt ")
    assert burgernet("halt", "--region", "Fryslân", **settings).returncode == 0
    unknown = burgernet("halt", "--region", "Atlantis", **settings)
    assert (unknown.returncode, unknown.stderr) == (1, "There is no region Atlantis.\n")
    assert burgernet("halt", "--action", "A" * 22, **settings).returncode == 1
    assert burgernet("halt", "--action", "A" * 22, "--region", "Fryslân", **settings).returncode == 2
    one = burgernet("resume", "--region", "Fryslân", **settings)
    assert one.stdout == "Goes on: region Fryslân.\n"
    assert burgernet("resume", "--withdraw", **settings).stdout == "Withdrawn: everything.\n"


def test_staff_are_managed_by_commands(tmp_path: Path) -> None:
    settings = {"DATA_DIR": str(tmp_path / "var")}
    assert burgernet("migrate", **settings).returncode == 0
    add = ("staff", "add", "alice", "--role", "dispatcher", "--region", "Fryslân", "--password-stdin")
    assert burgernet(*add, stdin="correct horse battery\n", **settings).returncode == 0
    assert burgernet("staff", "list", **settings).stdout == "alice\tdispatcher\tFryslân\tpassword only\n"
    handed_out = burgernet("staff", "second-factor", "alice", **settings)
    assert handed_out.returncode == 0, handed_out.stderr
    db = Database(f"sqlite:///{tmp_path}/var/burgernet.sqlite")
    with db.read() as session:
        secret = session.scalars(select(Staff.totp_secret)).one()
    db.close()
    assert f"Secret: {secret}\n" in handed_out.stdout
    assert len(re.findall(r"^  \w{5}-\w{5}$", handed_out.stdout, re.MULTILINE)) == 10
    assert "second factor" in burgernet("staff", "list", **settings).stdout
    change = ("staff", "password", "alice", "--password-stdin")
    assert burgernet(*change, stdin="too short\n", **settings).returncode == 1
    assert burgernet(*change, stdin="battery horse correct\n", **settings).returncode == 0
    assert burgernet("staff", "remove", "alice", **settings).returncode == 0
    assert burgernet("staff", "list", **settings).stdout.endswith("removed\n")
    unknown = burgernet("staff", "remove", "bob", **settings)
    assert unknown.returncode == 1
    assert "There is no bob." in unknown.stderr

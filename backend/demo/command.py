"""The demo from start to end: fill the town, start the server, play an action, report, stay until Ctrl-C."""

import os
import secrets
import signal
import sys
import time
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from types import FrameType

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from backend import clock
from backend.db import Database, DatabaseUnusable
from backend.db.migrations import migrate
from backend.demo import PUSH_PORT, filling, past, report, story
from backend.demo.answering import Answering
from backend.demo.calls import DemoFailed
from backend.demo.push_service.thread import PushServiceThread
from backend.demo.serving import Serving, reachable, require_free
from backend.demo.town import Town
from backend.domain.refusals import NotFound
from backend.domain.reports import closing_circle
from backend.domain.staff import accounts
from backend.models import Staff
from backend.settings import Settings, load
from backend.settings.environment import vapid_public_key
from backend.settings.table import PREFIX

DRAWN_WITHIN = 30.0
DISPATCHER, REGION = "demo", "Fryslân"
TRY_IT = """
Zelf proberen / try it yourself:
  Open {url} on this machine, join with a home in Leeuwarden and leave the page open; start an action in Leeuwarden
  in the control room. The open page shows it at once, with or without notifications.
  Notifications, and alerts while the page is closed, come by the push service of your browser's maker: the browser
  and this machine need the internet for them.
  Your phone, in the same network: start with BURGERNET_BIND=0.0.0.0:{port} and
  BURGERNET_PUBLIC_URL=http://NAME-OR-ADDRESS:{port} of this machine. It gets alerts while the page is open; browsers
  give notifications and the position to https only.
  Your phone, with notifications: an https tunnel to port {port}; start with BURGERNET_PUBLIC_URL=https://ITS-NAME and
  BURGERNET_TRUSTED_PROXIES=1."""


def run(push_port: int | None, participants: int, once: bool) -> int:
    """Plays it, in a town of so many `participants`; answers the exit code: 0 when all that was promised held.

    `once` ends after the report. Raises SettingsWrong."""
    previous = signal.signal(signal.SIGTERM, _interrupt)
    try:
        _play(push_port, participants, once)
    except KeyboardInterrupt:
        return 0 if not once else 130
    except (DemoFailed, DatabaseUnusable) as error:
        print(f"De demo is gestopt / the demo stopped: {error}", file=sys.stderr, flush=True)
        return 1
    except OperationalError as error:
        print(f"The database cannot be used: {error.orig}", file=sys.stderr)
        return 1
    finally:
        signal.signal(signal.SIGTERM, previous)
    return 0


def _play(push_port: int | None, participants: int, once: bool) -> None:
    began = time.monotonic()
    settings = load(os.environ)
    address = reachable(settings.bind)
    require_free(address)
    if f"{PREFIX}PUBLIC_URL" not in os.environ:
        # Whoever chose another port opens it there: pages answer only to their own address.
        settings = replace(settings, public_url=f"http://localhost:{address.rpartition(':')[2]}")
    _say("De database wordt klaargemaakt.")
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    migrate(settings.database_url)
    town = Town(participants)
    phones = Answering(town, settings.secret_key)
    password = secrets.token_urlsafe(12)
    with ExitStack() as closing:
        db = Database(settings.database_url)
        closing.callback(db.close)
        push = _push_service(push_port, filling.stored_port(db, town), phones, settings)
        closing.callback(push.stop)
        joined = filling.fill(db, town, push.origin, settings, clock.now())
        _say(f"{joined} deelnemers zijn aangemeld, {town.size - joined} waren er al.")
        _dispatcher(db, password)
        with db.write() as session:
            past.remember(session, DISPATCHER)

        serving = Serving(
            _environment(settings, push.origin),
            address,
            settings.data_dir / "serve.log",
            embedded=settings.embedded,
        )
        closing.callback(serving.stop)
        serving.wait_until_ready()
        phones.start(address)
        _say(f"De server is klaar, {time.monotonic() - began:.0f} s na het begin.")

        def reached(action: str) -> int:
            told = {arrival.token for arrival in push.arrivals if arrival.topic == action}
            return len(told & town.by_token.keys())

        played = story.play(address, (DISPATCHER, password), phones, reached, _say)
        found = report.judge(played, town)
        found.lines.append(f"closing circle  {_draw(db, played.action, settings)}")
        _tell(found, settings, password)
        if found.problems:
            raise DemoFailed("; ".join(found.problems))
        if not once:
            print("\nCtrl-C stopt alles / Ctrl-C stops everything.", flush=True)
            while True:
                serving.require_running()
                time.sleep(0.5)


def _push_service(
    wanted: int | None, stored: int | None, phones: Answering, settings: Settings
) -> PushServiceThread:
    """At the port where the town's phones subscribed. Raises DemoFailed when that cannot be."""
    if wanted is not None and stored is not None and wanted != stored:
        raise DemoFailed(
            f"The phones in this database subscribed at port {stored}: start with --push-port {stored},"
            f" or use an empty {PREFIX}DATA_DIR."
        )
    port = wanted if wanted is not None else stored or PUSH_PORT
    try:
        return PushServiceThread(port, public_key=vapid_public_key(settings), on_arrival=phones.take)
    except OSError as error:
        raise DemoFailed(
            f"The push service cannot use port {port} of 127.0.0.1 ({error.strerror or error}): end what listens"
            " there, or start an empty town with another --push-port."
        ) from error


def _dispatcher(db: Database, password: str) -> None:
    """The account `demo`, with a new password at every start."""
    with db.write() as session:
        if session.scalar(select(Staff.id).where(Staff.name == DISPATCHER)) is None:
            accounts.add(session, DISPATCHER, "dispatcher", REGION, password, clock.now())
        else:
            accounts.set_password(session, DISPATCHER, password, clock.now())


def _environment(settings: Settings, origin: str) -> dict[str, str]:
    """The server's: ours, its address, and leave to send to the loopback push service."""
    allowed = dict.fromkeys((*settings.push_allow_origins, origin))
    return dict(os.environ) | {
        f"{PREFIX}PUBLIC_URL": settings.public_url,
        f"{PREFIX}PUSH_ALLOW_ORIGINS": ",".join(allowed),
    }


def _draw(db: Database, action: str, settings: Settings) -> Path:
    """Writes the picture of how the alerts closed in, once the worker has drawn it; answers where it is."""
    deadline = time.monotonic() + DRAWN_WITHIN
    while True:
        with db.read() as session, suppress(NotFound):
            file = settings.data_dir / "closing-circle.svg"
            file.write_text(closing_circle.read(session, action), encoding="utf-8")
            return file
        if time.monotonic() > deadline:
            raise DemoFailed(f"After {DRAWN_WITHIN:g} s the closing circle was not drawn.")
        time.sleep(0.2)


def _tell(found: report.Report, settings: Settings, password: str) -> None:
    print("\nZo ging de actie / how the action went (one is played at every start):", flush=True)
    for line in found.lines:
        print(f"  {line}")
    url = settings.public_url
    print("\nOpen:")
    for path, what in (
        ("", "Burgernet"),
        ("/meldkamer", "the control room"),
        ("/v1/docs", "the API"),
        ("/acties", "the public history of actions"),
        ("/feeds/actions.atom", "the same as a feed"),
        ("/metrics", "measurements"),
    ):
        print(f"  {url + path:<40} {what}")
    print(f"\nCentralist / dispatcher: {DISPATCHER}, wachtwoord / password: {password}", flush=True)
    print(TRY_IT.format(url=url, port=settings.bind.rpartition(":")[2]), flush=True)


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt

"""The commands that run an installation and look after it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from backend.cli import installation
from backend.cli.arguments import Mark
from backend.cli.installation import database, refusals_told, with_settings
from backend.demo import PILOT_SIZE, PUSH_PORT

if TYPE_CHECKING:
    from backend.settings import Settings


@click.command()
@with_settings
def serve(settings: Settings) -> None:
    """Answer calls; embedded, migrate and send messages too.

    Embedded (a SpatiaLite file) all of it is one process. On PostgreSQL it only answers, in a process for each core
    and at least two, and wants a database that is migrated; `burgernet worker` runs beside it. SIGTERM and SIGINT end
    it within 15 seconds.
    """
    from backend.serving.gunicorn import Server

    database(settings).close()
    Server(settings).run()


@click.command()
@with_settings
def worker(settings: Settings) -> None:
    """Send messages, beside `serve` on PostgreSQL.

    One sends at a time; any other stands by and takes over within seconds. SIGTERM and SIGINT end it within 15
    seconds.
    """
    from backend import create_app
    from backend.db import DatabaseUnusable
    from backend.delivery.push.webpush import WebPush
    from backend.delivery.worker import worker as sender

    if settings.embedded:
        raise DatabaseUnusable(
            "Embedded, `burgernet serve` runs the worker too; with PostgreSQL it runs beside it."
        )
    app = create_app(settings, db=database(settings))
    sender.run(app.extensions["burgernet"], WebPush(settings))


@click.command()
@with_settings
def migrate(settings: Settings) -> None:
    """Bring the database up to date and load the municipalities.

    Before the first `serve` on PostgreSQL, and after each upgrade. Twice does no harm.
    """
    installation.migrate(settings)


@click.command()
@with_settings
def purge(settings: Settings) -> None:
    """Erase what is kept no longer; the worker does it daily."""
    from backend.clock import now
    from backend.delivery import doorbell
    from backend.domain import retention

    with closing(database(settings)) as db:
        done = retention.everything(db, now(), settings, doorbell.make(db).ring)
    print(
        f"Alerts of {done['alerts']} actions and {done['silent']} silent participants were erased;"
        f" {done['reminded']} participants were reminded, {done['asked']} asked about their address."
    )


@click.command()
@click.option(
    "--push-port", type=int, metavar="PORT", help=f"Of the loopback push service; {PUSH_PORT} unless told."
)
@click.option("--participants", type=int, default=PILOT_SIZE, metavar="N", help="Size of the town.")
@click.option("--once", is_flag=True, help="End after the report.")
def demo(push_port: int | None, participants: int, once: bool) -> int:
    """A town of simulated phones, and an action from start to end.

    Fills the database of BURGERNET_DATA_DIR, starts the server and a push service on loopback, plays the search for a
    missing girl in Leeuwarden, and reports who was reached when. Ctrl-C stops everything.
    """
    with refusals_told():
        from backend.demo import command

        return command.run(push_port, participants, once)


@click.command()
def vapid_keys() -> None:
    """Print a new private key for push messages.

    Once in the life of an installation: phones that subscribed with one key are lost with another.
    """
    import sys

    from backend.settings.secrets import new_vapid_key

    print(new_vapid_key())
    print("That is BURGERNET_VAPID_PRIVATE_KEY: keep it secret, and keep it.", file=sys.stderr)


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
@click.option(
    "--contains",
    type=Mark(),
    metavar="NUMBER:DIGEST",
    help="An end that was printed earlier and kept elsewhere: nothing up to there may have been rewritten.",
)
@with_settings
def verify(settings: Settings, contains: tuple[int, str] | None) -> None:
    """Find entries that were changed, removed or swapped.

    Ends with status 1 when there are any. Prints where the trail ends: noted elsewhere, that proves later, with
    --contains, that nothing before it was rewritten.
    """
    from backend.domain.staff import audit as trail

    with closing(database(settings)) as db, db.snapshot() as session:
        found = list(trail.problems(session))
        if contains and not trail.kept(session, trail.Mark(*contains)):
            found.append(f"Entry {contains[0]} is no longer what was noted.")
        end = trail.head(session)
    if found:
        raise trail.TrailBroken("\n".join(["The audit trail is NOT what was written:", *found]))
    print(f"The audit trail is whole. It ends with {end}")


COMMANDS = (serve, worker, migrate, purge, demo, vapid_keys, audit)

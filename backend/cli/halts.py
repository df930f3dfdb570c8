"""The emergency stop, for an operator at the server."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from backend.cli.installation import database, with_settings

if TYPE_CHECKING:
    from backend.settings import Settings

region_given = click.option("--region", metavar="R", help="Only what belongs to this police region.")
action_given = click.option("--action", metavar="ID", help="Only what belongs to this action.")


@click.command()
@region_given
@action_given
@with_settings
def halt(settings: Settings, region: str | None, action: str | None) -> None:
    """Let nothing leave: the emergency stop.

    Within a second no alert, update or outcome begins to leave. Nothing is lost: `burgernet resume` lets it go on, or
    withdraws it.
    """
    from backend.clock import now
    from backend.delivery import doorbell
    from backend.domain.actions import halts

    _one_of(region, action)
    with closing(database(settings)) as db:
        bus = doorbell.make(db)
        with db.write() as session:
            begun = halts.begin(session, None, region, action, now())
            for bell in (doorbell.SOCKETS, doorbell.WORKERS):
                bus.ring(session, bell)
    print(f"Halted: {_reach(begun.region, begun.action_id)}. Halt {begun.id}.")


@click.command()
@region_given
@action_given
@click.option(
    "--withdraw", is_flag=True, help="Withdraw what waits, as after an outcome, in place of sending it."
)
@with_settings
def resume(settings: Settings, region: str | None, action: str | None, withdraw: bool) -> None:
    """End halts: what waited goes on, or is withdrawn. Without options, all halts there are."""
    from backend.clock import now
    from backend.delivery import doorbell
    from backend.domain.actions import halts

    _one_of(region, action)
    with closing(database(settings)) as db:
        bus = doorbell.make(db)
        with db.write() as session:
            ended = halts.of_reach(session, region, action)
            for one in ended:
                halts.end(session, None, one.id, withdraw, now())
            for bell in (doorbell.SOCKETS, doorbell.WORKERS):
                bus.ring(session, bell)
    what = "Withdrawn" if withdraw else "Goes on"
    for one in ended:
        print(f"{what}: {_reach(one.region, one.action_id)}.")
    if not ended:
        print("Nothing was halted.")


def _one_of(region: str | None, action: str | None) -> None:
    if region is not None and action is not None:
        raise click.UsageError("Either --region or --action.")


def _reach(region: str | None, action: str | None) -> str:
    if action is not None:
        return f"action {action}"
    return f"region {region}" if region is not None else "everything"

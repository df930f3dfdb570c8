"""Kiosks in town halls: their keys, and how many people joined there."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import click

from backend.cli.arguments import Day
from backend.cli.installation import database, with_settings

if TYPE_CHECKING:
    from backend.settings import Settings

name_given = click.argument("name", metavar="NAME")
municipality_given = click.option(
    "--municipality", required=True, metavar="GM0080", help="The code of the municipality whose kiosk it is."
)


@click.group()
def kiosk() -> None:
    """Kiosks in town halls."""


@kiosk.command()
@name_given
@municipality_given
@with_settings
def add(settings: Settings, name: str, municipality: str) -> None:
    """Add a kiosk; prints the address to open once on its tablet.

    \b
    burgernet kiosk add --municipality GM0080 "Balie 1"
    """
    from backend.clock import now
    from backend.domain.participants import kiosks

    with closing(database(settings)) as db, db.write() as session:
        code = kiosks.add(session, municipality, name, now())
    print(f"{settings.public_url}/kiosk#{code}")
    print("Open this once on the kiosk's tablet; after that it is of no use.", file=sys.stderr)


@kiosk.command()
@name_given
@municipality_given
@with_settings
def revoke(settings: Settings, name: str, municipality: str) -> None:
    """End the key of a kiosk."""
    from backend.clock import now
    from backend.domain.participants import kiosks

    with closing(database(settings)) as db, db.write() as session:
        kiosks.revoke(session, municipality, name, now())
    print(f"The key of {name} is no longer valid.")


@kiosk.command()
@click.option("--municipality", metavar="GM0080", help="Only of this one; all by default.")
@click.option("--since", type=Day(), metavar="DATE", help="From this day on, such as 2026-01-31.")
@with_settings
def report(settings: Settings, municipality: str | None, since: date | None) -> None:
    """How many people joined, a line a kiosk and day, as CSV."""
    import csv

    from backend.domain.participants import kiosks

    with closing(database(settings)) as db, db.read() as session:
        rows = kiosks.report(session, since, municipality)
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(("code", "municipality", "kiosk", "day", "joined", "on_paper"))
    table.writerows(rows)

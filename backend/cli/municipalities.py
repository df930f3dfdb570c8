"""Municipalities: which take part, and where exactly they end."""

from __future__ import annotations

import sys
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backend.cli.arguments import Day
from backend.cli.installation import database, with_settings

if TYPE_CHECKING:
    from backend.db import Database
    from backend.domain.municipalities.border_file import BorderFile
    from backend.settings import Settings

REASSIGNED_AT_ONCE = 2_000


@click.group()
def municipality() -> None:
    """Municipalities: which take part, and where they end."""


@municipality.command()
@click.argument("code", metavar="GM0080")
@click.option("--region", required=True, help="The police region it belongs to, such as Fryslân.")
@click.option(
    "--on", type=Day(), metavar="DATE", help="From this day on, such as 2026-01-31; today by default."
)
@with_settings
def join(settings: Settings, code: str, region: str, on: date | None) -> None:
    """Let a municipality take part.

    Actions can start there from that day on, and its participants hear of it.
    """
    from backend.clock import AMSTERDAM, now
    from backend.domain.municipalities import register

    day = on or now().astimezone(AMSTERDAM).date()
    with closing(database(settings)) as db, db.write() as session:
        joined = register.join(session, code, region, day, now())
    print(f"{joined.name} takes part in {joined.region} from {day}.")


@municipality.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.geojson")
@with_settings
def load(settings: Settings, file: Path) -> None:
    """Load exact borders from a GeoJSON file.

    PDOK Bestuurlijke Gebieden or cartomap, in RD New or longitude and latitude. What could not be matched is named;
    without a border the nearest place decides. Then every participant is assigned anew.
    """
    from tqdm import tqdm

    from backend.domain.municipalities import border_file, borders
    from backend.domain.refusals import Refused

    try:
        raw = file.read_bytes()
    except OSError as error:
        raise Refused.one("file", f"{file} cannot be read: {error.strerror}.", "unusable-file") from error
    found = border_file.read(raw, lambda features: tqdm(features, desc="Borders", unit=" shapes"))
    with closing(database(settings)) as db:
        missing = _keep(db, found)
        for line in found.unusable:
            print(line, file=sys.stderr)
        if found.mended:
            print(f"Shapes that crossed themselves were mended: {', '.join(found.mended)}.", file=sys.stderr)
        if missing:
            print(
                f"Without a border, so the nearest place decides there: {', '.join(missing)}.",
                file=sys.stderr,
            )
        # Until every process that serves has seen the borders, it would go on to assign people by what it knew.
        time.sleep(borders.FRESH)
        moved = _reassign(db)
    print(f"{len(found.shapes)} borders loaded, {moved} participants moved to another municipality.")


def _keep(db: Database, found: BorderFile) -> list[str]:
    """Stores the borders; answers who is left without one. Raises Refused when none can be used."""
    from backend.clock import now
    from backend.domain.municipalities import border_file, borders, register
    from backend.domain.refusals import Refused

    with db.write() as session:
        towns = register.towns(session)
        border_file.match(found, towns)
        if not found.shapes:
            raise Refused.one(
                "file",
                "\n".join(["No border can be used; nothing was changed.", *found.unusable]),
                "unusable-file",
            )
        borders.keep(session, found.shapes, now())
        return borders.without(session, sorted(towns))


def _reassign(db: Database) -> int:
    """Gives each participant the municipality they are in now; answers how many moved."""
    from tqdm import tqdm

    from backend.domain.municipalities import register
    from backend.domain.participants.municipality import reassign

    after: str | None = ""
    moved = 0
    # Counted apart: a server ends a transaction that stands still for as long as all of this takes.
    with db.read() as session:
        people = register.people(session)
    with tqdm(total=people, desc="Participants") as bar:
        while after is not None:
            with db.write() as session:
                after, seen, changed = reassign(session, after, REASSIGNED_AT_ONCE)
            bar.update(seen)
            moved += changed
    return moved

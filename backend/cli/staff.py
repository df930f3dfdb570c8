"""Staff of the control rooms: who may sign in, and with what."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING

import click

from backend.cli.installation import database, with_settings

if TYPE_CHECKING:
    from backend.settings import Settings

name_given = click.argument("name", metavar="NAME")
# On the command line itself, everybody on the machine could read it.
password_read = click.option(
    "--password-stdin",
    is_flag=True,
    required=True,
    expose_value=False,
    help="Read the password from stdin: one line, at least 12 characters.",
)


@click.group()
def staff() -> None:
    """Staff of the control rooms: who may sign in."""


@staff.command()
@name_given
@click.option(
    "--role",
    required=True,
    type=click.Choice(["dispatcher", "supervisor", "administrator"]),
    help="A dispatcher starts actions; a supervisor larger ones too; an administrator everywhere.",
)
@click.option(
    "--region",
    "regions",
    multiple=True,
    help="A police region they act in, as the municipalities have it; several may be given.",
)
@password_read
@with_settings
def add(settings: Settings, name: str, role: str, regions: tuple[str, ...]) -> None:
    """Add a member of staff.

    \b
    echo "a long password" | burgernet staff add NAME --role dispatcher --region Fryslân --password-stdin
    """
    from backend.clock import now
    from backend.domain.staff import accounts

    password = _password()
    with closing(database(settings)) as db, db.write() as session:
        first, *more = regions or (None,)
        accounts.add(session, name, role, first, password, now(), [each for each in more if each])
    print(f"{name} can sign in as {role}.")


@staff.command()
@name_given
@password_read
@with_settings
def password(settings: Settings, name: str) -> None:
    """Give a member of staff another password."""
    from backend.clock import now
    from backend.domain.staff import accounts

    new = _password()
    with closing(database(settings)) as db, db.write() as session:
        accounts.set_password(session, name, new, now())
    print(f"{name} signs in with the new password.")


@staff.command()
@name_given
@with_settings
def second_factor(settings: Settings, name: str) -> None:
    """Hand out a second factor; prints its QR and recovery codes.

    They are shown this once, for its owner only. One that was handed out before is no longer valid.
    """
    import segno

    from backend.clock import now
    from backend.domain.staff import accounts, second_factor

    with closing(database(settings)) as db, db.write() as session:
        member = accounts.named(session, name)
        secret, address, codes = second_factor.hand_out(session, member, now())
    segno.make(address, error="m").terminal(compact=True)
    print(f"For {name} only, shown this once. Secret: {secret}")
    print(address)
    print("Recovery codes, each good for one time:", *codes, sep="\n  ")


@staff.command()
@name_given
@with_settings
def remove(settings: Settings, name: str) -> None:
    """Let a member of staff sign in no longer."""
    from backend.clock import now
    from backend.domain.staff import accounts

    with closing(database(settings)) as db, db.write() as session:
        accounts.remove(session, name, now())
    print(f"{name} can no longer sign in.")


@staff.command("list")
@with_settings
def everyone(settings: Settings) -> None:
    """All staff, a line each.

    Name, role, region and how they sign in, with tabs between.
    """
    from backend.domain.staff import accounts

    with closing(database(settings)) as db, db.read() as session:
        for member in accounts.everyone(session):
            factor = "second factor" if member.totp_secret else "password only"
            state = "removed" if member.password_hash == accounts.NOBODYS else factor
            print(member.name, member.role, ", ".join(member.own_regions) or "no region", state, sep="\t")


def _password() -> str:
    return sys.stdin.read().removesuffix("\n").removesuffix("\r")

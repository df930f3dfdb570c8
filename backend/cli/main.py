"""The command `burgernet`. Settings come from the environment; if any is wrong, all are named and nothing starts."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.db import Database
    from backend.settings import Settings

WRONG_SETTINGS = 2
FAILED = 1
REASSIGNED_AT_ONCE = 2_000


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; answers the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["serve"] and os.environ.get("BURGERNET_DATABASE_URL", "").startswith("postgresql"):
        # Before anything else is imported: psycopg chooses its way of waiting when it is.
        from gevent import monkey

        monkey.patch_all()
    if arguments[:1] == ["demo"]:
        from backend import demo

        return demo.main(arguments[1:])
    chosen = _parser().parse_args(arguments)
    return _vapid_keys() if chosen.run is _vapid_keys else _with_settings(chosen)


def _with_settings(chosen: argparse.Namespace) -> int:
    from backend import logs, settings
    from backend.db import DatabaseUnusable
    from backend.domain.refusals import FieldRefusal, Refusal

    logs.configure()
    try:
        chosen.run(chosen, settings.load(os.environ))
    except settings.SettingsWrong as error:
        print("The settings are wrong; nothing was started.", file=sys.stderr)
        for problem in error.problems:
            print(f"- {problem}", file=sys.stderr)
        return WRONG_SETTINGS
    except FieldRefusal as error:
        for _, detail in error.errors:
            print(detail, file=sys.stderr)
        return FAILED
    except (DatabaseUnusable, Refusal) as error:
        print(error, file=sys.stderr)
        return FAILED
    return 0


def _serve(_: argparse.Namespace, settings: Settings) -> None:
    from backend.serving.gunicorn import Server

    _database(settings).close()
    Server(settings).run()


def _worker(_: argparse.Namespace, settings: Settings) -> None:
    from backend import create_app
    from backend.db import DatabaseUnusable
    from backend.delivery.push.webpush import WebPush
    from backend.delivery.worker import worker

    if settings.embedded:
        raise DatabaseUnusable(
            "Embedded, `burgernet serve` runs the worker too; with PostgreSQL it runs beside it."
        )
    app = create_app(settings, db=_database(settings))
    worker.run(app.extensions["burgernet"], WebPush(settings))


def _migrate(_: argparse.Namespace, settings: Settings) -> None:
    from backend.db import Database
    from backend.db.migrations import migrate
    from backend.domain.municipalities import register

    migrate(settings.database_url)
    with closing(Database(settings.database_url)) as db, db.write() as session:
        register.fill(session)


def _staff_add(chosen: argparse.Namespace, settings: Settings) -> None:
    from backend.clock import now
    from backend.domain.staff import accounts

    password = _password()
    with closing(_database(settings)) as db, db.write() as session:
        accounts.add(session, chosen.name, chosen.role, chosen.region, password, now())
    print(f"{chosen.name} can sign in as {chosen.role}.")


def _staff_password(chosen: argparse.Namespace, settings: Settings) -> None:
    from backend.clock import now
    from backend.domain.staff import accounts

    password = _password()
    with closing(_database(settings)) as db, db.write() as session:
        accounts.set_password(session, chosen.name, password, now())
    print(f"{chosen.name} signs in with the new password.")


def _staff_second_factor(chosen: argparse.Namespace, settings: Settings) -> None:
    import segno

    from backend.clock import now
    from backend.domain.staff import accounts, second_factor

    with closing(_database(settings)) as db, db.write() as session:
        member = accounts.named(session, chosen.name)
        secret, address, codes = second_factor.hand_out(session, member, now())
    segno.make(address, error="m").terminal(compact=True)
    print(f"For {chosen.name} only, shown this once. Secret: {secret}")
    print(address)
    print("Recovery codes, each good for one time:", *codes, sep="\n  ")


def _staff_remove(chosen: argparse.Namespace, settings: Settings) -> None:
    from backend.clock import now
    from backend.domain.staff import accounts

    with closing(_database(settings)) as db, db.write() as session:
        accounts.remove(session, chosen.name, now())
    print(f"{chosen.name} can no longer sign in.")


def _staff_list(_: argparse.Namespace, settings: Settings) -> None:
    from backend.domain.staff import accounts

    with closing(_database(settings)) as db, db.read() as session:
        for member in accounts.everyone(session):
            factor = "second factor" if member.totp_secret else "password only"
            state = "removed" if member.password_hash == accounts.NOBODYS else factor
            print(member.name, member.role, member.region or "no region", state, sep="\t")


def _password() -> str:
    return sys.stdin.read().removesuffix("\n").removesuffix("\r")


def _municipality_join(chosen: argparse.Namespace, settings: Settings) -> None:
    from backend.clock import now
    from backend.domain.municipalities import register

    on = chosen.on or now().astimezone(register.AMSTERDAM).date()
    with closing(_database(settings)) as db, db.write() as session:
        joined = register.join(session, chosen.code, chosen.region, on, now())
    print(f"{joined.name} takes part in {joined.region} from {on}.")


def _municipality_load(chosen: argparse.Namespace, settings: Settings) -> None:
    import time

    from tqdm import tqdm

    from backend.clock import now
    from backend.domain.municipalities import border_file, borders, register
    from backend.domain.refusals import Refused

    try:
        raw = chosen.file.read_bytes()
    except OSError as error:
        raise Refused.one("file", f"{chosen.file} cannot be read: {error.strerror}.") from error
    found = border_file.read(raw, lambda features: tqdm(features, desc="Borders", unit=" shapes"))
    db: Database = _database(settings)
    with db.write() as session:
        towns = register.towns(session)
        border_file.match(found, towns)
        if not found.shapes:
            raise Refused.one(
                "file", "\n".join(["No border can be used; nothing was changed.", *found.unusable])
            )
        borders.keep(session, found.shapes, now())
        missing = borders.without(session, sorted(towns))
    for line in found.unusable:
        print(line, file=sys.stderr)
    if found.mended:
        print(f"Shapes that crossed themselves were mended: {', '.join(found.mended)}.", file=sys.stderr)
    if missing:
        print(f"Without a border, so the nearest place decides there: {', '.join(missing)}.", file=sys.stderr)
    # Until every process that serves has seen the borders, it would go on to assign people by what it knew.
    time.sleep(borders.FRESH)
    after: str | None = ""
    moved = 0
    # Counted apart: a server ends a transaction that stands still for as long as all of this takes.
    with db.read() as session:
        people = register.people(session)
    with tqdm(total=people, desc="Participants") as bar:
        while after is not None:
            with db.write() as writing:
                after, seen, changed = borders.reassign(writing, after, REASSIGNED_AT_ONCE)
            bar.update(seen)
            moved += changed
    db.close()
    print(f"{len(found.shapes)} borders loaded, {moved} participants moved to another municipality.")


def _audit_verify(chosen: argparse.Namespace, settings: Settings) -> None:
    from backend.domain.staff import audit

    with closing(_database(settings)) as db, db.snapshot() as session:
        found = list(audit.problems(session))
        if chosen.contains and not audit.kept(session, audit.Mark(*chosen.contains)):
            found.append(f"Entry {chosen.contains[0]} is no longer what was noted.")
        end = audit.head(session)
    if found:
        raise audit.TrailBroken("\n".join(["The audit trail is NOT what was written:", *found]))
    print(f"The audit trail is whole. It ends with {end}")


def _mark(text: str) -> tuple[int, str]:
    number, _, digest = text.partition(":")
    return int(number), digest


def _purge(_: argparse.Namespace, settings: Settings) -> None:
    from backend.clock import now
    from backend.delivery import doorbell
    from backend.domain import retention

    with closing(_database(settings)) as db:
        done = retention.everything(db, now(), settings, doorbell.make(db).ring)
    print(
        f"Alerts of {done['alerts']} actions and {done['silent']} silent participants were erased;"
        f" {done['reminded']} participants were reminded, {done['asked']} asked about their address."
    )


def _kiosk_add(chosen: argparse.Namespace, settings: Settings) -> None:
    from backend.clock import now
    from backend.domain.participants import kiosks

    with closing(_database(settings)) as db, db.write() as session:
        code = kiosks.add(session, chosen.municipality, chosen.name, now())
    print(f"{settings.public_url}/kiosk#{code}")
    print("Open this once on the kiosk's tablet; after that it is of no use.", file=sys.stderr)


def _kiosk_revoke(chosen: argparse.Namespace, settings: Settings) -> None:
    from backend.clock import now
    from backend.domain.participants import kiosks

    with closing(_database(settings)) as db, db.write() as session:
        kiosks.revoke(session, chosen.municipality, chosen.name, now())
    print(f"The key of {chosen.name} is no longer valid.")


def _kiosk_report(chosen: argparse.Namespace, settings: Settings) -> None:
    import csv

    from backend.domain.participants import kiosks

    with closing(_database(settings)) as db, db.read() as session:
        rows = kiosks.report(session, chosen.since, chosen.municipality)
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(("code", "municipality", "kiosk", "day", "joined", "on_paper"))
    table.writerows(rows)


def _vapid_keys() -> int:
    from backend.settings.secrets import new_vapid_key

    print(new_vapid_key())
    print("That is BURGERNET_VAPID_PRIVATE_KEY: keep it secret, and keep it.", file=sys.stderr)
    return 0


def _database(settings: Settings) -> Database:
    """The database, ready for use; an embedded one is migrated on the way. Raises DatabaseUnusable."""
    from sqlalchemy.exc import OperationalError

    from backend.db import Database, DatabaseUnusable

    db = Database(settings.database_url)
    try:
        db.check()
    except DatabaseUnusable:
        if not settings.embedded:
            raise
        _migrate(argparse.Namespace(), settings)
    except OperationalError as error:
        raise DatabaseUnusable(f"The database cannot be reached: {type(error.orig).__name__}.") from error
    return db


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="burgernet", description="The alert network of residents and police."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[..., object], text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        return added

    command("serve", _serve, "answer calls; embedded, migrate and send messages too")
    command("worker", _worker, "send messages, beside `serve` on PostgreSQL")
    command("migrate", _migrate, "bring the database up to date and load the municipalities")
    command("purge", _purge, "erase what is kept no longer; the worker does it daily")
    command("demo", _serve, "a town of simulated phones")
    command("vapid-keys", _vapid_keys, "print a new private key for push messages")

    staff = commands.add_parser("staff", help="staff of the control rooms").add_subparsers(required=True)
    add = staff.add_parser("add", help="add a member of staff")
    add.set_defaults(run=_staff_add)
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", required=True, choices=("dispatcher", "supervisor", "administrator"))
    add.add_argument("--region")
    add.add_argument(
        "--password-stdin", required=True, action="store_true", help="one line, at least 12 characters"
    )
    for name, run, text in (
        ("password", _staff_password, "give a member of staff another password"),
        ("second-factor", _staff_second_factor, "hand out a second factor; prints its QR and recovery codes"),
        ("remove", _staff_remove, "let a member of staff sign in no longer"),
        ("list", _staff_list, "all staff, a line each"),
    ):
        one = staff.add_parser(name, help=text, description=text)
        one.set_defaults(run=run)
        if name != "list":
            one.add_argument("name", metavar="NAME")
        if name == "password":
            one.add_argument(
                "--password-stdin",
                required=True,
                action="store_true",
                help="one line, at least 12 characters",
            )

    kiosk = commands.add_parser("kiosk", help="kiosks in town halls").add_subparsers(required=True)
    for name, run, text in (
        ("add", _kiosk_add, "add a kiosk; prints the address to open once on its tablet"),
        ("revoke", _kiosk_revoke, "end the key of a kiosk"),
    ):
        one = kiosk.add_parser(name, help=text, description=text)
        one.set_defaults(run=run)
        one.add_argument("--municipality", required=True, metavar="GM0080")
        one.add_argument("name", metavar="NAME")
    report = kiosk.add_parser("report", help="how many people joined, a line a kiosk and day, as CSV")
    report.set_defaults(run=_kiosk_report)
    report.add_argument("--municipality", metavar="GM0080")
    report.add_argument("--since", type=date.fromisoformat, metavar="DATE")

    town = commands.add_parser("municipality", help="municipalities").add_subparsers(required=True)
    join = town.add_parser("join", help="let a municipality take part")
    join.set_defaults(run=_municipality_join)
    join.add_argument("code", metavar="GM0080")
    join.add_argument("--region", required=True)
    join.add_argument(
        "--on", type=date.fromisoformat, metavar="DATE", help="from this day on; today by default"
    )
    load = town.add_parser("load", help="load exact borders from a GeoJSON file")
    load.set_defaults(run=_municipality_load)
    load.add_argument("file", type=Path, metavar="FILE.geojson")

    trail = commands.add_parser("audit", help="the audit trail").add_subparsers(required=True)
    verify = trail.add_parser(
        "verify", help="find entries that were changed, removed or swapped; status 1 when there are any"
    )
    verify.set_defaults(run=_audit_verify)
    verify.add_argument(
        "--contains",
        type=_mark,
        metavar="NUMBER:DIGEST",
        help="an end that was printed earlier and kept elsewhere: nothing up to there may have been rewritten",
    )
    return parser

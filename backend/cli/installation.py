"""What a command finds of this installation: its settings and its database. Called by every file of commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import wraps
from typing import IO, TYPE_CHECKING, Any, Concatenate, ParamSpec

import click

# Imported where they are used, so that a question for help is answered at once.
if TYPE_CHECKING:
    from backend.db import Database
    from backend.settings import Settings

P = ParamSpec("P")


class Refused(click.ClickException):
    """A command that ends with a sentence on stderr and status 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        print(self.message, file=file or sys.stderr)


class SettingsRefused(Refused):
    """Status 2, like that of wrong options."""

    exit_code = 2


@contextmanager
def refusals_told() -> Iterator[None]:
    """Whatever is refused inside ends the command. Raises Refused."""
    from backend.db import DatabaseUnusable
    from backend.domain.refusals import FieldRefusal, Refusal
    from backend.settings import SettingsWrong

    try:
        yield
    except SettingsWrong as error:
        wrong = [f"- {problem}" for problem in error.problems]
        sentence = "The settings are wrong; nothing was started."
        raise SettingsRefused("\n".join([sentence, *wrong])) from error
    except FieldRefusal as error:
        raise Refused("\n".join(wrong.detail for wrong in error.errors)) from error
    except (DatabaseUnusable, Refusal) as error:
        raise Refused(str(error)) from error


def with_settings(command: Callable[Concatenate[Settings, P], None]) -> Callable[P, None]:
    """Hands the command the settings of the environment, before what it was given on the command line."""

    @wraps(command)
    def run(*args: P.args, **given: P.kwargs) -> None:
        from backend import logs
        from backend.settings import load

        logs.configure()
        with refusals_told():
            command(load(os.environ), *args, **given)

    return run


def database(settings: Settings) -> Database:
    """The database, ready for use; an embedded one is migrated on the way. Raises DatabaseUnusable."""
    from sqlalchemy.exc import OperationalError

    from backend.db import Database, DatabaseUnusable

    db = Database(settings.database_url)
    try:
        db.check()
    except DatabaseUnusable:
        if not settings.embedded:
            raise
        migrate(settings)
    except OperationalError as error:
        raise DatabaseUnusable(f"The database cannot be reached: {type(error.orig).__name__}.") from error
    return db


def migrate(settings: Settings) -> None:
    """Brings the tables up to date and loads the municipalities."""
    from backend.db import Database, migrations
    from backend.domain.municipalities import register

    migrations.migrate(settings.database_url)
    with closing(Database(settings.database_url)) as db, db.write() as session:
        register.fill(session)

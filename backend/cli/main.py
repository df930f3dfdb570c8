"""The command `burgernet`: its groups, and what comes before anything is imported."""

import os
import sys
from collections.abc import Sequence

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; answers the exit status: 1 it was refused, 2 its options or the settings are wrong."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["serve"] and os.environ.get("BURGERNET_DATABASE_URL", "").startswith("postgresql"):
        # Before anything else is imported: psycopg chooses its way of waiting when it is.
        from gevent import monkey

        monkey.patch_all()
    import click

    from backend.cli import halts, kiosks, municipalities, operations, staff

    burgernet = click.Group(
        "burgernet",
        help="The alert network of residents and police.\n\nSettings are environment variables that begin with"
        " BURGERNET_; the README lists them. If any is wrong, all that are wrong are named and nothing starts.",
        commands=[
            *operations.COMMANDS,
            halts.halt,
            halts.resume,
            staff.staff,
            municipalities.municipality,
            kiosks.kiosk,
        ],
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    try:
        status: int | None = burgernet.main(arguments, prog_name="burgernet", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return INTERRUPTED
    return status or 0

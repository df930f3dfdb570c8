"""What several commands take."""

from datetime import date

import click


class Day(click.ParamType[date]):
    """A date such as 2026-01-31."""

    name = "date"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} is not a date such as 2026-01-31.", param, ctx)


class Mark(click.ParamType[tuple[int, str]]):
    """An end of the audit trail as `audit verify` prints it: (number, digest)."""

    name = "mark"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, str]:
        number, _, digest = value.partition(":")
        try:
            return int(number), digest
        except ValueError:
            self.fail(f"{value} is not NUMBER:DIGEST, as `audit verify` prints it.", param, ctx)

"""Arrays as PostgreSQL reads them, for statements that take many rows at once: the driver would ask each value of each
row for its type. Called where such a statement is made; it names the type, as in CAST(:names AS text[])."""

from collections.abc import Callable, Iterable
from datetime import datetime
from types import NoneType
from typing import Any


def array_literal(values: Iterable[Any]) -> str:
    """Text, numbers, booleans, moments with their offset, and None. Raises KeyError for anything else."""
    return "{" + ",".join([_WRITE[type(value)](value) for value in values]) + "}"


def _text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


_WRITE: dict[type, Callable[[Any], str]] = {
    str: _text,
    int: str,
    float: repr,
    bool: lambda value: "t" if value else "f",
    datetime: datetime.isoformat,
    NoneType: lambda _: "NULL",
}

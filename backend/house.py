"""What every call needs at hand: settings, database, doorbell, clock and counts, made once by `create_app`."""

from dataclasses import dataclass
from typing import Protocol, cast

from flask import current_app
from sqlalchemy.orm import Session

from backend.clock import Clock
from backend.db import Database
from backend.limits import Limits
from backend.settings import Settings


class Bus(Protocol):
    """The doorbell of the workers."""

    def ring(self, session: Session) -> None:
        """Wakes them once this transaction commits."""


@dataclass(frozen=True)
class House:
    settings: Settings
    db: Database
    bus: Bus
    clock: Clock
    limits: Limits


def house() -> House:
    """The house of the present call."""
    return cast(House, current_app.extensions["burgernet"])

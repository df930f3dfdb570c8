"""What every call needs at hand: settings, database, doorbells, clock, counts and more: made once by `create_app`."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from backend.address_lookup import Addresses
from backend.clock import Clock
from backend.db import Database
from backend.delivery.doorbell import Bus
from backend.delivery.sockets.hub import Hub
from backend.settings import Settings
from backend.web.rate_limits import Limits


@dataclass(frozen=True)
class Services:
    settings: Settings
    db: Database
    bus: Bus
    clock: Clock
    limits: Limits
    addresses: Addresses
    hub: Hub


def services() -> Services:
    """Those of the app that answers the present call."""
    return cast(Services, current_app.extensions["burgernet"])

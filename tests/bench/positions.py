"""Positions of participants on their way: what storing one costs, and what 250 a second cost the alerts."""

import json
import random
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from backend.domain.participants.membership import token_for
from backend.geo.rd_new import to_rd, to_wgs84
from tests.bench.grounds import Grounds
from tests.bench.hosting import EMPTY, serving_beside
from tests.bench.load import Load
from tests.bench.report import Row, ratio
from tests.bench.sending import Ours
from tests.bench.setting import Setting
from tests.bench.working import Working
from tests.support.town import CENTRE

OF_EMPTY, OF_ALONE = 28, 75
A_SECOND = 250
FROM_CENTRE = (6_000, 9_000)
"""Metres: outside the area, or the sweep would enlist those who move."""
STEP = 300
"""Metres between two positions: each one is stored, not only its time."""


def measure(setting: Setting) -> None:
    """Round after round: an empty route, positions, alerts alone, alerts beside positions."""
    people, movers = setting.many(10_000, 1_000), setting.many(2_000, 200)
    empty, stored, beside = list[float](), list[float](), list[float]()
    alone, disturbed = Ours(), Ours()
    with ExitStack() as part:
        grounds = setting.grounds(part, "positions", inside=people, registered=people + movers)
        log = setting.folder / "positions.log"
        address = part.enter_context(serving_beside(grounds.environment, log))
        calls = {"empty": [_call(address, "GET", EMPTY)], "positions": _positions(address, grounds)}
        load = part.enter_context(Load(address, calls))
        working = part.enter_context(Working(grounds, setting.sink))
        for number in range(setting.rounds + 1):
            rates = [load.rush("empty", 3 * movers, 200), load.rush("positions", movers, 204)]
            quiet = working.play()
            working.clear()
            load.pace("positions", A_SECOND)
            busy = working.play()
            rates.append(load.rest(204))
            working.clear()
            if not number:
                continue  # to warm up
            for values, rate in zip((empty, stored, beside), rates, strict=True):
                values.append(rate)
            alone.keep(quiet)
            disturbed.keep(busy)
            setting.say(
                f"positions, round {number}/{setting.rounds}: empty route {empty[-1]:,.0f}/s,"
                f" positions {stored[-1]:,.0f}/s · alerts {alone.rates[-1]:,.0f}/s,"
                f" beside {beside[-1]:,.0f} positions/s {disturbed.rates[-1]:,.0f}/s"
            )
    setting.report.rows += [
        Row("empty Flask route of the same server, PostgreSQL, gevent", empty, " /s"),
        Row("`PUT /v1/participants/me/position`", stored, " /s"),
        ratio("… of the empty route's rate", stored, empty, " %", percent=True, at_least=OF_EMPTY),
        Row("one worker's alerts alone", alone.rates, " /s"),
        Row("… beside position updates", disturbed.rates, " /s"),
        Row("… which were answered meanwhile", beside, " /s", at_least=0.95 * A_SECOND),
        ratio("… of its rate alone", disturbed.rates, alone.rates, " %", percent=True, at_least=OF_ALONE),
    ]


def _positions(address: str, grounds: Grounds) -> list[bytes]:
    """Everybody here, everybody there, each time by one who moved."""
    chance, town = random.Random(1), grounds.town
    x, y = to_rd(*CENTRE)
    # Later than now counts as now, so each is newer than the one before.
    recorded = (datetime.now(UTC) + timedelta(hours=1)).isoformat(timespec="seconds")
    movers = [identity for identity, _ in list(town.phones.values())[grounds.inside :]]
    homes = [(x + chance.uniform(*FROM_CENTRE), y + chance.uniform(*FROM_CENTRE)) for _ in movers]
    calls = []
    for step in (0, STEP):
        for identity, (east, north) in zip(movers, homes, strict=True):
            point = {"type": "Point", "coordinates": to_wgs84(east + step, north)}
            body = json.dumps({"location": point, "accuracy": 20, "recordedAt": recorded})
            token = token_for(town.settings.secret_key, identity)
            calls.append(_call(address, "PUT", "/v1/participants/me/position", body, token))
    return calls


def _call(address: str, method: str, path: str, body: str = "", token: str = "") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {address}"]
    if token:
        lines += [f"Authorization: Bearer {token}", "Content-Type: application/json"]
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", body]).encode()

"""The pilot of the source text as simulated participants: 26,000 in today's eight municipalities.

Everything about a resident follows from (seed, index), so a second start finds the same people."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import hypot
from random import Random

from backend.demo import PILOT_SIZE
from backend.demo.phones import Phone
from backend.geo.gazetteer import nearest
from backend.geo.rd_new import to_rd
from backend.ids import base64url
from backend.paths import DATA

SEED = "burgernet 2008"
JOINED_ON = date(2008, 11, 1)


@dataclass(frozen=True, slots=True)
class Pilot:
    """A municipality of the pilot and its share of the participants."""

    code: str
    region: str
    share: int


PILOTS = (
    Pilot("GM0080", "Fryslân", 20),
    Pilot("GM1891", "Fryslân", 4),
    Pilot("GM0513", "Hollands Midden", 12),
    Pilot("GM0503", "Haaglanden", 16),
    Pilot("GM0228", "Gelderland-Midden", 19),
    Pilot("GM0736", "Utrecht", 8),
    Pilot("GM0356", "Utrecht", 10),
    Pilot("GM1904", "Utrecht", 11),
)
_SHARES = [pilot.share for pilot in PILOTS]
# Of a hundred residents so many gave a work address, or carry a phone that tells where it is.
_WITH_WORK, _WITH_LIVE = 15, 10
_IN_ENGLISH = 5


@dataclass(frozen=True)
class Resident:
    """Points are RD metres; who has a live position is away from home."""

    index: int
    id: str
    language: str
    municipality: str
    home: tuple[float, float]
    work: tuple[float, float] | None
    live: tuple[float, float] | None
    phone: Phone

    def distance(self, x: float, y: float) -> float:
        """Metres to the nearest point that counts: the live position, else the addresses."""
        points = [self.live] if self.live else [self.home, self.work]
        return min(hypot(point[0] - x, point[1] - y) for point in points if point)


class Town:
    def __init__(self, size: int = PILOT_SIZE, seed: str = SEED) -> None:
        self.size = size
        self.seed = seed

    @cached_property
    def residents(self) -> list[Resident]:
        return list(self._residents())

    @cached_property
    def by_token(self) -> dict[str, Resident]:
        """Whose phone a push service's token means; a browser that subscribed there too has one that is not here."""
        return {resident.phone.token: resident for resident in self.residents}

    def _residents(self) -> Iterator[Resident]:
        places = _places()
        for index in range(self.size):
            random = Random(f"{self.seed}:{index}")
            code = random.choices(PILOTS, _SHARES)[0].code
            home = _near(random, random.choice(places[code]), code)
            hundred = random.randrange(100)
            work = _near(random, random.choice(places[code]), code)
            live = (home[0] + random.gauss(0, 800), home[1] + random.gauss(0, 800))
            yield Resident(
                index=index,
                id=_id(self.seed, index),
                language="en" if random.randrange(100) < _IN_ENGLISH else "nl",
                municipality=code,
                home=home,
                work=work if hundred < _WITH_WORK else None,
                live=live if _WITH_WORK <= hundred < _WITH_WORK + _WITH_LIVE else None,
                phone=Phone(self.seed, index),
            )


def _places() -> dict[str, list[tuple[float, float]]]:
    """Where the places of each municipality lie."""
    entries = json.loads((DATA / "municipalities.json").read_text(encoding="utf-8"))["municipalities"]
    return {entry["code"]: [to_rd(*place["point"]) for place in entry["places"]] for entry in entries}


def _near(random: Random, place: tuple[float, float], code: str) -> tuple[float, float]:
    """A point around a place that still belongs to its municipality."""
    for _ in range(20):
        point = random.gauss(place[0], 900), random.gauss(place[1], 900)
        if nearest(*point)[0].municipality == code:
            return point
    return place


def _id(seed: str, index: int) -> str:
    raw = hashlib.sha256(f"participant {seed}:{index}".encode()).digest()[:16]
    return base64url(raw)

"""How many retries may be in flight beside those that are: a table the loop makes for one exchange.

Retries share the W of their wave with its first attempts, so that a crash repeats at most W messages."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from backend.delivery.worker.wave_run import WaveRun

Stream = tuple[int, int]
"""(wave, service when enlisted)"""


class Share(NamedTuple):
    """What a wave on its way leaves for retries."""

    reserve: int
    """Kept back of its W. Without a reserve, what this exchange leases may use all of W; the next one has a reserve."""
    room: int
    """Of the reserve, what its first attempts leave of W."""
    small: frozenset[int]
    """Services with few places in it."""


@dataclass(slots=True, frozen=True)
class RetryRoom:
    """`in_flight`: retries of each stream · `shares`: of each wave on its way; any other has all its W for retries."""

    in_flight: Counter[Stream]
    shares: Mapping[int, Share]

    def left(self, stream: Stream, width: int, taken: Counter[Stream]) -> int:
        """Retries of this stream, of a wave with W = `width`, that may be taken after those `taken` in this exchange.

        A stream uses half of what its wave has for retries, so that a service that is stuck leaves some."""
        wave, service = stream
        reserve, room, small = self.shares.get(wave) or Share(width, width, frozenset())
        out = self.in_flight + taken
        # Many services that few people use together take no more than one that many use.
        like_it = [its for its in out if its == stream or (its[1] in small and service in small)]
        return min(room - of_wave(out, wave), reserve // 2 - sum(out[its] for its in like_it))


def make(in_flight: Counter[Stream], runs: Mapping[int, WaveRun]) -> RetryRoom:
    """As things stand now, with these waves on their way."""
    shares = {
        wave: Share(
            run.reserve,
            min(run.reserve, run.window.width - sum(run.unsettled.values())),
            run.wave.small,
        )
        for wave, run in runs.items()
    }
    return RetryRoom(Counter(in_flight), shares)


def of_wave(counts: Counter[Stream], wave: int) -> int:
    """All streams of a wave together."""
    return sum(count for (its, _), count in counts.items() if its == wave)

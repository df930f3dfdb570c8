"""A wave over two push services of which one is dead: what the other loses by it.

Dead in two ways: it accepts connections and never answers, or it refuses them. Each wave has a worker of its own, so
that none knows beforehand what is dead. Seen from the log of the healthy one alone."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import text

from tests.bench.grounds import INSIDE, spread, vacuum
from tests.bench.report import Row, ratio
from tests.bench.setting import Setting
from tests.bench.sink import Sink, require_once_each
from tests.bench.working import Working
from tests.support.town import Town

KEEPS, PAUSE = 80, 2.0
GAP = 0.1
"""Seconds without an answer that count as a pause; a busy machine makes some of them by itself."""
LONG = 0.5
"""Seconds of one that only a dead service makes."""
SENT_WITHIN = 60.0
QUEUE = 1_024
SILENT, REFUSING = "that never answers", "that refuses connections"
ALONE = "alone"


@dataclass
class Seen:
    """Of each wave, at the healthy service: messages a second outside pauses, those pauses in seconds, the longest one,
    how many were long, all seconds."""

    rates: list[float] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    longest: list[float] = field(default_factory=list)
    long: list[float] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)

    def note(self, times: list[float]) -> None:
        gaps = [after - before for before, after in pairwise(sorted(times))]
        self.pauses.append(sum(gap for gap in gaps if gap > GAP))
        self.longest.append(max(gaps))
        self.long.append(sum(gap > LONG for gap in gaps))
        self.taken.append(sum(gaps))
        self.rates.append(len(times) / (self.taken[-1] - self.pauses[-1]))


def measure(setting: Setting) -> None:
    """As many people at the healthy service in each wave; beside them nobody, or as many at a dead one."""
    people, seen = setting.many(6_000, 600), {name: Seen() for name in (ALONE, SILENT, REFUSING)}
    with ExitStack() as part:
        dead = {name: part.enter_context(_dead(name)) for name in (SILENT, REFUSING)}
        origins = ",".join([setting.sink.origin, *dead.values()])
        grounds = setting.grounds(part, "dead", inside=people, PUSH_ALLOW_ORIGINS=origins)
        for origin in dead.values():
            grounds.town.add(people, [origin], distances=spread(people, *INSIDE))
        vacuum(grounds.town)
        for number in range(1, setting.rounds + 1):
            for name, one in seen.items():
                _only_at(grounds.town, [setting.sink.origin, *([dead[name]] if name in dead else [])])
                with Working(grounds, setting.sink).until_killed() as working:
                    one.note(_wave(working, setting.sink, people))
            told = ", ".join(
                f"{name} {one.rates[-1]:,.0f}/s, paused {one.pauses[-1]:.2f} s" for name, one in seen.items()
            )
            setting.say(f"dead, round {number}/{setting.rounds}: {told}")
    alone = seen.pop(ALONE)
    rows = [Row(f"{people:,} at one push service alone", alone.rates, " /s")]
    for name, one in seen.items():
        what = f"… beside {people:,} at one {name}, outside pauses"
        rows += [
            Row(what, one.rates, " /s"),
            ratio("… of the rate alone", one.rates, alone.rates, " %", percent=True, at_least=KEEPS),
            Row("… the longest pause", one.longest, " s", at_most=PAUSE),
            Row(f"… pauses of more than {LONG:g} s", one.long, "", at_most=1),
            Row(f"… pauses of more than {GAP:g} s in all", one.pauses, " s", at_most=PAUSE),
            Row("… from the first message to the last", one.taken, " s"),
        ]
    setting.report.rows += rows


def _wave(working: Working, sink: Sink, people: int) -> list[float]:
    sink.mark()
    working.start()
    arrivals = sink.await_arrivals(people, SENT_WITHIN)
    require_once_each(arrivals, "HTTP/2.0", people)
    return [arrival.at for arrival in arrivals]


def _only_at(town: Town, origins: list[str]) -> None:
    """Everybody else has paused."""
    with town.db.write() as session:
        session.execute(
            text(
                "UPDATE participant p SET paused_until = CASE WHEN v.origin = ANY(:origins) THEN NULL"
                " ELSE now() + interval '1 day' END FROM push_subscription s JOIN push_service v"
                " ON v.id = s.service_id WHERE s.participant_id = p.id"
            ),
            {"origins": origins},
        )
    vacuum(town)


@contextmanager
def _dead(how: str) -> Iterator[str]:
    """Its origin. The system itself completes connections in the queue of one that listens and never accepts."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        if how == SILENT:
            held.listen(QUEUE)
        yield f"http://127.0.0.1:{held.getsockname()[1]}"

"""One action for 200,000: whether an alert costs the worker as much at the end as at the beginning, in CPU and memory.

The samples are taken from outside, whenever so many more have arrived at the push service."""

from contextlib import ExitStack
from itertools import pairwise
from typing import NamedTuple

from tests.bench.failure import BenchFailed
from tests.bench.filling import fill
from tests.bench.grounds import INSIDE
from tests.bench.report import Row, ratio
from tests.bench.setting import Setting
from tests.bench.sink import require_once_each, wait_until
from tests.bench.working import Working

FLAT = 1.1
SENT_WITHIN = 400.0
PARTS = 20
"""Samples of an action."""
EARLY, LATE = slice(1, 3), slice(-2, None)
"""From the 10,000th alert to the 30,000th, and the last 20,000."""
MEGABYTE = 2**20


class Sample(NamedTuple):
    arrived: int
    cpu: float
    memory: int


def measure(setting: Setting) -> None:
    """Once, after a small action that warms up."""
    people = setting.many(200_000, 4_000)
    with ExitStack() as part:
        grounds = setting.grounds(part, "flat", inside=people // 100)
        working = part.enter_context(Working(grounds, setting.sink))
        working.play()
        working.clear()
        fill(grounds.town, people - grounds.inside, nearest=INSIDE[0], farthest=INSIDE[1])
        samples = _play(working, setting, people)
        began, *_, ended = samples
        setting.say(
            f"flat: {people:,} alerts, {1e6 * (ended.cpu - began.cpu) / people:,.0f} µs CPU an alert,"
            f" {samples[1].memory / MEGABYTE:.0f} MB after {samples[1].arrived:,},"
            f" {ended.memory / MEGABYTE:.0f} MB at last"
        )
    costs = [
        1e6 * (after.cpu - before.cpu) / (after.arrived - before.arrived)
        for before, after in pairwise(samples)
    ]
    memory = [sample.memory / MEGABYTE for sample in samples[1:]]
    where = f"one action for {people:,}:"
    setting.report.rows += [
        Row(f"{where} worker's CPU an alert, each {people // PARTS:,} in turn", costs, " µs"),
        ratio(
            f"… the last {people // 10:,} ÷ as many from the {people // PARTS:,}th on",
            costs[LATE],
            costs[EARLY],
            " ×",
            at_most=FLAT,
        ),
        Row(f"{where} worker's memory, from {samples[1].arrived:,} alerts on", memory, " MB"),
        ratio(f"… at the end ÷ at {samples[1].arrived:,}", memory[-1:], memory[:1], " ×", at_most=FLAT),
    ]


def _play(working: Working, setting: Setting, people: int) -> list[Sample]:
    """The action, with a sample before it and one after each part."""
    sink = setting.sink
    sink.mark()
    samples = [_sample(working, 0)]
    working.start(override_reason="a bench")
    for number in range(1, PARTS + 1):
        enough = people * number // PARTS
        sink.await_count(enough, SENT_WITHIN)
        samples.append(_sample(working, sink.counted()))
    wait_until(
        lambda: bool(working.rows("SELECT 1 FROM wave WHERE closed")), SENT_WITHIN, "all results stored"
    )
    require_once_each(sink.arrivals(), "HTTP/2.0", people)
    [(handed,)] = working.rows("SELECT count(*) FROM delivery WHERE result = 'handed-over'")
    if handed != people:
        raise BenchFailed(f"Of {people:,} alerts {handed:,} were handed over.")
    return samples


def _sample(working: Working, arrived: int) -> Sample:
    return Sample(arrived, working.usage()[0], working.child.ask("memory"))

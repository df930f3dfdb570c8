"""From POST /v1/actions to the first message, with ten thousand, a hundred thousand and a million registered.

As many inside the area each time. Three installations stand side by side, so that the rounds alternate."""

import time
from contextlib import ExitStack

from tests.bench.filling import fill
from tests.bench.grounds import OUTSIDE
from tests.bench.report import Row, ratio
from tests.bench.setting import Setting
from tests.bench.sink import require_once_each
from tests.bench.starting import SENT_WITHIN, WARM_UPS, Installation

SLOWER = 2.0


def measure(setting: Setting) -> None:
    """The first message is read from the sink's log."""
    inside, firsts = setting.many(1_500, 300), dict[int, list[float]]()
    with ExitStack() as part:
        houses = {}
        for registered in (10_000, setting.many(100_000, 20_000), setting.many(1_000_000, 40_000)):
            name = f"registered_{registered}"
            grounds = setting.grounds(part, name, inside=inside)
            began = time.monotonic()
            fill(grounds.town, registered - inside, nearest=OUTSIDE[0], farthest=OUTSIDE[1])
            setting.say(f"{registered:,} registered, filled in {time.monotonic() - began:.0f} s")
            log = setting.folder / f"{name}.log"
            houses[registered] = part.enter_context(Installation(grounds, setting.sink, log))
            firsts[registered] = []
        for number in range(1 - WARM_UPS, setting.rounds + 1):
            for registered, house in houses.items():
                posted, _, _ = house.start()
                arrivals = setting.sink.await_arrivals(inside, SENT_WITHIN)
                require_once_each(arrivals, "HTTP/2.0", inside)
                house.end()
                if number > 0:
                    firsts[registered].append(1e3 * (arrivals[0].at - posted))
            if number > 0:
                told = ", ".join(
                    f"{registered:,}: {times[-1]:.0f} ms" for registered, times in firsts.items()
                )
                setting.say(f"registered, round {number}/{setting.rounds}: {told}")
    for registered, times in firsts.items():
        what = f"`POST /v1/actions` to first message, {inside:,} of {registered:,}, PostgreSQL"
        setting.report.rows.append(Row(what, times, " ms"))
    fewest, *_, most = firsts
    what = f"… with {most:,} registered ÷ with {fewest:,}"
    setting.report.rows.append(ratio(what, firsts[most], firsts[fewest], " ×", at_most=SLOWER))

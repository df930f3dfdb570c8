"""How fast one worker is with different W, at a push service whose answers take thirty milliseconds.

W is what keeps the order and what bounds the repeats after a crash; this is what it costs."""

from contextlib import ExitStack

from tests.bench.delayed import Delayed
from tests.bench.report import Row, ratio
from tests.bench.setting import Setting
from tests.bench.working import Working

WIDTHS = (32, 128, 512, 1_024)
ANSWERS_AFTER = 0.03


def measure(setting: Setting) -> None:
    """Each W in turn, round after round, on the same people."""
    people, rates = setting.many(6_000, 600), {width: list[float]() for width in WIDTHS}
    with ExitStack() as part:
        line = part.enter_context(Delayed(setting.sink, ANSWERS_AFTER))
        grounds = setting.grounds(part, "window", inside=people, origin=line.origin)
        working = part.enter_context(Working(grounds, setting.sink))
        working.play()
        working.clear()
        for number in range(1, setting.rounds + 1):
            for width in WIDTHS:
                rates[width].append(working.play(width).rate)
                working.clear()
            told = ", ".join(f"W = {width:,}: {rates[width][-1]:,.0f}/s" for width in WIDTHS)
            setting.say(f"window, round {number}/{setting.rounds}: {told}")
    widest = rates[WIDTHS[-1]]
    for width in WIDTHS:
        what = f"one worker, answers after {1e3 * ANSWERS_AFTER:.0f} ms, W = {width:,}"
        setting.report.rows.append(Row(what, rates[width], " /s"))
        if width != WIDTHS[-1]:
            what = f"… of the rate with W = {WIDTHS[-1]:,}"
            setting.report.rows.append(ratio(what, rates[width], widest, " %", percent=True))

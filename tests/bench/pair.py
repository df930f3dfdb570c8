"""Two workers beside one: what the second costs while it stands by, and the order as the push service saw it."""

from collections.abc import Iterable
from contextlib import ExitStack, nullcontext

from tests.bench.report import Row, ratio
from tests.bench.sending import Ours
from tests.bench.setting import Setting
from tests.bench.working import Working
from tests.support.town import Town

COSTS = 1.2


def measure(setting: Setting) -> None:
    """An action with one worker, an action with two, round after round."""
    one, two, leads = Ours(), Ours(), list[float]()
    with ExitStack() as part:
        grounds = setting.grounds(part, "workers", inside=setting.many(10_000, 1_000))
        town = grounds.town
        working = part.enter_context(Working(grounds, setting.sink))
        working.play()
        working.clear()
        for number in range(1, setting.rounds + 1):
            for ours, others in ((one, nullcontext()), (two, working.standing_by())):
                with others:
                    ours.keep(working.play())
                [(width,)] = working.rows("SELECT width FROM wave")
                lead = farthest_lead(town, (each.path for each in setting.sink.arrivals()))
                leads.append(lead / width)
                working.clear()
            setting.say(
                f"workers, round {number}/{setting.rounds}: one {one.costs[-1]:,.0f} µs a message,"
                f" two {two.costs[-1]:,.0f} µs, a place led by at most {100 * max(leads):.0f} % of W"
            )
    setting.report.rows += [
        Row("one worker, CPU a message", one.costs, " µs"),
        Row("two workers, CPU of both a message", two.costs, " µs"),
        ratio("… of one worker's", two.costs, one.costs, " ×", at_most=COSTS),
        ratio("two workers ÷ one, rate", two.rates, one.rates, " ×"),
        Row(
            "order in the push service's log: the farthest any place led, of the W it may not reach",
            [100 * lead for lead in leads],
            " %",
            at_most=100,
        ),
    ]


def farthest_lead(town: Town, paths: Iterable[str]) -> int:
    """By how many places any message was ahead of the farthest one not answered before it; rule 1 keeps it below W.

    A message begins before it is answered, so the log can only show a lead that really was, or a smaller one."""
    order = sorted(town.phones, key=lambda token: (-town.distances[token], town.phones[token][0]))
    place = {token: number for number, token in enumerate(order)}
    answered, farthest, most = [False] * len(order), 0, 0
    for path in paths:
        number = place[path.rpartition("/")[2]]
        most = max(most, number - farthest)
        answered[number] = True
        while farthest < len(order) and answered[farthest]:
            farthest += 1
    return most

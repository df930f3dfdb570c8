"""Judges what was played against what Burgernet promises, and tells it in a few lines."""

from dataclasses import dataclass

from backend.demo.answering import Shown
from backend.demo.story import SCENE, Played
from backend.demo.town import Town
from backend.geo.rd_new import to_rd

# The database measures in the same grid with the same doubles; a millimetre is more than they can differ.
_SLACK = 0.001
_ENDS = 10


@dataclass(frozen=True)
class Report:
    lines: list[str]
    problems: list[str]
    """What does not hold, one sentence each."""


def judge(played: Played, town: Town) -> Report:
    """Distances come from the town itself, not from the server."""
    x, y = to_rd(*SCENE)
    metres = [one.resident.distance(x, y) for one in played.alerts]
    inside = {one.id for one in town.residents if one.distance(x, y) < played.radius - _SLACK}
    outside = {one.id for one in town.residents if one.distance(x, y) > played.radius + _SLACK}
    alerted = {one.resident.id for one in played.alerts}
    order = played.progress["order"]
    moved = displacement(played.alerts, x, y)

    problems = []
    if missed := len(inside - alerted):
        problems.append(f"{missed} residents inside the area were not alerted.")
    if strangers := len(alerted & outside):
        problems.append(f"{strangers} residents outside the area were alerted.")
    if moved >= order["window"]:
        problems.append(f"A phone was {moved} places early; fewer than {order['window']} are allowed.")
    if order["inversions"]:
        problems.append(f"The server counts {order['inversions']} inversions.")
    for name, messages in (("addition", played.updates), ("outcome", played.outcomes)):
        if {one.resident.id for one in messages} != alerted:
            problems.append(f"The {name} did not reach exactly those who were alerted.")
    everything = (played.alerts, played.updates, played.outcomes)
    doubles = sum(len(messages) - len({one.resident.id for one in messages}) for messages in everything)
    if doubles:
        problems.append(f"{doubles} messages came twice.")

    first, last = played.alerts[0].arrival.monotonic, played.alerts[-1].arrival.monotonic
    counts = played.ended
    lines = [
        f"action          {played.action}",
        f"area            {played.radius:,} m chosen; proposed: {played.proposed}",
        f"selected        {counts['selected']:,} participants; {len(alerted):,} simulated phones alerted",
        f"in time         first phone {first - played.posted:.2f} s, last {last - played.posted:.2f} s"
        " after the dispatcher's POST",
        f"from outside in the first {_ENDS} phones {_range(metres[:_ENDS])} from the incident,"
        f" the last {_ENDS} {_range(metres[-_ENDS:])}",
        f"order           at most {moved} places early (W = {order['window']});"
        f" inversions {order['inversions']}, overtaken {order['overtaken']}",
        f"on the screen   alert shown by {counts['shown']:,}, opened by {counts['opened']:,}",
        f"addition        {len(played.updates):,} phones",
        f"outcome         {len(played.outcomes):,} phones"
        + ("" if problems else ": everyone who was alerted, nobody else, nobody twice"),
        f"all in all      {played.seconds:.0f} s, receipts included",
    ]
    return Report(lines, problems)


def displacement(alerts: list[Shown], x: float, y: float) -> int:
    """The most places by which a phone was ahead of one farther out, in order of arrival."""
    by_place = sorted(alerts, key=lambda one: (-one.resident.distance(x, y), one.resident.id))
    place = {one.resident.id: number for number, one in enumerate(by_place)}
    arrived, lowest, most = set[int](), 0, 0
    for one in alerts:
        mine = place[one.resident.id]
        most = max(most, mine - lowest)
        arrived.add(mine)
        while lowest in arrived:
            lowest += 1
    return most


def _range(metres: list[float]) -> str:
    return f"{min(metres):,.0f}–{max(metres):,.0f} m"

"""The picture of the closing circle: how far from the incident alerts were handed over, second by second.

Drawn once, when an ended action has nothing left to send, from distances rounded to 100 m: of whom the alerts were
for it keeps nothing. Called by the worker's sweeps; read by the control room."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from html import escape
from math import ceil

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.domain.deliveries.states import UNSETTLED
from backend.domain.refusals import NotFound
from backend.models import Action, ClosingCircle, Delivery, Notice

STEP = 100
"""Metres."""
WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 76, 16, 52, 56
COLUMNS = 60
LARGEST_DOT = 6.0
MINUTES_FROM = 120.0
"""Seconds."""
STYLE = (
    "text{font:16px system-ui,sans-serif;fill:#0b1f33}"
    ".quiet{fill:#3a4f64}.dot{fill:#0a4a8f}.axis{stroke:#5c7185}.ground{fill:#fff}"
    "@media(prefers-color-scheme:dark){text{fill:#e8eef5}.quiet{fill:#b3c1cf}.dot{fill:#8dc2ff}"
    ".axis{stroke:#8496a8}.ground{fill:#0b1420}}"
)
Dots = Mapping[tuple[int, float], int]
"""(metres rounded to 100, seconds since the start) → how many alerts."""


def due(session: Session) -> list[str]:
    """Ids of ended actions without a picture whose alerts have all been settled."""
    pending = (
        select(Delivery.wave_id)
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(Notice.action_id == Action.id, Notice.number == 1, Delivery.result.in_(UNSETTLED))
    )
    drawn = select(ClosingCircle.action_id).where(ClosingCircle.action_id == Action.id)
    # Once its figures are final nothing is drawn any more: an upgrade does not begin to draw the past.
    fresh = Action.participants.is_(None)
    query = select(Action.id).where(Action.status == "ended", fresh, ~drawn.exists(), ~pending.exists())
    return list(session.scalars(query))


def keep(session: Session, action_id: str, now: datetime) -> None:
    """Draws the picture of an ended action and keeps it."""
    action = session.get_one(Action, action_id)
    svg = drawn(_dots(session, action), action.radius, action.place)
    session.merge(ClosingCircle(action_id=action_id, svg=svg, drawn_at=now))


def read(session: Session, action_id: str) -> str:
    """The picture as SVG. Raises NotFound while there is none."""
    found = session.get(ClosingCircle, action_id)
    if found is None:
        raise NotFound("There is no picture yet: it is drawn when everything has left.", "no-picture-yet")
    return found.svg


def drawn(dots: Dots, radius: int, place: str) -> str:
    """Distance upwards, time to the right; a dot's size says how many alerts it stands for."""
    farthest = max([radius, *(metres for metres, _ in dots)])
    took = max((seconds for _, seconds in dots), default=0.0)
    longest = max(1.0, took)
    cells: Counter[tuple[int, int]] = Counter()
    for (metres, seconds), number in dots.items():
        cells[metres, min(COLUMNS - 1, int(seconds / longest * COLUMNS))] += number
    most = max(cells.values(), default=1)
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    marks = [
        f'<circle class="dot" cx="{LEFT + (column + 0.5) * wide / COLUMNS:.1f}"'
        f' cy="{TOP + high - metres / farthest * high:.1f}"'
        f' r="{max(1.5, LARGEST_DOT * (number / most) ** 0.5):.1f}"/>'
        for (metres, column), number in sorted(cells.items())
    ]
    total = sum(cells.values())
    told = f"{_counted(total)} oproepen rond {place}, van buiten naar binnen, in {_lasted(took, took)}"
    lines = [
        f'<path class="axis" fill="none" d="M{LEFT} {TOP}V{TOP + high}H{WIDTH - RIGHT}"/>',
        f'<text x="16" y="28">{escape(told)}</text>',
        *(
            f'<text class="quiet" text-anchor="end" x="{LEFT - 8}"'
            f' y="{TOP + high - part * high + 5:.0f}">{_metres(farthest * part)}</text>'
            for part in (0, 0.5, 1)
        ),
        *(
            f'<text class="quiet" text-anchor="{anchor}" x="{LEFT + part * wide:.0f}"'
            f' y="{TOP + high + 24}">{_lasted(longest * part, longest)}</text>'
            for part, anchor in ((0, "start"), (0.5, "middle"), (1, "end"))
        ),
        f'<text class="quiet" x="{LEFT}" y="{HEIGHT - 8}">tijd na de eerste oproep · afstand tot de plaats</text>',
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{escape(told)}"><title>{escape(told)}</title><style>{STYLE}</style>'
        f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}"/>{"".join(lines)}{"".join(marks)}</svg>\n'
    )


def _dots(session: Session, action: Action) -> Dots:
    alert = select(Notice.id).where(Notice.action_id == action.id, Notice.number == 1).scalar_subquery()
    rows = session.execute(
        select(func.round(Delivery.distance / STEP), Delivery.handed_over_at).where(
            Delivery.notice_id == alert,
            Delivery.handed_over_at.is_not(None),
            Delivery.distance.is_not(None),
        )
    ).all()
    first = min((moment for _, moment in rows), default=action.started_at)
    return Counter((int(steps) * STEP, (moment - first).total_seconds()) for steps, moment in rows)


def _metres(metres: float) -> str:
    return f"{_counted(ceil(metres))} m" if metres < 10_000 else f"{metres / 1000:.0f} km"


def _lasted(seconds: float, longest: float) -> str:
    """In the unit of the longest, so that an axis has one."""
    number, unit = (seconds, "s") if longest < MINUTES_FROM else (seconds / 60, "min")
    return f"{number:.1f}".removesuffix(".0").replace(".", ",") + f" {unit}"


def _counted(number: int) -> str:
    return f"{number:,}".replace(",", ".")

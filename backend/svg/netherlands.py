"""Where actions were: the places of the Netherlands as fine dots, those with actions as circles over them."""

from collections.abc import Sequence
from functools import cache
from math import sqrt

from backend.domain.messages.sentences import texts
from backend.geo import gazetteer
from backend.geo.rd_new import to_rd

WIDTH, HEIGHT = 300.0, 340.0
# RD metres: the corner in the north-west, and how many make one unit.
LEFT, TOP, SCALE = 5_000.0, 625_000.0, 950.0
STYLE = (
    ".land{stroke:#9aa9b8;stroke-width:1.6;stroke-linecap:round}"
    ".past{fill:#0a4a8f;fill-opacity:.55;stroke:#fff;stroke-width:.5}"
    ".now{fill:#8a4b00;stroke:#fff;stroke-width:1}"
    "@media(prefers-color-scheme:dark){.land{stroke:#4c5f73}.past{fill:#8dc2ff}.now{fill:#ffc582}}"
)


def spots(found: Sequence[tuple[tuple[float, float], int, bool]], language: str) -> str:
    """((lon, lat), how many actions, whether one runs now) of each place; the running ones on top."""
    title = texts(language)["public"]["map"]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img">'
        f'<title>{title}</title><style>{STYLE}</style><path class="land" d="{_land()}"/>'
    ]
    for position, count, running in sorted(found, key=lambda spot: (spot[2], -spot[1])):
        x, y = _drawn(position)
        kind = "now" if running else "past"
        parts.append(f'<circle class="{kind}" cx="{x:.0f}" cy="{y:.0f}" r="{_radius(count):.1f}"/>')
    return "".join(parts) + "</svg>"


def _radius(count: int) -> float:
    """The surface grows with the number, and one action can be seen."""
    return min(16.0, 3 * sqrt(count))


def _drawn(position: tuple[float, float]) -> tuple[float, float]:
    x, y = to_rd(*position)
    return (x - LEFT) / SCALE, (TOP - y) / SCALE


@cache
def _land() -> str:
    dots = (_drawn(position) for position in gazetteer.everywhere())
    return "".join(f"M{x:.0f} {y:.0f}h0" for x, y in dots)

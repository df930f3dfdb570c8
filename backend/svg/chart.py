"""The last twelve months as bars: all actions, and within them those with a good result. Colours are the page's."""

from collections.abc import Sequence

from markupsafe import Markup

from backend.domain.messages.sentences import texts
from backend.domain.reports.statistics import Line

WIDTH, HEIGHT, BAR, FOOT, HEAD = 720, 240, 36, 44, 36


def months(lines: Sequence[Line], language: str) -> Markup:
    """Stands in a page beside a table that says the same, so readers of the page pass it over."""
    most = max((line.actions for line in lines), default=0) or 1
    step, tall = WIDTH / len(lines), HEIGHT - FOOT - HEAD
    parts = [f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">']
    for number, line in enumerate(lines):
        left = number * step + (step - BAR) / 2
        for kind, count in (("all", line.actions), ("good", line.good)):
            height = tall * count / most
            top = HEIGHT - FOOT - height
            parts.append(
                f'<rect class="{kind}" x="{left:.0f}" y="{top:.1f}" width="{BAR}" height="{height:.1f}"/>'
            )
        middle, top = left + BAR / 2, HEIGHT - FOOT - tall * line.actions / most
        parts.append(f'<text x="{middle:.0f}" y="{top - 6:.1f}">{line.actions}</text>')
        parts.append(
            f'<text class="month" x="{middle:.0f}" y="{HEIGHT - 14}">{_short(line.name, language)}</text>'
        )
    parts.append(f'<path d="M0 {HEIGHT - FOOT}H{WIDTH}"/></svg>')
    return Markup("".join(parts))


def _short(name: str, language: str) -> str:
    words: list[str] = texts(language)["public"]["short_months"]
    return words[int(name.split("-")[1]) - 1]


def month(name: str, language: str) -> str:
    """2026-06 → juni 2026."""
    year, number = name.split("-")
    words: list[str] = texts(language)["seen"]["months"]
    return f"{words[int(number) - 1]} {year}"

"""What was measured, as one table: medians with their spread, and the targets that were missed."""

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One line: the values of the rounds, and the target if there is one."""

    what: str
    values: Sequence[float]
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    of_medians: float | None = None
    """For a ratio: that of the medians, which the target is about. Its values are the ratios of each round."""

    @property
    def median(self) -> float:
        return self.of_medians if self.of_medians is not None else statistics.median(self.values)

    @property
    def missed(self) -> bool:
        return (self.at_least is not None and self.median < self.at_least) or (
            self.at_most is not None and self.median > self.at_most
        )

    def cells(self) -> list[str]:
        """The line of the table."""
        target = ""
        if self.at_least is not None:
            target = f"≥ {_number(self.at_least)}{self.unit}"
        if self.at_most is not None:
            target = f"≤ {_number(self.at_most)}{self.unit}"
        verdict = "" if not target else "**missed**" if self.missed else "met"
        spread = f"{_number(min(self.values))} – {_number(max(self.values))}"
        rounds = str(len(self.values))
        return [self.what, f"{_number(self.median)}{self.unit}", spread, rounds, target, verdict]


@dataclass
class Report:
    """Lines and remarks in the order they were added."""

    rows: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def missed(self) -> list[Row]:
        return [row for row in self.rows if row.missed]

    def text(self) -> str:
        """Markdown."""
        heads = ["Measured", "Median", "Lowest – highest", "Rounds", "Target", ""]
        lines = [heads, ["---", "--:", "--:", "--:", "--:", "---"], *(row.cells() for row in self.rows)]
        table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
        remarks = "\n".join(f"- {remark}" for remark in self.remarks)
        return "\n\n".join(part for part in (machine(), table, remarks) if part)


def ratio(
    what: str,
    over: Sequence[float],
    under: Sequence[float],
    unit: str,
    *,
    percent: bool = False,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Row:
    """How one peer compares with another: the ratio of their medians, and the spread of each round's ratio."""
    scale = 100 if percent else 1
    return Row(
        what,
        [scale * a / b for a, b in zip(over, under, strict=True)],
        unit,
        at_least,
        at_most,
        scale * statistics.median(over) / statistics.median(under),
    )


def machine() -> str:
    """Where and when."""
    model = "unknown processor"
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    cores = len(os.sched_getaffinity(0))
    return f"{model}, {cores} cores · Python {platform.python_version()} · {date.today().isoformat()}"  # noqa: DTZ011


def _number(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}".removesuffix(".0") if abs(value) >= 10 else f"{value:.2f}".rstrip("0").rstrip(".")

"""The goals of `make bench`, and the table that says which are held."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

RATIO, SLOWEST, GROWTH, EXPORT, RESIDENT = 2.0, 4.0, 1.3, 2.0, 110.0


@dataclass(frozen=True)
class Line:
    """What was measured of one kind of work at one size; milliseconds and statements."""

    name: str
    size: int
    floor_p50: float
    ours_p50: float
    ours_p95: float
    floor_statements: int
    ours_statements: int
    most_statements: int


@dataclass(frozen=True)
class Goal:
    """One goal, what was reached, and whether that holds it."""

    name: str
    reached: float
    most: float
    unit: str = ""

    @property
    def is_held(self) -> bool:
        return self.reached <= self.most

    def __str__(self) -> str:
        verdict = "held" if self.is_held else "MISSED"
        return f"{verdict:7} {self.name}: {self.reached:.4g}{self.unit}, goal at most {self.most:g}{self.unit}"


HEAD = (
    "| work | nominations | floor p50, ms | ours p50, ms | p50 / floor | ours p95 / floor p50 "
    "| statements, floor | ours |"
)


def table(lines: Iterable[Line]) -> str:
    """The measured lines as Markdown."""
    rows = [HEAD, "|---|---:|---:|---:|---:|---:|---:|---:|"]
    for line in lines:
        ratios = f"{line.ours_p50 / line.floor_p50:.2f} | {line.ours_p95 / line.floor_p50:.2f}"
        times = f"{line.floor_p50:.2f} | {line.ours_p50:.2f}"
        counts = f"{line.floor_statements} | {line.ours_statements}"
        rows.append(f"| {line.name} | {line.size:,} | {times} | {ratios} | {counts} |")
    return "\n".join(rows)


def of_lines(lines: Sequence[Line]) -> list[Goal]:
    """The goals of the pages and acts, and of their growth from the smallest size to the largest."""
    goals = []
    for line in lines:
        where = f"{line.name} at {line.size:,}"
        goals.append(Goal(f"{where}, statements", line.ours_statements, line.most_statements))
        if line.name != "export":
            goals.append(Goal(f"{where}, p50", line.ours_p50 / line.floor_p50, RATIO, " x floor"))
            goals.append(Goal(f"{where}, p95", line.ours_p95 / line.floor_p50, SLOWEST, " x floor p50"))
    sizes = sorted({line.size for line in lines})
    if len(sizes) > 1:
        small = {line.name: line.ours_p50 for line in lines if line.size == sizes[0]}
        large = {line.name: line.ours_p50 for line in lines if line.size == sizes[-1]}
        name = f"growth from {sizes[0]:,} to {sizes[-1]:,}"
        goals += [
            Goal(f"{work}, {name}", large[work] / small[work], GROWTH, " x") for work in small if work != "export"
        ]
    return goals

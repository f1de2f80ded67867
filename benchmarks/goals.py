"""The goals of `make bench`, and the table that says which are held."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.measuring import p50, p95

Rounds = Sequence[Sequence[float]]

RATIO, SLOWEST, GROWTH, EXPORT, RESIDENT = 2.0, 4.0, 1.3, 2.0, 110.0


@dataclass(frozen=True)
class Line:
    """What was measured of one kind of work at one size: milliseconds by round, and statements.

    Within a round both sides ask in turn, so whatever slows the machine slows both. Every ratio is taken within a round
    and the median of the rounds counts: a round that something else disturbed decides nothing.
    """

    name: str
    size: int
    floor: Rounds
    ours: Rounds
    floor_statements: int
    ours_statements: int
    most_statements: int

    @property
    def ratio(self) -> float:
        """Our median to the floor's."""
        return median(p50(ours) / p50(floor) for ours, floor in zip(self.ours, self.floor, strict=True))

    @property
    def slowest(self) -> float:
        """Our 95th percentile to the floor's median."""
        return median(p95(ours) / p50(floor) for ours, floor in zip(self.ours, self.floor, strict=True))


def growth(small: Rounds, large: Rounds) -> float:
    """The median of one size to that of a smaller one."""
    return median(p50(after) / p50(before) for before, after in zip(small, large, strict=True))


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
        ratios = f"{line.ratio:.2f} | {line.slowest:.2f}"
        times = f"{median(map(p50, line.floor)):.2f} | {median(map(p50, line.ours)):.2f}"
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
            goals.append(Goal(f"{where}, p50", line.ratio, RATIO, " x floor"))
            goals.append(Goal(f"{where}, p95", line.slowest, SLOWEST, " x floor p50"))
    sizes = sorted({line.size for line in lines})
    if len(sizes) > 1:
        small = {line.name: line.ours for line in lines if line.size == sizes[0]}
        large = {line.name: line.ours for line in lines if line.size == sizes[-1]}
        name = f"growth from {sizes[0]:,} to {sizes[-1]:,}"
        goals += [
            Goal(f"{work}, {name}", growth(small[work], large[work]), GROWTH, " x")
            for work in small
            if work != "export"
        ]
    return goals

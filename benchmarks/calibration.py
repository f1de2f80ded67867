"""`make bench-calibration`: simulated panels with known truth; how many of the true 120 each way of ranking chooses.

Each run draws merits, severities and noise anew, deals the dossiers and ranks them four ways. The table goes to
benchmarks/CALIBRATION.md. Random numbers are seeded by the run, so the table is the same everywhere, seconds aside.
"""

import argparse
import os
import platform
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from statistics import fmean, pstdev, stdev

from selection.rules.calibration import Mark, calibrate
from selection.rules.programme import Scoring
from selection.rules.scoring import dossier_total
from tests.rules.panels import Simulated, simulate

WRITTEN = Path(__file__).parent / "CALIBRATION.md"
RUNS, DOSSIERS, EXPERTS, SHEETS, CHOSEN = 200, 903, 60, 5, 120
MERIT, SEVERITY, NOISE = 8.0, 4.0, 4.0
TRIMMED = Scoring(sheets=SHEETS, trim=1, step=Decimal("0.1"), ties=(), comment_below=Decimal(0))
LARGE, LARGE_EXPERTS, RESAMPLES = 10_000, 600, 2_000
MOST_SECONDS, MOST_RESAMPLING = 1.0, 10.0

Scores = Mapping[int, float]
OURS = "calibration (ours)"


@dataclass(frozen=True)
class Compared:
    """What one way of ranking chose, run by run: how many of the true best were among its choice."""

    name: str
    hits: list[int]


def raw_mean(marks: Sequence[Mark]) -> Scores:
    return {dossier: fmean(float(mark.score) for mark in each) for dossier, each in _by_dossier(marks).items()}


def trimmed_mean(marks: Sequence[Mark]) -> Scores:
    """As most definitions have it: the highest and the lowest sheet are left out."""
    return {
        dossier: float(dossier_total([mark.score for mark in each], TRIMMED))
        for dossier, each in _by_dossier(marks).items()
    }


def per_judge_z_score(marks: Sequence[Mark]) -> Scores:
    """Every judge's scores are brought to mean 0 and standard deviation 1, then averaged."""
    by_judge: dict[int, list[float]] = defaultdict(list)
    for mark in marks:
        by_judge[mark.judge].append(float(mark.score))
    scale = {judge: (fmean(scores), pstdev(scores) or 1.0) for judge, scores in by_judge.items()}
    return {
        dossier: fmean((float(mark.score) - scale[mark.judge][0]) / scale[mark.judge][1] for mark in each)
        for dossier, each in _by_dossier(marks).items()
    }


def calibrated(marks: Sequence[Mark]) -> Scores:
    return {each.dossier: float(each.adjusted) for each in calibrate(marks).standings}


WAYS: Mapping[str, Callable[[Sequence[Mark]], Scores]] = {
    "raw mean": raw_mean,
    "trimmed mean": trimmed_mean,
    "per-judge z-score": per_judge_z_score,
    OURS: calibrated,
}


def compare(runs: int, *, dossiers: int = DOSSIERS, experts: int = EXPERTS, chosen: int = CHOSEN) -> list[Compared]:
    """All ways on the same panels; ``hits`` has one number a run."""
    found = {name: Compared(name, []) for name in WAYS}
    for run in range(runs):
        truth = simulate(
            run, dossiers=dossiers, experts=experts, sheets=SHEETS, merit=MERIT, severity=SEVERITY, noise=NOISE
        )
        best = set(_first(truth.merits, chosen))
        for name, way in WAYS.items():
            found[name].hits.append(len(best & set(_first(way(truth.marks), chosen))))
    return list(found.values())


def ours_is_best(compared: Sequence[Compared]) -> bool:
    """Ours chose more of the true best than every other way, over all runs."""
    sums = {each.name: sum(each.hits) for each in compared}
    return all(sums[OURS] > reached for name, reached in sums.items() if name != OURS)


def _by_dossier(marks: Sequence[Mark]) -> dict[int, list[Mark]]:
    found: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        found[mark.dossier].append(mark)
    return found


def _first(scores: Scores, number: int) -> list[int]:
    return sorted(scores, key=lambda dossier: (-scores[dossier], dossier))[:number]


def seconds(marks: Sequence[Mark], tops: Sequence[int]) -> tuple[float, float]:
    """Seconds on the wall and of the processor for one calibration; resampled where there are ``tops``."""
    wall, processor = time.perf_counter(), time.process_time()
    calibrate(marks, tops=tops, resamples=RESAMPLES)
    return time.perf_counter() - wall, time.process_time() - processor


def _table(compared: Sequence[Compared]) -> list[str]:
    ours = next(each for each in compared if each.name == OURS)
    columns = (
        "way of ranking",
        f"of the true {CHOSEN}, mean",
        "least",
        "most",
        "ours - this",
        "more / as many / fewer, runs",
    )
    lines = [
        f"| {' | '.join(columns)} |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for each in compared:
        ahead = [mine - other for mine, other in zip(ours.hits, each.hits, strict=True)]
        error = stdev(ahead) / len(ahead) ** 0.5 if len(ahead) > 1 else 0.0
        counts = (sum(by > 0 for by in ahead), ahead.count(0), sum(by < 0 for by in ahead))
        beside = ("", "") if each is ours else (f"{fmean(ahead):+.2f} ± {error:.2f}", " / ".join(map(str, counts)))
        reached = f"{fmean(each.hits):.2f} | {min(each.hits)} | {max(each.hits)}"
        lines.append(f"| {each.name} | {reached} | {beside[0]} | {beside[1]} |")
    return lines


def _times(large: Simulated) -> tuple[list[str], bool]:
    plain, drawn = seconds(large.marks, ()), seconds(large.marks, (20, 120))
    held = plain[1] < MOST_SECONDS and drawn[1] < MOST_RESAMPLING
    return [
        f"| {LARGE:,} dossiers x {SHEETS} scores, {LARGE_EXPERTS} experts | wall, s | processor, s | goal, s |",
        "|---|---:|---:|---:|",
        f"| adjusted scores, ranks, standard errors | {plain[0]:.2f} | {plain[1]:.2f} | {MOST_SECONDS:g} |",
        f"| with {RESAMPLES:,} resamples for two sizes | {drawn[0]:.2f} | {drawn[1]:.2f} | {MOST_RESAMPLING:g} |",
    ], held


def report(compared: Sequence[Compared], times: Sequence[str]) -> str:
    """The page, in Markdown."""
    where = f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}."
    panels = f"{len(compared[0].hits)} runs: {DOSSIERS} dossiers, {EXPERTS} experts, {SHEETS} scores a dossier;"
    spreads = f"spread of merit {MERIT:g}, of severity {SEVERITY:g}, of noise {NOISE:g} points; scores in tenths."
    explained = (
        "All four rank the same panels; ± is one standard error. The noise of five scores remains in all of them."
    )
    head = ["# Measured by `make bench-calibration`", "", f"{where} {panels} {spreads}", ""]
    judged = (
        "The goals are compared with seconds of the processor; those on the wall tell what else the machine was doing."
    )
    return "\n".join([*head, *_table(compared), "", explained, "", *times, "", judged, ""])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--write", type=Path, default=WRITTEN)
    asked = parser.parse_args(arguments)
    compared = compare(asked.runs)
    times, held = _times(simulate(0, dossiers=LARGE, experts=LARGE_EXPERTS))
    page = report(compared, times)
    asked.write.write_text(page, encoding="utf-8")
    print(page)
    return 0 if held and ours_is_best(compared) else 1


if __name__ == "__main__":
    sys.exit(main())

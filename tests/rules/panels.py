"""Simulated panels with known truth: dossiers dealt to experts, merit, severity and noise in points."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from selection.rules.calibration import Mark


@dataclass(frozen=True)
class Simulated:
    """Marks in tenths of a point, with the merit and the severity they were made from."""

    marks: list[Mark]
    merits: dict[int, float]
    severities: dict[int, float]


def simulate(
    seed: int,
    *,
    dossiers: int = 903,
    experts: int = 60,
    sheets: int = 5,
    merit: float = 8.0,
    severity: float = 4.0,
    noise: float = 4.0,
) -> Simulated:
    """Every dossier is read by ``sheets`` experts drawn by lot, loads even to one dossier; spreads in points."""
    random = Random(seed)
    merits = {number: random.gauss(70, merit) for number in range(1, dossiers + 1)}
    severities = {number: random.gauss(0, severity) for number in range(1, experts + 1)}
    marks: list[Mark] = []
    for dossier, readers in zip(merits, _dealt(random, dossiers, experts, sheets), strict=True):
        for judge in readers:
            score = merits[dossier] + severities[judge] + random.gauss(0, noise)
            marks.append(Mark(dossier, judge, Decimal(round(score * 10)).scaleb(-1)))
    return Simulated(marks, merits, severities)


def _dealt(random: Random, dossiers: int, experts: int, sheets: int) -> list[list[int]]:
    """For each dossier its experts: always those who have read least, by lot among equals."""
    load = dict.fromkeys(range(1, experts + 1), 0)
    dealt = []
    for _ in range(dossiers):
        readers = sorted(load, key=lambda expert: (load[expert], random.random()))[:sheets]
        for expert in readers:
            load[expert] += 1
        dealt.append(readers)
    return dealt

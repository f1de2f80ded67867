"""Calibration (评分校准): how severe each judge is, what the scores are without that, and how sure the ranking is.

The model is additive: score = merit of the dossier + severity of the judge + noise. Judges are compared on the dossiers
they share and on nothing else, so a panel that was dealt strong dossiers is not taken for a lenient one; dossiers that
all panels read (anchors) are what links panels. Severity is shrunk towards zero by the variance components, which are
estimated without iteration (Henderson's method 3: fitting constants). Searle, Casella, McCulloch, Variance Components,
chapter 5. Imports numpy, so callers import this module only where they need it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from hashlib import sha256
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

RESAMPLES = 2_000
BATCH = 64
STEP = Decimal("0.0001")


class Mark(NamedTuple):
    """One sheet that counts: the total a judge gave a dossier. A judge marks a dossier once."""

    dossier: int
    judge: int
    score: Decimal


class Island(NamedTuple):
    """Judges and dossiers linked with one another by common dossiers, and with nobody else; numbers ascending."""

    judges: tuple[int, ...]
    dossiers: tuple[int, ...]


class Spread(NamedTuple):
    """Standard deviations in points: of the dossiers' merit, of the judges' severity, of the noise of one score."""

    merit: float
    severity: float
    noise: float


@dataclass(frozen=True)
class Judged:
    """A judge: ``severity`` in points, below zero for a strict one, and its standard error."""

    judge: int
    severity: Decimal
    error: Decimal
    sheets: int


@dataclass(frozen=True)
class Standing:
    """A dossier before and after. Scores in points, four places; equal scores share a rank (1, 2, 2, 4).

    ``error`` is the standard error of the adjusted score; ``chances`` say for each size asked for, in that order, how
    probable it is that the merit of this dossier stands inside it (0 to 1).
    """

    dossier: int
    raw: Decimal
    raw_rank: int
    adjusted: Decimal
    rank: int
    error: Decimal
    chances: tuple[float, ...]


@dataclass(frozen=True)
class Calibration:
    """What was found. More than one island: scores of different islands are comparable only as far as luck has it."""

    standings: tuple[Standing, ...]
    judges: tuple[Judged, ...]
    spread: Spread
    islands: tuple[Island, ...]

    @property
    def is_connected(self) -> bool:
        """Every judge is linked with every other by common dossiers."""
        return len(self.islands) <= 1


class _Design(NamedTuple):
    """The marks by dossier, then judge; numbers are places in ``dossiers`` and ``judges``."""

    dossiers: tuple[int, ...]
    judges: tuple[int, ...]
    rows: Places  # dossier of each mark
    columns: Places  # judge of each mark
    starts: Places  # where each dossier's marks begin
    sheets: Floats  # marks of each dossier
    scores: Floats
    shared: Floats  # judges x judges: what is left of each judge's marks once dossiers are taken out


class _Severity(NamedTuple):
    """Severities and the covariance of their errors."""

    found: Floats
    covariance: Floats


def calibrate(marks: Sequence[Mark], *, tops: Sequence[int] = (), resamples: int = RESAMPLES) -> Calibration:
    """Adjust all dossiers for their judges' severity; standings come best first, judges by number.

    ``tops``: how many stand inside, for each of the chances wanted. The order of ``marks`` changes nothing, and the
    same marks always give the same chances: the resampling is seeded by them. ValueError for a pair marked twice.
    """
    if not marks:
        return Calibration((), (), Spread(0.0, 0.0, 0.0), ())
    ordered = sorted(marks)
    design = _design(ordered)
    islands = _islands(design)
    spread = _spread(design, islands)
    severity = _severity(design, spread)
    means = _means(design, design.scores - severity.found[design.columns])
    errors = np.sqrt(spread.noise**2 / design.sheets + _carried(design, severity.covariance))
    chances = _chances(design, spread, severity, tops, resamples, _seed(ordered))
    return Calibration(
        _standings(design, _raw(ordered), _rounded(means), _rounded(errors), chances),
        _judged(design, severity),
        spread,
        islands,
    )


def _design(ordered: Sequence[Mark]) -> _Design:
    dossiers, rows = np.unique([mark.dossier for mark in ordered], return_inverse=True)
    judges, columns = np.unique([mark.judge for mark in ordered], return_inverse=True)
    if len({(mark.dossier, mark.judge) for mark in ordered}) < len(ordered):
        raise ValueError("a judge marked a dossier twice")
    sheets = np.bincount(rows).astype(np.float64)
    starts = np.concatenate(([0], np.cumsum(sheets)[:-1])).astype(np.intp)
    together = np.zeros((len(judges), len(judges)))
    for size in np.unique(sheets).astype(int):
        held = columns[(starts[sheets == size][:, None] + np.arange(size)).ravel()].reshape(-1, size)
        pairs = (held[:, :, None] * len(judges) + held[:, None, :]).ravel()
        together += np.bincount(pairs, minlength=len(judges) ** 2).reshape(together.shape) / size
    return _Design(
        tuple(map(int, dossiers)),
        tuple(map(int, judges)),
        rows.astype(np.intp),
        columns.astype(np.intp),
        starts,
        sheets,
        np.array([float(mark.score) for mark in ordered]),
        np.diag(np.bincount(columns).astype(np.float64)) - together,
    )


def _islands(design: _Design) -> tuple[Island, ...]:
    """Judges joined by common dossiers, the largest island first; found by handing the lowest number along."""
    lowest = np.arange(len(design.judges), dtype=np.intp)
    while True:
        of_dossier = np.minimum.reduceat(lowest[design.columns], design.starts)
        passed = lowest.copy()
        np.minimum.at(passed, design.columns, of_dossier[design.rows])
        if np.array_equal(passed, lowest):
            break
        lowest = passed
    found = [
        Island(
            tuple(design.judges[place] for place in np.flatnonzero(lowest == first)),
            tuple(design.dossiers[place] for place in np.flatnonzero(of_dossier == first)),
        )
        for first in np.unique(lowest)
    ]
    return tuple(sorted(found, key=lambda island: (-len(island.dossiers), -len(island.judges), island)))


def _spread(design: _Design, islands: Sequence[Island]) -> Spread:
    """The variance components by fitting constants; what cannot be told apart counts as noise-free or not there."""
    marks, dossiers, judges = len(design.scores), len(design.dossiers), len(design.judges)
    centred = design.scores - design.scores.mean()
    within = centred - _means(design, centred)[design.rows]
    unexplained = float(within @ within)
    leftover = np.bincount(design.columns, weights=within, minlength=judges)
    by_judges = float(leftover @ np.linalg.solve(design.shared + _of_one_island(design, islands), leftover))
    free = marks - dossiers - judges + len(islands)
    noise = max(0.0, unexplained - by_judges) / free if free > 0 else 0.0
    if noise < 1e-12:
        noise = 0.0
    links = judges - len(islands)
    severity = (by_judges - links * noise) / (marks - dossiers) if links else 0.0
    of_judge = np.bincount(design.columns, weights=centred, minlength=judges) / np.bincount(design.columns)
    across = centred - of_judge[design.columns]
    by_dossiers = float(across @ across) - max(0.0, unexplained - by_judges)
    merit = (by_dossiers - (dossiers - len(islands)) * noise) / (marks - judges) if marks > judges else 0.0
    return Spread(*(float(np.sqrt(each)) if each > 1e-12 else 0.0 for each in (merit, severity, noise)))


def _of_one_island(design: _Design, islands: Sequence[Island]) -> Floats:
    """1 where two judges are of one island: what makes ``shared`` invertible and changes no comparison inside one."""
    island_of = {judge: number for number, island in enumerate(islands) for judge in island.judges}
    numbers = np.array([island_of[judge] for judge in design.judges])
    together: Floats = (numbers[:, None] == numbers[None, :]).astype(np.float64)
    return together


def _severity(design: _Design, spread: Spread) -> _Severity:
    """The best linear predictor with merits unknown: (shared + noise/severity) s = leftover."""
    judges = len(design.judges)
    if not spread.severity:
        return _Severity(np.zeros(judges), np.zeros((judges, judges)))
    ratio = max((spread.noise / spread.severity) ** 2, 1e-9)
    inverse = np.linalg.inv(design.shared + ratio * np.eye(judges)).astype(np.float64)
    within = design.scores - _means(design, design.scores)[design.rows]
    leftover = np.bincount(design.columns, weights=within, minlength=judges)
    return _Severity(inverse @ leftover, inverse * (ratio * spread.severity**2))


def _means(design: _Design, values: Floats) -> Floats:
    """The mean of each dossier's values, one value to a mark."""
    means: Floats = np.add.reduceat(values, design.starts, axis=-1) / design.sheets
    return means


def _carried(design: _Design, covariance: Floats) -> Floats:
    """How much variance the uncertain severities bring into each dossier's mean."""
    carried = np.zeros(len(design.dossiers))
    for size in np.unique(design.sheets).astype(int):
        of_size = design.sheets == size
        held = design.columns[(design.starts[of_size][:, None] + np.arange(size)).ravel()].reshape(-1, size)
        carried[of_size] = covariance[held[:, :, None], held[:, None, :]].sum(axis=(1, 2)) / size**2
    return np.maximum(carried, 0.0)


def _chances(
    design: _Design, spread: Spread, severity: _Severity, tops: Sequence[int], resamples: int, seed: int
) -> Floats:
    """How often each dossier stood inside each top: severities are drawn anew, then merits given them.

    Merits are drawn around the adjusted mean, pulled to the middle as far as the noise of its few scores demands.
    """
    number = len(design.dossiers)
    inside = np.zeros((number, len(tops)))
    if not tops or not resamples:
        return inside
    generator = np.random.Generator(np.random.PCG64(seed))
    values, vectors = np.linalg.eigh(severity.covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    noise = spread.noise**2 / design.sheets
    trust = spread.merit**2 / np.where(spread.merit**2 + noise > 0, spread.merit**2 + noise, 1.0)
    deviation = np.sqrt(trust * noise)
    raw = _means(design, design.scores)
    for first in range(0, resamples, BATCH):
        size = min(BATCH, resamples - first)
        drawn = severity.found + generator.standard_normal((size, len(design.judges))) @ root.T
        merits = raw - _means(design, drawn[:, design.columns])
        middle = merits.mean(axis=1, keepdims=True)
        merits = middle + trust * (merits - middle) + deviation * generator.standard_normal((size, number))
        for place, top in enumerate(tops):
            inside[:, place] += _stand_inside(merits, top).sum(axis=0)
    return inside / resamples


def _stand_inside(merits: Floats, top: int) -> NDArray[np.bool_]:
    """Who has fewer than ``top`` others above him, in each row."""
    number = merits.shape[1]
    if top >= number:
        return np.ones(merits.shape, dtype=np.bool_)
    if top <= 0:
        return np.zeros(merits.shape, dtype=np.bool_)
    last: Floats = np.partition(merits, number - top, axis=1)[:, number - top, None]
    return merits >= last


def _seed(ordered: Sequence[Mark]) -> int:
    """A number made of the marks alone, whatever way their scores are written (9.5, 9.50)."""
    told = ";".join(f"{mark.dossier},{mark.judge},{mark.score.normalize()}" for mark in ordered)
    return int.from_bytes(sha256(told.encode()).digest(), "big")


def _raw(ordered: Sequence[Mark]) -> list[Decimal]:
    """The exact mean of each dossier, in the order of the dossiers, rounded once."""
    sums: dict[int, tuple[Decimal, int]] = {}
    for mark in ordered:
        reached, sheets = sums.get(mark.dossier, (Decimal(0), 0))
        sums[mark.dossier] = (reached + mark.score, sheets + 1)
    return [(reached / sheets).quantize(STEP, ROUND_HALF_EVEN) for reached, sheets in sums.values()]


def _rounded(values: Floats) -> list[Decimal]:
    scaled = np.rint(values / float(STEP)).astype(np.int64).tolist()
    return [Decimal(each) * STEP for each in scaled]


def _ranks(scores: Sequence[Decimal]) -> list[int]:
    """Ranks from 1, shared by equals."""
    first: dict[Decimal, int] = {}
    for place, score in enumerate(sorted(scores, reverse=True), start=1):
        first.setdefault(score, place)
    return [first[score] for score in scores]


def _standings(
    design: _Design, raw: list[Decimal], adjusted: list[Decimal], errors: list[Decimal], chances: Floats
) -> tuple[Standing, ...]:
    columns = zip(design.dossiers, raw, _ranks(raw), adjusted, _ranks(adjusted), errors, chances.tolist(), strict=True)
    found = [
        Standing(dossier, before, old, after, new, error, tuple(chance))
        for dossier, before, old, after, new, error, chance in columns
    ]
    return tuple(sorted(found, key=lambda each: (each.rank, each.dossier)))


def _judged(design: _Design, severity: _Severity) -> tuple[Judged, ...]:
    errors = np.sqrt(np.maximum(np.diag(severity.covariance), 0.0))
    sheets = np.bincount(design.columns).tolist()
    return tuple(map(Judged, design.judges, _rounded(severity.found), _rounded(errors), sheets))

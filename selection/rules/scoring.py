"""Scores (评分): what a sheet may say, the total of a dossier, and the ranking with its ties.

All arithmetic is exact: points are ``Decimal``, means are taken as ``Fraction`` and rounded once, to four places,
half to even. Ranks compare these rounded figures, so the published numbers explain the published order.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from selection.rules.naming import plain
from selection.rules.programme import Band, Criterion, Scoring

PLACES = 4
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．。－", "0123456789..-")
_POINTS = re.compile(r"-?[0-9]{1,9}(\.[0-9]{0,9})?|-?\.[0-9]{1,9}")


@dataclass(frozen=True)
class SheetProblem:
    """What is wrong with a sheet; ``criterion`` is the key of the box to mark, or None for the sheet as a whole."""

    criterion: str | None
    message: str


@dataclass(frozen=True)
class Scored:
    """A dossier with the submitted sheets on it, each a mapping of criterion key to points."""

    nomination_id: int
    sheets: tuple[Mapping[str, Decimal], ...]


@dataclass(frozen=True)
class Ranked:
    """A dossier in its place. ``rank`` counts from 1 and is shared by equals (1, 2, 2, 4).

    ``tie_broken_by`` is the key of the last criterion needed to set this dossier apart from others of the same total;
    None where nothing had to be set apart, or nothing could.
    """

    nomination_id: int
    total: Decimal
    rank: int
    tie_broken_by: str | None


def read_points(raw: str) -> Decimal | None:
    """Points as typed, full-width digits and a trailing 分 included; None when it is not a plain decimal number."""
    text = raw.strip().removesuffix("分").strip().translate(_FULL_WIDTH)
    return Decimal(text) if _POINTS.fullmatch(text) else None


def total(points: Mapping[str, Decimal], criteria: Sequence[Criterion]) -> Decimal:
    """The sum of one sheet over the criteria; a missing criterion counts nothing. Exact."""
    return sum((points[each.key] for each in criteria if each.key in points), start=Decimal(0))


def sheet_problems(
    points: Mapping[str, Decimal | None], comment: str, criteria: Sequence[Criterion], scoring: Scoring
) -> list[SheetProblem]:
    """Every reason why a sheet cannot be submitted. A blank or unreadable box arrives as None or is absent."""
    problems = [problem for each in criteria for problem in _point_problems(points.get(each.key), each, scoring.step)]
    known = {each.key for each in criteria}
    problems += [SheetProblem(key, f"评分指标中没有“{key}”，请删去这一项。") for key in points if key not in known]
    if problems:
        return problems
    reached = total({key: value for key, value in points.items() if value is not None}, criteria)
    if comment.strip():
        return []
    if reached < scoring.comment_below:
        line = f"合计 {plain(reached)} 分，低于 {plain(scoring.comment_below)} 分须写评语。请在评语中说明理由。"
        return [SheetProblem(None, line)]
    return [
        SheetProblem(None, f"“{each.name}”评为“{band.name}”须写评语。请在评语中说明理由。")
        for each in criteria
        if (band := band_of(points.get(each.key), each)) is not None and band.comment
    ]


def band_of(points: Decimal | None, criterion: Criterion) -> Band | None:
    """The described level these points stand for; None where there is none."""
    return next((band for band in criterion.bands if points is not None and points >= band.lowest), None)


def _point_problems(value: Decimal | None, criterion: Criterion, step: Decimal) -> list[SheetProblem]:
    name, most = criterion.name, plain(criterion.points)
    if value is None or not value.is_finite():
        return [SheetProblem(criterion.key, f"“{name}”还没有评分。请填写 0 到 {most} 之间的数字。")]
    if not 0 <= value <= criterion.points:
        return [SheetProblem(criterion.key, f"“{name}”须在 0 到 {most} 分之间，现为 {plain(value)} 分。")]
    if Fraction(value) % Fraction(step):
        return [SheetProblem(criterion.key, f"“{name}”以 {plain(step)} 分为一档，现为 {plain(value)} 分。请改为整档。")]
    return []


def dossier_total(sheet_totals: Sequence[Decimal], scoring: Scoring) -> Decimal:
    """The trimmed mean of the sheets, or their median, four places, half to even.

    ``scoring.trim`` sheets are left out at each end; none is, where fewer than one would remain
    (``sheets - 2 * trim < 1``). The median of an even number is the mean of the two in the middle. No sheet gives 0.
    """
    kept = sorted(sheet_totals)
    trim = (len(kept) - 1) // 2 if scoring.is_median else scoring.trim
    if len(kept) - 2 * trim >= 1:
        kept = kept[trim : len(kept) - trim]
    if not kept:
        return _rounded(Fraction(0))
    return _rounded(sum(map(Fraction, kept), start=Fraction(0)) / len(kept))


def _rounded(value: Fraction) -> Decimal:
    return Decimal(round(value * 10**PLACES)).scaleb(-PLACES)


def rank(
    scored: Sequence[Scored],
    criteria: Sequence[Criterion],
    scoring: Scoring,
    *,
    totals: Mapping[int, Decimal] | None = None,
) -> list[Ranked]:
    """All dossiers, best first.

    ``totals``, four places, take the place of the averages, as calibration found them.
    Equal totals are told apart by the average, taken alike, of each criterion in the order of ``scoring.ties``.
    Dossiers still equal share a rank and stand in order of their number, which decides nothing.
    """
    keyed = sorted((_keys(each, criteria, scoring, totals), each.nomination_id) for each in scored)
    ranked: list[Ranked] = []
    for _, tied in groupby(keyed, key=lambda pair: pair[0][0]):
        group = list(tied)
        first = len(ranked) + 1
        for keys, nomination_id in group:
            ahead = sum(other < keys for other, _ in group)
            broken_by = _broken_by(keys, [other for other, _ in group], scoring.ties)
            ranked.append(Ranked(nomination_id, -keys[0], first + ahead, broken_by))
    return ranked


def _keys(
    scored: Scored, criteria: Sequence[Criterion], scoring: Scoring, totals: Mapping[int, Decimal] | None
) -> tuple[Decimal, ...]:
    """The total and the tie criteria, negated so that the best sorts first."""
    sums = [total(sheet, criteria) for sheet in scored.sheets]
    first = dossier_total(sums, scoring) if totals is None else totals[scored.nomination_id]
    columns = [[sheet.get(key, Decimal(0)) for sheet in scored.sheets] for key in scoring.ties]
    return (-first, *(-dossier_total(column, scoring) for column in columns))


def _broken_by(keys: tuple[Decimal, ...], group: Sequence[tuple[Decimal, ...]], ties: Sequence[str]) -> str | None:
    depths = [_depth(keys, other) for other in group if other != keys]
    return ties[max(depths)] if depths else None


def _depth(keys: tuple[Decimal, ...], other: tuple[Decimal, ...]) -> int:
    """The place in ``ties`` of the first criterion in which two dossiers of one total differ."""
    return next(place for place, (mine, theirs) in enumerate(zip(keys[1:], other[1:], strict=True)) if mine != theirs)

"""Alerts during a review (评分提示): what the supervisor should look at. Pure; the same sheets give the same alerts.

Nothing here accuses: an alert says what was seen, with its numbers. All of them compare an expert with those who read
the same dossiers, so whoever was dealt better dossiers is not taken for lenient. Differences are in points of 100.

- far: the mean difference from the others on his dossiers lies apart from the other experts' means.
- home: dossiers from the expert's own union get more than he gives elsewhere; a permutation test says how often
  chance alone, dealing the same differences to other dossiers, does as much.
- alike: most of his sheets bear the very same points.
- missing: sheets are owed and the time runs out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import combinations
from math import comb
from random import Random

FAR_POINTS, FAR_SPREADS, FAR_ERRORS, FAR_SHEETS = 5.0, 3.0, 3.0, 3
"""Far: at least so many points, so many times the usual spread and the own error, on so many dossiers."""
NORMAL = 1.4826
"""The median distance from the median, as a standard deviation of normal errors."""
HOME_POINTS, HOME_CHANCE, SHUFFLES, EXACT = 2.0, 0.05, 1999, 5000
"""Home: so many points more, by chance at most so often. Up to ``EXACT`` ways all are tried, beyond so many drawn."""
ALIKE_SHEETS, ALIKE_SHARE = 5, 0.6
LAST_DAYS = timedelta(days=3)


class Kind(StrEnum):
    """What is told."""

    FAR = "far"
    HOME = "home"
    ALIKE = "alike"
    MISSING = "missing"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"far": "与其他专家相差大", "home": "本系统打分偏高", "alike": "打分雷同", "missing": "进度落后"}[self]


@dataclass(frozen=True)
class Mark:
    """A sheet that was handed in: ``points`` by criterion, ``total`` of them, ``union`` from which the dossier came."""

    judge: int
    dossier: int
    union: int
    points: Mapping[str, Decimal]
    total: Decimal


@dataclass(frozen=True)
class Duty:
    """What one judge was dealt since ``since``, recusals left out, and how much of it is handed in."""

    judge: int
    dealt: int
    done: int
    since: datetime


@dataclass(frozen=True)
class Alert:
    """Something to look at. ``says``: one Chinese sentence with the numbers; ``chance``: of the permutation test."""

    kind: Kind
    judge: int
    says: str
    chance: float | None = None


def alerts(
    marks: Iterable[Mark],
    duties: Iterable[Duty],
    *,
    homes: Mapping[int, frozenset[int]],
    seed: int,
    closes_at: datetime | None,
    now: datetime,
) -> list[Alert]:
    """Everything to look at, by kind and judge. ``homes``: the unions each judge belongs to."""
    marks = sorted(marks, key=lambda each: (each.judge, each.dossier))
    gaps = differences(marks)
    return [
        *_far(gaps),
        *_at_home(marks, gaps, homes, seed),
        *_alike(marks),
        *_missing(duties, closes_at, now),
    ]


def differences(marks: Sequence[Mark]) -> dict[int, dict[int, float]]:
    """By judge and dossier: his total less the mean of the others' on the same dossier; none where he is alone."""
    read: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        read[mark.dossier].append(mark)
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for dossier, sheets in read.items():
        total = sum((each.total for each in sheets), start=Decimal(0))
        for each in sheets if len(sheets) > 1 else ():
            found[each.judge][dossier] = float(each.total - (total - each.total) / (len(sheets) - 1))
    return dict(found)


def _far(gaps: Mapping[int, Mapping[int, float]]) -> Iterable[Alert]:
    from statistics import fmean, median, stdev  # noqa: PLC0415 - only the supervisor asks

    means = {judge: fmean(own.values()) for judge, own in sorted(gaps.items()) if len(own) >= FAR_SHEETS}
    if len(means) < 2:
        return
    middle = median(means.values())
    usual = NORMAL * median(abs(each - middle) for each in means.values())
    for judge, mean in means.items():
        own = gaps[judge].values()
        error = stdev(own) / len(own) ** 0.5
        apart = mean - middle
        if abs(apart) >= max(FAR_POINTS, FAR_SPREADS * usual, FAR_ERRORS * error):
            side = "高" if apart > 0 else "低"
            says = (
                f"在 {len(own)} 份共同评审的材料上，给分比居中的专家{side} {abs(apart):.1f} 分，标准误 {error:.1f} 分。"
            )
            yield Alert(Kind.FAR, judge, says)


def _at_home(
    marks: Sequence[Mark], gaps: Mapping[int, Mapping[int, float]], homes: Mapping[int, frozenset[int]], seed: int
) -> Iterable[Alert]:
    from statistics import fmean  # noqa: PLC0415 - only the supervisor asks

    unions = {mark.dossier: mark.union for mark in marks}
    for judge, own in sorted(gaps.items()):
        mine = [gap for dossier, gap in sorted(own.items()) if unions[dossier] in homes.get(judge, frozenset())]
        rest = [gap for dossier, gap in sorted(own.items()) if unions[dossier] not in homes.get(judge, frozenset())]
        if not mine or not rest:
            continue
        more = fmean(mine) - fmean(rest)
        chance = chance_of(mine, rest, Random(f"{seed}-{judge}"))  # noqa: S311 - drawn again from the same seed
        if more >= HOME_POINTS and chance <= HOME_CHANCE:
            says = (
                f"所属工会推荐的 {len(mine)} 份，与同评专家相比，比其余 {len(rest)} 份多给 {more:.1f} 分；"
                f"置换检验，纯属偶然的可能性{_percent(chance)}。"
            )
            yield Alert(Kind.HOME, judge, says, chance)


def chance_of(mine: Sequence[float], rest: Sequence[float], random: Random) -> float:
    """How often ``len(mine)`` of all these differences, taken at random, have at least the sum of ``mine``.

    All ways are tried where they are few. Otherwise so many are drawn, the present one counting as one of them, so
    that the answer is never below what the draws can tell.
    """
    pool, own = [*mine, *rest], len(mine)
    reached = sum(mine) - 1e-9  # a sum in another order may differ in the last digit
    if comb(len(pool), own) <= EXACT:
        ways = [sum(each) >= reached for each in combinations(pool, own)]
        return sum(ways) / len(ways)
    as_much = sum(sum(random.sample(pool, own)) >= reached for _ in range(SHUFFLES))
    return (1 + as_much) / (1 + SHUFFLES)


def _percent(chance: float) -> str:
    return "不到 0.1%" if chance < 0.001 else f" {100 * chance:.1f}%"


def _alike(marks: Sequence[Mark]) -> Iterable[Alert]:
    written: dict[int, list[tuple[tuple[str, Decimal], ...]]] = defaultdict(list)
    for mark in marks:
        written[mark.judge].append(tuple(sorted(mark.points.items())))
    for judge, sheets in sorted(written.items()):
        same = Counter(sheets).most_common(1)[0][1]
        if same >= ALIKE_SHEETS and same >= ALIKE_SHARE * len(sheets):
            yield Alert(Kind.ALIKE, judge, f"已交 {len(sheets)} 份，其中 {same} 份每一项的分数都相同。")


def _missing(duties: Iterable[Duty], closes_at: datetime | None, now: datetime) -> Iterable[Alert]:
    for duty in sorted(duties, key=lambda each: each.judge):
        owed = duty.dealt - duty.done
        if owed <= 0 or closes_at is None:
            continue
        done = f"应评 {duty.dealt} 份，已交 {duty.done} 份，还有 {owed} 份"
        if now > closes_at:
            yield Alert(Kind.MISSING, duty.judge, f"{done}，评审已经截止。")
        elif closes_at - now <= LAST_DAYS:
            yield Alert(Kind.MISSING, duty.judge, f"{done}，离截止不到 {_days(closes_at - now)} 天。")
        elif not duty.done and now - duty.since >= (closes_at - duty.since) / 2:
            yield Alert(Kind.MISSING, duty.judge, f"{done}，评审时间已经过半。")


def _days(left: timedelta) -> int:
    """Whole days, a part of one counting as one."""
    return max(1, -(-left // timedelta(days=1)))

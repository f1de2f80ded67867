"""What stands beside an award and what follows it: contests that grant it, the years after it, whom it puts first."""

from dataclasses import dataclass

from selection.rules.form import Field


@dataclass(frozen=True)
class Contest:
    """竞赛授予: a second way to a title, by the result of a contest; it uses no place.

    ``levels`` are codes of the list contest_levels; ``placing`` is the last place that counts.
    """

    title: str
    levels: tuple[str, ...]
    placing: int
    article: str


@dataclass(frozen=True)
class Period:
    """资助期、培育期: the ``years`` after the award, with a report for each and an assessment at the end.

    ``money`` is granted, ``matching`` is the least the unit adds, both in 万元. ``report``: what a yearly report asks.
    """

    name: str
    years: int
    report: tuple[Field, ...]
    money: int = 0
    matching: int = 0


@dataclass(frozen=True)
class Shortlist:
    """优先推荐人选: proposed from the register, holders of one of ``honours`` granted within so many years."""

    honours: tuple[str, ...]
    within_years: int
    article: str

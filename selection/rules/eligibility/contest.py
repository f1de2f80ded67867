"""How somebody was placed in a contest."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from selection.rules.eligibility.facts import Facts
from selection.rules.eligibility.verdict import Problem


@dataclass(frozen=True)
class ContestPlacing:
    """竞赛名次: at least ``placing``th in a contest of one of ``levels`` (codes of contest_levels)."""

    article: str
    levels: tuple[str, ...]
    placing: int
    needs: ClassVar[tuple[str, ...]] = ("contests",)

    @property
    def label(self) -> str:
        """The placing in words."""
        return f"在规定级别的职业技能竞赛中获得前 {self.placing} 名"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """No contest of these levels with such a place."""
        if facts.contests is None or any(
            level in self.levels and place <= self.placing for level, place in facts.contests
        ):
            return []
        message = f"须在规定级别的职业技能竞赛中获得前 {self.placing} 名，现在填的竞赛都不符合"
        return [Problem(self.article, message, "请核对“竞赛获奖”的级别和名次，名次写数字", "contests")]

"""What the unit adds."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from selection.rules.eligibility.facts import Facts
from selection.rules.eligibility.verdict import Problem


@dataclass(frozen=True)
class MatchingMoney:
    """单位配套资金, in 万元."""

    article: str
    at_least: int
    needs: ClassVar[tuple[str, ...]] = ("matching_money",)

    @property
    def label(self) -> str:
        """The sum in words."""
        return f"单位配套资金不少于 {self.at_least} 万元"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """Too little."""
        money = facts.matching_money
        if money is None or money >= self.at_least:
            return []
        message = f"单位配套资金须不少于 {self.at_least} 万元，现为 {money} 万元"
        return [Problem(self.article, message, "请与单位财务部门核定后填写，并上传配套承诺", "matching_money")]

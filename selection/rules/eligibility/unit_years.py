"""Years in the unit."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from selection.rules.eligibility.facts import Facts
from selection.rules.eligibility.verdict import Problem


@dataclass(frozen=True)
class YearsInUnit:
    """在本单位工作年限."""

    article: str
    at_least: int
    needs: ClassVar[tuple[str, ...]] = ("unit_years",)

    @property
    def label(self) -> str:
        """The years in words."""
        return f"在本单位工作满 {self.at_least} 年"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """Too few years."""
        if facts.unit_years is None or facts.unit_years >= self.at_least:
            return []
        return [
            Problem(
                self.article,
                f"在本单位工作须满 {self.at_least} 年，现为 {facts.unit_years} 年",
                "请核对“在本单位工作年限”",
                "unit_years",
            )
        ]

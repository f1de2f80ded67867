"""The post somebody holds, and whether he still works."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from selection.rules.ages import full_years
from selection.rules.eligibility.facts import Facts
from selection.rules.eligibility.verdict import Problem


@dataclass(frozen=True)
class FrontlinePost:
    """一线岗位."""

    article: str
    needs: ClassVar[tuple[str, ...]] = ("is_frontline",)
    label: ClassVar[str] = "在一线岗位工作"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """Only those who work at the front line themselves."""
        if facts.is_frontline is not False:
            return []
        return [
            Problem(
                self.article,
                "被推荐人须在一线直接从事生产、技术、研发等工作",
                "如“是否在一线岗位”选错，请改正",
                "frontline",
            )
        ]


@dataclass(frozen=True)
class Employed:
    """在职."""

    article: str
    needs: ClassVar[tuple[str, ...]] = ("is_employed",)
    label: ClassVar[str] = "在职职工"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """The retired are not nominated, nor those taken on again after retiring."""
        if facts.is_employed is not False:
            return []
        return [
            Problem(self.article, "被推荐人须是在职职工，退休返聘的不在其内", "如“是否在职”选错，请改正", "employed")
        ]


@dataclass(frozen=True)
class Age:
    """年龄: at least ``at_least`` full years, and below ``men_below`` or ``women_below``, the age of retiring."""

    article: str
    at_least: int
    men_below: int
    women_below: int
    needs: ClassVar[tuple[str, ...]] = ("born_on", "is_male")

    @property
    def label(self) -> str:
        """The ages in words."""
        return f"年满 {self.at_least} 周岁，男不满 {self.men_below}、女不满 {self.women_below} 周岁"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """Too young, or past the age of retiring."""
        if facts.born_on is None or facts.is_male is None:
            return []
        age = full_years(facts.born_on, today)
        below = self.men_below if facts.is_male else self.women_below
        cure = "请核对“出生年月”和“性别”"
        if age < self.at_least:
            return [Problem(self.article, f"须年满 {self.at_least} 周岁，现为 {age} 周岁", cure, "born_on")]
        if age >= below:
            return [Problem(self.article, f"须不满 {below} 周岁，现为 {age} 周岁", cure, "born_on")]
        return []

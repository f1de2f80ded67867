"""Years in the trade and level of skill."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from selection.rules.eligibility.facts import Facts
from selection.rules.eligibility.verdict import Problem


@dataclass(frozen=True)
class YearsInTrade:
    """从事本职业（工种）年限."""

    article: str
    at_least: int
    needs: ClassVar[tuple[str, ...]] = ("trade_years",)

    @property
    def label(self) -> str:
        """The years in words."""
        return f"从事本工种满 {self.at_least} 年"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """Too few years."""
        if facts.trade_years is None or facts.trade_years >= self.at_least:
            return []
        return [
            Problem(
                self.article,
                f"从事本工种须满 {self.at_least} 年，现为 {facts.trade_years} 年",
                f"请核对“从事本工种年限”；确实不满的，满 {self.at_least} 年后再申报",
                "trade_years",
            )
        ]


@dataclass(frozen=True)
class SkillLevelAtLeast:
    """职业技能等级: ``level`` is the code in the list skill_levels, which grows with the level; ``name`` its name."""

    article: str
    level: int
    name: str
    needs: ClassVar[tuple[str, ...]] = ("skill_level",)

    @property
    def label(self) -> str:
        """The level in words."""
        return f"具有{self.name}及以上职业技能等级"

    def problems(self, facts: Facts, *, today: date) -> list[Problem]:
        """Too low a level."""
        held = facts.skill_level
        if held is None or (held.isdecimal() and int(held) >= self.level):
            return []
        return [
            Problem(
                self.article,
                f"须具有{self.name}及以上职业技能等级，现在选的低于{self.name}",
                "请核对“职业技能等级”，并上传等级证书",
                "skill_level",
            )
        ]
